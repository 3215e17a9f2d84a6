/**
 * Rules of the session: one operation on the record of one session.
 *
 * The idea: nothing that was read before the lock is believed under it, and nothing is written but
 * with the lock's fence. What may not happen to a record is refused here, whoever asks for it. No
 * rule knows how a store waits, or who else is waiting.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export type { Context, Effect, Event, Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return { operation: input.operation, lockFence: 0, record: null, result: null };
}
