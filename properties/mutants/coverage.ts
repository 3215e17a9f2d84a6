/**
 * What recorded worlds took of each machine: its transitions, and the states it may rest in.
 *
 * Each recorded step is taken again by XState, which has to give the very answer that the generated
 * code gave when the world asked it: so the two are equal on every step that a world ever took. The
 * transitions are named by the generated code itself, compiled once more with a trace.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../../machines/lift.ts';
import { Mismatch } from '../lockstep/compare.ts';
import { traced } from '../lockstep/coverage.ts';
import type { Recording } from './switch.ts';
import { xstateSubject } from './xstate-subject.ts';

export interface MachineCoverage {
  readonly machine: string;
  /** Steps that were recorded, each told once; XState agrees on all of them. */
  readonly steps: number;
  readonly transitions: readonly [taken: number, total: number];
  /** States in which it may rest. */
  readonly states: readonly [reached: number, total: number];
  /** 'attachment/deferred' for a state, its label for a transition. */
  readonly missing: readonly string[];
}

export interface Coverage {
  readonly machines: readonly MachineCoverage[];
  readonly transitions: readonly [taken: number, total: number];
  readonly states: readonly [reached: number, total: number];
  readonly missing: readonly string[];
}

/** Throws a Mismatch at the first step on which XState does not agree. */
export function coverageOf(models: readonly Model[], recordings: readonly Recording[]): Coverage {
  const machines = models.map((model) => ofMachine(model, recordings));
  const sum = (pairs: readonly (readonly [number, number])[]) =>
    pairs.reduce<readonly [number, number]>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  return {
    machines,
    transitions: sum(machines.map(({ transitions }) => transitions)),
    states: sum(machines.map(({ states }) => states)),
    missing: machines.flatMap(({ missing }) => missing),
  };
}

function ofMachine(model: Model, recordings: readonly Recording[]): MachineCoverage {
  const { subject, missed, transitions, leaves } = traced(model);
  const oracle = xstateSubject(model);
  const known = new Set<string>();
  const reached = new Set<string>();
  for (const { state, said, answer } of recordings.flatMap((one) => one[model.name] ?? [])) {
    const key = JSON.stringify([state, said]);
    if (known.has(key)) continue;
    known.add(key);
    const ask = ({ start, step }: typeof subject) =>
      state === null ? start(said as never) : step(state as never, said as never);
    ask(subject);
    const theirs = ask(oracle);
    if (!isDeepStrictEqual(theirs, answer)) {
      throw new Mismatch(
        `${model.name}: generated and XState part at ${key}\n` +
          `generated: ${JSON.stringify(answer)}\nXState:    ${JSON.stringify(theirs)}`,
      );
    }
    reached.add(answer[0].value);
  }
  const missingStates = leaves.filter((leaf) => !reached.has(leaf));
  return {
    machine: model.name,
    steps: known.size,
    transitions: [transitions - missed().length, transitions],
    states: [leaves.length - missingStates.length, leaves.length],
    missing: [...missingStates.map((leaf) => `${model.name}/${leaf}`), ...missed()],
  };
}
