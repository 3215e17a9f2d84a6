/**
 * The suite in short: the worlds that take little, each with its pinned counts, every promise held
 * in them, and everything seen in them that shows that no promise is empty.
 *
 * `npm run check` walks all of them, and asks the same over all.
 */
import { describe, expect, test } from 'vitest';
import { explore, type Report } from '../explorer/explore.ts';
import type { Property } from '../explorer/system.ts';
import { faultKinds } from './budget.ts';
import { suite } from './suite.ts';
import { expectedWorlds, seenInLargerWorlds } from './suite-expected.ts';
import { systemOf, type World } from './world.ts';

/** Transitions of a world that is walked with every run of the tests. */
const shortMax = 250_000;

const sizeOf = (name: string) => expectedWorlds[name]?.[1] ?? 0;
const short = suite.filter(({ name }) => sizeOf(name) <= shortMax);

/** Of what was looked for in the walked worlds: how often it was seen. */
const sightings = new Map<string, number>();

test.each(short)(
  '$name: every promise holds, and the counts are as pinned',
  (world) => {
    const report = explore(systemOf(world), { all: true });
    const { states, transitions, depth, properties } = report;
    expect([states, transitions, depth]).toEqual(expectedWorlds[world.name]);
    const broken = properties.filter(({ property, holds }) => holds !== true && !isSeen(property));
    expect(broken.map(({ property }) => `${property.id} ${property.name}`)).toEqual([]);
    expect(unspent(world, report)).toEqual([]);
    for (const { property, seen, reached } of properties) {
      if (!isSeen(property) && property.kind !== 'leadsTo') continue;
      const what = `${property.id} ${anybody(property.name)}`;
      sightings.set(what, (sightings.get(what) ?? 0) + (reached ?? seen));
    }
  },
  60_000,
);

function isSeen({ kind }: Property): boolean {
  return kind === 'sometimes' || kind === 'sometimesStep';
}

/** The same of all tabs, hosts and turns. */
function anybody(name: string): string {
  return name.replace(/^[a-z]+[0-9]?: /, '').replaceAll(/\b[a-z][0-9]\b/g, 'a turn');
}

/** What a world allows, and never happens in it; a producer that hangs costs nothing. */
function unspent({ budgets }: World, { tables }: Report): readonly string[] {
  const at = tables.actorIndex('budget');
  const left = tables.local(at).states as readonly Readonly<Record<string, number>>[];
  return faultKinds.filter(
    (kind) =>
      kind !== 'hangs' &&
      Number.isFinite(budgets[kind] ?? Infinity) &&
      !left.some((budget) => budget[kind] === 0),
  );
}

test('everything was seen that shows that a promise is not empty', () => {
  const unseen = Array.from(sightings).filter(([, count]) => count === 0);
  expect(unseen.map(([what]) => what).toSorted()).toEqual(seenInLargerWorlds.toSorted());
});

const ids = Object.entries({ O: 7, F: 5, S: 3, P: 4, Q: 1, L: 6, T: 4 }).flatMap(([letter, last]) =>
  Array.from({ length: last }, (_, at) => `${letter}${at + 1}`),
);

describe('a promise', () => {
  const all = suite.flatMap((world) => systemOf(world).properties);
  test.each(ids)('%s is claimed, and has an occasion', (id) => {
    const mine = all.filter((property) => property.id === id);
    const occasions = mine.filter((one) => isSeen(one) || one.kind === 'leadsTo');
    expect(mine.some((one) => !isSeen(one))).toBe(true);
    expect(occasions.length).toBeGreaterThan(0);
  });

  test('of another name does not exist', () => {
    const known = new Set(all.map(({ id }) => id));
    expect([...known].toSorted()).toEqual(ids.toSorted());
  });
});

test('every world of the suite has its counts pinned, and no other', () => {
  const names = suite.map(({ name }) => name);
  expect(Object.keys(expectedWorlds)).toEqual(names);
});
