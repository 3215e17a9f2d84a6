/**
 * The store that keeps everything in this process: for one host, for tests, and as the plainest
 * reading of what an engine is.
 *
 * A transaction is a synchronous step, so it is alone by itself. It never knows what it keeps.
 */
import { type Clock, systemClock } from '../../clock.ts';
import type { Store } from '../store.ts';
import type { Engine, View } from './engine.ts';
import { createEngineStore, type EngineStoreOptions } from './engine-store.ts';
import { createTopics } from './topics.ts';

export interface MemoryStoreOptions extends Partial<EngineStoreOptions> {
  readonly clock?: Clock;
  /** What the store keeps: stores over the same memory see the same. Default: an empty one. */
  readonly memory?: Memory;
}

/** Outlives its stores, as a disk does. */
export interface Memory extends Engine {
  /** As it is kept, sealed: for tests that damage it. */
  readonly entries: Map<string, string>;
}

export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { clock = systemClock, memory = createMemory(), ...rest } = options;
  // All who share a memory share its topics, so a wake-up is never missed and nothing is polled.
  const timing = { clock, now: () => clock.now(), pollMsMax: Number.POSITIVE_INFINITY };
  return createEngineStore({ ...memory, close: async () => undefined }, { ...timing, ...rest });
}

export function createMemory(): Memory {
  const entries = new Map<string, string>();
  const topics = createTopics();
  const view: View = {
    get: (key) => entries.get(key),
    keys: (from, before) =>
      [...entries.keys()].filter((key) => key >= from && key < before).toSorted(),
  };
  return {
    entries,
    read: (look) => look(view),
    write: async (work) => {
      const { answer, puts = [], wakes = [] } = work(view);
      for (const [key, text] of puts) {
        if (text === null) entries.delete(key);
        else entries.set(key, text);
      }
      for (const topic of wakes) topics.wake(topic);
      return answer;
    },
    subscribe: topics.subscribe,
    close: async () => undefined,
  };
}
