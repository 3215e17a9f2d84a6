/**
 * The contract of leases and wake-ups: who lives is not taken over, who was taken over writes no
 * more, and no write goes unheard.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import {
  frame,
  leaseMs,
  lockWaitMs,
  recordOf,
  refusedWith,
  type StoreCase,
  settled,
  written,
} from './contract-kit.ts';

export const leaseCases: readonly StoreCase[] = [
  {
    name: 'O6: a journal whose lease runs is not claimed by another, whatever fence it names',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      assert.deepEqual(await store.lease('j'), { turnFence: 0, isLive: false, outcome: null });
      const fence = await written(store, 'j', 1);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: true, outcome: null });
      await refusedWith('fenced', store.claim('j', fence, leaseMs));
      await refusedWith('fenced', store.claim('j', 0, leaseMs));
      await store.append('j', 1, [frame(2)], fence);
    },
  },
  {
    name: 'a lease that ran out is live again when its holder renews it first',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await store.claim('j', 0, 0);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: false, outcome: null });
      await store.renew('j', fence, leaseMs);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: true, outcome: null });
      await refusedWith('fenced', store.claim('j', fence, leaseMs));
      await store.renew('j', fence, 0);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: false, outcome: null });
    },
  },
  {
    name: 'T3: who renews a lease, or looks at it, hears of the outcome that another has decided',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await store.claim('j', 0, leaseMs);
      assert.deepEqual(await store.renew('j', fence, leaseMs), { outcome: null, answers: [] });
      await store.decide('j', 'cancelled', null, fence);
      const renewed = { outcome: 'cancelled', answers: [] };
      assert.deepEqual(await store.renew('j', fence, leaseMs), renewed);
      assert.equal((await store.lease('j')).outcome, 'cancelled');
    },
  },
  {
    name: 'L1: once a journal is claimed anew, who held it can neither write, decide nor renew',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const old = await written(store, 'j', 1);
      await store.renew('j', old, 0);
      const fence = await store.claim('j', old, leaseMs);
      assert.ok(fence > old);
      await refusedWith('fenced', store.append('j', 1, [frame(2)], old));
      await refusedWith('fenced', store.decide('j', 'done', null, old));
      await refusedWith('fenced', store.renew('j', old, leaseMs));
      await store.append('j', 1, [frame(2)], fence);
      assert.equal((await store.head('j'))?.lastSeq, 2, 'claiming again kept what was there');
    },
  },
  {
    name: 'of two who want a journal after the same fence one gets it',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await store.claim('j', 0, 0);
      const claims = await Promise.allSettled([
        store.claim('j', fence, 0),
        store.claim('j', fence, 0),
      ]);
      assert.deepEqual(claims.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      await refusedWith('fenced', store.claim('j', fence, 0));
    },
  },
  {
    name: 'of a journal that was never claimed nothing is renewed, decided or written',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      await assert.rejects(store.renew('j', 0, leaseMs));
      await assert.rejects(store.decide('j', 'done', null, 0));
      await assert.rejects(store.append('j', 0, [frame(1)], 0));
      assert.equal(await store.head('j'), null);
    },
  },
];

export const wakeCases: readonly StoreCase[] = [
  {
    name: 'A12: every append after subscribe has returned is heard of, and only of that journal',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await written(store, 'j', 1);
      const other = await written(store, 'k', 1);
      let wakeUps = 0;
      let heard: () => void = () => undefined;
      const end = store.subscribe('j', () => {
        wakeUps += 1;
        heard();
      });
      const wait = () => new Promise<void>((resolve) => (heard = resolve));
      const first = wait();
      await store.append('j', 1, [frame(2)], fence);
      await first;
      await settled(store);
      // It may come more often than there was news, but for no other journal.
      const heardOf = wakeUps;
      await store.append('k', 1, [frame(2)], other);
      await settled(store);
      assert.equal(wakeUps, heardOf);
      end();
      await store.append('j', 2, [frame(3)], fence);
      await settled(store);
      assert.equal(wakeUps, heardOf);
    },
  },
  {
    name: 'a save wakes who subscribed to the session',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const woken = new Promise<void>((resolve) => void store.subscribe('s', resolve));
      await store.save(recordOf('s', 1), await store.lock('s'));
      await woken;
    },
  },
];
