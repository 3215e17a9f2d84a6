/**
 * Effects of the pane: who owns it, and what may take it over: what is asked of the composition
 * and the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type {
  AnswerEvent,
  Context,
  Effect,
  LoadedEvent,
  PromptAnsweredEvent,
  SendEvent,
} from './signals.ts';

type Reason = Extract<Effect, { type: 'give_back' }>['reason'];

const giveBack = (c: Context, reason: Reason): Effect => ({
  type: 'give_back',
  turnId: c.turnId,
  question: c.question,
  reason,
});

export const load = (c: Context): Effect => ({ type: 'load', request: c.awaitingLoad });

export const ask = (_: Context, e: SendEvent): Effect => ({
  type: 'ask',
  turnId: e.turnId,
  question: e.question,
});

export const start = (c: Context): Effect => ({
  type: 'start',
  request: c.awaitingStart,
  turnId: c.turnId,
  question: c.question,
});

export const giveBackBusy = (_: Context, e: SendEvent): Effect => ({
  type: 'give_back',
  turnId: e.turnId,
  question: e.question,
  reason: 'busy',
});

export const giveBackStopped = (c: Context): Effect => giveBack(c, 'stopped');

export const giveBackConflict = (c: Context): Effect => giveBack(c, 'conflict');

export const giveBackRefused = (c: Context): Effect => giveBack(c, 'refused');

export const giveBackUnreachable = (c: Context): Effect => giveBack(c, 'unreachable');

const cancel = (streamId: string, retracts: boolean): Effect => ({
  type: 'cancel',
  streamId,
  retracts,
});

export const cancelOwner = (c: Context): Effect => cancel(c.owner?.streamId ?? '', false);

export const cancelStart = (c: Context): Effect => cancel(c.turnId, false);

/** The start was given up, and its turn must not come to life later. */
export const retractStart = (c: Context): Effect => cancel(c.turnId, true);

export const dropCancel = (c: Context): Effect => ({ type: 'drop_cancel', streamId: c.turnId });

export const supersede = (): Effect => ({ type: 'supersede' });

export const attach = (c: Context): Effect => ({
  type: 'attach',
  attachmentId: c.attachmentId,
  streamId: c.owner?.streamId ?? '',
  ordinal: c.owner?.ordinal ?? 0,
  offline: c.offline,
});

export const show = (c: Context, e: LoadedEvent): Effect => ({
  type: 'show',
  turns: e.answer.state === 'loaded' ? e.answer.turns : [],
  keep: c.owner?.streamId ?? '',
});

export const nudge = (): Effect => ({ type: 'nudge' });

export const answer = (_: Context, e: AnswerEvent): Effect => ({ type: 'answer', answer: e });

export const clearPrompt = (_: Context, e: PromptAnsweredEvent): Effect => ({
  type: 'clear_prompt',
  streamId: e.streamId,
  promptId: e.promptId,
});

export const keepPrompt = (_: Context, e: PromptAnsweredEvent): Effect => ({
  type: 'keep_prompt',
  streamId: e.streamId,
  promptId: e.promptId,
});

export const noticeAnswerLate = (): Effect => ({ type: 'notice', code: 'answer_late' });

export const noticeAnswerRefused = (): Effect => ({ type: 'notice', code: 'answer_refused' });

export const noticeAnswerUnreachable = (): Effect => ({
  type: 'notice',
  code: 'answer_unreachable',
});
