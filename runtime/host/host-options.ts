/**
 * What a host is made of: the producer that its user writes, and everything else with a default.
 *
 * It never knows what a host does with it.
 */
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import type { HostLimits } from './limits.ts';
import type { Producer } from './producer.ts';
import type { ObserveSession } from './session-driver.ts';
import type { Store } from './store.ts';

export interface HostOptions {
  readonly producer: Producer;
  /** Default: LMDB, in `.holdfast` of the working folder, or where HOLDFAST_DATA says. */
  readonly store?: Store;
  readonly clock?: Clock;
  readonly limits?: Partial<HostLimits>;
  /** What a person is told when a producer throws. Default: the error's message. */
  readonly describeFailure?: (error: unknown) => string;
  /** Errors that no caller sees: of producers, of the store. Default: the console. */
  readonly report?: (error: unknown) => void;
  /** For recorders (`holdfast/inspect`): asked whenever a session begins to be under way here. */
  readonly observe?: (sessionId: string) => ObserveSession;
}

/** Throws `misuse` without a producer, or for a store that is none. */
export function demandOptions(options: unknown): void {
  const { producer, store } = (options ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof producer !== 'function') {
    throw new HoldfastError('misuse', 'createHost needs a producer: an async generator function');
  }
  const isStore = typeof (store as Partial<Store> | null)?.lock === 'function';
  if (store === undefined || isStore) return;
  throw new HoldfastError('misuse', 'the store is none; of createRedisStore it is to be awaited');
}
