/**
 * Paths that `xstate/graph` finds in a machine, walked by its generated code, and what they took.
 *
 * The generated code is compiled once more with a trace: it says each transition that it takes.
 * Every shortest path is walked to its end, and there every event of the alphabet is tried, so
 * each edge of the graph is taken. A transition that no path takes is dead, or the alphabet does
 * not reach it.
 */
import { getShortestPaths } from 'xstate/graph';
import type { Model } from '../../machines/lift.ts';
import { emit } from '../../scripts/generate/emit.ts';
import { parse } from '../../scripts/generate/parse.ts';
import { reachOf } from '../../scripts/generate/reach.ts';
import { Mismatch } from './compare.ts';
import { loadGenerated } from './load.ts';
import { knownTimersOf, pathOf, type Subject, type SubjectState, type Typed } from './oracle.ts';
import type { Alphabet } from './walk.ts';

export interface CoverageReport {
  /** Transitions of the machine; those that no path took. */
  readonly transitions: number;
  readonly missed: readonly string[];
  /** Paths to states, and their longest. */
  readonly paths: number;
  readonly longest: number;
}

export function cover<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  alphabet: Alphabet<State, Event, Input>,
): CoverageReport {
  const { subject, missed, transitions } = traced(model);
  let paths = 0;
  let longest = 0;
  for (const input of alphabet.inputs) {
    if (missed().length === 0) break;
    for (const { state, steps } of shortestPaths(model, alphabet, input)) {
      paths += 1;
      longest = Math.max(longest, steps.length);
      const end = walkPath(
        model,
        subject,
        input,
        steps.map(({ event }) => event as Typed),
      );
      if (end.value !== pathOf(state.value)) {
        throw new Mismatch(
          `${model.name}: a path leads to ${end.value}, not ${pathOf(state.value)}`,
        );
      }
      if (end.status === 'active') tryAll(model, subject, end as State, alphabet);
    }
  }
  return { transitions, missed: missed(), paths, longest };
}

/** A machine's generated code that notes the transitions it takes, and tells of each. */
export function traced(model: Model, tell: () => void = () => undefined) {
  const machine = parse(model);
  const taken = new Set<string>();
  const trace = (transition: string) => {
    taken.add(transition.split(' | ')[0] ?? '');
    tell();
  };
  const subject: Subject = loadGenerated(emit(machine, { trace: 'trace' }), model.rules, { trace });
  const labels = machine.nodes
    .flatMap((node) => [
      ...node.always,
      ...[...node.on.values()].flat(),
      ...node.timers.flatMap((timer) => timer.transitions),
    ])
    // One that does nothing at all only hides others, and is no code of its own.
    .filter(({ target, actions }) => target !== null || actions.length > 0)
    .map(({ label }) => label);
  const missed = (): readonly string[] => labels.filter((label) => !taken.has(label));
  const leaves = reachOf(machine).rests.map(({ path }) => path);
  return { subject, missed, transitions: labels.length, leaves };
}

/** What is read of XState's snapshot. */
interface Snapshot<State extends SubjectState> {
  readonly value: unknown;
  readonly context: State['context'];
  readonly status: string;
}

function shortestPaths<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  alphabet: Alphabet<State, Event, Input>,
  input: Input,
) {
  const near = alphabet.near ?? alphabet.bounded;
  const options = {
    input,
    events: (snapshot: Snapshot<State>) => eventsOf(model, alphabet, snapshot),
    serializeState: ({ value, context }: Snapshot<State>) =>
      `${pathOf(value)} ${JSON.stringify(alphabet.essence(context))}`,
    stopWhen: ({ status, context }: Snapshot<State>) => status !== 'active' || !near(context),
  };
  return getShortestPaths(model.machine, options as never);
}

/** The alphabet's events and the timers of the active states, as XState knows them. */
function eventsOf<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  alphabet: Alphabet<State, Event, Input>,
  { value, context, status }: Snapshot<State>,
): readonly Typed[] {
  const at = pathOf(value);
  const timers = knownTimersOf(model).filter(({ name }) => {
    const owner = name.split('.').slice(0, -1).join('.');
    return owner === '' || at === owner || at.startsWith(`${owner}.`);
  });
  const events = alphabet.events({ value: at, context, status } as never);
  return [...events, ...timers.map(({ eventType }) => ({ type: eventType }))];
}

function walkPath(
  model: Model,
  subject: Subject,
  input: unknown,
  events: readonly Typed[],
): SubjectState {
  let [state] = subject.start(input as never);
  for (const event of events) {
    if (event.type === 'xstate.init') continue;
    [state] = subject.step(state as never, ourEvent(model, state, event) as never);
  }
  return state;
}

function ourEvent(model: Model, state: SubjectState, event: Typed): Typed {
  const timer = knownTimersOf(model).find(({ eventType }) => eventType === event.type);
  if (timer === undefined) return event;
  return { type: 'timer', timer: timer.name, generation: armedSince(state, timer.name) } as Typed;
}

/** The generation in which a timer was armed; 0 when it is not armed. */
function armedSince({ timers = [] }: SubjectState, name: string): number {
  return timers.find(({ timer }) => timer === name)?.generation ?? 0;
}

function tryAll<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  subject: Subject,
  state: State,
  alphabet: Alphabet<State, Event, Input>,
): void {
  const timers = knownTimersOf(model).filter(({ name }) => armedSince(state, name) > 0);
  const fired = timers.map(({ eventType }) => ourEvent(model, state, { type: eventType }));
  for (const event of [...alphabet.events(state), ...fired]) {
    subject.step(state as never, event as never);
  }
}
