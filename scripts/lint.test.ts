/**
 * The linter's configuration, held to code that it must refuse: a rule that was misspelled or
 * switched off in `.oxlintrc.json` would otherwise be missed by nobody.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packageBin, projectRoot, runChild } from './child-process.ts';

const bad: Readonly<Record<string, string>> = {
  'typescript(no-explicit-any)': 'export const a: any = 1;',
  'typescript(no-non-null-assertion)': 'export const f = (a?: string) => a!.length;',
  'eslint(no-empty)': 'export const f = (g: () => void) => { try { g(); } catch {} };',
  'typescript(no-floating-promises)': 'export function f(g: () => Promise<void>) { g(); }',
  'typescript(no-misused-promises)':
    'export const f = (g: () => Promise<boolean>) => { if (g()) return 1; return 2; };',
  'typescript(no-unsafe-member-access)':
    'export const f = (s: string) => JSON.parse(s).length as number;',
  'typescript(switch-exhaustiveness-check)':
    "export function f(a: 'x' | 'y') { switch (a) { case 'x': return 1; } return 2; }",
  'typescript(only-throw-error)': "export function f() { throw 'late'; }",
  'eslint(no-console)': "console.log('here');",
  'import(no-default-export)': 'export default 1;',
};

const folder = await mkdtemp(join(tmpdir(), 'holdfast-lint-'));
afterAll(() => rm(folder, { recursive: true }));

async function lint(files: Readonly<Record<string, string>>) {
  const at = await mkdtemp(join(folder, 'case-'));
  const compilerOptions = { target: 'ES2023', module: 'nodenext', strict: true, types: [] };
  await writeFile(join(at, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await writeFile(join(at, 'package.json'), '{ "type": "module" }');
  await mkdir(join(at, 'scripts'));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(at, 'scripts', name), `${text}\n`);
  }
  return runChild(
    process.execPath,
    [packageBin('oxlint'), '-c', join(projectRoot, '.oxlintrc.json'), '-f', 'unix', 'scripts'],
    { cwd: at },
  );
}

test('the linter refuses what this project does not write', async () => {
  const names = Object.keys(bad).map((rule, index) => [`bad-${index}.ts`, rule] as const);
  const files = names.map(([name, rule]) => [name, bad[rule] ?? ''] as const);
  const { code, output } = await lint(Object.fromEntries(files));
  expect(code).toBe(1);
  for (const [name, rule] of names) {
    const said = output.split('\n').filter((line) => line.includes(name));
    expect(said.join('\n'), `${name}: ${bad[rule]}`).toContain(rule);
  }
});

test('the linter accepts plain code', async () => {
  const plain = 'export const double = (count: number): number => count * 2;';
  expect(await lint({ 'plain.ts': plain })).toMatchObject({ code: 0 });
});
