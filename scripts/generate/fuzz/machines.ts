/**
 * Random machines of the subset.
 *
 * A machine is drawn as a sketch whose targets, guards and actions are plain numbers, and then built:
 * each number picks among what is there. So whatever fast-check takes away while shrinking, what is
 * left is a machine, and a small one.
 */

import fc from 'fast-check';
import { and, not, or } from 'xstate';
import { lift, type Model } from '../../../machines/lift.ts';
import * as rules from './rules.ts';

export interface TransitionSketch {
  readonly guard: number | null;
  readonly target: number | null;
  readonly style: number;
  readonly actions: readonly number[];
  readonly reenter: boolean;
}

export interface StateSketch {
  readonly final: boolean;
  readonly initial: number;
  readonly initialActions: readonly number[];
  readonly entry: readonly number[];
  readonly exit: readonly number[];
  readonly always: readonly TransitionSketch[];
  readonly on: readonly (readonly [event: number, TransitionSketch])[];
  readonly after: readonly (readonly [delay: number, TransitionSketch])[];
  readonly states: readonly StateSketch[];
}

export const eventTypes = ['w', 'x', 'y', 'z', 'r0', 'r1'] as const;

export const composites = {
  isA0AndB0: and(['isA0', 'isB0']),
  notA1: not('isA1'),
  oddOrTimer: or(['isOdd', 'isTimer']),
  deep: or([and(['isX', not('isB0')]), 'isRaised', 'oddOrTimer']),
  notDeep: not('deep'),
  fuelAndNotA0: and(['hasFuel', not('isA0')]),
};
const guardNames = [...Object.keys(rules.guards), ...Object.keys(composites)];
const updateNames = Object.keys(rules.updates).filter((name) => name !== 'refuel');
const effectNames = Object.keys(rules.effects);
const raiseNames = Object.keys(rules.raises);
const rarely = [...raiseNames, 'refuel'];
const often = [...updateNames, ...effectNames, ...effectNames];
const actionNames = [...often, ...often, ...often, ...rarely];

const pick = fc.nat({ max: 63 });
const few = <T>(one: fc.Arbitrary<T>, max: number) => fc.array(one, { maxLength: max });
const transition = (guarded: number): fc.Arbitrary<TransitionSketch> =>
  fc.record({
    guard: fc.option(pick, { freq: guarded }),
    target: fc.option(pick, { freq: 4 }),
    style: pick,
    actions: few(pick, 2),
    reenter: fc.boolean(),
  });

const state = (depth: number): fc.Arbitrary<StateSketch> =>
  fc.record({
    final: fc.nat({ max: 3 }).map((n) => n === 3),
    initial: pick,
    initialActions: few(pick, 1),
    entry: few(pick, 2),
    exit: few(pick, 2),
    always: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: few(transition(8), 2) },
    ),
    on: few(fc.tuple(pick, transition(1)), 3),
    after: fc.oneof(
      { weight: 1, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: few(fc.tuple(pick, transition(1)), 2) },
    ),
    states: depth === 0 ? fc.constant([]) : few(state(depth - 1), 3),
  });

/** A root with up to three levels below it. */
export const machineSketch: fc.Arbitrary<StateSketch> = fc
  .tuple(state(0), fc.array(state(2), { minLength: 1, maxLength: 4 }))
  .map(([root, states]) => ({ ...root, final: false, states }));

interface Place {
  readonly path: readonly number[];
  readonly sketch: StateSketch;
}

/** A sketch as the config that XState and the compiler read. */
export function configOf(sketch: StateSketch): Record<string, unknown> {
  const places: Place[] = [];
  const visit = (path: readonly number[], at: StateSketch) => {
    places.push({ path, sketch: at });
    at.states.forEach((child, index) => {
      visit([...path, index], child);
    });
  };
  visit([], sketch);
  return stateConfig(places, { path: [], sketch });
}

export function modelOf(config: Record<string, unknown>, name = 'random'): Model {
  const options = { maxIterations: 40 };
  const model = lift(name, rules, { guards: composites, raises: rules.raises }, {
    ...config,
    options,
  } as never);
  return model;
}

function stateConfig(places: readonly Place[], place: Place): Record<string, unknown> {
  const { path, sketch } = place;
  const leaf = sketch.states.length === 0;
  const final = sketch.final && leaf;
  // A final state that ends the machine has no time left to answer anything.
  const ends = final && path.length === 1;
  const on: Record<string, unknown[]> = {};
  const after: Record<string, unknown[]> = {};
  const always = sketch.always.map((one) => alwaysConfig(places, place, one));
  for (const [event, one] of sketch.on) {
    const type = nth(eventTypes, event);
    on[type] = [...(on[type] ?? []), transitionConfig(places, place, one)];
  }
  for (const [delay, one] of sketch.after) {
    const name = nth(Object.keys(rules.delays), delay);
    after[name] = [...(after[name] ?? []), transitionConfig(places, place, one)];
  }
  const initial = nth(
    sketch.states.map((_, index) => `s${index}`),
    sketch.initial,
  );
  const initialActions = actionsOf(sketch.initialActions);
  return tidy({
    id: path.length === 0 ? undefined : idOf(path),
    type: final ? 'final' : undefined,
    initial: leaf
      ? undefined
      : initialActions.length === 0
        ? initial
        : { target: initial, actions: initialActions },
    entry: actionsOf(sketch.entry),
    exit: actionsOf(sketch.exit),
    always: ends ? undefined : always,
    on: ends ? undefined : on,
    after: ends ? undefined : after,
    states: Object.fromEntries(
      sketch.states.map((child, index) => [
        `s${index}`,
        stateConfig(places, { path: [...path, index], sketch: child }),
      ]),
    ),
  });
}

/** Most of these burn fuel, and so come to an end; the others only sometimes do. */
function alwaysConfig(places: readonly Place[], place: Place, sketch: TransitionSketch) {
  const config = transitionConfig(places, place, sketch);
  if (sketch.style % 8 === 7) return config;
  return { ...config, guard: 'fuelAndNotA0', actions: [...(config.actions ?? []), 'burn'] };
}

function transitionConfig(places: readonly Place[], from: Place, sketch: TransitionSketch) {
  const to = sketch.target === null ? undefined : nth(places, sketch.target);
  const atRoot = to?.path.length === 0 && from.path.length > 0;
  const config: { guard?: string; target?: string; actions?: string[]; reenter?: true } = {};
  if (sketch.guard !== null) config.guard = nth(guardNames, sketch.guard);
  if (to !== undefined) config.target = targetName(from.path, to.path, sketch.style);
  if (sketch.actions.length > 0) config.actions = actionsOf(sketch.actions);
  if (to !== undefined && (sketch.reenter || atRoot)) config.reenter = true;
  return config;
}

/** One of the ways to name a target: by id, below the source, or beside it. */
function targetName(from: readonly number[], to: readonly number[], style: number): string {
  const below = isPrefix(from, to) && to.length > from.length;
  if (below && style % 2 === 0) return `.${keys(to.slice(from.length))}`;
  const parent = from.slice(0, -1);
  const beside = from.length > 0 && isPrefix(parent, to) && to.length > parent.length;
  if (beside && style % 3 !== 0) return keys(to.slice(parent.length));
  if (to.length === 0) return '#random';
  const byParent = to.length > 1 && style % 5 === 0;
  return byParent ? `#${idOf(to.slice(0, -1))}.s${to.at(-1)}` : `#${idOf(to)}`;
}

function isPrefix(start: readonly number[], path: readonly number[]): boolean {
  return start.every((key, index) => path[index] === key);
}

function keys(path: readonly number[]): string {
  return path.map((index) => `s${index}`).join('.');
}

function idOf(path: readonly number[]): string {
  return `n${path.join('_')}`;
}

function actionsOf(picks: readonly number[]): string[] {
  return picks.map((one) => nth(actionNames, one));
}

function nth<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** Leaves out what is empty: a shrunk machine should show only what matters. */
function tidy(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).filter(
      ([, value]) =>
        value !== undefined && (typeof value !== 'object' || Object.keys(value ?? {}).length > 0),
    ),
  );
}
