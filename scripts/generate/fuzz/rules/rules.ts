/**
 * The rules that random and hand-made test machines are built from. Small numbers, so that guards
 * answer both ways often; and every effect carries all that a rule can see, so that a wrong
 * order, a wrong context or a wrong event is visible in the payload.
 *
 * The two sides give some internal events other names; `cause` is what they have in common.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export { budget, type Context, type Effect, type Event, type Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return { a: 0, b: 0, fuel: input.fuel, last: '' };
}

export const raises = {
  raise0: { type: 'r0' },
  raise1: { type: 'r1', k: 1 },
} as const;
