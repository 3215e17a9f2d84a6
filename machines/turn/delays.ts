/**
 * Delays of the turn: one question and its answer, on the host.
 *
 * Milliseconds, and how much of them is left to chance; all are defaults of the protocol.
 */
import type { Delay } from '../lift.ts';

/** Three signs of life in the time of a lease. */
export const renewal = (): Delay => ({ ms: 3_000, spreadMs: 0 });

/** How long a cancelled producer may unwind before it is left behind. */
export const unwinding = (): Delay => ({ ms: 60_000, spreadMs: 0 });

/** A step of the finish that the store refused is taken up again. */
export const storeRetry = (): Delay => ({ ms: 1_000, spreadMs: 0 });
