/**
 * Effects of the turn: one question and its answer, on the host: what is asked of the composition
 * and the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { Frame, Terminal } from '../vocabulary.ts';
import {
  type AnswerEvent,
  type CancelEvent,
  type Context,
  type Effect,
  type FoldedEvent,
  leaseMs,
  type ProducedEvent,
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

const terminalOf = ({ seq, outcome, detail }: Context): Frame => ({
  seq: seq + 1,
  kind: wanted(outcome),
  data: detail,
});

export const claim = (c: Context): Effect => ({ type: 'claim', after: c.after, leaseMs });

export const renew = (c: Context): Effect => ({ type: 'renew', turnFence: c.turnFence, leaseMs });

export const produce = (): Effect => ({ type: 'produce' });

export const abort = (): Effect => ({ type: 'abort' });

export const append = (c: Context, e: ProducedEvent): Effect => ({
  type: 'append',
  frame: { seq: c.seq, kind: e.frame.kind, data: e.frame.data },
  turnFence: c.turnFence,
});

export const appendAnswer = (c: Context, e: AnswerEvent): Effect => ({
  type: 'append',
  frame: { seq: c.seq, kind: 'prompt-closed', data: { id: e.promptId, answer: e.value } },
  turnFence: c.turnFence,
});

export const deliver = (_: Context, e: AnswerEvent): Effect => ({
  type: 'deliver',
  promptId: e.promptId,
  value: e.value,
});

export const decide = (c: Context): Effect => ({
  type: 'decide',
  outcome: wanted(c.outcome),
  detail: c.detail,
  turnFence: c.turnFence,
});

export const fold = (c: Context): Effect => ({ type: 'fold', terminal: terminalOf(c) });

export const save = (_: Context, e: FoldedEvent): Effect => ({ type: 'save', turn: e.turn });

export const closeJournal = (c: Context): Effect => ({
  type: 'close_journal',
  frame: terminalOf(c),
  turnFence: c.turnFence,
});

export const free = (): Effect => ({ type: 'free' });

export const acceptCancel = (_: Context, e: CancelEvent): Effect => reply([e.request], 'accepted');

export const refuseCancel = (_: Context, e: CancelEvent): Effect => reply([e.request], 'refused');

export const acceptAsker = (c: Context): Effect => reply(c.askers, 'accepted');

export const refuseAsker = (c: Context): Effect => reply(c.askers, 'refused');

export const passOn = (c: Context): Effect => ({ type: 'pass_on', requests: c.askers });

export const acceptAnswer = (_: Context, e: AnswerEvent): Effect => reply([e.request], 'accepted');

export const refuseAnswered = (_: Context, e: AnswerEvent): Effect => reply([e.request], 'already');

export const refuseGone = (_: Context, e: AnswerEvent): Effect => reply([e.request], 'gone');
