/**
 * Looks for a mutant in worlds: is a promise broken, does a machine throw, what is not seen?
 *
 * Only promises and coverage kill. That a mutant answers every question of a world as the generated
 * code did is used for one thing alone: then that world is the same, and need not be walked again.
 */
import { isDeepStrictEqual } from 'node:util';
import { models } from '../../machines/index.ts';
import type { Model } from '../../machines/lift.ts';
import { BrokenWorld, explore, type Report } from '../explorer/explore.ts';
import { systemOf, type World } from '../world/world.ts';
import { type Mutant, mutantsOf } from './automatic.ts';
import { type Recording, record, replace, restore } from './switch.ts';
import { xstateSubject } from './xstate-subject.ts';

/** What a world shows: each `sometimes` that is seen, each state that a machine rests in. */
export interface Sights {
  readonly sometimes: readonly string[];
  readonly reached: readonly string[];
}

/** The world as it is, without a mutant. */
export interface Original extends Sights {
  readonly world: string;
  readonly states: number;
  readonly seconds: number;
  /** What is broken already: nothing, in a suite that may be hunted in. */
  readonly broken: readonly string[];
  /** Ids of promises that all hold: a mutant is found out by these. */
  readonly holding: readonly string[];
  /** Mutants that answer some step of this world in another way. */
  readonly differing: readonly string[];
}

export type Verdict =
  | { readonly kind: 'promise'; readonly promise: string; readonly name: string }
  | { readonly kind: 'exception'; readonly message: string }
  /** It makes more worlds than were allowed. */
  | { readonly kind: 'cut' }
  | ({ readonly kind: 'alive' } & Sights);

/** A mutant that never comes to rest throws: XState alone would go on for ever. */
export const restless = { maxIterations: 100 };

/** Of each machine, every mutant; made once. */
export const mutants: readonly Mutant[] = models.flatMap(mutantsOf);

export function mutantNamed(name: string): Mutant {
  const found = mutants.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no mutant '${name}'`);
  return found;
}

export function modelOf({ machine }: Mutant): Model {
  const found = models.find(({ name }) => name === machine);
  if (found === undefined) throw new Error(`there is no machine '${machine}'`);
  return found;
}

/** `among`: the mutants that are compared with what was recorded. */
export function original(world: World, statesMax: number, among: readonly string[]): Original {
  const recorded = record();
  const unfit = { states: 0, seconds: 0, sometimes: [], reached: [], differing: [], holding: [] };
  try {
    const report = explore(systemOf(world), { all: true, statesMax });
    const recording = recorded();
    const unsound = report.properties.filter(
      ({ property: { kind }, holds }) => holds !== true && !kind.startsWith('sometimes'),
    );
    const bad = new Set(unsound.map(({ property }) => property.id));
    const ids = new Set(report.properties.map(({ property }) => property.id));
    return {
      world: world.name,
      states: report.states,
      seconds: report.seconds,
      ...sightsOf(report, recording),
      broken: unsound.map(({ property: { id, name } }) => `${id} ${name}`),
      holding: [...ids].filter((id) => !bad.has(id)),
      differing: among.filter((name) => differs(mutantNamed(name), recording)),
    };
  } catch (error) {
    return { world: world.name, ...unfit, broken: [firstLine(error)] };
  } finally {
    restore();
  }
}

/** Explores a world with the mutant in its machine's place. */
export function hunt(
  mutant: Mutant,
  world: World,
  options: { readonly statesMax: number; readonly only?: readonly string[] },
): Verdict {
  const recorded = record();
  const subject = xstateSubject(mutant.make(restless), modelOf(mutant));
  const reached = new Set<string>();
  const noting = <Step extends readonly [{ readonly value: string }, unknown]>(
    step: Step,
  ): Step => {
    reached.add(`${mutant.machine}/${step[0].value}`);
    return step;
  };
  replace(mutant.machine, {
    start: (input) => noting(subject.start(input)),
    step: (state, event) => noting(subject.step(state, event)),
  });
  try {
    const report = explore(systemOf(world), options);
    const broken = report.properties.find(
      ({ property: { kind }, holds }) => holds === false && !kind.startsWith('sometimes'),
    );
    if (broken !== undefined) {
      return { kind: 'promise', promise: broken.property.id, name: broken.property.name };
    }
    const sights = sightsOf(report, recorded());
    return { kind: 'alive', ...sights, reached: [...sights.reached, ...reached] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('(statesMax)')) return { kind: 'cut' };
    return { kind: 'exception', message: firstLine(error) };
  } finally {
    restore();
  }
}

function firstLine(error: unknown): string {
  const cause = error instanceof BrokenWorld ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0] ?? '';
}

function sightsOf({ properties }: Report, recording: Recording): Sights {
  const values = Object.entries(recording).flatMap(([machine, steps]) =>
    steps.map(({ answer: [{ value }] }) => `${machine}/${value}`),
  );
  return {
    sometimes: properties.flatMap(({ property: { id, name, kind }, holds }) =>
      kind.startsWith('sometimes') && holds === true ? [`${id} ${name}`] : [],
    ),
    reached: [...new Set(values)],
  };
}

/** Whether the mutant answers any of these steps in another way; throwing is another way, too. */
function differs(mutant: Mutant, recording: Recording): boolean {
  const steps = (recording[mutant.machine] ?? []).filter(({ state, said }) =>
    mutant.concerns(state, said),
  );
  if (steps.length === 0) return false;
  const { start, step } = xstateSubject(mutant.make(restless), modelOf(mutant));
  return steps.some(({ state, said, answer }) => {
    try {
      const theirs = state === null ? start(said as never) : step(state as never, said as never);
      return !isDeepStrictEqual(theirs, answer);
    } catch {
      return true;
    }
  });
}
