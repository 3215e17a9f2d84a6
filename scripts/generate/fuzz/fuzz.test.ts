/**
 * Random machines, generated and run beside XState: some hundreds here, thousands with
 * HOLDFAST_DEEP=1. The seed is fixed, so that a red run is red again; the deep run takes a new one.
 */
import { expect, test } from 'vitest';
import { fuzz } from './check.ts';
import { constructs } from './constructs.ts';

const deep = process.env['HOLDFAST_DEEP'] === '1';
const runs = deep ? 3_000 : 200;
const seed = deep ? Date.now() % 1_000_000_000 : 20_261;

test.each([
  ['biased', false],
  ['drawn evenly', true],
] as const)(
  'random machines, %s, do what XState does',
  (_, unbiased) => {
    const report = fuzz({ runs, seed, unbiased });
    expect(report.failure).toBeNull();
    // A construct that no machine used would be a construct that is not tested.
    for (const construct of constructs) {
      expect(report.exercised[construct], construct).toBeGreaterThan(0);
    }
    expect(report.refused).toBeLessThan(runs / 4);
    expect(report.steps).toBeGreaterThan(runs * 10);
  },
  deep ? 600_000 : 120_000,
);
