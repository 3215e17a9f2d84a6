/**
 * Updates of the attachment: one tab's hold on one stream: each returns the whole next context.
 *
 * A field that no longer matters in a state is cleared here, so that equal situations are equal
 * states.
 */
import { isTerminal } from '../vocabulary.ts';
import { type Context, copy, type FrameEvent, type RefusedEvent } from './signals.ts';

/** A frame was rendered: that is progress, and a sign of life. */
export const advance = (c: Context, e: FrameEvent): Context => {
  const next = copy(c);
  next.cursor = e.seq;
  next.attempt = 0;
  next.silence = 0;
  return next;
};

export const advanceHidden = (c: Context, e: FrameEvent): Context => {
  const next = copy(c);
  next.hidden = e.seq;
  next.attempt = 0;
  next.silence = 0;
  return next;
};

export const beginHidden = (c: Context): Context => {
  const next = copy(c);
  next.hidden = 0;
  next.silence = 0;
  return next;
};

export const becomeVisible = (c: Context): Context => {
  const next = copy(c);
  next.cursor = c.hidden;
  next.hidden = -1;
  return next;
};

export const keepTerminal = (c: Context, e: FrameEvent): Context => {
  const next = copy(c);
  next.terminal = isTerminal(e.kind) ? e.kind : null;
  return next;
};

export const heard = (c: Context): Context => {
  const next = copy(c);
  next.silence = 0;
  return next;
};

export const countSilence = (c: Context): Context => {
  const next = copy(c);
  next.silence = c.silence + 1;
  return next;
};

export const newSource = (c: Context): Context => {
  const next = copy(c);
  next.source = c.source + 1;
  next.open = true;
  next.retryAfterMs = 0;
  next.silence = 0;
  return next;
};

export const dropSource = (c: Context): Context => {
  const next = copy(c);
  next.open = false;
  next.silence = 0;
  return next;
};

export const climb = (c: Context): Context => {
  const next = copy(c);
  next.attempt = c.attempt + 1;
  return next;
};

/** A gap is a break without progress: the next wait is not the short one. */
export const forgetProgress = (c: Context): Context => {
  const next = copy(c);
  next.attempt = Math.max(c.attempt, 1);
  return next;
};

export const rewindLadder = (c: Context): Context => {
  const next = copy(c);
  next.attempt = 0;
  next.retryAfterMs = 0;
  next.lastResort = false;
  return next;
};

export const keepRetryAfter = (c: Context, e: RefusedEvent): Context => {
  const next = copy(c);
  next.retryAfterMs = e.retryAfterMs;
  return next;
};

export const newRequest = (c: Context): Context => {
  const next = copy(c);
  next.requests = c.requests + 1;
  next.awaiting = c.requests + 1;
  return next;
};

export const dropRequest = (c: Context): Context => {
  const next = copy(c);
  next.awaiting = 0;
  return next;
};

export const beginRetries = (c: Context): Context => {
  const next = copy(c);
  next.retries = 0;
  return next;
};

export const countRetry = (c: Context): Context => {
  const next = copy(c);
  next.retries = c.retries + 1;
  return next;
};

export const tryOnceMore = (c: Context): Context => {
  const next = copy(c);
  next.lastResort = true;
  return next;
};

export const goOffline = (c: Context): Context => {
  const next = copy(c);
  next.offline = true;
  return next;
};

export const goOnline = (c: Context): Context => {
  const next = copy(c);
  next.offline = false;
  return next;
};

/** Clears what no longer matters once the attachment has ended: no late answer finds a match. */
export const forget = (c: Context): Context => {
  const next = copy(c);
  next.hidden = -1;
  next.open = false;
  next.awaiting = 0;
  next.retries = 0;
  next.lastResort = false;
  next.attempt = 0;
  next.retryAfterMs = 0;
  next.silence = 0;
  return next;
};
