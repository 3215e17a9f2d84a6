/**
 * What is held in lockstep: each machine with its generated code, as committed, and the alphabet of
 * events it is walked with. Used by the tests and by `npm run lockstep`, which prints the counts. A
 * machine that is missing here is not proved; it must never know what a machine does.
 */
import * as machines from '../../machines/index.ts';
import type { Model } from '../../machines/lift.ts';
import * as generatedAttachment from '../../runtime/generated/attachment.ts';
import * as generatedCancellation from '../../runtime/generated/cancellation.ts';
import * as generatedPane from '../../runtime/generated/pane.ts';
import * as generatedSession from '../../runtime/generated/session.ts';
import * as generatedSubscription from '../../runtime/generated/subscription.ts';
import * as generatedTurn from '../../runtime/generated/turn.ts';
import { parse } from '../../scripts/generate/parse.ts';
import { reachOf } from '../../scripts/generate/reach.ts';
import * as alphabets from './alphabets/index.ts';
import { type CoverageReport, cover, traced } from './coverage.ts';
import type { Subject, SubjectState, Typed } from './oracle.ts';
import { type Alphabet, type WalkReport, walk } from './walk.ts';

export interface Lockstepped {
  readonly name: string;
  /** Every state the machine may rest in. */
  readonly leaves: readonly string[];
  /** Compares every reachable (state, event) pair; throws a Mismatch at the first that differs. */
  readonly walk: () => WalkReport & { readonly missed: readonly string[] };
  /** Walks the paths that xstate/graph finds. */
  readonly cover: () => CoverageReport;
}

function lockstepped<State extends SubjectState, Event extends Typed, Input>(
  model: Model,
  generated: Subject,
  alphabet: Alphabet<State, Event, Input>,
): Lockstepped {
  return {
    name: model.name,
    leaves: reachOf(parse(model)).rests.map(({ path }) => path),
    walk: () => {
      const { subject, missed } = traced(model);
      return { ...walk(model, beside(generated, subject), alphabet), missed: missed() };
    },
    cover: () => cover(model, alphabet),
  };
}

/** The committed code, and beside it the same code with a trace, asked only for what it took. */
function beside(generated: Subject, tracing: Subject): Subject {
  return {
    start: (input) => {
      tracing.start(input);
      return generated.start(input);
    },
    step: (state, event) => {
      tracing.step(state, event);
      return generated.step(state, event);
    },
  };
}

export const attachment = lockstepped(
  machines.attachment,
  generatedAttachment,
  alphabets.attachment,
);
export const pane = lockstepped(machines.pane, generatedPane, alphabets.pane);
export const cancellation = lockstepped(
  machines.cancellation,
  generatedCancellation,
  alphabets.cancellation,
);
export const turn = lockstepped(machines.turn, generatedTurn, alphabets.turn);
export const session = lockstepped(machines.session, generatedSession, alphabets.session);
export const subscription = lockstepped(
  machines.subscription,
  generatedSubscription,
  alphabets.subscription,
);

export const subjects: readonly Lockstepped[] = [
  attachment,
  pane,
  cancellation,
  turn,
  session,
  subscription,
];
