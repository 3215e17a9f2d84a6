/**
 * Locks with fences, one per session, shared by all processes over an engine.
 *
 * Every wait ends: by the lock, or by `lock_timeout` (L6). Every hold ends as well, once somebody
 * waits: the next gets a newer fence, and the late holder's writes are refused by it. A lock is not
 * re-entrant, because a holder that could take it twice could give it back twice. Who waits in this
 * process stands in line; against other processes the first of the line looks again when it hears
 * of a release, and now and then.
 */
import { HoldfastError } from '../../core/errors.ts';
import { createDeferred } from '../deferred.ts';
import { type Change, type Engine, keyOf, type Timing, type View } from './engine.ts';

export interface Locks {
  take(sessionId: string): Promise<number>;
  /** Does nothing unless this fence holds the lock. */
  give(sessionId: string, fence: number): Promise<void>;
}

export interface LockTiming extends Timing {
  readonly lockWaitMsMax: number;
  readonly lockHoldMsMax: number;
}

/** `heldSince` is null while nobody holds it. */
type Lock = readonly [fence: number, heldSince: number | null];

const firstPollMs = 4;

/** The last fence that was issued for the session, 0 before the first. */
export function lastFence(view: View, sessionId: string): number {
  return lockOf(view, sessionId)[0];
}

export function createLocks(engine: Engine, timing: LockTiming): Locks {
  const { clock, now, pollMsMax, lockWaitMsMax, lockHoldMsMax } = timing;
  const lines = new Map<string, Promise<unknown>>();

  /** The fence; or, while another holds it, how long that one may. */
  const grant = (view: View, sessionId: string): Change<{ fence: number } | { leftMs: number }> => {
    const [fence, heldSince] = lockOf(view, sessionId);
    const heldMs = heldSince === null ? null : now() - heldSince;
    if (heldMs !== null && heldMs >= 0 && heldMs < lockHoldMsMax) {
      return { answer: { leftMs: lockHoldMsMax - heldMs } };
    }
    const next: Lock = [fence + 1, now()];
    return {
      answer: { fence: fence + 1 },
      puts: [[keyOf('locks', sessionId), JSON.stringify(next)]],
    };
  };

  const attempt = async (sessionId: string, deadline: number): Promise<number> => {
    for (let pollMs = firstPollMs; ; pollMs *= 2) {
      const heard = hear(engine, topicOf(sessionId));
      try {
        const granted = await engine.write((view) => grant(view, sessionId));
        if ('fence' in granted) return granted.fence;
        const leftMs = deadline - now();
        if (leftMs <= 0) {
          throw new HoldfastError('lock_timeout', `the lock of ${sessionId} was not free in time`);
        }
        const waitMs = Math.min(pollMs, pollMsMax, granted.leftMs, leftMs);
        await new Promise<void>((resolve) => {
          const cancel = clock.after(waitMs, resolve);
          void heard.promise.then(cancel).then(resolve);
        });
      } finally {
        heard.end();
      }
    }
  };

  return {
    take: (sessionId) => {
      const deadline = now() + lockWaitMsMax;
      const before = lines.get(sessionId) ?? Promise.resolve();
      const taken = before.then(() => attempt(sessionId, deadline));
      const settled = taken.then(ignore, ignore);
      lines.set(sessionId, settled);
      void settled.then(() => lines.get(sessionId) === settled && lines.delete(sessionId));
      return taken;
    },
    give: (sessionId, fence) =>
      engine.write((view) => {
        const [last, heldSince] = lockOf(view, sessionId);
        if (last !== fence || heldSince === null) return { answer: undefined };
        const free: Lock = [fence, null];
        return {
          answer: undefined,
          puts: [[keyOf('locks', sessionId), JSON.stringify(free)]],
          wakes: [topicOf(sessionId)],
        };
      }),
  };
}

function lockOf(view: View, sessionId: string): Lock {
  const text = view.get(keyOf('locks', sessionId));
  return text === undefined ? [0, null] : (JSON.parse(text) as Lock);
}

/** A wake-up to await, heard from now on. */
function hear(engine: Engine, topic: string) {
  const heard = createDeferred();
  return { promise: heard.promise, end: engine.subscribe(topic, heard.resolve) };
}

function ignore(): void {
  // Who took the lock, or did not get it, hears of it; the next in line only waits for it.
}

/** No session and no journal is called so. */
function topicOf(sessionId: string): string {
  return `lock ${sessionId}`;
}
