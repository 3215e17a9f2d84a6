/**
 * What a person sees on one tab, and what is true at the host, for the promises to compare.
 *
 * A frame of the world carries a token of its own (`r1.2` is the second of stream r1), so that what
 * stands on a screen is compared with the journal token by token, and never with a cursor.
 */
import {
  type Frame,
  isTerminal,
  type Part,
  type SessionRecord,
  type Terminal,
} from '../../../machines/vocabulary.ts';
import { createView, type Snapshot, type TurnView } from '../../../runtime/core/view.ts';
import type { StoreState } from '../store-state.ts';
import type { TabState } from '../tab-state.ts';

const seen = new WeakMap<object, Snapshot>();

/** The screen of a tab. */
export function viewOf({ client }: TabState): Snapshot {
  const known = seen.get(client);
  if (known !== undefined) return known;
  const view = createView()({ ...client, cancellations: new Map(client.cancellations) });
  seen.set(client, view);
  return view;
}

export function turnIn(view: Snapshot, streamId: string): TurnView | null {
  return view.turns.find((turn) => turn.streamId === streamId) ?? null;
}

/** The tokens of an answer, in the order in which they are shown. */
export function tokensIn(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.type === 'text' || part.type === 'reasoning') return part.text.split(' ').slice(0, -1);
    return part.type === 'prompt' ? [part.id] : [];
  });
}

/** The tokens of a journal, in its order. */
export function tokensOf(frames: readonly Frame[]): readonly string[] {
  return frames.flatMap(({ kind, data }) => {
    if (kind === 'text') return [(data as string).trim()];
    return kind === 'prompt' ? [promptOf(data)] : [];
  });
}

function promptOf(data: unknown): string {
  return (data as { readonly id: string }).id;
}

export function journalOf(store: StoreState, streamId: string): readonly Frame[] {
  return store.journals[streamId]?.frames ?? [];
}

/** The outcome as the record has it, or had it; null while the turn is not ended, or not there. */
export function outcomeOf(store: StoreState, streamId: string): Terminal | null {
  const { record, journals } = store;
  // Only a turn that had ended can be removed, and its journal is still there.
  if (isRemoved(record, streamId)) return journals[streamId]?.cell?.outcome ?? null;
  return record.turns.find((known) => known.streamId === streamId)?.outcome ?? null;
}

/** An edit has cut it from the transcript. */
export function isRemoved({ removed }: SessionRecord, streamId: string): boolean {
  return removed.includes(streamId);
}

/** The terminal as the journal has it. */
export function terminalOf(store: StoreState, streamId: string): Terminal | null {
  const last = journalOf(store, streamId).at(-1);
  return last !== undefined && isTerminal(last.kind) ? last.kind : null;
}

/** The prompts of a stream that wait for an answer. */
export function openPrompts(store: StoreState, streamId: string): readonly string[] {
  if (terminalOf(store, streamId) !== null) return [];
  const frames = journalOf(store, streamId);
  const closed = frames.filter(({ kind }) => kind === 'prompt-closed').map(({ data }) => data);
  const asked = frames.filter(({ kind }) => kind === 'prompt').map(({ data }) => promptOf(data));
  return asked.filter((id) => !closed.some((data) => promptOf(data) === id));
}

export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
