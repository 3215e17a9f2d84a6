/**
 * Every two kinds of fault meet in some world of the suite. There is no pair that can't.
 *
 * It reads budgets, and walks nothing: that what is in a budget does happen is seen where worlds
 * are walked.
 */
import { expect, test } from 'vitest';
import { type FaultKind, faultKinds } from './budget.ts';
import { suite } from './suite.ts';
import type { World } from './world.ts';

function has({ budgets }: World, kind: FaultKind): boolean {
  return (budgets[kind] ?? 0) > 0;
}

function pairsOf(kinds: readonly FaultKind[]): readonly (readonly [FaultKind, FaultKind])[] {
  return kinds.flatMap((one, at) => kinds.slice(at + 1).map((other) => [one, other] as const));
}

test('every two kinds of fault are in some world together', () => {
  const missing = pairsOf(faultKinds).filter(
    ([one, other]) => !suite.some((world) => has(world, one) && has(world, other)),
  );
  expect(missing).toEqual([]);
});

test('every kind of fault is in some world that has one other kind at the most', () => {
  const least = faultKinds.filter((kind) => {
    const few = suite.filter(
      (world) => faultKinds.filter((other) => other !== 'hangs' && has(world, other)).length <= 2,
    );
    return !few.some((world) => has(world, kind));
  });
  expect(least).toEqual([]);
});

test('worlds have names of their own', () => {
  const names = suite.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
