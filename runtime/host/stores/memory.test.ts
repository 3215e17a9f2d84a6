/** The memory store keeps the contract, and ends a hold that nobody ends. */
import { describe, expect, test } from 'vitest';
import { isCode } from '../../core/errors.ts';
import { emptyRecord } from '../../core/host.ts';
import { storeCases } from './contract-cases.ts';
import { createMemoryStore } from './memory.ts';

describe('the memory store', () => {
  test.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await run(async (lockWaitMsMax) => createMemoryStore({ lockWaitMsMax }));
  });

  test('L1: who holds a lock too long loses it to who waits, and can not save', async () => {
    const store = createMemoryStore({ lockWaitMsMax: 5_000, lockHoldMsMax: 20 });
    const late = await store.lock('s');
    const fence = await store.lock('s');
    await expect(store.save(emptyRecord('s'), late)).rejects.toSatisfy((error) =>
      isCode(error, 'fenced'),
    );
    await store.unlock('s', late);
    await store.save(emptyRecord('s'), fence);
  });

  test('a holder keeps its lock however long it takes, while nobody waits', async () => {
    const store = createMemoryStore({ lockHoldMsMax: 5 });
    const fence = await store.lock('s');
    await new Promise((resolve) => setTimeout(resolve, 30));
    await store.save(emptyRecord('s'), fence);
  });
});
