/**
 * What the Redis store's keys are called. All keys of one session have its id as their hash tag, so
 * a cluster keeps them in one slot and a script may touch any of them.
 *
 * A journal's name begins with its session's id, up to the first dot. Only the two indexes have no
 * tag: no script touches them together with others.
 */
export interface RedisKeys {
  lock(sessionId: string): string;
  record(sessionId: string): string;
  summary(sessionId: string): string;
  backup(sessionId: string): string;
  /** Fence, lease, cell and ends of a journal, and which of its prompts have an open answer. */
  journal(name: string): string;
  frames(name: string): string;
  /** Cells of a journal's prompts. */
  prompts(name: string): string;
  /** Every session's id, sorted. */
  readonly sessions: string;
  /** Every closed journal that has frames, sorted by when it was closed. */
  readonly closed: string;
}

export function redisKeys(prefix: string): RedisKeys {
  const tagged = (sessionId: string, kind: string) => `${prefix}:{${sessionId}}:${kind}`;
  const ofJournal = (name: string, kind: string) =>
    tagged(name.split('.', 1)[0] ?? '', `${kind}:${name}`);
  return {
    lock: (sessionId) => tagged(sessionId, 'lock'),
    record: (sessionId) => tagged(sessionId, 'record'),
    summary: (sessionId) => tagged(sessionId, 'summary'),
    backup: (sessionId) => tagged(sessionId, 'backup'),
    journal: (name) => ofJournal(name, 'journal'),
    frames: (name) => ofJournal(name, 'frames'),
    prompts: (name) => ofJournal(name, 'prompts'),
    sessions: `${prefix}:sessions`,
    closed: `${prefix}:closed`,
  };
}
