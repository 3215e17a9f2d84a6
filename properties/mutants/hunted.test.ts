/**
 * Every committed kill is one still: the mutant is found out in its world by its promise, or a
 * machine throws. One that is not would be a promise that has become weaker. Kills by coverage are
 * claims about all worlds; only the search makes them.
 */
import { expect, test } from 'vitest';
import { committed, huntAgain } from './hunted.ts';

test('each committed kill finds its mutant out again', async () => {
  expect(committed.length).toBeGreaterThan(0);
  expect(await huntAgain()).toEqual([]);
}, 120_000);

test('a kill that is none is told', async () => {
  const [kill] = committed.filter(({ by }) => by === 'promise');
  expect(kill).toBeDefined();
  // No mutant of a machine makes a store shrink a transcript in one turn.
  const forged = committed.filter((one) => one === kill).map((one) => ({ ...one, what: 'L3' }));
  expect(await huntAgain(forged)).toHaveLength(1);
});
