/**
 * Delays of the attachment: one tab's hold on one stream.
 *
 * Milliseconds, and how much of them is left to chance; all are defaults of the protocol.
 */
import type { Delay } from '../lift.ts';
import { type Context, firstSpreadMs, ladderMs } from './signals.ts';

/** A heartbeat interval; three silent ones are a break. */
export const heartbeat = (): Delay => ({ ms: 5_000, spreadMs: 0 });

/** How long an opening may go without its response's head. */
export const opening = (): Delay => ({ ms: 15_000, spreadMs: 0 });

/** After stream_end over a live scene: a terminal may have been cut off just before it. */
export const deferral = (): Delay => ({ ms: 180, spreadMs: 0 });

export const settleRetry = (): Delay => ({ ms: 200, spreadMs: 0 });

export const settleTimeout = (): Delay => ({ ms: 8_000, spreadMs: 0 });

export const backoff = (c: Context): Delay => {
  if (c.retryAfterMs > 0) return { ms: c.retryAfterMs, spreadMs: firstSpreadMs };
  const ms = ladderMs[c.attempt] ?? 0;
  return { ms, spreadMs: ms === 0 ? firstSpreadMs : ms / 4 };
};
