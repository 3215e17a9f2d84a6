/**
 * Updates of the subscription: one reader of one stream, on the host: each returns the whole next
 * context.
 *
 * A field that no longer matters in a state is cleared here, so that equal situations are equal
 * states.
 */
import { isTerminal } from '../vocabulary.ts';
import type { BatchEvent, Context, HeadEvent } from './signals.ts';

export const restart = (c: Context): Context => ({ ...c, cursor: 0 });

export const keepWake = (c: Context): Context => ({ ...c, woken: true });

export const dropWake = (c: Context): Context => ({ ...c, woken: false });

export const keepTerminal = (c: Context, e: HeadEvent): Context => ({ ...c, terminal: e.terminal });

export const advance = (c: Context, e: BatchEvent): Context => {
  const last = e.frames.at(-1);
  if (last === undefined) return c;
  return { ...c, cursor: last.seq, terminal: isTerminal(last.kind) ? last.kind : null };
};
