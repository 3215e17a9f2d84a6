/** The memory store keeps the contract. */
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { storeCases } from './contract-cases.ts';
import { asking, frame, limit, refusedWith, turn, written } from './contract-kit.ts';
import { enginePlace } from './contract-place.ts';
import { createMemory, createMemoryStore, type Memory } from './memory.ts';

function createPlace() {
  const memory = createMemory();
  return enginePlace(async (options) => createMemoryStore({ ...options, memory }), {
    get: async (key) => {
      const text = memory.entries.get(key);
      return text === undefined ? undefined : Buffer.from(text);
    },
    set: async (key, bytes) => {
      if (bytes === null) memory.entries.delete(key);
      else memory.entries.set(key, bytes.toString());
    },
  });
}

describe('the memory store', () => {
  test.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    const place = createPlace();
    await run(place);
    await place.close();
  });
});

test('what was held when the machine began anew is over, though its clock is behind', async () => {
  const memory = createMemory();
  const at = (ms: number) =>
    createMemoryStore({ memory, clock: { ...systemClock, now: () => ms } });
  const before = at(1_000_000);
  const lockFence = await before.lock('s');
  const fence = await written(before, 'j', 1);
  await before.decide('j', 'done', null, fence);
  await before.append('j', 1, [frame(2, 'done', null)], fence);
  await before.attend('j', 60_000);
  const after = at(10);
  expect(await after.lock('s')).toBe(lockFence + 1);
  expect(await after.lease('j')).toEqual({ turnFence: fence, isLive: false, outcome: 'done' });
  expect(await after.claim('j', fence, 0)).toBe(fence + 1);
  await after.trim('j', 3);
});

test('a journal whose entry is gone is damaged, and not begun anew over its frames', async () => {
  const memory = createMemory();
  const store = createMemoryStore({ memory });
  await written(store, 'j', 2);
  memory.entries.delete('journals/j');
  for (const run of [store.head('j'), store.read('j', 0, limit), store.claim('j', 0, 1)]) {
    await refusedWith('damaged', run);
  }
});

test('a trim that ends half-way is found again: what has a cell left is listed', async () => {
  const memory = createMemory();
  const has = (table: string) => [...memory.entries.keys()].some((key) => key.startsWith(table));
  const seen: boolean[] = [];
  const watched: Memory = {
    ...memory,
    write: async (work) => {
      const answer = await memory.write(work);
      seen.push(has('frames/') || has('prompts/'));
      expect(has('closed/')).toBe(seen.at(-1));
      return answer;
    },
  };
  const store = createMemoryStore({ memory });
  const ids = Array.from({ length: 1_500 }, (_, at) => `p${at}`);
  const fence = await asking(store, ids);
  await store.decide(turn, 'done', null, fence);
  await store.append(turn, 1_500, [frame(1_501, 'done', null)], fence);
  await createMemoryStore({ memory: watched }).trim(turn, 1_502);
  expect(seen).toEqual([true, true, true, false]);
});
