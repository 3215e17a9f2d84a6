/**
 * Several processes over one folder of LMDB, and what becomes of one that is stopped or killed:
 * the contract holds across them, and what was acknowledged is there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isCode } from '../../runtime/core/errors.ts';
import { emptyRecord } from '../../runtime/core/host.ts';
import { createLmdbStore, storeCases } from '../../runtime/host/index.ts';
import { lmdbPlace, type Opener } from './lmdb-place.ts';
import { OtherProcess } from './other-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-lmdb-'));
const other = new OtherProcess();
const there: Opener = (path, options) => other.open(path, options);
const here: Opener = async (path, options) => createLmdbStore({ ...options, path });

afterAll(async () => {
  await other.kill();
  rmSync(folder, { recursive: true, force: true });
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
    const holder = await other.open(path, { lockHoldMsMax: 200 });
    const store = createLmdbStore({ path, lockHoldMsMax: 200 });
    const late = await holder.lock('s');
    other.signal('SIGSTOP');
    const fence = await store.lock('s');
    await store.save({ ...emptyRecord('s'), meta: 'newer' }, fence);
    other.signal('SIGCONT');
    await expect(holder.save({ ...emptyRecord('s'), meta: 'late' }, late)).rejects.toSatisfy(
      (error) => isCode(error, 'fenced'),
    );
    expect((await store.load('s'))?.meta).toBe('newer');
    await store.close();
  });
});
