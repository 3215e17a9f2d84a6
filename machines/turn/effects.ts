/**
 * Effects of the turn: one question and its answer, on the host: what is asked of the composition
 * and the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { Frame, FrameInput, StoredAnswer, Terminal } from '../vocabulary.ts';
import {
  answerOf,
  type CancelEvent,
  type Context,
  type Effect,
  type FoldedEvent,
  leaseMs,
  type ProducedEvent,
  type RenewedEvent,
} from './signals.ts';

const reply = (
  requests: readonly number[],
  result: Extract<Effect, { type: 'reply' }>['result'],
): Effect => ({ type: 'reply', requests, result });

/** How it ends, or is to end. */
function wanted(outcome: Terminal | null): Terminal {
  if (outcome === null) throw new Error('an outcome is decided only when one is wanted');
  return outcome;
}

const closed = ({ promptId, value }: StoredAnswer): FrameInput => ({
  kind: 'prompt-closed',
  data: { id: promptId, answer: value },
});

/** What closes the journal: the answers that no frame has closed yet, and the terminal. */
const closingOf = ({ seq, unclosed, outcome, detail }: Context): readonly Frame[] =>
  [...unclosed.map(closed), { kind: wanted(outcome), data: detail }].map((frame, at) => ({
    seq: seq + at + 1,
    ...frame,
  }));

/** The answer that is applied. */
function applied(c: Context, e: RenewedEvent): StoredAnswer {
  const answer = answerOf(c, e);
  if (answer === null) throw new Error('an answer is applied only when there is one');
  return answer;
}

export const claim = (c: Context): Effect => ({ type: 'claim', after: c.after, leaseMs });

export const renew = (c: Context): Effect => ({ type: 'renew', turnFence: c.turnFence, leaseMs });

export const produce = (): Effect => ({ type: 'produce' });

export const abort = (): Effect => ({ type: 'abort' });

export const append = (c: Context, e: ProducedEvent): Effect => ({
  type: 'append',
  frame: { seq: c.seq, kind: e.frame.kind, data: e.frame.data },
  turnFence: c.turnFence,
});

export const appendAnswer = (c: Context, e: RenewedEvent): Effect => ({
  type: 'append',
  frame: { seq: c.seq + 1, ...closed(applied(c, e)) },
  turnFence: c.turnFence,
});

export const deliver = (c: Context, e: RenewedEvent): Effect => {
  const { promptId, value } = applied(c, e);
  return { type: 'deliver', promptId, value };
};

export const decide = (c: Context): Effect => ({
  type: 'decide',
  outcome: wanted(c.outcome),
  detail: c.detail,
  turnFence: c.turnFence,
});

export const fold = (c: Context): Effect => ({ type: 'fold', closing: closingOf(c) });

export const save = (_: Context, e: FoldedEvent): Effect => ({ type: 'save', turn: e.turn });

export const closeJournal = (c: Context): Effect => ({
  type: 'close_journal',
  frames: closingOf(c),
  turnFence: c.turnFence,
});

export const free = (): Effect => ({ type: 'free' });

export const acceptCancel = (_: Context, e: CancelEvent): Effect => reply([e.request], 'accepted');

export const refuseCancel = (_: Context, e: CancelEvent): Effect => reply([e.request], 'refused');

export const acceptAsker = (c: Context): Effect => reply(c.askers, 'accepted');

export const refuseAsker = (c: Context): Effect => reply(c.askers, 'refused');

export const passOn = (c: Context): Effect => ({ type: 'pass_on', requests: c.askers });
