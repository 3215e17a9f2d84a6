/**
 * Guards of the subscription: one reader of one stream, on the host.
 *
 * A reader is a cursor over the journal; a wake-up only says that reading again may find something.
 */
import type { BatchEvent, Context, HeadEvent } from './signals.ts';

/** Malformed, or ahead of everything that was ever journaled. */
export const isUnusable = (c: Context, e: HeadEvent) => c.cursor < 0 || c.cursor > e.lastSeq;

/** Frames between the reader's cursor and the oldest kept one are gone for good. */
export const isTrimmed = (c: Context, e: HeadEvent) => Math.max(c.cursor, 0) + 1 < e.firstSeq;

export const isAtEnd = (c: Context, e: HeadEvent) => e.terminal !== null && c.cursor === e.lastSeq;

export const isEmpty = (_: Context, e: BatchEvent) => e.frames.length === 0;

export const isWoken = (c: Context) => c.woken;

export const sentTerminal = (c: Context) => c.terminal !== null;
