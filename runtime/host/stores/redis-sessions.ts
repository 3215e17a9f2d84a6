/**
 * Sessions in Redis: the record as JSON, its summary beside it, and an index of all ids.
 *
 * A session is in the index before it has a record, so that none is ever missing from a list. What
 * a fence refuses is said by the script that would have written. It decides nothing.
 */
import { HoldfastError } from '../../core/errors.ts';
import { type SessionRecord, type SessionSummary, summaryOf } from '../../core/host.ts';
import type { Store } from '../store.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import type { RedisLocks } from './redis-locks.ts';
import { addSession, listSessions, readText, saveRecord } from './redis-scripts.ts';
import type { RedisWakes } from './redis-wakes.ts';

export interface RedisSessionsPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
  readonly locks: RedisLocks;
}

export type Sessions = Pick<
  Store,
  'lock' | 'unlock' | 'load' | 'loadSummary' | 'save' | 'list' | 'subscribe'
>;

export function redisSessions({ link, keys, wakes, locks }: RedisSessionsPorts): Sessions {
  const read = async (key: string): Promise<unknown> => {
    const { answer } = await link.run(readText, [key], []);
    const [text] = answer as readonly (string | null)[];
    return typeof text === 'string' ? JSON.parse(text) : null;
  };
  const summary = (sessionId: string) =>
    read(keys.summary(sessionId)) as Promise<SessionSummary | null>;

  return {
    lock: (sessionId) => locks.take(sessionId),
    unlock: (sessionId, lockFence) => locks.give(sessionId, lockFence),
    load: (sessionId) => read(keys.record(sessionId)) as Promise<SessionRecord | null>,
    loadSummary: summary,
    save: async (record, lockFence) => {
      const { sessionId } = record;
      await link.run(addSession, [keys.sessions], [sessionId]);
      const names = [keys.lock(sessionId), keys.record(sessionId), keys.summary(sessionId)];
      const texts = [JSON.stringify(record), JSON.stringify(summaryOf(record))];
      const args = [lockFence, ...texts, wakes.channel(sessionId)];
      const { state } = await link.run(saveRecord, names, args);
      if (state === 'ok') return;
      throw new HoldfastError('fenced', `fence ${lockFence} is not the last of this session`);
    },
    list: async (after, limit) => {
      const found: SessionSummary[] = [];
      for (let from = after; found.length < limit; ) {
        const { answer } = await link.run(listSessions, [keys.sessions], [from, limit]);
        const ids = (answer as readonly (readonly string[])[])[0] ?? [];
        const summaries = await Promise.all(ids.map(summary));
        // In the index and without a record: its first save was never finished.
        found.push(...summaries.filter((one) => one !== null));
        if (ids.length < limit) break;
        from = ids.at(-1) ?? '';
      }
      return found.slice(0, limit);
    },
    subscribe: (topic, wake) => wakes.subscribe(topic, wake),
  };
}
