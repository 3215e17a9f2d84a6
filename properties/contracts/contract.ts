/**
 * The contract of a machine: what whoever is around it may rely on, whatever comes, in any order.
 *
 * The machine is alone in an open world: every event of its alphabet may come at any time, and any
 * armed timer may fire. An onlooker sees what goes in and what comes out and nothing else, and
 * remembers it as `seen`; each clause is a promise over one step, with the occasion on which it
 * says something. A clause must never ask the machine for its context, but where it is about
 * fields that have to be cleared.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Actor, Message, Offer, Property, Reaction, System } from '../explorer/system.ts';
import type { Subject, SubjectState, SubjectStep, Typed } from '../lockstep/oracle.ts';

/** One step as the onlooker sees it. `before` is null, and `event` the input, at the start. */
export interface Moment<State, Event, Output, Seen> {
  readonly before: State | null;
  /** What the onlooker knew before, and knows after; the same while it is still looking. */
  readonly seen: Seen;
  readonly next: Seen;
  readonly event: Event;
  readonly after: State;
  readonly outputs: readonly Output[];
}

export interface Clause<M> {
  /** Of the promise that it is a part of. */
  readonly id: string;
  readonly says: string;
  /** On which steps it says something; has to happen. */
  readonly when: (moment: M) => boolean;
  readonly holds: (moment: M) => boolean;
  /** It asks for fields of the context: nobody sees those from outside. */
  readonly isInside?: true;
}

/** The input of a machine, as the event that begins it. */
export interface Begin<Input> {
  readonly type: 'begin';
  readonly input: Input;
}

export interface TimerEvent {
  readonly type: 'timer';
  readonly timer: string;
  readonly generation: number;
}

export interface Contract<State extends SubjectState, Event extends Typed, Output, Seen> {
  readonly machine: string;
  readonly inputs: readonly object[];
  /** What may come from outside, timers left out. Seen, so that the late is known from the due. */
  readonly events: (state: State, seen: Seen) => readonly Event[];
  /** Numbers that only grow are made small; a bound is jumped to. */
  readonly canonical: (state: State) => State;
  /** What the onlooker knows at first, and after each step. */
  readonly unseen: Seen;
  readonly look: (moment: Moment<State, Event, Output, Seen>) => Seen;
  readonly clauses: readonly Clause<Moment<State, Event, Output, Seen>>[];
}

/** What the machine and the onlooker have come to; null: not begun. */
type Kept<State, Seen> = { readonly state: State; readonly seen: Seen } | null;

/** The explorer is given numbers, as what they stand for is large and comes again and again. */
interface Told<State, Event, Output, Seen> extends Reaction<number> {
  readonly moment: Moment<State, Event, Output, Seen>;
}

interface Happens extends Message {
  readonly type: 'happens';
  readonly at: number;
}

/** The machine alone, as a system that the explorer walks; `inside`: fields are judged, too. */
export function openWorld<State extends SubjectState, Event extends Typed, Output, Seen>(
  contract: Contract<State, Event, Output, Seen>,
  subject: Subject,
  { inside }: { readonly inside: boolean } = { inside: true },
): System {
  const { machine, inputs } = contract;
  const clauses = contract.clauses.filter(({ isInside = false }) => inside || !isInside);
  const begin = inputs.map((input) => ({ type: 'begin', input }) as unknown as Event);
  const states = new Numbers<Kept<State, Seen>>();
  const events = new Numbers<Event>();
  const offers: Offer[] = [];
  const offer = (event: Event): Offer => {
    const at = events.of(event);
    const message: Happens = { type: 'happens', at };
    offers[at] ??= { message, fair: null, label: labelOf(event) };
    return offers[at];
  };
  const actor: Actor<number, Happens> = {
    name: machine,
    initial: states.of(null),
    offers: (at) => {
      const kept = states.at(at);
      if (kept === null) return begin.map(offer);
      if (kept.state.status === 'done') return [];
      const timers = (kept.state.timers ?? []).map((armed) => ({ type: 'timer', ...armed }));
      return [...contract.events(kept.state, kept.seen), ...(timers as never[])].map(offer);
    },
    react: (at, message): Told<State, Event, Output, Seen> => {
      const moment = momentOf(contract, subject, states.at(at), events.at(message.at));
      const state = contract.canonical(numbered(moment.after));
      return { state: states.of({ state, seen: moment.next }), posts: [], moment };
    },
  };
  return {
    name: `${machine} alone`,
    actors: [actor] as readonly unknown[] as readonly Actor[],
    properties: clauses.flatMap((clause) => propertiesOf(machine, clause)),
  };
}

/** Values, each with a number of its own. */
class Numbers<Value> {
  private readonly values: Value[] = [];
  private readonly numbers = new Map<string, number>();

  of(value: Value): number {
    const text = JSON.stringify(value);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.values.push(value) - 1;
    this.numbers.set(text, number);
    return number;
  }

  at(number: number): Value {
    const value = this.values[number];
    if (value === undefined) throw new RangeError(`nothing has number ${number}`);
    return value;
  }
}

function labelOf({ type, ...fields }: Typed): string {
  return `${type} ${JSON.stringify(fields)}`;
}

/** The machine threw: it, and not the contract. */
export class MachineThrew extends Error {
  override readonly name = 'MachineThrew';
  /** Of the event at which it did. */
  readonly label: string;

  constructor(event: Typed, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.label = labelOf(event);
  }
}

function asked(subject: Subject, state: SubjectState | null, event: Typed): SubjectStep {
  try {
    if (state === null) return subject.start((event as Begin<never>).input);
    return subject.step(state as never, event as never);
  } catch (error) {
    throw new MachineThrew(event, error);
  }
}

function momentOf<State extends SubjectState, Event extends Typed, Output, Seen>(
  { unseen, look }: Contract<State, Event, Output, Seen>,
  subject: Subject,
  kept: Kept<State, Seen>,
  event: Event,
): Moment<State, Event, Output, Seen> {
  const [after, outputs] = asked(subject, kept?.state ?? null, event);
  const seen = kept?.seen ?? unseen;
  const moment = {
    before: kept?.state ?? null,
    seen,
    next: seen,
    event,
    after: after as State,
    outputs: outputs as readonly Output[],
  };
  moment.next = look(moment);
  return moment;
}

/** Generations are compared with those of armed timers only. */
function numbered<State extends SubjectState>(state: State): State {
  if (state.timers === undefined) return state;
  const timers = state.timers.map((timer, at) => ({ ...timer, generation: at + 1 }));
  return { ...state, generation: timers.length, timers };
}

function propertiesOf<M>(actor: string, { id, says, when, holds }: Clause<M>): readonly Property[] {
  const ask = (claim: (moment: M) => boolean) => (_: never, _message: never, told: never) =>
    claim((told as { readonly moment: M }).moment);
  return [
    {
      id,
      name: `${actor}: ${says}`,
      kind: 'alwaysStep',
      actor,
      holds: ask((moment) => !when(moment) || holds(moment)),
    },
    { id, name: `${actor}: ${says}`, kind: 'sometimesStep', actor, holds: ask(when) },
  ];
}

/** A count on its way to `max`, when only its beginning and its last `bound` are told apart. */
export function jump(count: number, max: number, bound: number): number {
  return count <= 0 ? 0 : Math.max(count, Math.min(max, max - bound + 1));
}

/** Nothing was said, and nothing is different. */
export function isUnmoved<State, Event, Output, Seen>({
  before,
  after,
  outputs,
}: Moment<State, Event, Output, Seen>): boolean {
  return outputs.length === 0 && (before === after || isDeepStrictEqual(before, after));
}

export function outputsOf<Output extends Typed, Type extends Output['type']>(
  { outputs }: { readonly outputs: readonly Output[] },
  type: Type,
): readonly Extract<Output, { type: Type }>[] {
  return outputs.filter((one): one is Extract<Output, { type: Type }> => one.type === type);
}

/** The outputs that are not about timers, by their types and in their order. */
export function said({ outputs }: { readonly outputs: readonly Typed[] }): string {
  return outputs
    .map(({ type }) => type)
    .filter((type) => type !== 'arm' && type !== 'disarm')
    .join(' ');
}

/** The armed timers, by name. */
export function timersOf({ timers = [] }: SubjectState): string {
  return timers.map(({ timer }) => timer).join(' ');
}
