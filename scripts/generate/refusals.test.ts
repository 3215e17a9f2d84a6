/**
 * What the compiler does not take, and what it says: the machine, the path inside it, and what to
 * write instead. Each of these would otherwise become code that does something else than XState.
 */

import { expect, test } from 'vitest';
import { assign, enqueueActions, not, raise, sendTo, stateIn } from 'xstate';
import { lift } from '../../machines/lift.ts';
import { compile } from './compile.ts';
import * as rules from './fuzz/rules.ts';
import { parseConfig } from './parse.ts';

type Config = Record<string, unknown>;

const source = { name: 'toy', rules, extras: { guards: {}, raises: {} } };
const inState = (state: Config): Config => ({ initial: 's', states: { s: state } });
const onX = (transition: unknown): Config => inState({ on: { x: transition } });

const refused: readonly (readonly [what: string, config: Config, at: string, says: RegExp])[] = [
  ['an inline guard', onX({ guard: () => true }), 'toy.s.on.x.guard', /inline guard.*rules\.ts/],
  ['an inline action', onX({ actions: () => {} }), 'toy.s.on.x.actions', /inline action/],
  ['assign', onX({ actions: assign({}) }), 'toy.s.on.x.actions', /xstate\.assign.*an update/],
  ['sendTo', onX({ actions: sendTo('b', { type: 'x' }) }), 'toy.s.on.x.actions', /xstate\.sendTo/],
  ['raise in place', onX({ actions: raise({ type: 'y' }) }), 'toy.s.on.x.actions', /xstate\.raise/],
  ['enqueueActions', onX({ actions: enqueueActions(() => {}) }), 'toy.s.on.x.actions', /enqueue/],
  ['stateIn', onX({ guard: stateIn('s') }), 'toy.s.on.x.guard', /stateIn/],
  ['an inline combinator', onX({ guard: not('isA0') }), 'toy.s.on.x.guard', /extras\.guards/],
  [
    'a guard with params',
    onX({ guard: { type: 'isA0', params: {} } }),
    'toy.s.on.x.guard',
    /params/,
  ],
  [
    'an action with params',
    onX({ actions: { type: 'e0', params: () => 1 } }),
    'toy.s.on.x.actions',
    /params/,
  ],
  ['an unknown guard', onX({ guard: 'isNot' }), 'toy.s.on.x.guard', /unknown guard 'isNot'/],
  ['an unknown action', inState({ entry: 'e9' }), 'toy.s.entry', /unknown action 'e9'/],
  ['an unknown delay', inState({ after: { d9: {} } }), 'toy.s.after', /unknown delay 'd9'/],
  ['a delay in numbers', inState({ after: { 100: {} } }), 'toy.s.after', /name the delay/],
  ['an unknown target', onX({ target: 't' }), 'toy.s.on.x.target', /no state 't'.*there is: s/],
  ['an unknown id', onX({ target: '#t' }), 'toy.s.on.x.target', /no state has the id 't'/],
  ['several targets', onX({ target: ['s', 's'] }), 'toy.s.on.x.target', /several targets/],
  ['the root from below', onX({ target: '#toy' }), 'toy.s.on.x.target', /reenter: true/],
  ['a bare key at the root', { ...inState({}), on: { x: 's' } }, 'toy.on.x.target', /'\.s'/],
  ['a wildcard', inState({ on: { '*': {} } }), 'toy.s.on', /wildcard/],
  ['a partial wildcard', inState({ on: { 'a.*': {} } }), 'toy.s.on', /wildcard/],
  ['an event of the runtime', inState({ on: { timer: {} } }), 'toy.s.on', /runtime itself/],
  ['an event of XState', inState({ on: { 'xstate.init': {} } }), 'toy.s.on', /runtime itself/],
  ['invoke', inState({ invoke: { src: 'a' } }), 'toy.s.invoke', /an effect out and an event back/],
  ['output', inState({ output: {} }), 'toy.s.output', /context/],
  ['onDone', inState({ onDone: 's' }), 'toy.s.onDone', /raise an event/],
  ['tags', inState({ tags: 'a' }), 'toy.s.tags', /value/],
  ['an unknown key', inState({ enter: 'e0' }), 'toy.s.enter', /not in the subset/],
  ['cond', onX({ cond: 'isA0' }), 'toy.s.on.x.cond', /called guard/],
  ['parallel', inState({ type: 'parallel', states: { a: {} } }), 'toy.s.type', /parallel state/],
  ['history', inState({ type: 'history' }), 'toy.s.type', /history state/],
  ['no states', { entry: 'e0' }, 'toy', /without states/],
  ['no initial', { states: { s: {} } }, 'toy.initial', /no initial child; name one of: s/],
  ['a wrong initial', { initial: 't', states: { s: {} } }, 'toy.initial', /no initial child/],
  ['an initial without states', inState({ initial: 'a' }), 'toy.s.initial', /without states/],
  ['a final compound', inState({ type: 'final', states: { a: {} } }), 'toy.s', /states below it/],
  ['an end that acts', inState({ type: 'final', on: { x: {} } }), 'toy.s', /still acts/],
  ['an id with a dot', inState({ id: 'a.b' }), 'toy.s.id', /letters/],
  ['an id twice', inState({ id: 'toy' }), 'toy.s.id', /taken/],
  ['a state key with a dot', { initial: 'a', states: { 'a.b': {} } }, 'toy.a.b', /state key/],
  ['a numbered state', { initial: '1', states: { 1: {} } }, 'toy.1', /state key/],
  ['a transition that is none', onX(undefined), 'toy.s.on.x', /not a transition/],
  ['names in a list', inState({ after: { d0: ['s'] } }), 'toy.s.after.d0', /not a transition/],
  ['reenter in words', onX({ target: 's', reenter: 'yes' }), 'toy.s.on.x.reenter', /true/],
];

test.each(refused)('refuses %s', (_, config, at, says) => {
  const parse = () => parseConfig(source, config);
  expect(parse).toThrow(says);
  expect(parse).toThrow(expect.objectContaining({ name: 'Refusal', at }));
});

test('refuses names that mean two things', () => {
  const twice = { ...source, extras: { guards: { isA0: not('isB0') }, raises: {} } };
  expect(() => parseConfig(twice, inState({}))).toThrow(/two guards are called 'isA0'/);
  const raises = { e0: { type: 'x' } };
  const both = { ...source, extras: { guards: {}, raises } };
  expect(() => parseConfig(both, inState({}))).toThrow(/two actions are called 'e0'/);
});

test('refuses a composite guard that names itself, nothing, or what is not a guard', () => {
  const guarded = (guards: Record<string, unknown>) => () =>
    parseConfig({ ...source, extras: { guards, raises: {} } }, onX({ guard: 'mine' }));
  expect(guarded({ mine: not('mine') })).toThrow(/made of itself/);
  expect(guarded({ mine: not('yours'), yours: not('mine') })).toThrow(/made of itself/);
  expect(guarded({ mine: () => true })).toThrow(/not made by and/);
  expect(guarded({ mine: not(() => true) })).toThrow(/inline guard/);
  expect(guarded({ mine: not(stateIn('s')) })).toThrow(/stateIn/);
});

test('refuses a raise that is not plain data', () => {
  const raised = (event: unknown) => () =>
    parseConfig(
      { ...source, extras: { guards: {}, raises: { mine: event as { type: string } } } },
      onX({ actions: 'mine' }),
    );
  expect(raised({ type: 'y', f: () => 1 })).toThrow(/not a plain event/);
  expect(raised(() => ({ type: 'y' }))).toThrow(/not a plain event/);
  expect(raised({ type: 'timer' })).toThrow(/runtime itself/);
  expect(raised({ type: 'y', on: true })).not.toThrow();
});

test('refuses a rule that hides how many arguments it takes', () => {
  const three = { ...rules.guards, isA0: (_a: object, _b: object, _c: object) => true };
  const broken = { ...source, rules: { ...rules, guards: three as never } };
  expect(() => parseConfig(broken, inState({}))).toThrow(/guards\.isA0 is not a function/);
});

test('refuses a state that nothing leads to, and a machine that never rests', () => {
  const lifted = (config: Config) => lift('toy', rules, {}, config as never);
  const lonely = { initial: 's', states: { s: {}, t: {} } };
  expect(() => compile(lifted(lonely))).toThrow(/toy\.t: a state that nothing leads to/);
  const round = { s: { always: { target: 't' } }, t: { always: { target: 's' } } };
  expect(() => compile(lifted({ initial: 's', states: round }))).toThrow(/never comes to rest/);
});
