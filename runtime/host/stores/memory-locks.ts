/**
 * Locks with fences, one per name, within this process.
 *
 * Every wait ends: by the lock, or by `lock_timeout`. Every hold ends as well, once somebody waits:
 * the next waiter gets a newer fence, and the late holder's writes are refused by it. A lock is not
 * re-entrant, because a holder that could take it twice could give it back twice.
 */
import type { Clock } from '../../clock.ts';
import { HoldfastError } from '../../core/errors.ts';

export interface Locks {
  take(name: string): Promise<number>;
  /** Does nothing unless this fence holds the lock. */
  give(name: string, fence: number): void;
  /** The last fence that was issued for the name, 0 before the first. */
  lastFence(name: string): number;
}

interface Lock {
  fence: number;
  /** When it was granted; null while nobody holds it. */
  heldSince: number | null;
  readonly waiting: ((fence: number) => void)[];
  expiry: (() => void) | null;
}

export function createLocks(clock: Clock, waitMsMax: number, holdMsMax: number): Locks {
  // A fence must grow over the life of the store, so a name that was locked once stays here. It is
  // two numbers; the session itself stays as well.
  const locks = new Map<string, Lock>();

  const lockOf = (name: string): Lock => {
    const known = locks.get(name);
    if (known !== undefined) return known;
    const made: Lock = { fence: 0, heldSince: null, waiting: [], expiry: null };
    locks.set(name, made);
    return made;
  };

  /** Grants a free lock to the first who waits, and watches over the hold if there is a second. */
  const settle = (lock: Lock): void => {
    lock.expiry?.();
    lock.expiry = null;
    if (lock.heldSince === null) {
      const next = lock.waiting.shift();
      if (next === undefined) return;
      lock.fence += 1;
      lock.heldSince = clock.now();
      next(lock.fence);
    }
    if (lock.waiting.length === 0) return;
    const leftMs = Math.max(0, lock.heldSince + holdMsMax - clock.now());
    lock.expiry = clock.after(leftMs, () => {
      lock.heldSince = null;
      settle(lock);
    });
  };

  return {
    take: (name) =>
      new Promise((resolve, reject) => {
        const lock = lockOf(name);
        const giveUp = clock.after(waitMsMax, () => {
          lock.waiting.splice(lock.waiting.indexOf(granted), 1);
          settle(lock);
          reject(new HoldfastError('lock_timeout', `the lock of ${name} was not free in time`));
        });
        const granted = (fence: number): void => {
          giveUp();
          resolve(fence);
        };
        lock.waiting.push(granted);
        settle(lock);
      }),
    give: (name, fence) => {
      const lock = locks.get(name);
      if (lock === undefined || lock.heldSince === null || lock.fence !== fence) return;
      lock.heldSince = null;
      settle(lock);
    },
    lastFence: (name) => locks.get(name)?.fence ?? 0,
  };
}
