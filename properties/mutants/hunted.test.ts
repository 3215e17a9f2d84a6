/**
 * Every committed kill is one still: the mutant is found out where it was and by what it was. One
 * that is not would be a promise that has become weaker. Kills by coverage are claims about all
 * that can be reached; only the search makes them.
 */
import { expect, test } from 'vitest';
import { committed, huntAgain } from './hunted.ts';
import { mutantNames } from './search.ts';
import { whyOf } from './survivors.ts';

test('each committed kill finds its mutant out again', async () => {
  expect(committed.length).toBeGreaterThan(0);
  expect(await huntAgain()).toEqual([]);
}, 120_000);

test('a kill that is none is told', async () => {
  const kill = committed.find(({ by }) => by === 'promise');
  // No contract speaks of what is stored.
  const forged = committed.filter((one) => one === kill).map((one) => ({ ...one, what: 'L3' }));
  expect(await huntAgain(forged)).toHaveLength(1);
});

test('every mutant is killed once, or has a reason to live', () => {
  const killed = committed.map(({ mutant }) => mutant);
  expect(new Set(killed).size).toBe(killed.length);
  const left = mutantNames.filter((name) => !killed.includes(name));
  expect(left.filter((name) => whyOf(name) === null)).toEqual([]);
  expect(killed.filter((name) => !mutantNames.includes(name))).toEqual([]);
});
