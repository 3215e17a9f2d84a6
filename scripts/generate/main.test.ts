/** What is committed in runtime/generated is what the machines say; and the command's own answers. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { models } from '../../machines/index.ts';
import { generate } from './main.ts';

test('regenerating yields the committed bytes, and no file is left over', async () => {
  const { files, ok } = await generate(true);
  expect(files.filter(({ state }) => state !== 'unchanged')).toEqual([]);
  expect(files).toHaveLength(models.length);
  expect(ok).toBe(true);
});

test('the command checks without writing and reports as JSON', () => {
  const said = execFileSync('npx', ['tsx', 'scripts/generate/main.ts', '--check', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(JSON.parse(said)).toMatchObject({ ok: true, files: expect.any(Array) });
});
