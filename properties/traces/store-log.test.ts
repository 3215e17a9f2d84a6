/**
 * What may have become of a write that failed without saying why: done at once, done later, or
 * never done, and nothing else.
 */
import { describe, expect, test } from 'vitest';
import { emptyRecord } from '../../runtime/core/host.ts';
import { StoreLog } from './store-log.ts';
import type { Outcome } from './store-model.ts';

type Came = Omit<Outcome, 'atMs'>;

/** A call at a time, and what came of it; null: it never came back. */
type Step = readonly [atMs: number, method: string, args: readonly unknown[], came: Came | null];

const failed: Came = { error: 'store_failed' };
const gave = (result: unknown): Came => ({ result });

/** One after the other. Throws when nothing explains what came of one. */
function play(...calls: readonly Step[]): void {
  const log = new StoreLog();
  for (const [number, [atMs, method, args, came]] of calls.entries()) {
    const outcome = came === null ? null : { atMs, ...came };
    log.called({ number, method, args, atMs, outcome }, 2 * number);
    if (came !== null) log.returned(number, 2 * number + 1);
  }
}

const lock = (atMs: number, came: Came | null): Step => [atMs, 'lock', ['s'], came];

describe.each([
  ['failed', failed],
  ['never came back', null],
])('a lock that %s', (_, came) => {
  test('may be free, or held until it runs out', () => {
    expect(() => play(lock(0, came), lock(10, gave(1)))).not.toThrow();
    expect(() => play(lock(0, came), lock(5_000, gave(2)))).not.toThrow();
  });

  test('is given to nobody else while it is held', () => {
    expect(() => play(lock(0, gave(1)), lock(10, came), lock(20, gave(2)))).toThrow(/no state/);
  });
});

const record = (updatedAt: number) => ({ ...emptyRecord('s'), updatedAt });
const save = (atMs: number, came: Came | null, fence = 1): Step => [
  atMs,
  'save',
  [record(7), fence],
  came,
];
const load = (atMs: number, updatedAt: number | null): Step => [
  atMs,
  'load',
  ['s'],
  gave(updatedAt && record(updatedAt)),
];

describe('a save that failed', () => {
  const began = lock(0, gave(1));

  test('may be found, at once, later or never', () => {
    expect(() => play(began, save(1, failed), load(2, 7))).not.toThrow();
    expect(() => play(began, save(1, failed), load(2, null), load(3, 7))).not.toThrow();
    expect(() => play(began, save(1, failed), load(2, null), load(60_000, null))).not.toThrow();
  });

  test('stays what it was found to be', () => {
    expect(() => play(began, save(1, failed), load(2, 7), load(3, null))).toThrow(/no state/);
  });

  test('is not done when it is too late', () => {
    expect(() => play(began, save(1, failed), load(60_000, 7))).toThrow(/no state/);
  });

  test('is not done once somebody else has taken the lock', () => {
    const others = lock(6_000, gave(2));
    expect(() => play(began, save(1, failed), others, load(6_001, 7))).not.toThrow();
    const found = load(6_001, null);
    expect(() => play(began, save(1, failed), others, found, load(6_002, 7))).toThrow(/no state/);
  });

  test('is not done when it was refused', () => {
    expect(() => play(began, save(1, { error: 'fenced' }, 0), load(2, 7))).toThrow(/no state/);
  });
});

describe('a claim that failed', () => {
  const claim = (atMs: number, after: number, came: Came | null): Step => [
    atMs,
    'claim',
    ['s.t', after, 1_000],
    came,
  ];
  const lease = (atMs: number, turnFence: number, isLive: boolean): Step => [
    atMs,
    'lease',
    ['s.t'],
    gave({ turnFence, isLive, outcome: null }),
  ];

  test('may have raised the fence, with a lease that runs out', () => {
    expect(() => play(claim(0, 0, failed), lease(1, 0, false))).not.toThrow();
    expect(() =>
      play(claim(0, 0, failed), lease(1, 1, true), lease(1_500, 1, false)),
    ).not.toThrow();
    expect(() => play(claim(0, 0, failed), claim(1, 0, { error: 'fenced' }))).not.toThrow();
    expect(() => play(claim(0, 0, failed), claim(1_500, 1, gave(2)))).not.toThrow();
  });

  test('has raised it once at the most', () => {
    expect(() => play(claim(0, 0, failed), lease(1, 2, true))).toThrow(/no state/);
    expect(() => play(claim(0, 0, failed), claim(1_500, 2, gave(3)))).toThrow(/no state/);
  });
});
