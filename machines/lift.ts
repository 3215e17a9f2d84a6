/**
 * Lifts plain rules into an XState machine, so that XState and the generated runtime call the very
 * same functions. A rule never sees XState: it takes (context, event) and returns a value.
 *
 *   guard   -> boolean
 *   update  -> the whole next context       (becomes `assign`)
 *   effect  -> a payload { type, ... }      (becomes an action of that name; a shell performs it)
 *   delay   -> { ms, spreadMs }             (becomes a named delay; whoever owns the clock adds
 *                                            a random part below spreadMs)
 *
 * The config is plain JSON: it names rules and holds no function. Names are checked by the types.
 */
import { type AnyStateMachine, assign, createMachine, type EventObject, raise } from 'xstate';

/** How long a timer waits: `ms`, plus a random part below `spreadMs`. */
export interface Delay {
  readonly ms: number;
  readonly spreadMs: number;
}

/** A rule as seen from outside, where its context and event are of no concern. */
export type Rule<Result> = (context: never, event: never) => Result;

/** What a `rules.ts` exports. */
export interface Rules {
  /** The context a machine begins with. */
  readonly initial: (input: never) => object;
  readonly guards: Readonly<Record<string, Rule<boolean>>>;
  readonly updates: Readonly<Record<string, Rule<object>>>;
  readonly effects: Readonly<Record<string, Rule<{ readonly type: string }>>>;
  readonly delays: Readonly<Record<string, Rule<Delay>>>;
}

type Names<T> = Extract<keyof NonNullable<T>, string>;
type OneOrMore<T> = T | readonly T[];

/** A transition of the subset: a guard by name, at most one target, actions by name. */
export interface Transition<Guard extends string, Action extends string> {
  readonly guard?: Guard;
  readonly target?: string;
  readonly actions?: OneOrMore<Action>;
  /** Leave and enter the source again although the target is itself or below it. */
  readonly reenter?: true;
}

/** A state of the subset. Nested states are compound; there is no parallel and no history. */
export interface Node<Guard extends string, Action extends string, DelayName extends string> {
  readonly id?: string;
  readonly type?: 'final';
  readonly initial?: string;
  readonly description?: string;
  readonly entry?: OneOrMore<Action>;
  readonly exit?: OneOrMore<Action>;
  readonly always?: OneOrMore<Transition<Guard, Action>>;
  readonly on?: Readonly<Record<string, string | OneOrMore<Transition<Guard, Action>>>>;
  readonly after?: Readonly<
    Partial<Record<DelayName, string | OneOrMore<Transition<Guard, Action>>>>
  >;
  readonly states?: Readonly<Record<string, Node<Guard, Action, DelayName>>>;
}

/** What a machine adds to its rules: guards combined with and/or/not, and events it raises. */
export interface Extras {
  readonly guards?: Readonly<Record<string, unknown>>;
  readonly raises?: Readonly<Record<string, { readonly type: string }>>;
}

/** A machine with everything a reader needs of it: XState, the generator, the lockstep. */
export interface Model {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly rules: Rules;
  readonly extras: Required<Extras>;
}

const none = {};

/** Builds the XState machine of a rules file and its config. */
export function lift<R extends Rules, X extends Extras>(
  name: string,
  rules: R,
  extras: X,
  config: Node<
    Names<R['guards']> | Names<X['guards']>,
    Names<R['updates']> | Names<R['effects']> | Names<X['raises']>,
    Names<R['delays']>
  >,
): Model {
  const { guards = none, raises = none } = extras;
  const machine = createMachine({
    ...(config as object),
    id: name,
    context: ({ input }: { input: never }) => rules.initial(input),
  }).provide({
    guards: {
      ...mapValues(rules.guards, ({ context, event }, rule) => rule(context, event)),
      ...guards,
    },
    actions: {
      ...mapEntries(rules.updates, (rule) =>
        assign<never, never, undefined, EventObject, never>(
          ({ context, event }) => rule(context, event) as never,
        ),
      ),
      ...mapValues(rules.effects, ({ context, event }, rule) => rule(context, event)),
      ...mapEntries(raises, (event: EventObject) => raise(event)),
    } as never,
    delays: mapValues(rules.delays, ({ context, event }, rule) => rule(context, event).ms) as never,
  });
  return { name, machine, rules, extras: { guards, raises } };
}

interface Scope {
  readonly context: never;
  readonly event: never;
}

function mapEntries<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function mapValues<T extends Rule<unknown>, U>(
  record: Readonly<Record<string, T>>,
  call: (scope: Scope, rule: T) => U,
) {
  return mapEntries(record, (rule) => (scope: Scope) => call(scope, rule));
}
