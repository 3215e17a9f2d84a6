/**
 * Traps of when a machine comes to rest: final states, at the top and nested, and how often its
 * `always` transitions are looked at. Each is small enough to be worked out by hand, and is run in
 * lockstep with XState as well: a wrong expectation fails like wrong code.
 */
import { test } from 'vitest';
import { play } from './play.ts';

test('a machine whose initial leaf is final still runs the exit actions of all its nodes', () => {
  play({ initial: 's', exit: 'e1', states: { s: { type: 'final', entry: 'e0', exit: 'e2' } } }, [
    'start',
    'e0, e2, e1',
    's',
  ]);
});

test('reaching done runs the exit actions of every active node, innermost first', () => {
  const states = {
    s: { exit: 'e0', after: { d0: {} }, on: { x: { target: 't' } } },
    t: { type: 'final', entry: 'e1', exit: 'e2' },
  };
  play(
    { initial: 's', exit: 'e3', after: { d1: {} }, states },
    ['start', 'arm d1, arm s.d0'],
    ['x', 'e0, disarm s.d0, e1, e2, e3, disarm d1', 't'],
    ['x', '', 't'],
  );
});

test('an always of an ancestor applies in a nested final state, too', () => {
  play(
    {
      initial: 's',
      states: {
        s: {
          initial: 'a',
          always: { guard: 'isA1', target: 't' },
          states: { a: { on: { x: { target: 'b', actions: 'incA' } } }, b: { type: 'final' } },
        },
        t: { entry: 'e0' },
      },
    },
    ['start', '', 's.a'],
    ['x', 'e0', 't'],
  );
});

test('a nested final state makes XState look at always once more, with an event of its own', () => {
  play(
    {
      initial: 's',
      states: {
        s: {
          initial: 'a',
          always: { guard: 'isFinal', actions: 'e0', target: 't' },
          states: { a: { on: { x: { target: 'b' } } }, b: { type: 'final' } },
        },
        t: {},
      },
    },
    ['start', ''],
    ['x', 'e0', 't'],
  );
});

test('always is not looked at again after a microstep that changed nothing', () => {
  play(
    { initial: 's', states: { s: { always: { actions: 'e0' } } } },
    ['start', 'e0'],
    ['x', 'e0'],
    ['w', 'e0'],
  );
  play(
    { initial: 's', states: { s: { entry: 'e1', always: { target: 's', reenter: true } } } },
    ['start', 'e1, e1'],
    ['x', 'e1'],
  );
});

test('always is looked at again as long as something changes', () => {
  const always = { guard: 'hasFuel', actions: ['burn', 'e0'] };
  play({ initial: 's', states: { s: { always } } }, ['start', 'e0, e0, e0'], ['x', '']);
});

test('an event that nobody handles still lets always look at it', () => {
  const states = { s: { always: { guard: 'isX', target: 't' } }, t: { entry: 'e0' } };
  play({ initial: 's', states }, ['start', '', 's'], ['y', '', 's'], ['x', 'e0', 't']);
});

test('an always that moves on at once leads through states that are never seen', () => {
  const states = {
    s: { on: { x: { target: 't' } } },
    t: { entry: 'e0', exit: 'e1', always: [{ guard: 'isB0', target: 'u' }, { target: 's' }] },
    u: { entry: 'e2' },
  };
  play({ initial: 's', states }, ['start', '', 's'], ['x', 'e0, e1, e2', 'u']);
});
