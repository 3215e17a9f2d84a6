/**
 * Effects of the turn: one question and its answer, on the host: what is asked of the composition
 * and the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { AnswerEvent, CancelEvent, Context, Effect, ProducedEvent } from './signals.ts';

const reply = (
  requests: readonly number[],
  result: Extract<Effect, { type: 'reply' }>['result'],
): Effect => ({ type: 'reply', requests, result });

export const create = (c: Context): Effect => ({ type: 'create', streamId: c.streamId });

export const produce = (): Effect => ({ type: 'produce' });

export const abort = (): Effect => ({ type: 'abort' });

export const append = (c: Context, e: ProducedEvent): Effect => ({
  type: 'append',
  frame: { seq: c.seq, kind: e.frame.kind, data: e.frame.data },
});

export const appendAnswer = (c: Context, e: AnswerEvent): Effect => ({
  type: 'append',
  frame: { seq: c.seq, kind: 'prompt-closed', data: { id: e.promptId, answer: e.value } },
});

export const deliver = (_: Context, e: AnswerEvent): Effect => ({
  type: 'deliver',
  promptId: e.promptId,
  value: e.value,
});

export const decide = (c: Context): Effect => ({
  type: 'decide',
  outcome: c.outcome ?? 'interrupted',
});

export const save = (c: Context): Effect => ({
  type: 'save',
  outcome: c.outcome ?? 'interrupted',
  detail: c.detail,
  coveredSeq: c.seq + 1,
});

export const closeJournal = (c: Context): Effect => ({
  type: 'close_journal',
  frame: { seq: c.seq + 1, kind: c.outcome ?? 'interrupted', data: c.detail },
});

export const free = (): Effect => ({ type: 'free' });

export const acceptCancel = (_: Context, e: CancelEvent): Effect => reply([e.request], 'accepted');

export const refuseCancel = (_: Context, e: CancelEvent): Effect => reply([e.request], 'refused');

export const acceptAsker = (c: Context): Effect => reply(c.askers, 'accepted');

export const refuseAsker = (c: Context): Effect => reply(c.askers, 'refused');

export const acceptAnswer = (_: Context, e: AnswerEvent): Effect => reply([e.request], 'accepted');

export const refuseAnswered = (_: Context, e: AnswerEvent): Effect => reply([e.request], 'already');

export const refuseGone = (_: Context, e: AnswerEvent): Effect => reply([e.request], 'gone');
