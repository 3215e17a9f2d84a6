/**
 * Runs a generated machine and XState side by side, one event at a time, and says exactly where they
 * part: machine, state, event, both sides.
 *
 * Beyond equal states and outputs it checks what only the generated side promises: it changes nothing
 * it was given (everything is frozen), and an event that does nothing gives back the very same state.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Model } from '../../machines/lift.ts';
import {
  Oracle,
  type OracleState,
  type OracleStep,
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

/** Neither side comes to rest: XState hit its bound on microsteps, the generated code its stack. */
export class Endless extends Error {
  override readonly name = 'Endless';
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
    const [ours, { state, outputs }] = this.#both(
      () => this.#subject.start(freeze(input) as never),
      () => this.#oracle.start(input),
    );
    return this.#compare({ type: 'start', input } as Typed, null, ours, state, outputs);
  }

  step(before: Pair, event: Typed): Pair {
    const [ours, { state, outputs }] = this.#both(
      () => this.#subject.step(before.ours as never, freeze(event) as never),
      () => this.#oracle.step(before.theirs, event),
    );
    const untouched = state.snapshot === before.theirs.snapshot && outputs.length === 0;
    if (untouched && (ours[0] !== before.ours || ours[1].length > 0)) {
      this.#fail('an event that does nothing must give back the same state', event, before, ours);
    }
    return this.#compare(event, before, ours, state, outputs);
  }

  /** The same state with another context, on both sides. */
  jump({ ours, theirs }: Pair, context: object): Pair {
    return { ours: freeze({ ...ours, context }), theirs: this.#oracle.jump(theirs, context) };
  }

  /** A timer of an earlier visit. XState would take it, so it is checked on our side alone. */
  stale(before: Pair, event: TimerFired): void {
    const ours = this.#subject.step(before.ours as never, freeze(event) as never);
    if (ours[0] === before.ours && ours[1].length === 0) return;
    this.#fail('a timer of an earlier visit must do nothing', event, before, ours);
  }

  #both(ours: () => SubjectStep, theirs: () => OracleStep): readonly [SubjectStep, OracleStep] {
    const our = unlessEndless(ours);
    const their = unlessEndless(theirs);
    if (our !== null && their !== null) return [our, their];
    if (our === null && their === null) throw new Endless(`${this.#name} does not come to rest`);
    const [rests, runs] = our === null ? ['XState', 'generated'] : ['generated', 'XState'];
    throw new Mismatch(`${this.#name}: ${rests} comes to rest where ${runs} does not`);
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
      isDeepStrictEqual(armedOf(state), Object.entries(theirs.timers).filter(isArmed).sort()) &&
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

function unlessEndless<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    const isOurs = error instanceof RangeError;
    const isTheirs = error instanceof Error && error.message.startsWith('Infinite loop detected');
    if (isOurs || isTheirs) return null;
    throw error;
  }
}

/** The armed timers by name, with their generations. */
function armedOf({ timers = [] }: SubjectState) {
  return timers.map(({ timer, generation }) => [timer, generation] as const).sort();
}

function isArmed([, since]: readonly [string, number]): boolean {
  return since > 0;
}

function shown(state: SubjectState | OracleState): string {
  const { value, status, context, generation } = state;
  const armed = 'snapshot' in state ? Object.entries(state.timers).filter(isArmed) : armedOf(state);
  const clock = generation === undefined ? '' : ` armed ${JSON.stringify(armed)} of ${generation}`;
  return `${value} (${status})${clock} ${JSON.stringify(context)}`;
}

/** Freezes plain data all the way down. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const own of Object.values(value)) freeze(own);
  return Object.freeze(value);
}
