/**
 * The plan of a run: everything that differs between two runs, as JSON. The same plan is the same
 * run, so a plan is what a failure prints and what shrinks.
 *
 * `picks` is the order of events: each number chooses among what could happen next, 0 the delivery
 * that has waited longest. When the picks are used up, everything goes on in the fair order,
 * without faults.
 */
import fc from 'fast-check';

export type Step =
  | { readonly do: 'text' | 'reasoning' | 'tool' | 'update' | 'data' | 'usage' }
  /** Ask a question and wait for its answer. */
  | { readonly do: 'ask' }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'throw' };

/** What a producer does, and how it takes an abort. */
export interface Script {
  readonly steps: readonly Step[];
  /** slow: takes two seconds to unwind. deaf: does not listen, and sleeps for over a minute. */
  readonly manners: 'prompt' | 'slow' | 'deaf';
}

export interface Action {
  readonly tab: number;
  readonly do:
    | 'send'
    | 'stop'
    | 'answer'
    | 'attach'
    | 'reload'
    | 'offline'
    | 'online'
    | 'suspended'
    | 'visible';
}

export interface Fault {
  readonly kind: /** The request never arrives, and its sender is told so. */
    | 'lose_request'
    /** The host does it, and its answer never arrives. */
    | 'lose_response'
    /** From here on nothing arrives in either direction, and nobody is told. */
    | 'stall'
    /** The connection breaks after some bytes. */
    | 'reset'
    /** The body ends properly after some bytes, without a terminal. */
    | 'early_end'
    /** The answer's status arrives, its body breaks. */
    | 'cut_answer'
    /** 503 with Retry-After, by something in front of the host. */
    | 'busy'
    /** A stream is taken up with another cursor: none, one too far, too high, unreadable. */
    | 'cursor'
    /** A POST arrives twice; which of the two answers counts is `at`'s to say. */
    | 'duplicate'
    /** The host closes and comes up again over the same store. */
    | 'restart';
  /** Which of the connections that it could hit. */
  readonly target: number;
  /** Where in the bytes. */
  readonly at: number;
}

export interface Plan {
  readonly seed: number;
  readonly tabs: 1 | 2;
  readonly scripts: readonly Script[];
  readonly people: readonly Action[];
  readonly faults: readonly Fault[];
  /** Every call of the store waits for its turn, so that whatever awaits it can be overtaken. */
  readonly slowStore: boolean;
  /** At the end nobody answers a prompt that is open. */
  readonly leavesPrompt: boolean;
  readonly picks: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'text' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      { do: 'reasoning' },
      { do: 'tool' },
      { do: 'update' },
      { do: 'data' },
      { do: 'usage' },
    ),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'ask' }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('sleep' as const), ms: fc.constantFrom(100, 9_000) }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'throw' }) },
);

const script: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(step, { maxLength: 6, size: 'max' }),
  manners: fc.constantFrom('prompt', 'prompt', 'slow', 'deaf'),
});

const action: fc.Arbitrary<Action> = fc.record({
  tab: fc.nat(1),
  do: fc.oneof(
    { weight: 6, arbitrary: fc.constant('send' as const) },
    { weight: 3, arbitrary: fc.constant('stop' as const) },
    { weight: 3, arbitrary: fc.constant('answer' as const) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'attach' as const,
        'reload' as const,
        'offline' as const,
        'online' as const,
        'suspended' as const,
        'visible' as const,
      ),
    },
  ),
});

const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom('lose_request', 'lose_response', 'stall', 'cut_answer', 'busy'),
    },
    { weight: 3, arbitrary: fc.constant('stall' as const) },
    // Breaks in the middle of an answer are what most of the machine is for.
    { weight: 6, arbitrary: fc.constantFrom('reset', 'reset', 'early_end') },
    { weight: 6, arbitrary: fc.constant('cursor' as const) },
    { weight: 4, arbitrary: fc.constant('duplicate' as const) },
    { weight: 2, arbitrary: fc.constant('restart' as const) },
  ),
  target: fc.nat(7),
  at: fc.nat(200),
});

/** What a plan has at most. */
interface Size {
  readonly scripts: number;
  readonly people: number;
  readonly faults: number;
  readonly picks: number;
}

function plansOf({ scripts, people, faults, picks }: Size): fc.Arbitrary<Plan> {
  return fc.record({
    seed: fc.nat(0xffff),
    tabs: fc.constantFrom(1 as const, 2 as const),
    scripts: fc.array(script, { minLength: 1, maxLength: scripts, size: 'max' }),
    people: fc
      .array(action, { maxLength: people, size: 'max' })
      .map((actions): Action[] => [{ tab: 0, do: 'send' }, ...actions]),
    faults: fc.array(fault, { maxLength: faults, size: 'max' }),
    slowStore: fc.oneof(fc.constant(false), fc.boolean()),
    leavesPrompt: fc.boolean(),
    picks: fc.array(fc.nat(255), { maxLength: picks, size: 'max' }),
  });
}

/** Any plan of a bounded size. */
export const plans = plansOf({ scripts: 3, people: 6, faults: 6, picks: 120 });

/** One turn, and at most two things that go wrong with it: many of these take little. */
export const smallPlans = plansOf({ scripts: 1, people: 2, faults: 2, picks: 40 });
