/** The writer of pages: what it writes, what it only checks, and what nobody owns any more. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownScript, runChild } from '../child-process.ts';
import { isFine, writePages } from './main.ts';

async function desk() {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-docs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const page = { path: 'docs/tales/one.md', render: () => Promise.resolve('# One\n') };
  const run = (check: boolean, owned = [page]) =>
    writePages({
      pages: owned,
      ownedFolders: ['docs/tales'],
      root,
      check,
      progress: () => undefined,
    });
  return { file: join(root, page.path), run };
}

test('a page that differs is red when checked, is written, and is fine then', async () => {
  const { file, run } = await desk();
  expect(await run(true)).toEqual([{ page: 'docs/tales/one.md', state: 'differs', lines: 1 }]);
  await expect(readFile(file, 'utf8')).rejects.toThrow('ENOENT');
  expect(await run(false)).toMatchObject([{ state: 'written' }]);
  expect(await readFile(file, 'utf8')).toBe('# One\n');
  expect((await run(true)).every(isFine)).toBe(true);
  await writeFile(file, '# Two\n');
  expect((await run(true)).every(isFine)).toBe(false);
});

test('a page that nobody writes any more is an error, and is not removed', async () => {
  const { file, run } = await desk();
  await run(false);
  const left = await run(false, []);
  expect(left).toEqual([{ page: 'docs/tales/one.md', state: 'orphaned', lines: 0 }]);
  expect(left.every(isFine)).toBe(false);
  expect(await readFile(file, 'utf8')).toBe('# One\n');
});

test('the committed pages are what the code says', async () => {
  const { code, output } = await runChild(...ownScript('scripts/docs/main.ts', ['--check']));
  expect(output).toContain('docs/machines.md');
  expect(code, output).toBe(0);
});
