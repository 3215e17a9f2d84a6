/** Tuples of local states are told apart, whether their cells are found directly or by hash. */
import { expect, test } from 'vitest';
import { Tuples } from './tuples.ts';

/** As many states by actor; every tuple of the two actors gets a number of its own. */
function numbered(first: number, second: number) {
  const tuples = new Tuples([2, 0]);
  const locals = new Int32Array(3);
  const all: (readonly [number, number])[] = [];
  for (let state = 0; state < Math.max(first, second) * 3; state += 1) {
    all.push([state % first, (state * 7) % second]);
  }
  const numbers = new Map<string, number>();
  for (const [one, two] of all) {
    locals.set([two, 99, one]);
    const known = numbers.get(`${one} ${two}`) ?? 0;
    expect(tuples.get(locals)).toBe(known);
    if (known !== 0) continue;
    numbers.set(`${one} ${two}`, numbers.size + 1);
    tuples.set(locals, numbers.size);
  }
  return numbers.size;
}

test('few states', () => {
  expect(numbered(5, 40)).toBeGreaterThan(30);
});

test('many states of one actor', () => {
  expect(numbered(3, 20_000)).toBeGreaterThan(20_000);
});

test('more tuples than there are direct cells for', () => {
  expect(numbered(4_001, 5_000)).toBeGreaterThan(14_000);
});

test('three actors and more', () => {
  const tuples = new Tuples([0, 1, 2, 3, 4, 5, 6, 7]);
  const locals = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  expect(tuples.get(locals)).toBe(0);
  tuples.set(locals, 5);
  expect(tuples.get(locals)).toBe(5);
  expect(tuples.get(locals.toReversed())).toBe(0);
});
