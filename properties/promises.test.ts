/**
 * The promises, each over thousands of runs of the real shells, and the model's word on their
 * traces; 7,000 small runs more are in `promises-small.test.ts`, beside it in time. A promise
 * that was broken prints the command that replays the smallest run that broke it, and its story.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { promises } from './promises.ts';
import { type Explored, explore, story } from './simulation/explore.ts';
import { simulate } from './simulation/run.ts';
import { simulateTraced } from './traces/simulation.ts';

const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const runs = isDeep ? 100_000 : 3_000;
const timeoutMs = isDeep ? 7_200_000 : 1_800_000;

let explored: Explored;

beforeAll(async () => {
  explored = await explore({ seed: 20_251, runs, simulate: simulateTraced });
}, timeoutMs);

test(`${runs} interleavings of the real shells keep every promise`, async () => {
  const { found } = explored;
  if (found !== null) {
    throw new Error(story(found.plan, await simulate(found.plan, { isTraced: true })));
  }
  expect(explored.runs).toBe(runs);
});

test('the trace of every one of them is one of the model', () => {
  expect(explored.occasions.get('trace: a trace was accepted')).toBe(runs);
});

describe.each(promises)('$id: $sentence', ({ id, occasions }) => {
  test.each(occasions)('%s', (occasion) => {
    expect(explored.occasions.get(`${id}: ${occasion}`) ?? 0).toBeGreaterThan(0);
  });
});
