/**
 * Updates of the attachment: one tab's hold on one stream: each returns the whole next context.
 *
 * A field that no longer matters in a state is cleared here, so that equal situations are equal
 * states.
 */
import { isTerminal } from '../vocabulary.ts';
import type { Context, FrameEvent, RefusedEvent } from './signals.ts';

/** A frame was rendered: that is progress, and a sign of life. */
export const advance = (c: Context, e: FrameEvent): Context => ({
  ...c,
  cursor: e.seq,
  attempt: 0,
  silence: 0,
});

export const advanceHidden = (c: Context, e: FrameEvent): Context => ({
  ...c,
  hidden: e.seq,
  attempt: 0,
  silence: 0,
});

export const beginHidden = (c: Context): Context => ({ ...c, hidden: 0, silence: 0 });

export const becomeVisible = (c: Context): Context => ({ ...c, cursor: c.hidden, hidden: -1 });

export const keepTerminal = (c: Context, e: FrameEvent): Context =>
  isTerminal(e.kind) ? { ...c, terminal: e.kind } : c;

export const heard = (c: Context): Context => ({ ...c, silence: 0 });

export const countSilence = (c: Context): Context => ({ ...c, silence: c.silence + 1 });

export const newSource = (c: Context): Context => ({
  ...c,
  source: c.source + 1,
  open: true,
  silence: 0,
});

export const dropSource = (c: Context): Context => ({ ...c, open: false, silence: 0 });

export const climb = (c: Context): Context => ({ ...c, attempt: c.attempt + 1, retryAfterMs: 0 });

/** A gap is a break without progress: the next wait is not the short one. */
export const forgetProgress = (c: Context): Context => ({ ...c, attempt: Math.max(c.attempt, 1) });

export const rewindLadder = (c: Context): Context => ({
  ...c,
  attempt: 0,
  retryAfterMs: 0,
  lastResort: false,
});

export const keepRetryAfter = (c: Context, e: RefusedEvent): Context => ({
  ...c,
  retryAfterMs: e.retryAfterMs,
});

export const newRequest = (c: Context): Context => ({
  ...c,
  requests: c.requests + 1,
  awaiting: c.requests + 1,
});

export const dropRequest = (c: Context): Context => ({ ...c, awaiting: 0 });

export const beginRetries = (c: Context): Context => ({ ...c, retries: 0 });

export const countRetry = (c: Context): Context => ({ ...c, retries: c.retries + 1 });

export const tryOnceMore = (c: Context): Context => ({ ...c, lastResort: true });

export const goOffline = (c: Context): Context => ({ ...c, offline: true });

export const goOnline = (c: Context): Context => ({ ...c, offline: false });

/** Clears what no longer matters once the attachment has ended: no late answer finds a match. */
export const forget = (c: Context): Context => ({
  ...c,
  hidden: -1,
  open: false,
  awaiting: 0,
  retries: 0,
  lastResort: false,
  attempt: 0,
  retryAfterMs: 0,
  silence: 0,
});
