/**
 * The contract of a store's locks: one holder at a time, a fence that only grows, and no wait
 * without an end.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import { isCode } from '../../core/errors.ts';
import { emptyRecord } from '../../core/host.ts';
import { lockWaitMs, pause, refusedWith, type StoreCase } from './contract-kit.ts';

export const lockCases: readonly StoreCase[] = [
  {
    name: 'a second lock waits for the first, and its fence is newer',
    run: async (place) => {
      const store = await place.open();
      const order: string[] = [];
      const first = await store.lock('s');
      const second = store.lock('s').then((fence) => {
        order.push('second');
        return fence;
      });
      await store.load('s');
      order.push('unlock');
      await store.unlock('s', first);
      assert.ok((await second) > first);
      assert.deepEqual(order, ['unlock', 'second']);
    },
  },
  {
    name: 'L6: a lock that is never released is waited for in vain, and the wait ends',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const first = await store.lock('s');
      await assert.rejects(store.lock('s'), (error) => isCode(error, 'lock_timeout'));
      await store.unlock('s', first);
      await store.unlock('s', await store.lock('s'));
    },
  },
  {
    name: 'unlock releases only its own lock',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const first = await store.lock('s');
      await store.unlock('s', first);
      const second = await store.lock('s');
      await store.unlock('s', first);
      await assert.rejects(store.lock('s'), (error) => isCode(error, 'lock_timeout'));
      await store.unlock('s', second);
    },
  },
  {
    name: 'locks of other sessions are not waited for',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      await store.lock('a');
      await store.lock('b');
    },
  },
  {
    name: 'L1: who holds a lock too long loses it to who waits, and can not save',
    run: async (place) => {
      const store = await place.open({ lockHoldMsMax: 20 });
      const late = await store.lock('s');
      const fence = await store.lock('s');
      assert.ok(fence > late);
      await refusedWith('fenced', store.save(emptyRecord('s'), late));
      await store.unlock('s', late);
      await store.save(emptyRecord('s'), fence);
    },
  },
  {
    name: 'a holder keeps its lock however long it takes, while nobody waits',
    run: async (place) => {
      const store = await place.open({ lockHoldMsMax: 5 });
      const fence = await store.lock('s');
      await pause(20);
      await store.save(emptyRecord('s'), fence);
    },
  },
  {
    name: 'who waits gets the lock in turn',
    run: async (place) => {
      const store = await place.open();
      const order: number[] = [];
      const waiters = [1, 2, 3, 4].map(async (waiter) => {
        const fence = await store.lock('s');
        order.push(waiter);
        await store.unlock('s', fence);
      });
      await Promise.all(waiters);
      assert.deepEqual(order, [1, 2, 3, 4]);
    },
  },
  {
    name: 'stores over the same data lock each other out, and each fence is newer',
    run: async (place) => {
      const [one, other] = [await place.open(), await place.open({ lockWaitMsMax: lockWaitMs })];
      const first = await one.lock('s');
      await refusedWith('lock_timeout', other.lock('s'));
      const second = other.lock('s');
      await one.unlock('s', first);
      const fence = await second;
      assert.ok(fence > first);
      await refusedWith('fenced', one.save(emptyRecord('s'), first));
      await other.save(emptyRecord('s'), fence);
      await other.unlock('s', fence);
      assert.ok((await one.lock('s')) > fence);
    },
  },
];
