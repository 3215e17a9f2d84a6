/**
 * Rules of the turn: one question and the answer that is being produced for it, on the host.
 *
 * The idea: one writer, one order, one outcome. Every frame gets its seq here; the outcome is
 * decided once, in a cell of the store that is compared and set, and whatever the cell says is what
 * is saved and what the terminal repeats. No rule knows the store or the producer.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export type { Context, Effect, Event, Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return {
    streamId: input.streamId,
    after: input.after,
    turnFence: 0,
    seq: 0,
    open: [],
    unclosed: [],
    outcome: input.isTakeover ? 'interrupted' : null,
    detail: null,
    decided: false,
    producing: false,
    askers: [],
  };
}
