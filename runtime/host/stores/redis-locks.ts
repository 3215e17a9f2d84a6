/**
 * Locks of sessions, kept in Redis: each try is one script, and between two tries who waits is
 * woken by whoever gives the lock back, or looks again by itself.
 *
 * Every wait ends, by the lock or by `lock_timeout` (L6); every hold ends once somebody else asks
 * after its longest time. A try has a token, so one whose answer was lost is the same try again.
 * Who waits in this process stands in line; other processes meet the first of the line alone.
 */
import type { Clock } from '../../clock.ts';
import { HoldfastError } from '../../core/errors.ts';
import { createLines } from './lines.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import { giveLock, takeLock } from './redis-scripts.ts';
import type { RedisWakes } from './redis-wakes.ts';

export interface RedisLocksPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
  readonly clock: Clock;
  readonly waitMsMax: number;
  readonly holdMsMax: number;
}

export interface RedisLocks {
  take(sessionId: string): Promise<number>;
  give(sessionId: string, lockFence: number): Promise<void>;
}

/** How long who waits goes without looking again: a wake-up is only ever a hint. */
const lookMsMax = 250;

export function createRedisLocks(ports: RedisLocksPorts): RedisLocks {
  const { link, keys, wakes, clock, waitMsMax, holdMsMax } = ports;
  const topicOf = (sessionId: string) => `lock:${sessionId}`;

  const lines = createLines();

  const contend = async (sessionId: string, untilMs: number): Promise<number> => {
    const token = clock.id();
    const waiting = createWaiting(clock);
    let leave: (() => void) | null = null;
    try {
      for (;;) {
        const tried = await link.run(takeLock, [keys.lock(sessionId)], [token, holdMsMax]);
        const [value] = tried.answer as readonly [number];
        if (tried.code === 'ok') return value;
        const leftMs = untilMs - clock.now();
        if (leftMs <= 0) {
          throw new HoldfastError('lock_timeout', `the lock of ${sessionId} was not free in time`);
        }
        leave ??= wakes.subscribe(topicOf(sessionId), waiting.wake);
        await waiting.wait(Math.min(lookMsMax, leftMs, value));
      }
    } finally {
      leave?.();
    }
  };

  return {
    take: (sessionId) => {
      const untilMs = clock.now() + waitMsMax;
      return lines.stand(sessionId, () => contend(sessionId, untilMs));
    },
    give: async (sessionId, lockFence) => {
      const channel = wakes.channel(topicOf(sessionId));
      await link.run(giveLock, [keys.lock(sessionId)], [lockFence, channel]);
    },
  };
}

/** Waits for a wake-up, and no longer than it is told; one that came before the wait counts. */
function createWaiting(clock: Clock) {
  let isWoken = false;
  let end: () => void = () => undefined;
  return {
    wake: () => {
      isWoken = true;
      end();
    },
    wait: async (ms: number): Promise<void> => {
      if (!isWoken) {
        await new Promise<void>((resolve) => {
          const disarm = clock.after(ms, resolve);
          end = () => {
            disarm();
            resolve();
          };
        });
      }
      isWoken = false;
    },
  };
}
