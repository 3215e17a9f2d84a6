/** Two whole tabs that change places: half the worlds, and nothing that was held is broken. */
import { expect, test } from 'vitest';
import { explore } from '../explorer/explore.ts';
import { systemOf, type World } from './world.ts';

const two: World = {
  name: 'two tabs',
  about: 'Two tabs, and one turn in which nothing is said.',
  tabs: ['a', 'b'],
  script: [],
  budgets: { turns: 1 },
  live: false,
};

test('the worlds of two tabs are walked once for each two that differ in names', () => {
  const system = systemOf(two);
  const safety = system.properties.filter(({ kind }) => kind !== 'leadsTo');
  const all = explore({ ...system, properties: safety }, { all: true });
  const kept = explore({ ...system, properties: safety }, { all: true, symmetry: true });
  expect(kept.states).toBeLessThan(all.states * 0.51);
  expect(kept.depth).toBe(all.depth);
  const broken = [all, kept].map(({ properties }) =>
    properties.filter(({ property: { kind }, holds }) => kind.startsWith('always') && !holds),
  );
  expect(broken).toEqual([[], []]);
}, 60_000);
