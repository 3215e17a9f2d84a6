/** The memory store keeps the contract. */
import { describe, test } from 'vitest';
import { storeCases } from './contract-cases.ts';
import { enginePlace } from './contract-place.ts';
import { createMemory, createMemoryStore } from './memory.ts';

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
