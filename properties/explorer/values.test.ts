/** A value has one number, which is that of its canonical text, and one object that is kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from './canonical.ts';
import { Values } from './values.ts';

const keys = fc.constantFrom('a', 'b', 'c', '1');
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(0, -0, 1, '', '1', 'a', true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, fc.option(tie('value'), { nil: undefined }), { maxKeys: 4 }),
  ),
})).value;

describe('a value', () => {
  test('has the number of its equals, and of nobody else', () => {
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 40 }), (made) => {
        const values = new Values();
        const numbers = made.map((value) => values.numberOf(value));
        const texts = made.map(canonicalText);
        for (const [a, text] of texts.entries()) {
          for (const [b, other] of texts.entries()) {
            expect(numbers[a] === numbers[b]).toBe(text === other);
          }
          expect(canonicalText(values.valueOf(numbers[a] ?? 0))).toBe(text);
        }
      }),
    );
  });

  test('is kept as one object, down to its parts', () => {
    const values = new Values();
    const part = () => ({ list: [1, { deep: 'x' }] });
    const [one, two] = [part(), part()];
    const first = values.valueOf(values.numberOf({ one, two })) as Record<string, unknown>;
    expect(first).toEqual({ one, two });
    expect(first['one']).toBe(first['two']);
    const second = values.valueOf(values.numberOf({ three: part() })) as Record<string, unknown>;
    expect(second['three']).toBe(first['one']);
  });

  test('is found again among very many', () => {
    const values = new Values();
    const make = (at: number) => ({ at, list: Array.from({ length: at % 5 }, () => at) });
    const numbers = Array.from({ length: 20_000 }, (_, at) => values.numberOf(make(at)));
    expect(new Set(numbers).size).toBe(20_000);
    expect(numbers.every((number, at) => values.numberOf(make(at)) === number)).toBe(true);
  });

  test('that is no plain data is refused', () => {
    const values = new Values();
    for (const value of [new Map(), () => 0, Number.NaN, undefined, 1n, [undefined], new Date(0)]) {
      expect(() => values.numberOf({ deep: [value] })).toThrow('no plain data');
    }
  });
});
