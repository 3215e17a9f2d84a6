/**
 * Delays of the pane: who owns it, and what may take it over.
 *
 * Milliseconds, and how much of them is left to chance; all are defaults of the protocol.
 */
import type { Delay } from '../lift.ts';
import type { Context } from './signals.ts';

export const startTimeout = (): Delay => ({ ms: 10_000, spreadMs: 0 });

export const startRetry = (c: Context): Delay => ({ ms: 500 * 2 ** (c.tries - 1), spreadMs: 250 });

export const holdRetry = (): Delay => ({ ms: 500, spreadMs: 0 });

export const loadTimeout = (): Delay => ({ ms: 10_000, spreadMs: 0 });

export const loadRetry = (): Delay => ({ ms: 2_000, spreadMs: 1_000 });
