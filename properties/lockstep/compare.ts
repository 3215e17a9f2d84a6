/**
 * Runs a generated machine and XState side by side, one event at a time, and says exactly where
 * they part: machine, state, event, both sides.
 *
 * Beyond equal states and outputs it checks what only the generated side promises: it changes
 * nothing it was given (everything is frozen), and an event that does nothing gives back the very
 * same state.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../../machines/lift.ts';
import {
  Oracle,
  type OracleState,
  type Subject,
  type SubjectState,
  type SubjectStep,
  type TimerFired,
  type Typed,
} from './oracle.ts';

/** The same moment on both sides. */
export interface Pair {
  readonly ours: SubjectState;
  readonly theirs: OracleState;
}

/** The two sides gave different answers. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

export class Lockstep {
  readonly #name: string;
  readonly #subject: Subject;
  readonly #oracle: Oracle;

  constructor(model: Model, subject: Subject) {
    this.#name = model.name;
    this.#subject = subject;
    this.#oracle = new Oracle(model);
  }

  start(input: unknown): Pair {
    const ours = this.#subject.start(freeze(input) as never);
    const { state, outputs } = this.#oracle.start(input);
    return this.#compare({ type: 'start', input } as Typed, null, ours, state, outputs);
  }

  step(before: Pair, event: Typed): Pair {
    const ours = this.#subject.step(before.ours as never, freeze(event) as never);
    const { state, outputs } = this.#oracle.step(before.theirs, event);
    const untouched = state.snapshot === before.theirs.snapshot && outputs.length === 0;
    if (untouched && (ours[0] !== before.ours || ours[1].length > 0)) {
      this.#fail('an event that does nothing must give back the same state', event, before, ours);
    }
    return this.#compare(event, before, ours, state, outputs);
  }

  /** A timer of an earlier visit. XState would take it, so it is checked on our side alone. */
  stale(before: Pair, event: TimerFired): void {
    const ours = this.#subject.step(before.ours as never, freeze(event) as never);
    if (ours[0] === before.ours && ours[1].length === 0) return;
    this.#fail('a timer of an earlier visit must do nothing', event, before, ours);
  }

  #compare(
    event: Typed,
    before: Pair | null,
    ours: SubjectStep,
    theirs: OracleState,
    outputs: readonly Typed[],
  ): Pair {
    const [state] = ours;
    const same =
      state.value === theirs.value &&
      state.status === theirs.status &&
      (state.generation ?? 0) === theirs.generation &&
      isDeepStrictEqual({ ...state.timers }, theirs.timers) &&
      isDeepStrictEqual({ ...state.context }, { ...theirs.context }) &&
      isDeepStrictEqual(ours[1], outputs);
    if (!same) this.#fail('they differ', event, before, ours, [theirs, outputs]);
    return { ours: freeze(state), theirs };
  }

  #fail(
    what: string,
    event: Typed,
    before: Pair | null,
    ours: SubjectStep,
    theirs?: readonly [OracleState, readonly Typed[]],
  ): never {
    const lines = [
      `${this.#name}: ${what}`,
      `  before     ${before === null ? 'nothing' : shown(before.ours)}`,
      `  event      ${JSON.stringify(event)}`,
      `  generated  ${shown(ours[0])}`,
      `             ${JSON.stringify(ours[1])}`,
    ];
    if (theirs !== undefined) {
      lines.push(`  XState     ${shown(theirs[0])}`, `             ${JSON.stringify(theirs[1])}`);
    }
    throw new Mismatch(lines.join('\n'));
  }
}

function shown({ value, status, context, generation, timers }: SubjectState): string {
  const armed = Object.entries(timers ?? {}).filter(([, since]) => since > 0);
  const clock = generation === undefined ? '' : ` armed ${JSON.stringify(armed)} of ${generation}`;
  return `${value} (${status})${clock} ${JSON.stringify(context)}`;
}

/** Freezes plain data all the way down. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const own of Object.values(value)) freeze(own);
  return Object.freeze(value);
}
