/**
 * The contract of an end: journals are trimmed when nobody needs them, late cursors hear of it, and
 * a store that is closed does nothing more.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import type { Store } from '../store.ts';
import {
  frame,
  limit,
  pause,
  recordOf,
  refusedWith,
  type StoreCase,
  until,
  written,
} from './contract-kit.ts';

/** A journal with this many frames, its terminal included. */
async function closed(store: Store, journal: string, count: number): Promise<void> {
  const fence = await written(store, journal, count - 1);
  await store.decide(journal, 'done', null, fence);
  await store.append(journal, count - 1, [frame(count, 'done', null)], fence);
}

async function names(store: Store, after = '', count = 99): Promise<readonly string[]> {
  return (await store.closed(after, count)).map(({ journal }) => journal);
}

const trims: readonly StoreCase[] = [
  {
    name: 'F2: a trimmed journal has no frames for an old cursor, and none is skipped',
    run: async (place) => {
      const store = await place.open();
      await closed(store, 'j', 5);
      await store.trim('j', 4);
      assert.equal((await store.head('j'))?.firstSeq, 4);
      for (const after of [0, 2]) assert.equal(await store.read('j', after, limit), null);
      assert.deepEqual(await store.read('j', 3, limit), [frame(4), frame(5, 'done', null)]);
      await store.trim('j', 2);
      assert.equal((await store.head('j'))?.firstSeq, 4, 'what is gone stays gone');
    },
  },
  {
    name: 'a journal that is trimmed whole keeps its head, and stays closed',
    run: async (place) => {
      const store = await place.open();
      await closed(store, 'j', 2_500);
      const head = await store.head('j');
      await store.trim('j', 9_999);
      assert.deepEqual(await store.head('j'), { ...head, firstSeq: 2_501 });
      assert.deepEqual(await store.read('j', 2_500, limit), []);
      const fence = (await store.lease('j')).turnFence;
      await refusedWith('journal_closed', store.append('j', 2_500, [frame(2_501)], fence));
      await refusedWith('journal_closed', store.append('j', 0, [frame(1)], fence));
    },
  },
  {
    name: 'a journal that has no terminal is not trimmed',
    run: async (place) => {
      const store = await place.open();
      await refusedWith('journal_open', store.trim('j', 1));
      const fence = await written(store, 'j', 3);
      await refusedWith('journal_open', store.trim('j', 2));
      await store.decide('j', 'done', null, fence);
      await refusedWith('journal_open', store.trim('j', 2));
      assert.equal((await store.read('j', 0, limit))?.length, 3);
    },
  },
  {
    name: 'a journal that somebody reads is not trimmed, by nobody, until that has passed',
    run: async (place) => {
      const [store, other] = [await place.open(), await place.open()];
      await closed(store, 'j', 3);
      await store.attend('j', 60_000);
      await store.attend('j', 1);
      await pause(5);
      await refusedWith('attended', store.trim('j', 2));
      await refusedWith('attended', other.trim('j', 2));
      await closed(store, 'k', 3);
      await store.attend('k', 20);
      await pause(40);
      await other.trim('k', 2);
      assert.equal((await store.head('k'))?.firstSeq, 2);
    },
  },
  {
    name: 'nobody attends to a journal that is not there',
    run: async (place) => {
      const store = await place.open();
      await store.attend('j', 60_000);
      assert.equal(await store.head('j'), null);
    },
  },
  {
    name: 'closed journals are listed in the order in which they closed, while they have frames',
    run: async (place) => {
      const store = await place.open();
      for (const journal of ['z', 'a', 'm']) {
        await closed(store, journal, 2);
        await pause(3);
      }
      await written(store, 'open', 2);
      assert.deepEqual(await names(store), ['z', 'a', 'm']);
      const [first] = await store.closed('', 1);
      const { closedAt } = (await store.head('z')) ?? { closedAt: null };
      assert.deepEqual(first, { ...first, journal: 'z', closedAt, lastSeq: 2 });
      assert.deepEqual(await names(store, first?.position, 1), ['a']);
      await store.trim('a', 2);
      assert.deepEqual(await names(store), ['z', 'a', 'm'], 'one frame is left');
      await store.trim('a', 3);
      assert.deepEqual(await names(store), ['z', 'm']);
    },
  },
];

const closings: readonly StoreCase[] = [
  {
    name: 'L5: what was acknowledged is there for a store that is opened later',
    run: async (place) => {
      const store = await place.open();
      const fence = await written(store, 'j', 3);
      await store.decide('j', 'done', null, fence);
      await store.save(recordOf('s', 2), await store.lock('s'));
      await store.close();
      const later = await place.open();
      assert.equal((await later.read('j', 0, limit))?.length, 3);
      assert.deepEqual(await later.load('s'), recordOf('s', 2));
      assert.equal((await later.decide('j', 'failed', null, fence)).outcome, 'done');
    },
  },
  {
    name: 'closing waits for what is under way, is done once, and ends all the rest',
    run: async (place) => {
      const store = await place.open();
      const fence = await store.claim('j', 0, 60_000);
      const appended = store.append('j', 0, [frame(1)], fence);
      await Promise.all([store.close(), store.close(), appended]);
      await refusedWith('closing', store.append('j', 1, [frame(2)], fence));
      await refusedWith('closing', store.load('s'));
      await refusedWith('closing', store.lock('s'));
      assert.deepEqual(await (await place.open()).read('j', 0, limit), [frame(1)]);
    },
  },
  {
    name: 'A12: what one store writes, the others hear of and can read',
    run: async (place) => {
      const [one, other] = [await place.open(), await place.open()];
      const fence = await written(one, 'j', 1);
      const topics = { j: 0, k: 0, s: 0 };
      for (const topic of ['j', 'k', 's'] as const) {
        other.subscribe(topic, () => {
          topics[topic] += 1;
        });
      }
      await one.append('j', 1, [frame(2)], fence);
      await until(() => topics.j > 0);
      assert.equal((await other.read('j', 1, limit))?.length, 1);
      await one.save(recordOf('s', 1), await one.lock('s'));
      await until(() => topics.s > 0);
      assert.equal((await other.load('s'))?.turns.length, 1);
      // It may come more often than there was news, but not for what nobody wrote to.
      const [heardOfJ, heardOfK] = [topics.j, topics.k];
      await one.append('j', 2, [frame(3)], fence);
      await until(() => topics.j > heardOfJ);
      assert.equal(topics.k, heardOfK);
    },
  },
];

export const retentionCases: readonly StoreCase[] = [...trims, ...closings];
