/**
 * What an LMDB store does when its process is killed, its disk is slow, full or failing, or its
 * file was cut: what was acknowledged is there, in order and once, and what was not is nowhere.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { isCode } from '../../runtime/core/errors.ts';
import { machineMs } from '../../runtime/host/clock-machine.ts';
import { createLmdbStore, type SessionRecord, type Store } from '../../runtime/host/index.ts';
import {
  answerOf,
  answersIn,
  asking,
  pause,
  recordOf,
  turn,
  written,
} from '../../runtime/host/stores/contract-kit.ts';
import { OtherProcess } from './other-process.ts';
import { makeQuickFolder } from './quick-folder.ts';

const quick = makeQuickFolder();
const folder = quick.path;
afterAll(() => quick.remove());

const all = { frames: 100_000, chars: Number.POSITIVE_INFINITY };

test('L5: after SIGKILL every acknowledged frame is there, in order and once', async () => {
  const path = join(folder, 'killed');
  const journals = ['a', 'b', 'c'];
  const counts = new Map(journals.map((journal) => [journal, 0]));
  for (const ms of [40, 90, 7]) {
    const writer = new OtherProcess();
    const stores = await writer.open(path);
    for (const journal of journals) await writer.writeOn(stores, journal);
    await pause(100 + ms);
    await writer.kill();
    const store = createLmdbStore({ path });
    for (const journal of journals) {
      const seqs = (await store.read(journal, 0, all))?.map(({ seq, data }) => {
        expect(data).toBe(`${journal} ${seq}`);
        return seq;
      });
      const acknowledged = writer.acknowledged.get(journal)?.at(-1) ?? 0;
      const before = counts.get(journal) ?? 0;
      expect(acknowledged).toBeGreaterThan(before);
      expect(seqs).toEqual(Array.from({ length: seqs?.length ?? 0 }, (_, at) => at + 1));
      expect(seqs?.length).toBeGreaterThanOrEqual(acknowledged);
      counts.set(journal, acknowledged);
    }
    await store.close();
  }
});

test('L5: after SIGKILL an answer that was accepted is there', async () => {
  const path = join(folder, 'answered');
  const answerer = new OtherProcess();
  const there = await answerer.open(path);
  const fence = await asking(there, ['p', 'q']);
  expect(await there.answer(turn, answerOf('p', 'a', 'yes'))).toBe('accepted');
  void there.answer(turn, answerOf('q', 'a', 'no'));
  await answerer.kill();
  const store = createLmdbStore({ path });
  const [first, ...more] = await answersIn(store, fence);
  expect(first).toEqual(answerOf('p', 'a', 'yes'));
  expect(await store.answer(turn, answerOf('p', 'b', 'no'))).toBe('already');
  // The other was on its way: all of it is there, or nothing.
  const state = await store.answer(turn, answerOf('q', 'b', 'late'));
  expect([more.length, state]).toEqual(more.length === 1 ? [1, 'already'] : [0, 'accepted']);
  await store.close();
});

/** A process whose disk takes 60 ms for a flush, and how that disk is made worse. */
function slowDisk(name: string) {
  const disk = join(folder, name);
  const library = join(disk, 'slow-disk.so');
  mkdirSync(disk);
  const source = fileURLToPath(new URL('slow-disk.c', import.meta.url));
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
  const make = (what: string) => writeFileSync(join(disk, what), '');
  return {
    process: new OtherProcess({
      env: { LD_PRELOAD: library, DISK_FOLDER: disk },
      isQuiet: true,
    }),
    path: join(disk, 'store'),
    flushes: () =>
      readFileSync(join(disk, 'flushes'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number) as [begin: number, end: number]),
    break: (how: 'full' | 'failing') => make(how),
    mend: (how: 'full' | 'failing') => rmSync(join(disk, how)),
  };
}

async function firstSight(store: Store, journal: string, seq: number): Promise<number> {
  for (;;) {
    if (((await store.head(journal))?.lastSeq ?? 0) >= seq) return machineMs();
    await pause(1);
  }
}

test('F3 L5: a frame is acknowledged, and seen elsewhere, once it was flushed', async () => {
  const disk = slowDisk('slow');
  const writer = await disk.process.open(disk.path);
  const fence = await written(writer, 'j', 1);
  const reader = createLmdbStore({ path: disk.path });
  const begun = machineMs();
  const seen = firstSight(reader, 'j', 2);
  await writer.append('j', 1, [{ seq: 2, kind: 'text', data: 'two' }], fence);
  const acknowledged = machineMs();
  const flushed = disk.flushes().find(([begin]) => begin > begun)?.[1] ?? Number.NaN;
  expect(flushed - begun).toBeGreaterThan(60);
  expect(await seen).toBeGreaterThan(flushed);
  expect(acknowledged).toBeGreaterThan(flushed);
  await reader.close();
  await disk.process.kill();
});

test.each(['full', 'failing'] as const)(
  'a write to a disk that is %s is refused, changes nothing, and can be tried again',
  async (how) => {
    const disk = slowDisk(how);
    const store = await disk.process.open(disk.path, { lockHoldMsMax: 1 });
    const fence = await written(store, 'j', 1);
    const asker = await asking(store, ['p']);
    await store.save(recordOf('s', 1), await store.lock('s'));
    const lockFence = await store.lock('s');
    disk.break(how);
    const next = [{ seq: 2, kind: 'text', data: 'two' }];
    for (const write of [
      () => store.append('j', 1, next, fence),
      () => store.decide('j', 'done', null, fence),
      () => store.answer(turn, answerOf('p')),
      () => store.save(recordOf('s', 2), lockFence),
      () => store.lock('t'),
    ]) {
      await expect(write()).rejects.toSatisfy((error) => isCode(error, 'store_failed'));
    }
    const reader = createLmdbStore({ path: disk.path });
    for (const one of [store, reader]) {
      expect((await one.head('j'))?.lastSeq).toBe(1);
      expect(await one.load('s')).toEqual(recordOf('s', 1));
    }
    disk.mend(how);
    expect(await answersIn(store, asker)).toEqual([]);
    await store.append('j', 1, next, fence);
    await store.save(recordOf('s', 2), lockFence);
    expect((await reader.read('j', 0, all))?.length).toBe(2);
    expect(await reader.load('s')).toEqual(recordOf('s', 2));
    await reader.close();
    await disk.process.kill();
  },
);

test('a cut file ends no process: what is missing is damaged, the rest is served', async () => {
  const whole = join(folder, 'whole');
  const writer = createLmdbStore({ path: whole });
  const ids = Array.from({ length: 40 }, (_, at) => `s${at}`);
  const big = (id: string) => ({ ...recordOf(id, 1), meta: id.repeat(3_000) });
  await Promise.all(ids.map(async (id) => writer.save(big(id), await writer.lock(id))));
  await writer.close();
  const bytes = statSync(join(whole, 'data.mdb')).size;
  const other = new OtherProcess({ isQuiet: true });
  const damaged: number[] = [];
  for (let eighth = 0; eighth < 8; eighth += 1) {
    const path = join(folder, `cut-${eighth}`);
    cpSync(whole, path, { recursive: true });
    truncateSync(join(path, 'data.mdb'), Math.floor((bytes * eighth) / 8));
    damaged.push(await damagedOf(other, path, ids, big));
  }
  await other.kill();
  expect(Math.max(...damaged)).toBe(ids.length);
  expect(damaged.at(-1)).toBeLessThan(ids.length);
});

/** How many of them can't be loaded; the others are what was saved. */
async function damagedOf(
  other: OtherProcess,
  path: string,
  ids: readonly string[],
  saved: (id: string) => SessionRecord,
): Promise<number> {
  const refused = (error: unknown) => {
    expect(isCode(error, 'damaged'), String(error)).toBe(true);
    return 'damaged' as const;
  };
  const store = await other.open(path, { report: () => undefined }).catch(refused);
  if (store === 'damaged') return ids.length;
  let count = 0;
  for (const id of ids) {
    const record = await store.load(id).catch(refused);
    if (record === 'damaged') count += 1;
    expect(record === 'damaged' ? saved(id) : record).toEqual(saved(id));
  }
  for (const write of [() => store.lock('s0'), () => store.claim('j', 0, 0)]) {
    const outcome = await write().catch((error: unknown) => error);
    expect(isCode(outcome, 'internal'), 'an error of ours').toBe(false);
  }
  return count;
}
