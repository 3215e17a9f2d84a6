/**
 * The contract of journals: frames in their order, without a hole, each once, until the terminal
 * that was decided.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import type { Frame } from '../../../machines/vocabulary.ts';
import {
  frame,
  leaseMs,
  limit,
  lockWaitMs,
  refusedWith,
  type StoreCase,
  written,
} from './contract-kit.ts';

export const journalCases: readonly StoreCase[] = [
  {
    name: 'F3: frames are read in their order, after a cursor, within the limits',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      await written(store, 'j', 5);
      const seqs = async (after: number, frames: number, chars: number) =>
        (await store.read('j', after, { frames, chars }))?.map(({ seq }) => seq);
      assert.deepEqual(await seqs(0, 100, 100_000), [1, 2, 3, 4, 5]);
      assert.deepEqual(await seqs(3, 100, 100_000), [4, 5]);
      assert.deepEqual(await seqs(1, 2, 100_000), [2, 3]);
      assert.deepEqual(await seqs(1, 100, 1), [2], 'one frame at least');
      assert.deepEqual(await seqs(5, 100, 100_000), []);
    },
  },
  {
    name: 'a journal that was never claimed does not exist',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      assert.equal(await store.read('j', 0, limit), null);
      assert.equal(await store.head('j'), null);
      await store.claim('j', 0, leaseMs);
      assert.deepEqual(await store.read('j', 0, limit), []);
      assert.deepEqual(await store.head('j'), {
        firstSeq: 1,
        lastSeq: 0,
        terminal: null,
        closedAt: null,
      });
    },
  },
  {
    name: 'the same frames again are accepted and change nothing',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await written(store, 'j', 3);
      await store.append('j', 0, [frame(1), frame(2), frame(3)], fence);
      await store.append('j', 1, [frame(2)], fence);
      assert.equal((await store.head('j'))?.lastSeq, 3);
    },
  },
  {
    name: 'other frames at a seq that is taken, a gap and a wrong number are refused',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await written(store, 'j', 3);
      const tries: readonly (readonly [number, Frame])[] = [
        [1, frame(2, 'text', 'other')],
        [4, frame(5)],
        [3, frame(5)],
        [0, frame(4)],
      ];
      for (const [after, one] of tries) {
        await refusedWith('journal_conflict', store.append('j', after, [one], fence));
      }
      const half = [frame(3), frame(4)];
      await refusedWith('journal_conflict', store.append('j', 2, half, fence));
      assert.equal((await store.head('j'))?.lastSeq, 3, 'all or nothing');
    },
  },
  {
    name: 'the outcome is decided once, and everybody hears the same',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await written(store, 'j', 2);
      const first = { outcome: 'failed', detail: { message: 'why' }, lastSeq: 2, answers: [] };
      assert.deepEqual(await store.decide('j', 'failed', { message: 'why' }, fence), first);
      assert.deepEqual(await store.decide('j', 'done', null, fence), first);
    },
  },
  {
    name: 'a decided journal takes its terminal and nothing else, before it and after it',
    run: async (place) => {
      const store = await place.open({ lockWaitMsMax: lockWaitMs });
      const fence = await written(store, 'j', 1);
      await refusedWith('journal_conflict', store.append('j', 1, [frame(2, 'done')], fence));
      await store.decide('j', 'done', null, fence);
      await refusedWith('journal_closed', store.append('j', 1, [frame(2)], fence));
      await refusedWith('journal_conflict', store.append('j', 1, [frame(2, 'failed')], fence));
      await store.append('j', 1, [frame(2, 'done', null)], fence);
      await store.append('j', 1, [frame(2, 'done', null)], fence);
      await refusedWith('journal_closed', store.append('j', 2, [frame(3)], fence));
      await refusedWith('journal_closed', store.append('j', 2, [frame(3, 'done')], fence));
      const closedAt = (await store.head('j'))?.closedAt ?? null;
      assert.equal(typeof closedAt, 'number');
      assert.deepEqual(await store.head('j'), {
        firstSeq: 1,
        lastSeq: 2,
        terminal: 'done',
        closedAt,
      });
      const held = { outcome: 'done', detail: null, lastSeq: 1, answers: [] };
      assert.deepEqual(await store.decide('j', 'failed', null, fence), held);
    },
  },
];
