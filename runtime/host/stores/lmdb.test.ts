/** The embedded store keeps the contract, and what it has acknowledged survives what may happen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { afterAll, describe, test } from 'vitest';
import { storeCases } from './contract-cases.ts';
import { enginePlace } from './contract-place.ts';
import { createLmdbStore } from './lmdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-lmdb-'));
let places = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function createPlace() {
  places += 1;
  const path = join(folder, String(places));
  const raw = open<Buffer, string>({
    path,
    noSubdir: false,
    encoding: 'binary',
    compression: false,
    overlappingSync: false,
  });
  return enginePlace((options) => createLmdbStore({ ...options, path }), {
    get: async (key) => {
      raw.resetReadTxn();
      const found = raw.get(key);
      return found && Buffer.from(found);
    },
    set: async (key, bytes) => {
      if (bytes === null) raw.removeSync(key);
      else raw.putSync(key, bytes);
    },
  });
}

describe('the LMDB store', () => {
  test.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    const place = createPlace();
    await run(place);
    await place.close();
  });
});
