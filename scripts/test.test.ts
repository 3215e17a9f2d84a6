/** `npm test` judges by vitest's own report: here vitest really runs, on small folders of tests. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ownScript, runChild } from './child-process.ts';
import { countTests, runVitest } from './test.ts';

const folder = await mkdtemp(join(tmpdir(), 'holdfast-tests-'));
afterAll(() => rm(folder, { recursive: true }));

async function vitestOn(files: Readonly<Record<string, string>>, deep = false) {
  const cwd = await mkdtemp(join(folder, 'run-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return runVitest(['--globals'], { deep, output: 'capture', cwd });
}

describe('a run of the tests', () => {
  test('is fine when all pass, and says how many', async () => {
    const good = "test('a', () => {}); test('b', () => {}); test.skip('c', () => {});";
    const run = await vitestOn({ 'good.test.ts': good });
    expect(run).toMatchObject({ ok: true, passed: 2, failed: 0, skipped: 1 });
  });

  test('is not fine when one fails', async () => {
    const bad = "test('a', () => {}); test('b', () => { throw new Error('no'); });";
    const run = await vitestOn({ 'bad.test.ts': bad });
    expect(run).toMatchObject({ ok: false, passed: 1, failed: 1 });
  });

  test('counts a file that does not load as failed', async () => {
    const run = await vitestOn({
      'good.test.ts': "test('a', () => {});",
      'lost.test.ts': "import './gone.ts'; test('a', () => {});",
    });
    expect(run).toMatchObject({ ok: false, passed: 1, failed: 1 });
  });

  test('is not fine when nothing ran', async () => {
    expect(await vitestOn({})).toMatchObject({ ok: false, passed: 0, failed: 0 });
  });

  test('is not fine when an error came from outside of every test', async () => {
    const stray = "test('a', () => { void Promise.reject(new Error('stray')); });";
    expect(await vitestOn({ 'stray.test.ts': stray })).toMatchObject({ ok: false });
  });

  test('goes deep only when it is told to', async () => {
    const deep = "test('a', () => { expect(process.env.HOLDFAST_DEEP).toBe('1'); });";
    expect(await vitestOn({ 'deep.test.ts': deep }, true)).toMatchObject({ ok: true, passed: 1 });
    expect(await vitestOn({ 'deep.test.ts': deep })).toMatchObject({ ok: false, failed: 1 });
  });
});

test('a failed file whose test failed is counted once', () => {
  const counts = countTests({
    numPassedTests: 0,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 1,
    testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }],
  });
  expect(counts).toEqual({ passed: 0, failed: 1, skipped: 1 });
});

test('npm test ends with the line of counts, also when its filter fits no test', async () => {
  const [program, args] = ownScript('scripts/test.ts', ['no-such-test-anywhere']);
  const { code, output } = await runChild(program, args);
  expect(code).toBe(1);
  expect(output.trimEnd().split('\n').at(-1)).toBe('0 passed, 0 failed');
});
