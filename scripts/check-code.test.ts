/** The runner of the checks: nothing red is hidden, and nothing stops the rest from running. */
import { expect, test } from 'vitest';
import { type Check, runChecks } from './check-code.ts';
import { projectRoot, runChild } from './child-process.ts';

function check(name: string, code: number, output = ''): Check {
  return { name, mend: 'by hand', run: () => Promise.resolve({ code, output, seconds: 0.1 }) };
}

async function run(checks: readonly Check[]) {
  const said: string[] = [];
  const report = await runChecks(checks, {
    say: (line) => void said.push(line),
    progress: () => undefined,
  });
  return { report, said: said.join('\n') };
}

test('every check runs although one is red, and the red one is shown with its mend', async () => {
  const { report, said } = await run([
    check('types', 0, 'quiet'),
    check('lint', 1, 'a.ts:1 any\n'),
    check('size', 0),
  ]);
  expect(report.ok).toBe(false);
  expect(report.data).toEqual({
    checks: [
      { name: 'types', ok: true, seconds: 0.1 },
      { name: 'lint', ok: false, seconds: 0.1, output: 'a.ts:1 any\n' },
      { name: 'size', ok: true, seconds: 0.1 },
    ],
  });
  expect(said).toContain('ok   types  0.1 s\nRED  lint   0.1 s\nok   size   0.1 s');
  expect(said).toContain('--- lint (mend: by hand)\na.ts:1 any\n');
  expect(said).toContain('1 of 3 red: lint');
  expect(said).not.toContain('quiet');
});

test('all fine is fine, and no check at all is not', async () => {
  expect((await run([check('types', 0), check('lint', 0)])).report.ok).toBe(true);
  expect((await run([])).report.ok).toBe(false);
});

test('a program that ends badly, or cannot be started, is red', async () => {
  const node = process.execPath;
  const script = `console.error('why'); process.exit(3)`;
  expect(await runChild(node, ['-e', script])).toMatchObject({ code: 3, output: 'why\n' });
  const killed = await runChild(node, ['-e', `process.kill(process.pid, 'SIGKILL')`]);
  expect(killed).toMatchObject({ code: 1, output: 'ended by SIGKILL\n' });
  expect(await runChild(`${projectRoot}/no-such-program`, [])).toMatchObject({
    code: 127,
    output: expect.stringContaining('ENOENT'),
  });
});
