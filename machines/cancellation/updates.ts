/**
 * Updates of the cancellation: one request to stop one turn: each returns the whole next context.
 *
 * Only a retraction counts anything; for the rest its state says where it stands.
 */
import type { Context } from './signals.ts';

export const countTry = (c: Context): Context => ({ ...c, tries: c.tries + 1 });
