/**
 * Walks every reachable (state, event) pair of a machine, generated and on XState, in lockstep.
 *
 * A machine's contexts may be infinite (numbers that only grow), so its alphabet says three things: a
 * finite set of events for a state, those at the edges of its guards included; what of a context
 * makes two states different; and how far to go. Timers are not its concern: every armed one is
 * fired, and every one of an earlier visit is offered, too, and has to be ignored.
 */
import type { Model } from '../../machines/lift.ts';
import { Lockstep, type Pair } from './compare.ts';
import type { OracleState, Subject, SubjectState, TimerFired, Typed } from './oracle.ts';

/** The finite view of a machine. `State` and `Event` are those of its generated file. */
export interface Alphabet<State extends SubjectState, Event extends Typed, Input> {
  readonly inputs: readonly Input[];
  readonly events: (state: State) => readonly Event[];
  /** What tells contexts apart: growing numbers that are only compared for equality left out. */
  readonly essence: (context: State['context']) => unknown;
  /** Contexts that the machine reaches from this one by many steps that are all alike. */
  readonly jumps?: (context: State['context']) => readonly State['context'][];
  /** Beyond this a state is still compared, but not gone on from. */
  readonly bounded: (context: State['context']) => boolean;
  /** The same for the paths of coverage, which need not go as far. */
  readonly near?: (context: State['context']) => boolean;
}

export interface WalkReport {
  /** States with different essence, and the pairs of a state and an event that were compared. */
  readonly states: number;
  readonly pairs: number;
  /** Late timers that were offered and ignored. */
  readonly late: number;
  /** States that the bound kept from being gone on from. */
  readonly edge: number;
  readonly values: ReadonlySet<string>;
}

export function walk<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  subject: Subject,
  alphabet: Alphabet<State, Event, Input>,
): WalkReport {
  const lockstep = new Lockstep(model, subject);
  const seen = new Set<string>();
  const values = new Set<string>();
  const queue: Pair[] = [];
  const count = { pairs: 0, late: 0, edge: 0 };
  const meet = (pair: Pair): void => {
    const key = `${pair.ours.value} ${JSON.stringify(alphabet.essence(pair.ours.context))}`;
    if (seen.has(key)) return;
    seen.add(key);
    values.add(pair.ours.value);
    if (alphabet.bounded(pair.ours.context)) queue.push(pair);
    else count.edge += 1;
  };
  for (const input of alphabet.inputs) meet(lockstep.start(input));
  for (const pair of queue) {
    for (const context of alphabet.jumps?.(pair.ours.context) ?? []) {
      meet(lockstep.jump(pair, context));
    }
    const { armed, late } = timersOf(pair.theirs);
    for (const event of [...alphabet.events(pair.ours as State), ...armed]) {
      count.pairs += 1;
      meet(lockstep.step(pair, event));
    }
    for (const event of late) {
      count.late += 1;
      lockstep.stale(pair, event);
    }
  }
  return { states: seen.size, ...count, values };
}

/** The timers that may fire now, and those that must not have an effect any more. */
export function timersOf({ timers, generation }: OracleState) {
  const all = Object.entries(timers);
  const fired = (timer: string, since: number): TimerFired => ({
    type: 'timer',
    timer,
    generation: since,
  });
  return {
    armed: all.filter(([, since]) => since > 0).map(([timer, since]) => fired(timer, since)),
    late: all.flatMap(([timer, since]) =>
      [0, since - 1, since + 1, generation]
        .filter((wrong) => wrong >= 0 && (wrong !== since || since === 0))
        .map((wrong) => fired(timer, wrong)),
    ),
  };
}
