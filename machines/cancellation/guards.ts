/**
 * Guards of the cancellation: one request to stop one turn.
 *
 * It names its turn, and what it learns changes nothing by itself: an accepted cancel is settled by
 * the turn's own terminal.
 */
import { type AnsweredEvent, type Context, type OverEvent, triesMax } from './signals.ts';

export const isMine = (c: Context, e: AnsweredEvent | OverEvent) => e.streamId === c.streamId;

export const isAccepted = (c: Context, e: AnsweredEvent) =>
  isMine(c, e) && e.answer.state === 'accepted';

export const isRefused = (c: Context, e: AnsweredEvent) =>
  isMine(c, e) && e.answer.state === 'refused';

export const isRetraction = (c: Context) => c.retracts;

export const hasTries = (c: Context) => c.tries < triesMax;
