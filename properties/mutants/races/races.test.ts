/**
 * Each known race happens again in its world when its rule is broken, and dies by the promise that
 * is named for it, in the way that is committed; while the rule is there, nothing happens.
 *
 * A race that lives would be a promise that can't fail.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { huntRaces, walkUnbroken } from './hunt.ts';
import { races, unsayable } from './index.ts';
import { committedKills, killOf } from './kills.ts';
import type { Race } from './race.ts';
import { raceWorlds } from './worlds.ts';

/** Half a minute of work, on a machine that may be busy. */
const patienceMs = 900_000;
const again = 'if this is meant: npm run mutants -- --write, then npm run docs';

const letters: Readonly<Record<string, readonly number[]>> = {
  A: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  B: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17],
  C: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
  D: [1, 2, 3, 4, 5],
  E: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  F: [1, 2, 3, 4, 5, 6, 7],
};
const known = Object.entries(letters).flatMap(([letter, numbers]) => [
  ...numbers.map((number) => `${letter}${number}`),
  ...(letter === 'A' ? ['A5b'] : []),
]);

function lineOf({ file, line }: Race['rule']): number {
  const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url));
  return readFileSync(path, 'utf8')
    .split('\n')
    .findIndex((text) => text.includes(line));
}

test('every known race is written down, as a broken rule or as one that can not be said', () => {
  const ids = [...races, ...unsayable].map(({ id }) => id);
  expect(ids.toSorted()).toEqual(known.toSorted());
  expect(unsayable.length).toBeLessThanOrEqual(8);
  expect(unsayable.filter(({ id }) => id.startsWith('A'))).toEqual([]);
});

test.each(unsayable)('$id is tried by a test', ({ test: tried }) => {
  const [file = '', ...name] = tried.split(': ');
  const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url));
  expect(readFileSync(path, 'utf8')).toContain(`test('${name.join(': ')}', `);
});

test.each(races)('the rule that $id breaks has a line', ({ rule }) => {
  expect(lineOf(rule)).toBeGreaterThanOrEqual(0);
});

test(
  'with every rule in its place the worlds of the races keep every promise',
  async () => {
    expect(await walkUnbroken(raceWorlds)).toEqual(raceWorlds.map(({ name }) => [name, null]));
  },
  patienceMs,
);

test(
  'each race dies by its promise, and in the way that is committed',
  async () => {
    const found = await huntRaces(races);
    const lived = found.filter(({ broken }) => broken === null).map(({ race }) => race.id);
    expect(lived).toEqual([]);
    for (const one of found) {
      expect(one.race.promises).toContain(one.broken?.promise);
      expect(killOf(one), again).toEqual(committedKills.find(({ id }) => id === one.race.id));
    }
    expect(committedKills.map(({ id }) => id)).toEqual(races.map(({ id }) => id));
  },
  patienceMs,
);

test('a rule that is not broken lets nothing happen', async () => {
  const [race] = races;
  if (race === undefined) throw new Error('there are no races');
  const [found] = await huntRaces([{ ...race, changes: [] }]);
  expect(found?.broken).toBeNull();
});
