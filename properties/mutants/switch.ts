/**
 * Where a bundle's machines are switched: `start` and `step` of each go to whatever has its place
 * just now, by default the generated code itself.
 *
 *   const recording = record();        // from now on, every step of every machine, once
 *   replace('turn', another);          // another implementation has the place
 *   restore();                         // the generated code everywhere, nothing recorded
 *
 * Only a bundle made with `switched` has places; elsewhere `machineNames` is empty. It must never
 * know what a machine does.
 */
import type { Subject, SubjectState, SubjectStep } from '../lockstep/oracle.ts';

/** One call of a machine, its answer left out: a start, when there is no state. */
export interface RecordedStep {
  readonly state: SubjectState | null;
  /** The event; the input, when it is a start. */
  readonly said: unknown;
  /** The generated code's answer. */
  readonly answer: SubjectStep;
}

/** By machine, every step that was taken, once. Plain data: it may be posted between threads. */
export type Recording = Readonly<Record<string, readonly RecordedStep[]>>;

interface Place {
  readonly real: Subject;
  now: Subject;
}

const places = new Map<string, Place>();

/** Called by the text that `bundle.ts` puts in the place of a generated file. */
export function place(name: string, real: Subject): Subject {
  const made: Place = { real, now: real };
  places.set(name, made);
  return {
    start: (input) => made.now.start(input),
    step: (state, event) => made.now.step(state, event),
  };
}

export function machineNames(): readonly string[] {
  return [...places.keys()].toSorted();
}

/** The generated code of a machine, whoever has its place just now. */
export function generated(name: string): Subject {
  return placeOf(name).real;
}

/** Another implementation has the place of this machine. */
export function replace(name: string, subject: Subject): void {
  placeOf(name).now = subject;
}

function placeOf(name: string): Place {
  const found = places.get(name);
  if (found === undefined) throw new Error(`no machine '${name}' is switched in this bundle`);
  return found;
}

/** The generated code has every place again. */
export function restore(): void {
  for (const found of places.values()) found.now = found.real;
}

/** Records the generated code of every machine, until `restore`. Returns what was recorded. */
export function record(): () => Recording {
  const steps = new Map<string, Map<string, RecordedStep>>();
  for (const [name, found] of places) {
    const mine = new Map<string, RecordedStep>();
    steps.set(name, mine);
    found.now = recorder(found.real, mine);
  }
  return () =>
    Object.fromEntries(Array.from(steps, ([name, mine]) => [name, [...mine.values()]] as const));
}

function recorder({ start, step }: Subject, into: Map<string, RecordedStep>): Subject {
  const keep = (state: SubjectState | null, said: unknown, answer: SubjectStep): SubjectStep => {
    const key = JSON.stringify([state, said]);
    if (!into.has(key)) into.set(key, { state, said, answer });
    return answer;
  };
  return {
    start: (input) => keep(null, input, start(input)),
    step: (state, event) => keep(state, event, step(state, event)),
  };
}
