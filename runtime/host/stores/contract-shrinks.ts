/**
 * The contract of what a store keeps against loss: no transcript shrinks unless told to, what has
 * been lost without that comes back, and what is damaged is said, never served and in nobody's way.
 *
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import { HoldfastError, isCode } from '../../core/errors.ts';
import type { SessionRecord, SessionSummary } from '../../core/host.ts';
import type { Store } from '../store.ts';
import {
  flip,
  frame,
  limit,
  type Place,
  recordOf,
  refusedWith,
  type StoreCase,
  written,
} from './contract-kit.ts';

async function save(store: Store, record: SessionRecord): Promise<void> {
  const fence = await store.lock(record.sessionId);
  try {
    await store.save(record, fence);
  } finally {
    await store.unlock(record.sessionId, fence);
  }
}

const idsOf = (record: SessionRecord | null): readonly string[] =>
  record?.turns.map(({ streamId }) => streamId) ?? [];

/** As `edit` cuts it: the turns from there on are gone, and named. */
function cutAt(record: SessionRecord, at: number): SessionRecord {
  const removed = idsOf(record).slice(at);
  return { ...record, turns: record.turns.slice(0, at), removed };
}

/** Three turns were saved, the third was cut by intent, and the first was lost without one. */
async function robbed(place: Place, sessionId: string): Promise<void> {
  const store = await place.open();
  await save(store, recordOf(sessionId, 3));
  await save(store, cutAt(recordOf(sessionId, 3), 2));
  await store.close();
  await place.rewrite({ of: 'record', sessionId }, (text) => {
    const record = JSON.parse(text) as SessionRecord;
    return JSON.stringify({ ...record, turns: record.turns.slice(1) });
  });
}

/** Opens a store and closes it, so that its scan is through: what that had to say. */
async function scanned(place: Place): Promise<readonly unknown[]> {
  const reports: unknown[] = [];
  const store = await place.open({ report: (error) => reports.push(error) });
  await store.close();
  return reports;
}

const shrinks: readonly StoreCase[] = [
  {
    name: 'L2: a save that lacks a stored turn is refused and changes nothing',
    run: async (place) => {
      const store = await place.open();
      await save(store, recordOf('s', 3));
      await refusedWith('shrinks', save(store, recordOf('s', 2)));
      const [first, , third] = recordOf('s', 3).turns;
      const turns = [first, third].flatMap((turn) => turn ?? []);
      await refusedWith('shrinks', save(store, { ...recordOf('s', 3), turns }));
      assert.deepEqual(await store.load('s'), recordOf('s', 3));
    },
  },
  {
    name: 'L2: a save that has less of a turn that has ended is refused',
    run: async (place) => {
      const store = await place.open();
      const record = recordOf('s', 2);
      const more = record.turns.map((turn) => ({ ...turn, coveredSeq: 9 }));
      await save(store, { ...record, turns: more });
      await refusedWith('shrinks', save(store, record));
    },
  },
  {
    name: 'L2: a save that names the turns it has cut is taken, and they stay away',
    run: async (place) => {
      const store = await place.open();
      await save(store, recordOf('s', 3));
      await save(store, cutAt(recordOf('s', 3), 1));
      assert.deepEqual(idsOf(await store.load('s')), ['turn1']);
      assert.deepEqual(await scanned(place), []);
      assert.deepEqual(idsOf(await store.load('s')), ['turn1']);
    },
  },
  {
    name: 'L2: opening a store gives back the turns that were lost, and not those that were cut',
    run: async (place) => {
      await robbed(place, 's');
      const store = await place.open();
      assert.deepEqual(idsOf(await store.load('s')), ['turn1', 'turn2']);
      await refusedWith('shrinks', save(store, cutAt(recordOf('s', 1), 0)));
    },
  },
  {
    name: 'L2: a record that is not there at all comes back as it was cut',
    run: async (place) => {
      await robbed(place, 's');
      await place.rewrite({ of: 'record', sessionId: 's' }, () => null);
      const store = await place.open();
      assert.deepEqual(idsOf(await store.load('s')), ['turn1', 'turn2']);
      assert.deepEqual((await store.load('s'))?.removed, ['turn3']);
    },
  },
  {
    name: 'L2 L4: a second scan finds nothing to do, and none of them is activity',
    run: async (place) => {
      await robbed(place, 's');
      await scanned(place);
      let restored = '';
      await place.rewrite({ of: 'record', sessionId: 's' }, (text) => {
        restored = text;
        return text;
      });
      assert.deepEqual(idsOf(JSON.parse(restored) as SessionRecord), ['turn1', 'turn2']);
      assert.equal((JSON.parse(restored) as SessionRecord).updatedAt, 0);
      await scanned(place);
      await place.rewrite({ of: 'record', sessionId: 's' }, (text) => {
        assert.equal(text, restored);
        return text;
      });
    },
  },
  {
    name: 'L3: a partial record is refused, at compile time and at run time',
    run: async (place) => {
      const store = await place.open();
      await save(store, recordOf('s', 2));
      const summary = (await store.loadSummary('s')) as SessionSummary;
      const fence = await store.lock('s');
      // @ts-expect-error L3: a summary is another type
      await refusedWith('misuse', store.save(summary, fence));
      const { meta: _, ...rest } = recordOf('s', 2);
      await refusedWith('misuse', store.save(rest as SessionRecord, fence));
      assert.deepEqual(await store.load('s'), recordOf('s', 2));
    },
  },
];

const damages: readonly StoreCase[] = [
  ...Object.entries<(bytes: Buffer) => Buffer>({
    'with a flipped bit': flip,
    'that was cut': (bytes) => bytes.subarray(0, bytes.length - 5),
    'that is empty': () => Buffer.alloc(0),
    'of other bytes': () => Buffer.from([255, 0, 254, 10]),
  }).map(
    ([how, change]): StoreCase => ({
      name: `a record ${how} is never served nor written over, and others go on`,
      run: async (place) => {
        const store = await place.open();
        await save(store, recordOf('s', 2));
        await save(store, recordOf('t', 2));
        await place.damage({ of: 'record', sessionId: 's' }, change);
        const again = await place.open({ report: () => undefined });
        for (const one of [store, again]) {
          await refusedWith('damaged', one.load('s'));
          await refusedWith('damaged', save(one, recordOf('s', 3)));
          assert.deepEqual(await one.load('t'), recordOf('t', 2));
        }
      },
    }),
  ),
  {
    name: 'a record of a later version, of another session or of another shape is damaged',
    run: async (place) => {
      const store = await place.open();
      const changes: readonly ((record: object) => object)[] = [
        (record) => ({ ...record, v: 2 }),
        (record) => ({ ...record, sessionId: 'other' }),
        (record) => ({ ...record, turns: null }),
        (record) => ({ ...record, more: 1 }),
        () => [],
      ];
      for (const [at, change] of changes.entries()) {
        const sessionId = `s${at}`;
        await save(store, recordOf(sessionId, 1));
        await place.rewrite({ of: 'record', sessionId }, (text) =>
          JSON.stringify(change(JSON.parse(text) as object)),
        );
        await refusedWith('damaged', store.load(sessionId));
      }
    },
  },
  {
    name: 'a record that is gone is damaged, and not a session that never was',
    run: async (place) => {
      const store = await place.open();
      await save(store, recordOf('s', 2));
      await place.rewrite({ of: 'record', sessionId: 's' }, () => null);
      await refusedWith('damaged', store.load('s'));
      await refusedWith('damaged', save(store, recordOf('s', 1)));
    },
  },
  {
    name: 'A17: damaged and foreign entries are reported, and do not stop the scan',
    run: async (place) => {
      for (const id of ['a', 'c']) await robbed(place, id);
      await save(await place.open(), recordOf('b', 1));
      await place.damage({ of: 'record', sessionId: 'a' }, flip);
      await place.damage({ of: 'record', sessionId: 'b' }, flip);
      await place.litter();
      const reports = await scanned(place);
      assert.ok(reports.length >= 3, `3 things are wrong, ${reports.length} were reported`);
      for (const report of reports) {
        assert.ok(isCode(report, 'damaged'), String(report));
        assert.ok(report instanceof HoldfastError && /[abc]/.test(report.message));
      }
      let record = '';
      await place.rewrite({ of: 'record', sessionId: 'c' }, (text) => {
        record = text;
        return text;
      });
      assert.deepEqual(idsOf(JSON.parse(record) as SessionRecord), ['turn1', 'turn2']);
    },
  },
  {
    name: 'a damaged summary keeps no list from the others, and is made anew at opening',
    run: async (place) => {
      const store = await place.open({ report: () => undefined });
      for (const id of ['a', 'b']) await save(store, recordOf(id, 1));
      await place.damage({ of: 'summary', sessionId: 'a' }, flip);
      await refusedWith('damaged', store.loadSummary('a'));
      assert.deepEqual(
        (await store.list('', 9)).map(({ sessionId }) => sessionId),
        ['b'],
      );
      await scanned(place);
      assert.equal((await store.loadSummary('a'))?.lastTurn?.streamId, 'turn1');
    },
  },
  {
    name: 'a damaged frame is never served, and other journals go on',
    run: async (place) => {
      const store = await place.open();
      const fence = await written(store, 'j', 1);
      // One by one: a store may keep together what came together.
      for (const seq of [2, 3]) await store.append('j', seq - 1, [frame(seq)], fence);
      await written(store, 'k', 1);
      await place.damage({ of: 'frame', journal: 'j', seq: 2 }, flip);
      assert.deepEqual(await store.read('j', 0, limit), [frame(1)], 'what comes before it');
      await refusedWith('damaged', store.read('j', 1, limit));
      assert.deepEqual(await store.read('k', 0, limit), [frame(1)]);
    },
  },
];

export const shrinkCases: readonly StoreCase[] = [...shrinks, ...damages];
