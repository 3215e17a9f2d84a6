/**
 * The one way in which a session's record is changed: lock, read, decide, write with the fence,
 * release.
 *
 * What is decided comes as a pure function of the record; nothing is kept from before the lock.
 */
import { type Decision, emptyRecord, type SessionRecord } from '../core/host.ts';
import type { Store } from './store.ts';

/**
 * Runs one decision under the session's lock; its record, if there is one, is saved before its
 * answer is returned. `under` runs after the save, while the lock is still held.
 */
export async function underLock<Answer>(
  store: Store,
  sessionId: string,
  decide: (record: SessionRecord) => Decision<Answer>,
  under: (decision: Decision<Answer>) => void = () => undefined,
): Promise<Decision<Answer>> {
  const lockFence = await store.lock(sessionId);
  try {
    const decision = decide((await store.load(sessionId)) ?? emptyRecord(sessionId));
    if (decision.record !== null) await store.save(decision.record, lockFence);
    under(decision);
    return decision;
  } finally {
    // A store that can't release takes the lock away in time; the answer stands.
    await store.unlock(sessionId, lockFence).catch(() => undefined);
  }
}
