/** What retention drops, and what it never does. */
import { expect, test } from 'vitest';
import type { SessionRecord } from '../core/host.ts';
import { retain } from './retention.ts';
import type { Store } from './store.ts';
import { frame, recordOf } from './stores/contract-kit.ts';
import { createMemoryStore } from './stores/memory.ts';

const day = 86_400_000;
const all = { retainMs: day, retainStreams: 100 };

/** Time as it is told here. */
function manualTime() {
  let now = 0;
  const clock = { now: () => now, after: () => () => undefined, random: () => 0, id: () => 'id' };
  return { clock, set: (ms: number) => void (now = ms) };
}

async function save(store: Store, sessionId: string, outcome: 'done' | null): Promise<void> {
  const record = recordOf(sessionId, 1);
  const turns = record.turns.map((turn) => ({ ...turn, outcome }));
  const fence = await store.lock(sessionId);
  await store.save({ ...record, turns }, fence);
  await store.unlock(sessionId, fence);
}

/** A turn of its own session, whose journal has two frames. */
async function ended(store: Store, sessionId: string): Promise<void> {
  await save(store, sessionId, 'done');
  await open(store, sessionId);
  const journal = `${sessionId}.turn1`;
  await store.decide(journal, 'done', null, 1);
  await store.append(journal, 1, [frame(2, 'done', null)], 1);
}

async function open(store: Store, sessionId: string): Promise<void> {
  const journal = `${sessionId}.turn1`;
  await store.append(journal, 0, [frame(1)], await store.claim(journal, 0, 0));
}

async function framesOf(store: Store, ...sessionIds: readonly string[]): Promise<string> {
  const heads = sessionIds.map(async (id) => {
    const head = await store.head(`${id}.turn1`);
    return head !== null && head.firstSeq === 1 ? id : '-';
  });
  return (await Promise.all(heads)).join('');
}

test('journals go a while after they were closed, and not before', async () => {
  const time = manualTime();
  const store = createMemoryStore({ clock: time.clock });
  await ended(store, 'a');
  time.set(day / 2);
  await ended(store, 'b');
  expect(await retain(store, all, day - 1)).toEqual({ trimmed: 0, spared: 0, kept: 2 });
  expect(await retain(store, all, day)).toEqual({ trimmed: 1, spared: 0, kept: 1 });
  expect(await framesOf(store, 'a', 'b')).toBe('-b');
  expect(await retain(store, all, 9 * day)).toEqual({ trimmed: 1, spared: 0, kept: 0 });
  expect(await retain(store, all, 9 * day)).toEqual({ trimmed: 0, spared: 0, kept: 0 });
});

test('more than are to be kept go too, the ones that were closed first', async () => {
  const time = manualTime();
  const store = createMemoryStore({ clock: time.clock });
  for (const id of ['c', 'a', 'b', 'd']) {
    await ended(store, id);
    time.set(time.clock.now() + 1);
  }
  const two = { retainMs: day, retainStreams: 2 };
  expect(await retain(store, two, 5)).toEqual({ trimmed: 2, spared: 0, kept: 2 });
  expect(await framesOf(store, 'a', 'b', 'c', 'd')).toBe('-b-d');
});

test('what runs, what is not settled and what is read is never dropped', async () => {
  const time = manualTime();
  const store = createMemoryStore({ clock: time.clock });
  for (const id of ['a', 'b', 'c']) await ended(store, id);
  await open(store, 'd');
  await store.attend('b.turn1', 10 * day);
  // As a host would leave it that died between the terminal and the record.
  await ended(store, 'e');
  const unsettled: Store = {
    ...store,
    load: async (id) => {
      const record = await store.load(id);
      const turns = record?.turns.map((turn) => ({ ...turn, outcome: null })) ?? [];
      return record && id === 'e' ? { ...record, turns } : record;
    },
  };
  const none = { retainMs: 0, retainStreams: 0 };
  time.set(day);
  expect(await retain(unsettled, none, day)).toEqual({ trimmed: 2, spared: 2, kept: 0 });
  expect(await framesOf(store, 'a', 'b', 'c', 'd', 'e')).toBe('-b-de');
  time.set(20 * day);
  expect(await retain(store, none, day)).toEqual({ trimmed: 2, spared: 0, kept: 0 });
});

test('what no record has settled stays; what was cut off a record goes', async () => {
  const store = createMemoryStore({ clock: manualTime().clock });
  for (const id of ['a', 'b', 'c', 'd']) await ended(store, id);
  const records: Readonly<Record<string, (record: SessionRecord) => SessionRecord | null>> = {
    b: () => null,
    c: (record) => ({ ...record, turns: [] }),
    d: (record) => ({ ...record, turns: [], removed: ['turn1'] }),
  };
  const other: Store = {
    ...store,
    load: async (id) => {
      const record = await store.load(id);
      return record === null ? null : (records[id] ?? ((same) => same))(record);
    },
  };
  const none = { retainMs: 0, retainStreams: 0 };
  expect(await retain(other, none, day)).toEqual({ trimmed: 2, spared: 2, kept: 0 });
  expect(await framesOf(store, 'a', 'b', 'c', 'd')).toBe('-bc-');
});

test('more journals than one page holds are all looked at', async () => {
  const store = createMemoryStore({ clock: manualTime().clock });
  for (let at = 0; at < 300; at += 1) await ended(store, `s${at}`);
  const some = { retainMs: day, retainStreams: 10 };
  expect(await retain(store, some, 1)).toEqual({ trimmed: 290, spared: 0, kept: 10 });
});
