/**
 * Small runs of the real shells: one turn, and at most two things that go wrong with it.
 *
 * They are the greater part of the interleavings of the shells, in a file of their own so
 * that both are walked at once.
 */
import { beforeAll, expect, test } from 'vitest';
import { type Explored, explore, story } from './simulation/explore.ts';
import { smallPlans } from './simulation/plan.ts';
import { simulate } from './simulation/run.ts';
import { simulateTraced } from './traces/simulation.ts';

const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const runs = isDeep ? 100_000 : 7_000;
const timeoutMs = isDeep ? 7_200_000 : 1_800_000;

let explored: Explored;

beforeAll(async () => {
  explored = await explore({ seed: 20_252, runs, plans: smallPlans, simulate: simulateTraced });
}, timeoutMs);

test(`${runs} small interleavings of the real shells keep every promise`, async () => {
  const { found } = explored;
  if (found !== null) {
    throw new Error(story(found.plan, await simulate(found.plan, { isTraced: true })));
  }
  expect(explored.runs).toBe(runs);
});

test('the trace of every one of them is one of the model', () => {
  expect(explored.occasions.get('trace: a trace was accepted')).toBe(runs);
});
