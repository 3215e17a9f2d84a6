/**
 * Rules of the subscription: one reader of one stream, on the host.
 *
 * The idea: a reader is a cursor over the journal. Replay and tail are the same read, and a wake-up
 * carries no data: it only says that reading again may find something. So nothing can be delivered
 * twice, overtaken or lost between a replay and a subscription.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export type { Context, Effect, Event, Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return { cursor: input.after, woken: false, terminal: null };
}
