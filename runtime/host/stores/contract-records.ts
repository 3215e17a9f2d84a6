/**
 * The contract of sessions' records: what is saved under the last fence is loaded, whole, and
 * nothing else is.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import { lockWaitMs, recordOf, refusedWith, type StoreCase } from './contract-kit.ts';

export const recordCases: readonly StoreCase[] = [
  {
    name: 'what was saved is loaded, whole, and a summary of it apart',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      assert.equal(await store.load('s'), null);
      assert.equal(await store.loadSummary('s'), null);
      const record = { ...recordOf('s', 3), updatedAt: 7, tombstones: ['x'] };
      await store.save(record, await store.lock('s'));
      assert.deepEqual(await store.load('s'), record);
      assert.deepEqual(await store.loadSummary('s'), {
        sessionId: 's',
        updatedAt: 7,
        owner: null,
        lastTurn: { streamId: 'turn3', ordinal: 3, outcome: null },
      });
    },
  },
  {
    name: 'L1: a save with a fence that is not the last one issued is refused and changes nothing',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const old = await store.lock('s');
      await store.unlock('s', old);
      const fence = await store.lock('s');
      await refusedWith('fenced', store.save(recordOf('s', 1), old));
      assert.equal(await store.load('s'), null);
      await store.save(recordOf('s', 2), fence);
      assert.equal((await store.load('s'))?.turns.length, 2);
    },
  },
  {
    name: 'L1: no save lands without a lock, nor with the fence of another session',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      await refusedWith('fenced', store.save(recordOf('s', 1), 1));
      const fence = await store.lock('other');
      await refusedWith('fenced', store.save(recordOf('s', 1), fence));
    },
  },
  {
    name: 'what was handed in or out can not be changed from outside',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const question = { text: 'before' };
      const record = recordOf('s', 1);
      const turns = record.turns.map((turn) => ({ ...turn, question }));
      await store.save({ ...record, turns }, await store.lock('s'));
      question.text = 'after';
      const loaded = (await store.load('s'))?.turns[0]?.question;
      assert.deepEqual(loaded, { text: 'before' });
      // Frozen or a copy: either way the store keeps what it had.
      try {
        Object.assign(loaded, { text: 'after' });
      } catch (error) {
        assert.ok(error instanceof TypeError);
      }
      assert.deepEqual((await store.load('s'))?.turns[0]?.question, { text: 'before' });
    },
  },
  {
    name: 'sessions are listed by id, from any of them on',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      for (const id of ['b', 'c', 'a']) await store.save(recordOf(id, 1), await store.lock(id));
      const ids = async (after: string, count: number) =>
        (await store.list(after, count)).map(({ sessionId }) => sessionId);
      assert.deepEqual(await ids('', 2), ['a', 'b']);
      assert.deepEqual(await ids('b', 2), ['c']);
      assert.deepEqual(await ids('c', 2), []);
    },
  },
];
