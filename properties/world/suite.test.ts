/**
 * The suite in short: the worlds that take little, each with its pinned counts, and every promise
 * held in them. `npm run check` walks all of them.
 */
import { expect, test } from 'vitest';
import { explore } from '../explorer/explore.ts';
import { suite } from './suite.ts';
import { expectedWorlds } from './suite-expected.ts';
import { systemOf } from './world.ts';

/** Transitions of a world that is walked with every run of the tests. */
const shortMax = 250_000;

const sizeOf = (name: string) => expectedWorlds[name]?.[1] ?? 0;
const short = suite.filter(({ name }) => sizeOf(name) <= shortMax);

test.each(short)(
  '$name: every promise holds, and the counts are as pinned',
  (world) => {
    const report = explore(systemOf(world), { all: true });
    const { states, transitions, depth, properties } = report;
    expect([states, transitions, depth]).toEqual(expectedWorlds[world.name]);
    const broken = properties.filter(
      ({ property, holds }) => holds !== true && !property.kind.startsWith('sometimes'),
    );
    expect(broken.map(({ property }) => `${property.id} ${property.name}`)).toEqual([]);
  },
  60_000,
);

test('every world of the suite has its counts pinned, and no other', () => {
  const names = suite.map(({ name }) => name);
  expect(Object.keys(expectedWorlds)).toEqual(names);
});
