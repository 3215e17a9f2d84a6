/**
 * Each break of the table is found, by the promise that it breaks, within a bounded number of
 * runs.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Replacements } from './breaks/break.ts';
import { breaks } from './breaks.ts';

const runsMax = 500;

/** The exploration with everything below it loaded anew, these modules changed. */
async function loadBroken(replacements: Replacements) {
  vi.resetModules();
  for (const [path, replace] of Object.entries(replacements)) {
    vi.doMock(`../${path}`, async (importOriginal) => {
      const original = await importOriginal<object>();
      return { ...original, ...(replace as (module: object) => object)(original) };
    });
  }
  const { simulate } = await import('./simulation/run.ts');
  const { explore } = await import('./simulation/explore.ts');
  return { simulate, explore };
}

afterEach(() => {
  for (const path of new Set(breaks.flatMap(({ replace }) => Object.keys(replace)))) {
    vi.doUnmock(`../${path}`);
  }
});

describe.each(breaks)('$promise fails when $what', ({ promise, seed, replace }) => {
  test('and the simulation finds it', async () => {
    const { simulate, explore } = await loadBroken(replace);
    const { found, runs } = await explore({
      seed,
      runs: runsMax,
      simulate,
      isWanted: (violation) => violation.promise === promise,
      shrinks: false,
    });
    expect(found?.violations.map((violation) => violation.promise) ?? runs).toContain(promise);
  });
});
