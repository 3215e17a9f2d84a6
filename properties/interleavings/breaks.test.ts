/**
 * The random interleavings find what is broken on purpose, and shrink it to a few picks.
 */
import { afterEach, expect, test, vi } from 'vitest';
import type { Replacements } from '../breaks/break.ts';
import { breaks } from '../breaks.ts';

const runs = 6_000;
/** Of up to 164. */
const picksMax = 80;

/** Breaks of the table (`../breaks.ts`) that a pure world can show, with their promises. */
const chosen = [
  'frames that were seen are not dropped',
  'a turn that is still active when the retries have run out is finalized',
  'the end of a turn leaves its prompts as they are',
  'the answer of a cancel clears the owner, whoever that is by then',
  'a cancel that is faster than its start leaves nothing behind',
  'an ended attachment takes the answers that come late',
];

async function loadBroken(replacements: Replacements) {
  vi.resetModules();
  for (const [path, replace] of Object.entries(replacements)) {
    vi.doMock(`../../${path}`, async (importOriginal) => {
      const original = await importOriginal<object>();
      return { ...original, ...(replace as (module: object) => object)(original) };
    });
  }
  const { crowd, crowded } = await import('./worlds.ts');
  const { search } = await import('./search.ts');
  return { system: crowded(crowd), search };
}

afterEach(() => {
  for (const path of new Set(breaks.flatMap(({ replace }) => Object.keys(replace)))) {
    vi.doUnmock(`../../${path}`);
  }
});

test.each(chosen)('found and shrunk: %s', { timeout: 120_000 }, async (what) => {
  const broken = breaks.find((one) => one.what === what);
  const { system, search } = await loadBroken(broken?.replace ?? {});
  const { found } = search({
    system,
    seed: 7,
    runs,
    isWanted: (id) => id === broken?.promise,
  });
  expect(found?.outcome.broken.map(({ id }) => id) ?? []).toContain(broken?.promise);
  expect(found?.script.picks.length).toBeLessThanOrEqual(picksMax);
});
