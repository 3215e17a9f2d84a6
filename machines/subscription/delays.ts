/**
 * Delays of the subscription: one reader of one stream, on the host.
 *
 * Milliseconds, and how much of them is left to chance; all are defaults of the protocol.
 */
import type { Delay } from '../lift.ts';

/** A silent reader is told that the connection lives; its watchdog counts three of these. */
export const heartbeat = (): Delay => ({ ms: 5_000, spreadMs: 0 });

/** How long a reader may leave what was sent untaken before it is cut. */
export const patience = (): Delay => ({ ms: 30_000, spreadMs: 0 });
