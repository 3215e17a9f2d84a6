/**
 * A clock that stands still until a test moves it, for one host.
 *
 * Timers fire in the order of their times, each after what the one before it caused has been done
 * as far as this process is concerned. Randomness is a constant, ids are counted.
 */
import type { Clock } from '../../runtime/clock.ts';

export interface ManualClock extends Clock {
  /** Moves on by `ms`, and fires what is due on the way. */
  advance(ms: number): Promise<void>;
  /** How many timers wait, but for those that nobody waits for. */
  readonly armed: number;
}

export function createManualClock(): ManualClock {
  interface Timer {
    readonly at: number;
    readonly run: () => void;
    readonly isIdle?: true;
  }
  const timers = new Map<number, Timer>();
  let now = 1_000_000;
  let count = 0;
  const due = (until: number) =>
    [...timers].filter(([, { at }]) => at <= until).toSorted(([, a], [, b]) => a.at - b.at)[0];
  const arm = (timer: Timer) => {
    const key = (count += 1);
    timers.set(key, timer);
    return () => void timers.delete(key);
  };
  return {
    now: () => now,
    random: () => 0.5,
    id: () => `id${(count += 1)}`,
    after: (ms, run) => arm({ at: now + ms, run }),
    idly: (ms, run) => arm({ at: now + ms, run, isIdle: true }),
    async advance(ms) {
      // What was begun before may arm a timer first.
      await rest();
      const until = now + ms;
      for (let next = due(until); next !== undefined; next = due(until)) {
        const [key, timer] = next;
        timers.delete(key);
        now = Math.max(now, timer.at);
        timer.run();
        await rest();
      }
      now = until;
    },
    get armed() {
      return [...timers.values()].filter(({ isIdle }) => isIdle !== true).length;
    },
  };
}

/** What waits for promises only goes on as far as it can; no real time passes. */
async function rest(): Promise<void> {
  for (let step = 0; step < 200; step += 1) await Promise.resolve();
}
