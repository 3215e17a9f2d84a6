/**
 * The contestants decide the same: the hand-written attachment on random walks, the actor on
 * the walks that are timed. Without this a ratio would compare two different machines.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Driver, handDriver, xstateDriver } from './drivers.ts';
import { WrongResult } from './harness.ts';
import { demandSame } from './step.ts';
import { framePath, mixedWalk, Walk } from './walks.ts';

const moves: readonly ((walk: Walk) => void)[] = [
  ...(['opened', 'heartbeat', 'reset', 'stream_end', 'broken'] as const).map(
    (type) => (walk: Walk) => walk.source(type),
  ),
  ...(['forbidden', 'gone', 'busy', 'error'] as const).map(
    (reason) => (walk: Walk) => walk.refuse(reason, 1_000),
  ),
  ...(['online', 'visible', 'retry', 'nudge', 'offline', 'suspended'] as const).map(
    (type) => (walk: Walk) => walk.say({ type }),
  ),
  ...(['active', 'missing', 'error', 'stale', 'unreachable'] as const).map(
    (state) => (walk: Walk) => walk.answer({ state }),
  ),
  ...[-2, 0, 1, 2].map((ahead) => (walk: Walk) => walk.frame(ahead)),
  (walk) => walk.frames(5),
  (walk) => walk.frame(1, 'done'),
  (walk) => walk.frame(1, 'text', 'turn-0'),
  (walk) => walk.frame(2, 'failed'),
  (walk) => walk.restore('done'),
  (walk) => walk.restore('cancelled'),
  (walk) => walk.say({ type: 'probe', streamId: 'turn-1' }),
  (walk) => walk.say({ type: 'probe', streamId: 'turn-0' }),
  (walk) => walk.say({ type: 'superseded' }),
];
type Move = (typeof moves)[number];

/** What usually happens next: without these most walks would stay shallow or end early. */
const usual: Readonly<Record<string, readonly Move[]>> = {
  attaching: [(walk) => walk.source('opened'), (walk) => walk.source('opened'), downTheLadder],
  live: [
    (walk) => walk.frames(3),
    (walk) => walk.source('reset'),
    (walk) => walk.source('broken'),
    (walk) => walk.source('stream_end'),
    (walk) => walk.frame(1, 'done'),
    (walk) => walk.timer(),
  ],
  deferred: [(walk) => walk.timer()],
  'settling.asking': [
    (walk) => walk.answer({ state: 'active' }),
    (walk) => walk.answer({ state: 'missing' }),
    (walk) => walk.timer(),
    outOfRetries,
  ],
  'settling.waiting': [(walk) => walk.timer()],
  'reconnecting.waiting': [(walk) => walk.timer(), downTheLadder],
  'reconnecting.paused': [(walk) => walk.say({ type: 'online' })],
  failed: [(walk) => walk.say({ type: 'retry' }), (walk) => walk.say({ type: 'nudge' })],
};

function downTheLadder(walk: Walk): void {
  walk.source('broken');
  for (let rung = 0; rung < 7; rung += 1) {
    walk.timer();
    walk.source('broken');
  }
}

function outOfRetries(walk: Walk): void {
  for (let asked = 0; asked < 10; asked += 1) {
    walk.answer({ state: 'error' });
    walk.timer();
  }
}

/** Each pick is a move: two in three are what usually happens where the walk is. */
function walked(picks: readonly number[]): Walk {
  const walk = new Walk();
  for (const pick of picks) {
    const likely = usual[walk.value] ?? moves;
    const choice = pick % 3 === 0 ? moves : likely;
    choice[Math.floor(pick / 3) % choice.length]?.(walk);
  }
  return walk;
}

test('the hand-written attachment decides like the generated one on any walk', () => {
  const picks = fc.array(fc.nat(10_000), { maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(picks, (some) => demandSame(handDriver, walked(some).signals)),
    { numRuns: 1_500 },
  );
});

test('the actor decides like the generated attachment on both walks that are timed', () => {
  demandSame(xstateDriver, framePath(50));
  demandSame(xstateDriver, mixedWalk());
});

test('the mixed walk comes through every state but the ends that it does not take', () => {
  const walk = new Walk();
  const seen = new Set([walk.value]);
  for (const signal of mixedWalk()) {
    walk.say(signal);
    seen.add(walk.value);
  }
  expect([...seen].toSorted()).toEqual([
    'attaching',
    'deferred',
    'failed',
    'finalized',
    'live',
    'reconnecting.paused',
    'reconnecting.waiting',
    'settling.asking',
    'settling.waiting',
  ]);
});

test('a contestant that forgets one effect is found out', () => {
  const forgetful: Driver = {
    ...handDriver,
    begin: (perform) =>
      handDriver.begin((done) => {
        if (done.type !== 'told' || done.what !== 'duplicates') perform(done);
      }),
  };
  expect(() => demandSame(forgetful, mixedWalk())).toThrow(WrongResult);
});
