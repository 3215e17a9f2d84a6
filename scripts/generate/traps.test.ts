/**
 * The places where a generator goes wrong first, one hand-made machine each. Each says what has to
 * come out, and is run in lockstep with XState as well: a wrong expectation fails like wrong code.
 */
import { expect, test } from 'vitest';
import { Lockstep } from '../../properties/lockstep/compare.ts';
import type { TimerFired, Typed } from '../../properties/lockstep/oracle.ts';
import { modelOf } from './fuzz/machines.ts';
import { subjectOf } from './fuzz/run.ts';

type Config = Record<string, unknown>;
/** An event's type, `timer <name>` for an armed timer, `late <name>` for one of an earlier visit. */
type Step = readonly [event: string, outputs: string, value?: string];

/** Starts, then sends each event; compares the outputs' types and the value after each. */
function play(config: Config, first: Step, ...steps: readonly Step[]): void {
  const lockstep = new Lockstep(modelOf(config), subjectOf(config));
  const outputs: string[] = [];
  const said = (output: Typed) => {
    const { timer } = output as Partial<TimerFired>;
    return timer === undefined ? output.type : `${output.type} ${timer}`;
  };
  const subject = subjectOf(config);
  let pair = lockstep.start({ fuel: 3 });
  outputs.push(
    subject
      .start({ fuel: 3 } as never)[1]
      .map(said)
      .join(', '),
  );
  const values = [pair.ours.value];
  for (const [event] of steps) {
    const [word = '', timer = ''] = event.split(' ');
    const generation = pair.theirs.timers[timer] ?? 0;
    const sent = (
      word === 'timer' ? { type: 'timer', timer, generation } : { type: word }
    ) as Typed;
    if (word === 'late') {
      lockstep.stale(pair, { type: 'timer', timer, generation: Math.max(0, generation - 1) });
      outputs.push('');
    } else {
      outputs.push(
        subject
          .step(pair.ours as never, sent as never)[1]
          .map(said)
          .join(', '),
      );
      pair = lockstep.step(pair, sent);
    }
    values.push(pair.ours.value);
  }
  const all = [first, ...steps];
  expect(outputs).toEqual(all.map(([, expected]) => expected));
  expect(values).toEqual(all.map(([, , value], index) => value ?? values[index]));
}

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

test('an initial action runs after its state was entered and armed, and only when it is followed', () => {
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

test('an empty handler hides the one of an ancestor', () => {
  const on = { x: { actions: 'e0' }, y: { actions: 'e1' } };
  const states = { s: { on: { x: {}, y: { guard: 'isA1' } } } };
  play({ initial: 's', on, states }, ['start', ''], ['x', ''], ['y', 'e1']);
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
