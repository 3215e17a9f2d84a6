/**
 * Guards of the turn: one question and its answer, on the host.
 *
 * One writer, one order, one outcome. What the cell of the store says is what is saved and what the
 * terminal repeats.
 */
import {
  answerOf,
  type Context,
  type DecidedEvent,
  type RenewedEvent,
  type StoreFailedEvent,
} from './signals.ts';

export const isUnclaimed = (c: Context) => c.turnFence === 0;

/** There is an end to be decided already: it is not produced any more. */
export const isToEnd = (c: Context) => c.outcome !== null;

/** A lease outlives a few renewals that failed. */
export const wasRenewal = (_: Context, e: StoreFailedEvent) => e.during === 'renew';

/** Nor is anything lost by a frame that failed: where the journal ends is told by the decision. */
export const isOutlived = (_: Context, e: StoreFailedEvent) =>
  e.during === 'renew' || e.during === 'append';

/** Another host has stored a cancel. */
export const isDecidedElsewhere = (_: Context, e: RenewedEvent) => e.outcome !== null;

export const isCancelled = (c: Context) => c.outcome === 'cancelled';

export const isDecided = (c: Context) => c.decided;

export const isUnwound = (c: Context) => !c.producing;

export const decidedCancelled = (_: Context, e: DecidedEvent) => e.outcome === 'cancelled';

/** P4: a prompt that is not open has had its answer. */
export const isAnswered = (c: Context, e: RenewedEvent) => answerOf(c, e) !== null;

export const isCancelDecided = (c: Context) => c.decided && c.outcome === 'cancelled';
