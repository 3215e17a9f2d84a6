/**
 * Updates of the test machines: of the context alone, with the event, and one that burns fuel.
 *
 * What they share is in signals.ts.
 */
import { type Any, type Context, cause } from './signals.ts';

export const incA = (c: Context): Context => ({ ...c, a: (c.a + 1) % 3 });
export const incB = (c: Context): Context => ({ ...c, b: (c.b + 1) % 3 });
export const setK = (c: Context, e: Any): Context => ({ ...c, b: (e.k ?? 0) % 3 });
export const note = (c: Context, e: Any): Context => ({ ...c, last: cause(e) });
export const burn = (c: Context): Context => ({ ...c, fuel: Math.max(0, c.fuel - 1) });
export const refuel = (c: Context): Context => ({ ...c, fuel: 3 });
