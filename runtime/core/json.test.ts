/** What is refused as a payload, and how the message names the place. */
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertJson, nestingMax } from './json.ts';

const check = (value: unknown) => () => assertJson(value, 'data');

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('assertJson', () => {
  test('accepts whatever JSON.parse can give', () => {
    fc.assert(fc.property(fc.json({ stringUnit: 'binary' }), (text) => check(JSON.parse(text))()));
    expect(check(Object.create(null))).not.toThrow();
    expect(check(JSON.parse('{"__proto__":{"a":[]}}'))).not.toThrow();
    expect(check(runInNewContext('({ a: [1, { b: null }] })'))).not.toThrow();
  });

  test('accepts the same object twice side by side, which is not a circle', () => {
    const twice = { a: 1 };
    expect(check([twice, twice, { twice }])).not.toThrow();
  });

  const circle: { self?: unknown } = {};
  circle.self = { list: [circle] };
  class Point {
    readonly x = 1;
  }

  test.each([
    [undefined, 'data is not JSON: it is of type undefined'],
    [() => 1, 'data is not JSON: it is of type function'],
    [1n, 'data is not JSON: it is of type bigint'],
    [Symbol('s'), 'data is not JSON: it is of type symbol'],
    [Number.NaN, 'data is not JSON: it is NaN'],
    [{ a: [1, { b: -Infinity }] }, 'data.a[1].b is not JSON: it is -Infinity'],
    [{ a: undefined }, 'data.a is not JSON: it is of type undefined'],
    [Array(2), 'data[0] is not JSON: it is of type undefined'],
    [{ 'a b': { '': 1n } }, 'data["a b"][""] is not JSON: it is of type bigint'],
    [{ at: new Date(0) }, 'data.at is not JSON: it is a Date'],
    [[new Map()], 'data[0] is not JSON: it is a Map'],
    [new Point(), 'data is not JSON: it is a Point'],
    [{ toJSON: () => 1 }, 'data.toJSON is not JSON: it is of type function'],
    [circle, 'data.self.list[0] is not JSON: it contains itself'],
  ])('refuses %s', (value, message) => {
    expect(check(value)).toThrow(new TypeError(message));
  });

  test('refuses what is nested deeper than the bound, with a short message', () => {
    expect(check(nested(nestingMax))).not.toThrow();
    expect(check(nested(nestingMax + 1))).toThrow(
      /^data(\[0\])+.*\.\.\. is not JSON: .*1000 levels$/,
    );
    expect(check(nested(100_000))).toThrow(TypeError);
  });
});
