/**
 * Delays of the cancellation: one request to stop one turn.
 *
 * Milliseconds, and how much of them is left to chance; all are defaults of the protocol.
 */
import type { Delay } from '../lift.ts';

export const requestTimeout = (): Delay => ({ ms: 10_000, spreadMs: 0 });

/** How long an accepted cancel waits for the terminal before it asks once. */
export const patience = (): Delay => ({ ms: 10_000, spreadMs: 0 });

/** How long a retraction waits before it asks a host again that it could not reach. */
export const retractRetry = (): Delay => ({ ms: 5_000, spreadMs: 1_000 });

/** The host's own bound on cancelling; after it the person may try again. */
export const hostBound = (): Delay => ({ ms: 60_000, spreadMs: 0 });
