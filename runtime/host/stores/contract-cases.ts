/**
 * What every store has to keep, as cases that any test runner can run over it.
 *
 * Each case is given a way to make a fresh store and throws where it does not hold. They are the
 * whole of what a host relies on: a store that passes them may stand behind it. What they leave out
 * is what a store does when its machine dies; that is tested with the store itself.
 */
import assert from 'node:assert/strict';
import type { Frame, Json } from '../../../machines/vocabulary.ts';
import { isCode } from '../../core/errors.ts';
import { emptyRecord, type SessionRecord } from '../../core/host.ts';
import type { Store } from '../store.ts';

/** Makes an empty store whose locks are waited for no longer than this. */
export type MakeStore = (lockWaitMsMax: number) => Promise<Store>;

export interface StoreCase {
  readonly name: string;
  readonly run: (make: MakeStore) => Promise<void>;
}

const limit = { frames: 100, chars: 100_000 };
const lockWaitMs = 50;
const leaseMs = 60_000;

const frame = (seq: number, kind = 'text', data: Json = `t${seq}`): Frame => ({ seq, kind, data });

/** A record with `count` turns, the last of which runs. */
function recordOf(sessionId: string, count: number): SessionRecord {
  const turns = Array.from({ length: count }, (_, at) => ({
    streamId: `turn${at + 1}`,
    ordinal: at + 1,
    question: { text: `question ${at + 1}` },
    parts: [],
    usage: null,
    outcome: at + 1 < count ? ('done' as const) : null,
    detail: null,
    coveredSeq: 0,
  }));
  return { ...emptyRecord(sessionId), lastOrdinal: count, turns };
}

async function refusedWith(
  code: 'fenced' | 'journal_conflict' | 'journal_closed',
  run: Promise<unknown>,
) {
  await assert.rejects(run, (error) => isCode(error, code), `must be refused with ${code}`);
}

/** A journal with this many text frames; the fence that wrote them. */
async function written(store: Store, journal: string, count: number): Promise<number> {
  const fence = await store.claim(journal, 0, leaseMs);
  const frames = Array.from({ length: count }, (_, at) => frame(at + 1));
  await store.append(journal, 0, frames, fence);
  return fence;
}

const locks: readonly StoreCase[] = [
  {
    name: 'a second lock waits for the first, and its fence is newer',
    run: async (make) => {
      const store = await make(5_000);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      const first = await store.lock('s');
      await assert.rejects(store.lock('s'), (error) => isCode(error, 'lock_timeout'));
      await store.unlock('s', first);
      await store.unlock('s', await store.lock('s'));
    },
  },
  {
    name: 'unlock releases only its own lock',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      await store.lock('a');
      await store.lock('b');
    },
  },
];

const records: readonly StoreCase[] = [
  {
    name: 'what was saved is loaded, whole, and a summary of it apart',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      await refusedWith('fenced', store.save(recordOf('s', 1), 1));
      const fence = await store.lock('other');
      await refusedWith('fenced', store.save(recordOf('s', 1), fence));
    },
  },
  {
    name: 'what was handed in or out can not be changed from outside',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      for (const id of ['b', 'c', 'a']) await store.save(recordOf(id, 1), await store.lock(id));
      const ids = async (after: string, count: number) =>
        (await store.list(after, count)).map(({ sessionId }) => sessionId);
      assert.deepEqual(await ids('', 2), ['a', 'b']);
      assert.deepEqual(await ids('b', 2), ['c']);
      assert.deepEqual(await ids('c', 2), []);
    },
  },
];

const journals: readonly StoreCase[] = [
  {
    name: 'F3: frames are read in their order, after a cursor, within the limits',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      assert.equal(await store.read('j', 0, limit), null);
      assert.equal(await store.head('j'), null);
      await store.claim('j', 0, leaseMs);
      assert.deepEqual(await store.read('j', 0, limit), []);
      assert.deepEqual(await store.head('j'), { firstSeq: 1, lastSeq: 0, terminal: null });
    },
  },
  {
    name: 'the same frames again are accepted and change nothing',
    run: async (make) => {
      const store = await make(lockWaitMs);
      const fence = await written(store, 'j', 3);
      await store.append('j', 0, [frame(1), frame(2), frame(3)], fence);
      await store.append('j', 1, [frame(2)], fence);
      assert.equal((await store.head('j'))?.lastSeq, 3);
    },
  },
  {
    name: 'other frames at a seq that is taken, a gap and a wrong number are refused',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      const fence = await written(store, 'j', 2);
      const first = { outcome: 'failed', detail: { message: 'why' }, lastSeq: 2 };
      assert.deepEqual(await store.decide('j', 'failed', { message: 'why' }, fence), first);
      assert.deepEqual(await store.decide('j', 'done', null, fence), first);
    },
  },
  {
    name: 'a decided journal takes its terminal and nothing else, before it and after it',
    run: async (make) => {
      const store = await make(lockWaitMs);
      const fence = await written(store, 'j', 1);
      await refusedWith('journal_conflict', store.append('j', 1, [frame(2, 'done')], fence));
      await store.decide('j', 'done', null, fence);
      await refusedWith('journal_closed', store.append('j', 1, [frame(2)], fence));
      await refusedWith('journal_conflict', store.append('j', 1, [frame(2, 'failed')], fence));
      await store.append('j', 1, [frame(2, 'done', null)], fence);
      await store.append('j', 1, [frame(2, 'done', null)], fence);
      await refusedWith('journal_closed', store.append('j', 2, [frame(3)], fence));
      await refusedWith('journal_closed', store.append('j', 2, [frame(3, 'done')], fence));
      assert.deepEqual(await store.head('j'), { firstSeq: 1, lastSeq: 2, terminal: 'done' });
      const held = { outcome: 'done', detail: null, lastSeq: 1 };
      assert.deepEqual(await store.decide('j', 'failed', null, fence), held);
    },
  },
];

const leases: readonly StoreCase[] = [
  {
    name: 'O6: a journal whose lease runs is not claimed by another, whatever fence it names',
    run: async (make) => {
      const store = await make(lockWaitMs);
      assert.deepEqual(await store.lease('j'), { turnFence: 0, isLive: false });
      const fence = await written(store, 'j', 1);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: true });
      await refusedWith('fenced', store.claim('j', fence, leaseMs));
      await refusedWith('fenced', store.claim('j', 0, leaseMs));
      await store.append('j', 1, [frame(2)], fence);
    },
  },
  {
    name: 'a lease that ran out is live again when its holder renews it first',
    run: async (make) => {
      const store = await make(lockWaitMs);
      const fence = await store.claim('j', 0, 0);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: false });
      await store.renew('j', fence, leaseMs);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: true });
      await refusedWith('fenced', store.claim('j', fence, leaseMs));
      await store.renew('j', fence, 0);
      assert.deepEqual(await store.lease('j'), { turnFence: fence, isLive: false });
    },
  },
  {
    name: 'L1: once a journal is claimed anew, who held it can neither write, decide nor renew',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      await assert.rejects(store.renew('j', 0, leaseMs));
      await assert.rejects(store.decide('j', 'done', null, 0));
      await assert.rejects(store.append('j', 0, [frame(1)], 0));
      assert.equal(await store.head('j'), null);
    },
  },
];

const wakes: readonly StoreCase[] = [
  {
    name: 'A12: every append after subscribe has returned is heard of, and only of that journal',
    run: async (make) => {
      const store = await make(lockWaitMs);
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
    run: async (make) => {
      const store = await make(lockWaitMs);
      const woken = new Promise<void>((resolve) => void store.subscribe('s', resolve));
      await store.save(recordOf('s', 1), await store.lock('s'));
      await woken;
    },
  },
];

/** Long enough for a wake-up that should not come: it would overtake none of these. */
async function settled(store: Store): Promise<void> {
  for (let round = 0; round < 20; round += 1) await store.head('j');
}

/** All cases. Run every one: none may be skipped. */
export const storeCases: readonly StoreCase[] = [
  ...locks,
  ...records,
  ...journals,
  ...leases,
  ...wakes,
];
