/** A world's fields: as few words as they need, and all bits of these in use. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fits, layoutFor, pack, unpack } from './layout.ts';

const counts = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 20 });

test('what is packed is unpacked again, to the largest that fits', () => {
  const same = (known: readonly number[]): void => {
    const layout = layoutFor(known);
    const locals = layout.largest.slice();
    const words = new Int32Array(layout.words + 1).fill(-1);
    pack(layout, locals, words, 1);
    const again = new Int32Array(known.length);
    unpack(layout, words, 1, again);
    expect(again).toEqual(locals);
    expect(words[0]).toBe(-1);
    expect(known.every((count, actor) => (layout.largest[actor] ?? 0) > count)).toBe(true);
  };
  fc.assert(fc.property(counts, same));
});

test('what the fields leave of their words makes them wider', () => {
  // Six bits in all, where one word has 32.
  expect([...layoutFor([1, 1, 1]).largest]).toEqual([2047, 2047, 1023]);
  expect(layoutFor([60_000, 60_000]).words).toBe(2);
  expect(layoutFor([20_000, 20_000]).words).toBe(1);
});

test('a state that is too large for its field is seen', () => {
  const layout = layoutFor([60_000, 60_000, 10]);
  const locals = layout.largest.slice();
  expect(fits(layout, locals)).toBe(true);
  locals[2] = (locals[2] ?? 0) + 1;
  expect(fits(layout, locals)).toBe(false);
});
