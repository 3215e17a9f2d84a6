/**
 * Guards of the test machines: small numbers, so that they answer both ways often.
 *
 * Some read the context, some the event; what they share is in signals.ts.
 */
import { type Any, type Context, cause } from './signals.ts';

export const isA0 = (c: Context) => c.a === 0;
export const isA1 = (c: Context) => c.a === 1;
export const isB0 = (c: Context) => c.b === 0;
export const hasFuel = (c: Context) => c.fuel > 0;
export const isOdd = (_: Context, e: Any) => (e.k ?? 0) % 2 === 1;
export const isTimer = (_: Context, e: Any) => cause(e) === 'timer';
export const isX = (_: Context, e: Any) => e.type === 'x';
export const isFinal = (_: Context, e: Any) => cause(e) === 'final';
export const isRaised = (c: Context, e: Any) => e.type === 'r0' || c.b === 2;
export const always = () => true;
