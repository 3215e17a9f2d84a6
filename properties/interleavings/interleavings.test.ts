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

/** The ends of ladders and of retries: ten of a kind in a row, which chance hardly brings. */
const tenInARow = [
  'T1 the ladder ended',
  'T1 the last settle was answered',
  'F5 no settle was left to try',
  'F5 a settle is at its last try',
];

/** What a world has no, or hardly any, occasion for. */
const absent: Readonly<Record<string, readonly string[]>> = {
  // A host that does an operation in one action is overtaken by nobody, and has no chores.
  crowd: [
    ...tenInARow,
    'Q1 a start was given up',
    'O4 an owner that was seen is another by now',
    'O6 somebody asked whether a turn lives that does',
    'L1 a write came after a newer lock was issued',
    'L1 a frame came from whoever was taken over',
    'L2 an edit has cut the transcript',
    'L3 a record that was read in part is handed in',
    'L4 maintenance was saved',
    'L6 an operation waits for a lock',
  ],
  // With two tabs that ask once a connection has few frames to slip with, and nobody edits.
  hosts: [
    ...tenInARow,
    'O2 a superseded attachment was spoken to',
    'F1 a frame was offered again',
    'F1 a frame came again',
    'F2 a frame was missing',
    'F4 a stray frame came',
    'L2 an edit has cut the transcript',
  ],
};

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
    const unexpected = missed.filter(([name]) => !absent[world.name]?.includes(name));
    expect(unexpected).toEqual([]);
  });
});
