/**
 * Traps of where a transition leads: which states it leaves and enters, in which order, with which
 * timers and initial actions. Each is small enough to be worked out by hand, and is run in lockstep
 * with XState as well: a wrong expectation fails like wrong code.
 */
import { test } from 'vitest';
import { play } from './play.ts';

test('a self-target without reenter enters neither itself nor its ancestors again', () => {
  const states = {
    s: {
      entry: 'e0',
      exit: 'e0',
      initial: 'a',
      states: { a: { entry: 'e1', exit: 'e2' } },
      on: { x: { target: 's' }, y: { target: 's', reenter: true }, z: { target: '.a' } },
    },
  };
  play(
    { initial: 's', entry: 'e3', states },
    ['start', 'e3, e0, e1'],
    ['x', 'e2, e1'],
    ['y', 'e2, e0, e0, e1'],
    ['z', 'e2, e1'],
  );
});

test('an initial action runs after its state was entered and armed, if it is followed', () => {
  const states = {
    s: {
      entry: 'e0',
      after: { d0: {} },
      initial: { target: 'a', actions: 'e1' },
      states: { a: { entry: 'e2' }, b: { entry: 'e3' } },
      on: { x: { target: '.b' }, y: { target: 's' }, z: { target: 's', reenter: true } },
    },
  };
  play(
    { initial: 's', states },
    ['start', 'e0, arm s.d0, e1, e2'],
    ['x', 'e3'],
    ['y', 'e2'],
    ['z', 'disarm s.d0, e0, arm s.d0, e1, e2'],
  );
});

test('exits go innermost first, each before its timers; entries outermost first', () => {
  const nest = (key: string, entry: string, exit: string) => ({
    entry,
    exit,
    after: { d0: {}, d1: {} },
    initial: key,
    states: { [key]: { entry: 'e2', exit: 'e3', after: { d2: {} } } },
  });
  play(
    {
      initial: 's',
      on: { x: { target: '.t' } },
      states: { s: nest('a', 'e0', 'e1'), t: nest('b', 'e1', 'e0') },
    },
    ['start', 'e0, arm s.d0, arm s.d1, e2, arm s.a.d2'],
    [
      'x',
      'e3, disarm s.a.d2, e1, disarm s.d0, disarm s.d1, e1, arm t.d0, arm t.d1, e2, arm t.b.d2',
      't.b',
    ],
  );
});

test('the root is left and entered again only by reenter', () => {
  const on = { x: { target: '#random', reenter: true }, y: { target: '#random' } };
  play(
    { initial: 's', entry: 'e0', exit: 'e1', on, states: { s: { entry: 'e2', exit: 'e3' } } },
    ['start', 'e0, e2'],
    ['x', 'e3, e1, e0, e2'],
    ['y', 'e3, e2'],
  );
});

test('a target that is an ancestor of its source is left and entered again', () => {
  const deep = { on: { x: { target: '#top' } } };
  const states = {
    s: { id: 'top', entry: 'e0', exit: 'e1', initial: 'a', states: { a: deep } },
  };
  play({ initial: 's', states }, ['start', 'e0'], ['x', 'e1, e0', 's.a']);
});

test('a target deep inside enters the states above it without their initial actions', () => {
  const states = {
    s: { on: { x: { target: 't.b' }, y: { target: 't' } } },
    t: {
      entry: 'e0',
      initial: { target: 'a', actions: 'e1' },
      states: { a: {}, b: { entry: 'e2' } },
      on: { z: { target: 's' } },
    },
  };
  play(
    { initial: 's', states },
    ['start', ''],
    ['x', 'e0, e2', 't.b'],
    ['z', '', 's'],
    ['y', 'e0, e1', 't.a'],
  );
});

test('only what lies below the nearest common ancestor is left', () => {
  const states = {
    s: {
      exit: 'e3',
      initial: 'a',
      states: {
        a: { exit: 'e0', initial: 'b', states: { b: { exit: 'e1', on: { x: { target: '#c' } } } } },
        c: { id: 'c', entry: 'e2' },
      },
    },
  };
  play({ initial: 's', exit: 'e3', states }, ['start', ''], ['x', 'e1, e0, e2', 's.c']);
});
