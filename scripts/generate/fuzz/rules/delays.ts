/**
 * Delays of the test machines, in milliseconds: without anything, with the context, with the event.
 *
 * A test machine knows no others; what they share is in signals.ts.
 */
import type { Delay } from '../../../../machines/lift.ts';
import { type Any, type Context, cause, seen, spend } from './signals.ts';

export const d0 = (): Delay => {
  spend();
  return { ms: 0, spreadMs: 0 };
};
export const d1 = (c: Context): Delay => ({ ms: 10 + c.a, spreadMs: seen(c).length });
export const d2 = (c: Context, e: Any): Delay => ({
  ms: 100 + seen(c).length,
  spreadMs: cause(e).length,
});
