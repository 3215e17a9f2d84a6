/** `.ci/run` with an npm that only writes down how it was called: order, stdin, and exit codes. */
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectRoot, runChild } from './child-process.ts';

const folder = await mkdtemp(join(tmpdir(), 'holdfast-ci-'));
afterAll(() => rm(folder, { recursive: true }));

/** Runs a copy of `.ci/run`, from another folder, where `npm <failing>` ends with 3. */
async function ciRun(failing: string) {
  const root = await mkdtemp(join(folder, 'project-'));
  await mkdir(join(root, '.ci'));
  await copyFile(join(projectRoot, '.ci/run'), join(root, '.ci/run'));
  const npm = join(root, 'npm');
  const lines = [
    '#!/bin/sh',
    `echo "$* in $PWD, CI=$CI, artefacts=$HOLDFAST_ARTEFACTS, stdin: [$(cat)]" >> "${root}/log"`,
    `test "$1" != "${failing}" || exit 3`,
  ];
  await writeFile(npm, `${lines.join('\n')}\n`);
  await chmod(npm, 0o755);
  const env = { ...process.env, PATH: `${root}:${process.env.PATH ?? ''}` };
  const piped = `echo secret | "${root}/.ci/run"`;
  const { code } = await runChild('bash', ['-c', piped], { cwd: tmpdir(), env });
  const log = (await readFile(join(root, 'log'), 'utf8')).replaceAll(root, '<root>');
  return { code, log: log.trimEnd().split('\n'), files: await readdir(root) };
}

const around = 'in <root>, CI=1, artefacts=<root>/artefacts, stdin: []';

test('CI installs, tests, walks the worlds, asks the referees, and reads no stdin', async () => {
  const { code, log, files } = await ciRun('nothing');
  expect(code).toBe(0);
  expect(log).toEqual([
    `ci ${around}`,
    `test ${around}`,
    `run check ${around}`,
    `run referee ${around}`,
  ]);
  expect(files).toContain('artefacts');
});

test('CI is red when the tests are, or a referee, and tests only what was installed', async () => {
  expect(await ciRun('test')).toMatchObject({ code: 3 });
  expect(await ciRun('run')).toMatchObject({ code: 3 });
  expect(await ciRun('ci')).toMatchObject({ code: 3, log: [`ci ${around}`] });
});
