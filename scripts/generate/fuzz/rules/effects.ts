/**
 * Effects of the test machines: each carries all that a rule can see, so that a wrong order, a
 * wrong context or a wrong event is visible in the payload.
 * What they share is in signals.ts.
 */
import { type Any, type Context, cause, type Effect, seen, spend } from './signals.ts';

export const e0 = (c: Context, e: Any): Effect => ({ type: 'e0', seen: `${seen(c)} ${cause(e)}` });
export const e1 = (c: Context, e: Any): Effect => ({ type: 'e1', seen: `${seen(c)} ${cause(e)}` });
export const e2 = (c: Context): Effect => ({ type: 'e2', seen: seen(c) });
export const e3 = (): Effect => {
  spend();
  return { type: 'e3', seen: '' };
};
