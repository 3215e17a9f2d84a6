/**
 * Random interleavings of the pure worlds, far past what can be walked whole, keep every promise;
 * and nothing that they are there for is missing from them.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Searched, search, storyText } from './search.ts';
import { crowded, worlds } from './worlds.ts';

const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const runs = isDeep ? 1_000_000 : 100_000;
const timeoutMs = isDeep ? 7_200_000 : 1_800_000;

describe.each(worlds)('$name: $about', (world) => {
  let searched: Searched;

  beforeAll(() => {
    searched = search({ system: crowded(world), seed: 20_261, runs: runs / worlds.length });
  }, timeoutMs);

  test(`${runs / worlds.length} interleavings keep every promise`, () => {
    if (searched.found !== null) throw new Error(storyText(world.name, searched.found));
    expect(searched.runs).toBeGreaterThanOrEqual(runs / worlds.length);
  });

  test('every kind of fault struck', () => {
    const { faults } = searched.tally;
    const unstruck = Object.keys(world.budgets).filter((fault) => (faults.get(fault) ?? 0) === 0);
    // A producer that hangs does nothing, and pays for nothing.
    expect(unstruck).toEqual(['hangs']);
  });

  test('every promise had its occasion', () => {
    const missed = [...searched.tally.occasions].filter(([, count]) => count === 0);
    // Where a person asks once, what is superseded has been closed before: the crowd shows it.
    const expected = world.name === 'hosts' ? ['O2 a superseded attachment was spoken to'] : [];
    expect(missed.map(([name]) => name)).toEqual(expected);
  });
});
