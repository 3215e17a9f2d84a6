/**
 * Rules of the cancellation: one request to stop one turn.
 *
 * The idea: it names its turn, and what it learns changes nothing by itself. An accepted cancel is
 * settled by the turn's own terminal; all a cancellation may do is ask how the turn stands.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export type { Context, Effect, Event, Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return { streamId: input.streamId, retracts: input.retracts, tries: 0 };
}
