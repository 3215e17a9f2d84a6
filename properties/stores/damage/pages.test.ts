/**
 * Bits flip in the file of LMDB itself, in what its pages hold and not in their heads. LMDB has no
 * checksums for these: what holds the pages together may end the process, and that is known. What
 * is served by one that lives is what was written.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HoldfastError } from '../../../runtime/core/errors.ts';
import type { SessionRecord, Store } from '../../../runtime/host/index.ts';
import { frame, leaseMs, limit, recordOf } from '../../../runtime/host/stores/contract-kit.ts';
import { createLmdbStore } from '../../../runtime/host/stores/lmdb.ts';
import { seededRandom } from '../../simulation/virtual-clock.ts';
import { OtherProcess } from '../other-process.ts';
import { makeQuickFolder } from '../quick-folder.ts';

const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const files = isDeep ? 200 : 8;
const flips = 40;

const quick = makeQuickFolder();
const whole = join(quick.path, 'whole');
afterAll(() => quick.remove());

const ids = Array.from({ length: 30 }, (_, at) => `s${at}`);
const big = (id: string): SessionRecord => ({ ...recordOf(id, 2), meta: id.repeat(300) });
const frames = Array.from({ length: 20 }, (_, at) => frame(at + 1, 'text', `text ${at}`));

async function fillWhole(): Promise<void> {
  const store = createLmdbStore({ path: whole });
  const fill = async (id: string) => {
    await store.save(big(id), await store.lock(id));
    await store.append(`${id}.j`, 0, frames, await store.claim(`${id}.j`, 0, leaseMs));
  };
  await Promise.all(ids.map(fill));
  await store.close();
}

/** The heads of pages, and the two first pages, tell where all else is. */
const pageBytes = 4_096;
const headBytes = 16;

function flipBits(path: string, seed: number): void {
  const random = seededRandom(seed);
  const bytes = readFileSync(path);
  // A file has a tail that no page lies in yet.
  const pages = Math.floor(bytes.findLastIndex((byte) => byte !== 0) / pageBytes) + 1;
  for (let flip = 0; flip < flips; flip += 1) {
    const page = 2 + Math.floor(random() * (pages - 2));
    const at = page * pageBytes + headBytes + Math.floor(random() * (pageBytes - headBytes));
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  writeFileSync(path, bytes);
}

/** Every answer is what was written, or an error of ours. How many errors there were. */
async function errorsIn(store: Store): Promise<number> {
  let errors = 0;
  const answers = async <T>(run: () => Promise<T>, judge: (answer: T) => void) => {
    const refused = (error: unknown): void => {
      expect(error).toBeInstanceOf(HoldfastError);
      expect((error as HoldfastError).code, String(error)).not.toBe('internal');
      errors += 1;
    };
    await run().then(judge, refused);
  };
  for (const id of ids) {
    await answers(
      () => store.load(id),
      (record) => expect(record).toEqual(big(id)),
    );
    await answers(
      () => store.read(`${id}.j`, 0, limit),
      (read) => expect(read).toEqual(frames.slice(0, read?.length ?? 0)),
    );
  }
  return errors;
}

test(`of ${files} files with flipped bits nothing wrong is served`, async () => {
  await fillWhole();
  let other = new OtherProcess({ isQuiet: true });
  const found = { errors: 0, ended: 0 };
  for (let seed = 1; seed <= files; seed += 1) {
    const path = join(quick.path, String(seed));
    cpSync(whole, path, { recursive: true });
    flipBits(join(path, 'data.mdb'), seed);
    const asked = other
      .open(path, { report: () => undefined })
      .then(errorsIn, (error: unknown) => Number(error instanceof HoldfastError));
    const errors = await Promise.race([asked, other.gone.then(() => null)]);
    found.errors += errors ?? 0;
    if (errors !== null) continue;
    found.ended += 1;
    other = new OtherProcess({ isQuiet: true });
  }
  await other.kill();
  expect(found.errors).toBeGreaterThan(0);
  expect(found.ended).toBeLessThan(files);
});
