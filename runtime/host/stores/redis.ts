/**
 * The store that many hosts share: sessions and journals in Redis 7, each compare-and-write in one
 * script on the server.
 *
 * Two connections: one for scripts, one that hears wake-ups. Both come back by themselves. What was
 * acknowledged survives a kill of the server only with `appendonly yes` and `appendfsync always`;
 * with less, it is said on opening what may be lost. It decides nothing of the protocol.
 */
import { type Clock, systemClock } from '../../clock.ts';
import type { Store } from '../store.ts';
import { connected, originOf } from './redis-connection.ts';
import {
  durabilitySettings,
  lossesOf,
  type RedisSettings,
  unknownLosses,
} from './redis-durability.ts';
import { redisJournals } from './redis-journals.ts';
import { redisKeys } from './redis-keys.ts';
import { bounded, createLink, type RedisClient } from './redis-link.ts';
import { createRedisLocks } from './redis-locks.ts';
import { redisPrompts } from './redis-prompts.ts';
import { redisSessions, scanSessions } from './redis-sessions.ts';
import { RedisWakes } from './redis-wakes.ts';

export type { RedisClient } from './redis-link.ts';

export interface RedisStoreOptions {
  /** `redis[s]://[[username][:password]@][host][:port][/database]`. */
  readonly url?: string;
  /**
   * Instead of a url: a client of node-redis, of `createClient` or `createCluster`. It is
   * duplicated twice and left alone; its own settings decide how it reconnects.
   */
  readonly client?: RedisClient;
  /** What every key and channel begins with. Default `holdfast`. */
  readonly prefix?: string;
  readonly clock?: Clock;
  /** How long a call takes at most before it rejects with `store_failed`. Default 10,000. */
  readonly callMsMax?: number;
  /** How long a lock is waited for. Default 10,000. */
  readonly lockWaitMsMax?: number;
  /** How long a lock is held at most while another waits for it. Default 5,000. */
  readonly lockHoldMsMax?: number;
  /** What nobody awaits: lost connections, what the scan finds damaged. Default: the console. */
  readonly report?: (error: unknown) => void;
  /**
   * What is said on opening: that no connection is there yet, and what this Redis may lose of what
   * it acknowledged. Default: the console.
   */
  readonly warn?: (message: string) => void;
}

/** Rejects with `store_failed` when no connection can be had in time, and with `misuse`. */
export async function createRedisStore(options: RedisStoreOptions = {}): Promise<Store> {
  const { prefix = 'holdfast', clock = systemClock, callMsMax = 10_000 } = options;
  const { lockWaitMsMax = 10_000, lockHoldMsMax = 5_000 } = options;
  const { report = logError, warn = logWarning } = options;
  const origin = originOf(options, { clock, callMsMax });
  const ports = { clock, callMsMax, report, warn };
  const [client, subscriber] = (await connected(origin, 2, ports)) as [RedisClient, RedisClient];
  const settings = () => bounded(clock, callMsMax, () => client.configGet(durabilitySettings));
  await sayLosses(settings, warn);
  const link = createLink(client, clock, callMsMax);
  const keys = redisKeys(prefix);
  const wakes = new RedisWakes({ client: subscriber, clock, prefix, report });
  const bounds = { waitMsMax: lockWaitMsMax, holdMsMax: lockHoldMsMax };
  const locks = createRedisLocks({ link, keys, wakes, clock, ...bounds });
  const scanned = scanSessions({ link, keys, wakes, report });
  const close = async (): Promise<void> => {
    await scanned;
    await link.close();
    wakes.close();
  };
  let closed: Promise<void> | null = null;
  return {
    lock: locks.take,
    unlock: locks.give,
    ...redisSessions({ link, keys, wakes, report }),
    ...redisJournals({ link, keys, wakes, clock, report }),
    ...redisPrompts({ link, keys, wakes }),
    subscribe: (topic, wake) => wakes.subscribe(topic, wake),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function sayLosses(
  settings: () => Promise<object>,
  warn: (message: string) => void,
): Promise<void> {
  try {
    for (const loss of lossesOf((await settings()) as RedisSettings)) warn(loss);
  } catch (error) {
    warn(unknownLosses(error));
  }
}

function logWarning(message: string): void {
  // oxlint-disable-next-line no-console -- the default: a warning must be seen somewhere
  console.warn(message);
}

function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- the default: an error must be seen somewhere
  console.error(error);
}
