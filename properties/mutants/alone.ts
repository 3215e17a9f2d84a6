/**
 * Looks for a mutant in the open world of its machine: is a clause of the contract broken, does it
 * throw, grow without end, or is there a state or a transition that nothing reaches any more?
 *
 * The mutant is compiled as the machine itself is; that the compiler is right about any machine is
 * proved elsewhere. What is found is a way there, as the numbers of what was offered, and can be
 * gone again on XState. It must never be compared with the machine that it is a mutant of.
 */
import type { Model } from '../../machines/lift.ts';
import { MachineThrew, openWorld } from '../contracts/contract.ts';
import { contracts } from '../contracts/index.ts';
import { BrokenWorld, explore, type Report } from '../explorer/explore.ts';
import type { AlwaysStep, System } from '../explorer/system.ts';
import { traced } from '../lockstep/coverage.ts';
import type { Subject, SubjectStep } from '../lockstep/oracle.ts';

export type AloneVerdict =
  | { readonly kind: 'promise'; readonly what: string; readonly path: readonly number[] }
  | { readonly kind: 'exception'; readonly what: string; readonly path: readonly number[] }
  /** A state, a transition or an occasion that is not reached. */
  | { readonly kind: 'coverage'; readonly what: string }
  | { readonly kind: 'alive' };

/** Some more than the largest contract needs: whatever needs more grows without end. */
const statesMax = 20_000;
/** Transitions of one step; a machine that comes to rest takes five at the most. */
const transitionsMax = 100;

/** The machine alone, with whatever plays its part. */
export function worldOf(machine: string, subject: Subject, inside = true): System {
  const contract = contracts.find((one) => one.machine === machine);
  if (contract === undefined) throw new Error(`'${machine}' has no contract`);
  return openWorld(contract, subject, { inside });
}

/**
 * By what can be seen from outside, and only then by fields. A mutant that the compiler refuses is
 * none: then it throws.
 */
export function judgeAlone(make: () => Model): AloneVerdict {
  const verdict = judge(make(), false);
  return verdict.kind === 'alive' ? judge(make(), true) : verdict;
}

function judge(model: Model, inside: boolean): AloneVerdict {
  const { subject, missed, unreached } = tracedWithin(model);
  const system = worldOf(model.name, subject, inside);
  try {
    const report = explore(system, { statesMax });
    const broken = report.properties.find(
      ({ property: { kind }, holds }) => holds === false && kind === 'alwaysStep',
    );
    if (broken !== undefined) {
      const labels = broken.counterexample?.steps.map(({ label }) => label) ?? [];
      const { id, name } = broken.property;
      return { kind: 'promise', what: `${id} ${name}`, path: pathOf(system, labels) };
    }
    const [missing] = [...unreached(), ...missed(), ...occasionsMissing(report)];
    return missing === undefined ? { kind: 'alive' } : { kind: 'coverage', what: missing };
  } catch (error) {
    // Where it grew too large is no step that could be gone again.
    if (error instanceof Error && error.message.includes('(statesMax)')) {
      return { kind: 'exception', what: 'it grows without end', path: [] };
    }
    if (!(error instanceof BrokenWorld) || !(error.cause instanceof MachineThrew)) throw error;
    const { message, label } = error.cause;
    const labels = [...error.steps.map((step) => step.label), label];
    return { kind: 'exception', what: firstLine(message), path: pathOf(system, labels) };
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** One that never comes to rest throws. */
function tracedWithin(model: Model) {
  let left = transitionsMax;
  const reached = new Set<string>();
  const { subject, missed, leaves } = traced(model, () => {
    left -= 1;
    if (left < 0) throw new Error(`${model.name} never comes to rest`);
  });
  const anew = <Given extends readonly never[]>(take: (...given: Given) => SubjectStep) => {
    return (...given: Given): SubjectStep => {
      left = transitionsMax;
      const step = take(...given);
      reached.add(step[0].value);
      return step;
    };
  };
  const unreached = () => leaves.filter((leaf) => !reached.has(leaf));
  return { subject: { start: anew(subject.start), step: anew(subject.step) }, missed, unreached };
}

function occasionsMissing({ properties }: Report): readonly string[] {
  return properties
    .filter(({ property, holds }) => property.kind === 'sometimesStep' && holds === false)
    .map(({ property: { id, name } }) => `${id} ${name}`);
}

/** Labels as numbers of what was offered: a few digits, and the same for every machine. */
function pathOf({ actors }: System, labels: readonly string[]): readonly number[] {
  const [actor] = actors;
  let state = actor?.initial;
  return labels.map((label, index) => {
    const offers = actor?.offers(state) ?? [];
    const at = offers.findIndex((one) => one.label === label);
    const message = offers[at]?.message;
    if (message === undefined) throw new Error(`'${label}' is not offered`);
    // The last step may throw: that is what is shown then.
    if (index < labels.length - 1) state = actor?.react(state, message)?.state;
    return at;
  });
}

/** Goes a path again: the clauses that its last step breaks, or what the machine throws. */
export function goAgain(
  { actors, properties }: System,
  path: readonly number[],
): { readonly broken: readonly string[]; readonly thrown: string | null } {
  const [actor] = actors;
  const claims = properties.filter((one): one is AlwaysStep => one.kind === 'alwaysStep');
  let state = actor?.initial;
  let broken: readonly string[] = [];
  for (const at of path) {
    const message = actor?.offers(state)[at]?.message;
    if (message === undefined) return { broken: [], thrown: null };
    try {
      const reaction = actor?.react(state, message);
      broken = claims
        .filter(({ holds }) => !holds(state as never, message as never, reaction as never))
        .map(({ id, name }) => `${id} ${name}`);
      state = reaction?.state;
    } catch (error) {
      if (!(error instanceof MachineThrew)) throw error;
      return { broken: [], thrown: error.message };
    }
  }
  return { broken, thrown: null };
}
