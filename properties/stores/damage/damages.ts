/**
 * What a failing disk, a failing memory or a careless hand does to values: bits flip, an end is cut
 * off, one value lies where another belongs, something foreign lies there, or nothing.
 *
 * A damage says which of the values that there are by numbers, so one plan fits every store. It
 * never knows what a value means beyond what it is of.
 */
import fc from 'fast-check';
import type { Below, Spot, Values } from './below.ts';

type How =
  | { readonly type: 'flip'; readonly bits: readonly number[] }
  | { readonly type: 'cut'; readonly length: number }
  | { readonly type: 'swap'; readonly other: number; readonly isAlike: boolean }
  | { readonly type: 'foreign'; readonly text: string }
  | { readonly type: 'empty' };

export interface Damage {
  readonly of: Spot['of'];
  /** Which of those: counted round and round. */
  readonly at: number;
  readonly how: How;
}

const number = fc.nat(1_000_000);
const foreign = fc.oneof(
  fc.constantFrom('null', '0', '-1', '[]', '{}', '""', 'true', '1e999', '\0', '{"v":1}', ' '),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.json({ maxDepth: 2 }),
);

const how: fc.Arbitrary<How> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('flip'),
      bits: fc.array(number, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cut'), length: number }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('swap'), other: number, isAlike: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('foreign'), text: foreign }) },
  fc.record({ type: fc.constant('empty') }),
);

const kinds = [
  'record',
  'summary',
  'backup',
  'lock',
  'journal',
  'prompt',
  'frame',
  'closed',
  'other',
] as const;

const damage: fc.Arbitrary<Damage> = fc.record({
  of: fc.constantFrom(...kinds),
  at: number,
  how,
});

export const damages = fc.array(damage, { minLength: 1, maxLength: 5 });

/** What is left of the values. */
export function damaged(below: Below, values: Values, plan: readonly Damage[]): Values {
  const left = new Map(values);
  const addresses = [...values.keys()].filter((address) => below.spotOf(address).of !== 'index');
  for (const { of, at, how: one } of plan) {
    const alike = addresses.filter((address) => below.spotOf(address).of === of);
    const address = alike[at % alike.length];
    if (address === undefined) continue;
    const bytes = left.get(address) ?? Buffer.alloc(0);
    if (one.type === 'swap') {
      const others = one.isAlike ? alike : addresses;
      const other = others[one.other % others.length] ?? address;
      left.set(address, left.get(other) ?? bytes).set(other, bytes);
    } else {
      left.set(address, changed(bytes, one));
    }
  }
  return left;
}

function changed(bytes: Buffer, one: Exclude<How, { type: 'swap' }>): Buffer {
  switch (one.type) {
    case 'flip': {
      const flipped = Buffer.from(bytes);
      for (const bit of one.bits) {
        const at = Math.floor(bit / 8) % bytes.length;
        const byte = flipped[at];
        if (byte !== undefined) flipped[at] = byte ^ (1 << (bit % 8));
      }
      return flipped;
    }
    case 'cut':
      return bytes.subarray(0, one.length % Math.max(bytes.length, 1));
    case 'foreign':
      return Buffer.from(one.text);
    case 'empty':
      return Buffer.alloc(0);
  }
}

/** What is damaged: the spots of values that are no longer what they were. */
export class Damages {
  readonly addresses: readonly string[];
  readonly #spots: readonly Spot[];

  constructor(below: Below, before: Values, after: Values) {
    this.addresses = [...before.keys()].filter(
      (address) => after.get(address)?.equals(before.get(address) ?? Buffer.alloc(0)) !== true,
    );
    this.#spots = this.addresses.map((address) => below.spotOf(address));
  }

  /** Whether any of these is damaged, of this session or journal. */
  hit(name: string, ...of: readonly Spot['of'][]): boolean {
    return this.#spots.some((spot) => spot.name === name && of.includes(spot.of));
  }

  /** The seq of the first frame that is damaged, of those after this one; infinite when none is. */
  firstFrame(journal: string, after: number): number {
    const hit = this.#spots.filter(
      ({ of, name, seqs: [, last] }) => of === 'frame' && name === journal && last > after,
    );
    return Math.min(Number.POSITIVE_INFINITY, ...hit.map(({ seqs: [first] }) => first));
  }

  /** Names of sessions or journals, of which one of these is damaged. */
  names(...of: readonly Spot['of'][]): ReadonlySet<string> {
    return new Set(this.#spots.filter((spot) => of.includes(spot.of)).map(({ name }) => name));
  }
}
