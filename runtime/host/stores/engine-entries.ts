/**
 * The entry of a journal as an engine keeps it: who may write it, its ends, its outcome, what was
 * asked and answered, and who attends to it. It is rewritten with every append, in the same
 * transaction, so that the frames and it never disagree. It never knows what is done with it.
 */
import type { Terminal } from '../../../machines/vocabulary.ts';
import { HoldfastError } from '../../core/errors.ts';
import type { Decided } from '../store.ts';
import { keyOf, ordered, type Put, type Timing, under, type View } from './engine.ts';

/** From a moment on, for so long. */
export interface Span {
  readonly since: number;
  readonly ms: number;
}

/** A prompt by its id, and by the seq of the frame that asked. */
export interface Answered {
  readonly promptId: string;
  readonly seq: number;
}

export interface Entry {
  readonly v: 2;
  readonly fence: number;
  readonly lease: Span;
  readonly attended: Span;
  /** As it was when the outcome was decided: frames and answers that come later change nothing. */
  readonly cell: Decided | null;
  /** How many prompts have a cell. */
  readonly prompts: number;
  /** Those whose answer no frame has closed, in the order in which they were asked. */
  readonly answered: readonly Answered[];
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly closed: { readonly terminal: Terminal; readonly at: number } | null;
}

const never: Span = { since: 0, ms: 0 };

export const newEntry: Entry = {
  v: 2,
  fence: 0,
  lease: never,
  attended: never,
  cell: null,
  prompts: 0,
  answered: [],
  firstSeq: 1,
  lastSeq: 0,
  closed: null,
};

/** A span from now on. */
export function spanOf({ now }: Timing, ms: number): Span {
  return { since: now(), ms };
}

/** A span of the future was told by another clock, before the machine began anew: it is over. */
export function runs({ now }: Timing, { since, ms }: Span): boolean {
  return since <= now() && now() < since + ms;
}

/**
 * Null when there is no such journal. Of another version it is not ours to read; and where frames
 * are left of a journal, there was one, which is not begun anew over them.
 */
export function entryOf(view: View, name: string): Entry | null {
  const text = view.get(keyOf('journals', name));
  if (text === undefined) {
    const [left] = view.keys(...under(`${keyOf('frames', name)}/`));
    if (left === undefined) return null;
    throw new HoldfastError('damaged', `the journal ${name} is not where it was kept`);
  }
  const entry = JSON.parse(text) as Entry;
  if (entry.v === newEntry.v) return entry;
  throw new HoldfastError('damaged', `the journal ${name} is of version ${String(entry.v)}`);
}

export function put(name: string, entry: Entry): Put {
  return [keyOf('journals', name), JSON.stringify(entry)];
}

export function frameKey(name: string, seq: number): string {
  return `${keyOf('frames', name)}/${ordered(seq)}`;
}

export function cellKey(name: string, promptId: string): string {
  return `${keyOf('prompts', name)}/${encodeURIComponent(promptId)}`;
}

export function closedKey(at: number, name: string): string {
  return `closed/${ordered(at)}/${encodeURIComponent(name)}`;
}
