/**
 * Several processes over one folder of LMDB, and what becomes of one that is stopped or killed:
 * the contract holds across them, and what was acknowledged is there.
 */
import { mkdtempSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../runtime/clock.ts';
import { isCode } from '../../runtime/core/errors.ts';
import { createLmdbStore, storeCases } from '../../runtime/host/index.ts';
import {
  frame,
  leaseMs,
  pause,
  recordOf,
  until,
  written,
} from '../../runtime/host/stores/contract-kit.ts';
import { lmdbBelow } from './damage/below.ts';
import { lmdbPlace, type Opener } from './lmdb-place.ts';
import { OtherProcess } from './other-process.ts';
import { makeQuickFolder } from './quick-folder.ts';
import { seeLateHolderRefused } from './stopped-holder.ts';

const quick = makeQuickFolder();
const folder = quick.path;
const other = new OtherProcess();
const there: Opener = (path, options) => other.open(path, options);
const here: Opener = async (path, options) => createLmdbStore({ ...options, path });

afterAll(async () => {
  await other.kill();
  quick.remove();
});

const cases = storeCases.map(({ name, run }) => [name, run] as const);

describe('LMDB', () => {
  test.each(cases)('%s', async (_name, run) => {
    const place = lmdbPlace(mkdtempSync(join(folder, 'one-')), here);
    await run(place);
    await place.close();
  });
});

describe('LMDB across processes', () => {
  test.each(cases)('%s', async (_name, run) => {
    const place = lmdbPlace(mkdtempSync(join(folder, 'two-')), there, here);
    await run(place);
    await place.close();
  });

  test('L1: who is stopped while it holds a lock comes back with an old fence', async () => {
    const path = join(folder, 'stopped');
    await seeLateHolderRefused(other, path, (options) => createLmdbStore({ ...options, path }));
  });

  test('the file grows with what is in it, also when processes take turns', async () => {
    const path = join(folder, 'turns');
    const stores = [createLmdbStore({ path }), await other.open(path)];
    for (const [at, store] of stores.entries()) await store.claim(`j${at}`, 0, leaseMs);
    for (let seq = 1; seq <= 60; seq += 1) {
      for (const [at, store] of stores.entries()) {
        await store.append(`j${at}`, seq - 1, [frame(seq, 'text', 'x'.repeat(8_000))], 1);
      }
    }
    // 120 frames of 8 kB, what was overwritten, and a MiB that is kept ready.
    expect(statSync(join(path, 'data.mdb')).size).toBeLessThan(4 * 2 ** 20);
    for (const store of stores) await store.close();
  });

  test('a jump of the date moves no lease, no lock and no reader', async () => {
    const path = join(folder, 'dates');
    const date = { ms: Date.UTC(2030, 1) };
    const clock = { ...systemClock, now: () => date.ms };
    const store = createLmdbStore({ path, clock, lockWaitMsMax: 50 });
    const fence = await written(store, 'j', 1);
    await store.lock('s');
    for (const jumped of [Date.UTC(2040, 1), Date.UTC(1980, 1)]) {
      date.ms = jumped;
      expect(await store.lease('j')).toEqual({ turnFence: fence, isLive: true, outcome: null });
      const again = createLmdbStore({ path, clock, lockWaitMsMax: 50 });
      await expect(again.claim('j', fence, 0)).rejects.toSatisfy((e) => isCode(e, 'fenced'));
      await expect(again.lock('s')).rejects.toSatisfy((e) => isCode(e, 'lock_timeout'));
      await again.close();
    }
    await store.decide('j', 'done', null, fence);
    await store.append('j', 1, [frame(2, 'done', null)], fence);
    expect((await store.head('j'))?.closedAt).toBe(date.ms);
    await store.attend('j', 60_000);
    date.ms = Date.UTC(2050, 1);
    await expect(store.trim('j', 9)).rejects.toSatisfy((error) => isCode(error, 'attended'));
    await store.close();
  });

  test('what a store writes itself it hears of once, and not again as news', async () => {
    const store = createLmdbStore({ path: join(folder, 'once'), pollMs: 2 });
    let wakeUps = 0;
    store.subscribe('j', () => {
      wakeUps += 1;
    });
    await written(store, 'j', 1);
    await pause(30);
    expect(wakeUps).toBe(1);
    await store.close();
  });

  test('damaged news wake everybody, are said once, and hide nothing later', async () => {
    const path = join(folder, 'news');
    const below = lmdbBelow(path);
    const reported: unknown[] = [];
    const report = (error: unknown) => void reported.push(error);
    const store = createLmdbStore({ path, pollMs: 2, report });
    let wakeUps = 0;
    store.subscribe('j', () => {
      wakeUps += 1;
    });
    const news = ['changes/0000000000000001', Buffer.from('{"by":"x","topics":["k"]}')] as const;
    await below.put(new Map([...(await below.values()), news]));
    await until(() => wakeUps === 1);
    expect(reported.map((error) => isCode(error, 'damaged'))).toEqual([true]);
    const writer = createLmdbStore({ path });
    await writer.append('j', 0, [frame(1)], await writer.claim('j', 0, leaseMs));
    await until(() => wakeUps === 2);
    expect(reported.length).toBe(1);
    for (const one of [store, writer, below]) await one.close();
  });

  test("a scan and a list pass keys that are nobody's, and say so once", async () => {
    const path = join(folder, 'foreign');
    const writer = createLmdbStore({ path });
    await writer.save(recordOf('s', 1), await writer.lock('s'));
    const closed = await written(writer, 'j', 1);
    await writer.decide('j', 'done', null, closed);
    await writer.append('j', 1, [frame(2, 'done', null)], closed);
    await writer.close();
    const below = lmdbBelow(path);
    const foreign = ['records/a/b', 'records/%', 'records/ ', 'closed/0/%ff', 'summaries/%zz'];
    const litter = foreign.map((key) => [key, Buffer.from('litter')] as const);
    await below.put(new Map([...(await below.values()), ...litter]));
    const reported: unknown[] = [];
    const store = createLmdbStore({ path, report: (error) => void reported.push(error) });
    expect((await store.list('', 9)).map(({ sessionId }) => sessionId)).toEqual(['s']);
    expect((await store.closed('', 9)).map(({ journal }) => journal)).toEqual(['j']);
    for (const one of [store, below]) await one.close();
    const said = reported.map(String).toSorted();
    expect(said).toEqual([...new Set(said)]);
    expect(said.length).toBe(foreign.length);
    expect(reported.every((error) => isCode(error, 'damaged'))).toBe(true);
  });

  test('many frames by many writers share transactions, and each is where it belongs', async () => {
    const path = join(folder, 'many');
    const stores = [createLmdbStore({ path }), await other.open(path)];
    const names = Array.from({ length: 20 }, (_, at) => `journal${at}`);
    const writing = names.map(async (name, at) => {
      const store = stores[at % 2] ?? createLmdbStore({ path });
      const fence = await store.claim(name, 0, 60_000);
      for (let seq = 1; seq <= 25; seq += 1) {
        await store.append(name, seq - 1, [frame(seq, 'text', `${name} ${seq}`)], fence);
      }
    });
    await Promise.all(writing);
    for (const [at, name] of names.entries()) {
      const frames = await stores[(at + 1) % 2]?.read(name, 0, { frames: 99, chars: 99_999 });
      expect(frames?.map(({ data }) => data)).toEqual(
        Array.from({ length: 25 }, (_, index) => `${name} ${index + 1}`),
      );
    }
    await stores[0]?.close();
  });
});
