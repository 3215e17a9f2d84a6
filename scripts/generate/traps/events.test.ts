/**
 * Traps of what an event finds: timers that are late, events that are raised, handlers that hide
 * others, guards in their order. Each is small enough to be worked out by hand, and is run in
 * lockstep with XState as well: a wrong expectation fails like wrong code.
 */
import { expect, test } from 'vitest';
import { subjectOf } from '../fuzz/run.ts';
import { play } from './play.ts';

test('each update is visible to the next action', () => {
  const actions = ['incA', 'e2', 'incA', 'e2'];
  const config = { initial: 's', states: { s: { on: { x: { actions } } } } };
  play(config, ['start', ''], ['x', 'e2, e2']);
  const subject = subjectOf(config);
  const [state] = subject.start({ fuel: 0 } as never);
  const [, outputs] = subject.step(state as never, { type: 'x' } as never);
  expect(outputs).toEqual([
    { type: 'e2', seen: '1 0 0 ' },
    { type: 'e2', seen: '2 0 0 ' },
  ]);
});

test('a timer of an earlier visit does nothing, also where an always would look at it', () => {
  const states = {
    s: { after: { d0: { actions: 'e0' } }, on: { x: { target: 's', reenter: true } } },
  };
  play(
    { initial: 's', always: { guard: 'isTimer', actions: 'e1' }, states },
    ['start', 'arm s.d0'],
    ['x', 'disarm s.d0, arm s.d0'],
    ['late s.d0', ''],
    ['timer s.d0', 'e0, e1'],
  );
});

test('a late timer does nothing in a state that has no timer itself and an always above', () => {
  const states = {
    s: { after: { d0: {} }, on: { x: { target: 't' } } },
    t: { on: { y: { target: 's' } } },
  };
  play(
    { initial: 's', always: { guard: 'isTimer', actions: 'e1' }, states },
    ['start', 'arm s.d0', 's'],
    ['x', 'disarm s.d0', 't'],
    ['late s.d0', '', 't'],
    ['y', 'arm s.d0', 's'],
  );
});

test('raised events are taken in order, after always, and are not shown', () => {
  const states = {
    s: {
      on: {
        x: { actions: ['raise1', 'raise0', 'e0'] },
        r0: { actions: 'e2' },
        r1: { actions: ['e1', 'incA'] },
      },
      always: { guard: 'isA1', actions: ['e3', 'incA'] },
    },
  };
  play({ initial: 's', states }, ['start', ''], ['x', 'e0, e1, e3, e2']);
});

test('a raised event meets the state in which it is taken, not the one it was raised in', () => {
  const states = {
    s: { on: { x: { actions: 'raise0', target: 't' }, r0: { actions: 'e0' } } },
    t: { on: { r0: { actions: 'e1', target: 's' } } },
  };
  play({ initial: 's', states }, ['start', ''], ['x', 'e1', 's'], ['r0', 'e0', 's']);
});

test('what a raised event raises waits behind what was raised before', () => {
  const states = {
    s: {
      on: {
        x: { actions: ['raise0', 'raise1'] },
        r0: { actions: ['e0', 'raise1'], guard: 'isB0' },
        r1: { actions: ['e1', 'incB'] },
      },
    },
  };
  play({ initial: 's', states }, ['start', ''], ['x', 'e0, e1, e1']);
});

test('an empty handler hides the one of an ancestor', () => {
  const on = { x: { actions: 'e0' }, y: { actions: 'e1' } };
  const states = { s: { on: { x: {}, y: { guard: 'isA1' } } } };
  play({ initial: 's', on, states }, ['start', ''], ['x', ''], ['y', 'e1']);
});

test('the first guard that says yes decides; or takes either, and takes both', () => {
  const on = {
    x: [
      { guard: 'isA1', actions: 'e0' },
      { guard: 'isB0', actions: ['e1', 'incB'] },
      { actions: ['e2', 'incA'] },
      { actions: 'e3' },
    ],
    y: [
      { guard: 'oddOrTimer', actions: 'e0' },
      { guard: 'isA0AndB0', actions: 'e1' },
    ],
  };
  play(
    { initial: 's', states: { s: { on, after: { d0: { guard: 'oddOrTimer', actions: 'e3' } } } } },
    ['start', 'arm s.d0'],
    ['y', 'e1'],
    ['x', 'e1'],
    ['y', ''],
    ['x', 'e2'],
    ['x', 'e0'],
    ['timer s.d0', 'e3'],
  );
});
