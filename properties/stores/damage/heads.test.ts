/**
 * The head of LMDB's file is cut, overwritten, or another file's: opening it is refused, with words
 * that name the file and say what to do. LMDB itself would end the process.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../../runtime/core/errors.ts';
import { recordOf } from '../../../runtime/host/stores/contract-kit.ts';
import { createLmdbStore } from '../../../runtime/host/stores/lmdb.ts';
import { OtherProcess } from '../other-process.ts';
import { makeQuickFolder } from '../quick-folder.ts';

const quick = makeQuickFolder();
const whole = join(quick.path, 'whole');
let other = new OtherProcess({ isQuiet: true });

beforeAll(async () => {
  const store = createLmdbStore({ path: whole });
  await store.save(recordOf('s', 2), await store.lock('s'));
  await store.close();
});
afterAll(async () => {
  await other.kill();
  quick.remove();
});

const page = 4_096;
const filled = (from: number, to: number, byte: number) => (bytes: Buffer) =>
  bytes.fill(byte, from, to);
const cut = (length: number) => (bytes: Buffer) => bytes.subarray(0, length);
const flipped = (at: number) => (bytes: Buffer) => {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

type Harm = (bytes: Buffer) => Buffer;

const harms: readonly (readonly [string, Harm])[] = [
  ...[1, 16, 30, 100, page - 1, page, page + 1, page + 40].map(
    (length) => [`cut to ${length} bytes`, cut(length)] as const,
  ),
  ['page 0 is zeros', filled(0, page, 0)],
  ['page 0 is ones', filled(0, page, 255)],
  ['24 bytes of page 0 are others', filled(16, 40, 120)],
  ['the page size is another', flipped(0x30)],
  ['the page size is nothing', filled(0x30, 0x34, 0)],
  ['both are of another page size', (bytes) => flipped(0x31)(flipped(page + 0x31)(bytes))],
  ['page 0 is of another kind', filled(0x12, 0x13, 0)],
  ['page 0 is of another version', flipped(0x1c)],
  ['page 1 is zeros', filled(page, 2 * page, 0)],
  ['page 1 is ones', filled(page, 2 * page, 255)],
  ['the first 8 KiB are zeros', filled(0, 2 * page, 0)],
  ['it is all zeros', (bytes) => bytes.fill(0)],
  ['it is a text', () => Buffer.from('this is no database')],
  ['it is a long text', () => Buffer.from('this is no database'.repeat(1_000))],
];

/** What it is refused with; its sessions, or null when the process ended. */
async function opened(path: string): Promise<unknown> {
  const listed = async () => {
    const store = await other.open(path);
    return (await store.list('', 9)).map(({ sessionId }) => sessionId);
  };
  const asked = listed().catch((error: unknown) => error);
  const answer = await Promise.race([asked, other.gone.then(() => null)]);
  if (answer === null) other = new OtherProcess({ isQuiet: true });
  return answer;
}

/** The folder, with its file harmed. */
function harmed(name: string, harm: Harm, { isMarked = true } = {}): string {
  const path = join(quick.path, `${isMarked ? '' : 'unmarked '}${name}`);
  const filter = (from: string) => isMarked || !from.endsWith('.json');
  cpSync(whole, path, { recursive: true, filter });
  const file = join(path, 'data.mdb');
  writeFileSync(file, harm(readFileSync(file)));
  return path;
}

describe('a file of LMDB whose head is not what was written', () => {
  test.each(harms)('%s', async (name, harm) => {
    for (const isMarked of [true, false]) {
      const path = harmed(name, harm, { isMarked });
      const before = readFileSync(join(path, 'data.mdb'));
      const error = await opened(path);
      expect(error).toBeInstanceOf(HoldfastError);
      expect(error).toMatchObject({ code: 'damaged' });
      expect(String(error)).toContain(join(path, 'data.mdb'));
      expect(String(error)).toContain('Put a copy in its place');
      expect(readFileSync(join(path, 'data.mdb')).equals(before)).toBe(true);
    }
  });

  test('one that is whole is opened, and so is one that lacks pages behind its head', async () => {
    expect(await opened(harmed('nothing', (bytes) => bytes))).toEqual(['s']);
    const left = await opened(harmed('two pages', cut(2 * page)));
    expect(left).toBeInstanceOf(HoldfastError);
    expect(left).toMatchObject({ code: 'damaged' });
    expect(String(left)).not.toContain('head');
  });
});
