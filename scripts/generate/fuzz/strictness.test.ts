/**
 * Generated code passes the type checker as strictly as the rest: unused names, missing returns,
 * and an event that is narrower than its rule allows would all be errors. Checked on random
 * machines.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../refusal.ts';
import { configOf, machineSketch } from './machines.ts';
import { textOf } from './run.ts';

test('the code of random machines passes tsc', () => {
  mkdirSync('artefacts', { recursive: true });
  const folder = mkdtempSync(join('artefacts', 'types-'));
  try {
    const sketches = [
      ...fc.sample(machineSketch, { numRuns: 40, seed: 1 }),
      ...fc.sample(fc.noBias(machineSketch), { numRuns: 40, seed: 2 }),
    ];
    let written = 0;
    for (const sketch of sketches) {
      try {
        const text = textOf(configOf(sketch), undefined, {
          rules: '../../scripts/generate/fuzz/rules/rules.ts',
          course: '../../runtime/course.ts',
        });
        writeFileSync(join(folder, `machine-${written}.ts`), text);
        written += 1;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, types: [] }, include: ['*.ts'] }),
    );
    expect(check(folder)).toBe('');
    expect(written).toBeGreaterThan(60);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What tsc says: nothing when all is well. */
function check(folder: string): string {
  try {
    const tsc = join('node_modules', '.bin', 'tsc');
    return execFileSync(tsc, ['-p', folder], { encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout);
    throw error;
  }
}
