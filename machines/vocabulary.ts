/**
 * The words of the protocol: ids, frames, answers, and the pure functions that classify them.
 *
 * Everything above (rules, machines, the generated runtime, both shells) speaks these types and no
 * others. This file imports nothing and knows neither time nor IO.
 */

/** Any value JSON can carry. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The content kinds that the fold understands. Any other kind is opaque content. */
export type ContentKind =
  | 'text'
  | 'reasoning'
  | 'tool'
  | 'prompt'
  | 'prompt-closed'
  | 'data'
  | 'usage';

/** How a turn ended: the kind of the last frame of its journal, and the outcome that is stored. */
export type Terminal = 'done' | 'cancelled' | 'failed' | 'interrupted';

/** What a producer yields: a frame that has no place in a journal yet. */
export interface FrameInput {
  readonly kind: string;
  readonly data: Json;
}

/** One journaled event. `seq` counts from 1 within its stream, without holes. */
export interface Frame extends FrameInput {
  readonly seq: number;
}

/** True for the kinds that close a journal. */
export function isTerminal(kind: string): kind is Terminal {
  return kind === 'done' || kind === 'cancelled' || kind === 'failed' || kind === 'interrupted';
}

/** Ids travel in URLs, headers and event-stream fields: this is all they may be made of. */
const idPattern = /^[A-Za-z0-9_-]{1,128}$/;
/** Kinds travel in an event-stream field. */
const kindPattern = /^[a-z][a-z0-9._-]{0,63}$/;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

export function isKind(value: unknown): value is string {
  return typeof value === 'string' && kindPattern.test(value);
}

/** What a seq, an ordinal and any other count on the wire has to be. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** One piece of an answer as it is shown and as it is stored. */
export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool'; readonly id: string; readonly tool: { readonly [key: string]: Json } }
  | {
      readonly type: 'prompt';
      readonly id: string;
      readonly prompt: { readonly [key: string]: Json };
      /** open: asked, and neither answered nor closed in the journal nor outlived by its stream. */
      readonly state: 'open' | 'closed';
      readonly answer: Json;
    }
  | { readonly type: 'data'; readonly kind: string; readonly data: Json };

/** One turn as the transcript holds it. While it runs: its question, no parts, no outcome. */
export interface StoredTurn {
  readonly streamId: string;
  readonly ordinal: number;
  readonly question: Json;
  readonly parts: readonly Part[];
  readonly usage: Json;
  readonly outcome: Terminal | null;
  /** What the terminal frame carried: the reason of a failure, for example. */
  readonly detail: Json;
  /** The seq of the last frame the parts contain; with an outcome, the terminal's. */
  readonly coveredSeq: number;
}

/** The last turn of a session, as `load` and `watch` say it: level-triggered, never an edge. */
export interface LastTurn {
  readonly streamId: string;
  readonly ordinal: number;
  /** `ending`: an outcome is decided or being cancelled towards; not announced for attaching. */
  readonly phase: 'running' | 'ending' | 'ended';
}

/** Whatever asks over a network and gets no usable answer gets this one. */
export interface Unreachable {
  readonly state: 'unreachable';
}

export type StartAnswer =
  | { readonly state: 'started'; readonly ordinal: number }
  /** Another turn holds the session. */
  | {
      readonly state: 'conflict';
      readonly streamId: string;
      readonly ordinal: number;
      readonly phase: 'running' | 'ending';
    }
  /** The host never starts this turn: it was cancelled before, or the request is not accepted. */
  | { readonly state: 'refused'; readonly reason: string }
  | Unreachable;

/** What became of one stream; decided by the stream, not by who owns the session now. */
export type SettleAnswer =
  | { readonly state: 'restored'; readonly turn: StoredTurn }
  | { readonly state: 'active' | 'missing' | 'error' | 'stale' }
  | Unreachable;

export type CancelAnswer = { readonly state: 'accepted' | 'refused' } | Unreachable;

export type PromptAnswer =
  | { readonly state: 'accepted' | 'already' | 'gone' }
  | { readonly state: 'refused'; readonly reason: string }
  | Unreachable;

/** The answer to one prompt of a turn, as it is stored beside the turn's journal. */
export interface StoredAnswer {
  readonly promptId: string;
  /** Names the act of answering: a retry has the same. */
  readonly answerId: string;
  readonly value: Json;
}

export type LoadAnswer =
  | {
      readonly state: 'loaded';
      readonly turns: readonly StoredTurn[];
      readonly last: LastTurn | null;
    }
  | Unreachable;

/** How a turn is stored once it has ended; the rest of it is as it was asked. */
export type EndedTurn = Omit<StoredTurn, 'ordinal' | 'question'>;

/** Who holds a session: the turn that has not ended. */
export interface Owner {
  readonly streamId: string;
  readonly ordinal: number;
}

/** All that is stored of one session. */
export interface SessionRecord {
  readonly sessionId: string;
  /** Milliseconds since the epoch; moves with turns and edits, never with maintenance (L4). */
  readonly updatedAt: number;
  /** The highest ordinal that was ever given; only grows. */
  readonly lastOrdinal: number;
  readonly owner: Owner | null;
  /** Oldest first. One that runs has its question, no parts and no outcome. */
  readonly turns: readonly StoredTurn[];
  /** Turns that were cancelled before they started: they are never started. Newest last. */
  readonly tombstones: readonly string[];
  /** Turns that an edit has cut off: they stay away (L2). Newest last. */
  readonly removed: readonly string[];
  /** What the application keeps beside the turns, such as a title. */
  readonly meta: Json;
}

/** What a list or a watch needs of a session. It is another type, so it can't be saved (L3). */
export interface SessionSummary {
  readonly sessionId: string;
  readonly updatedAt: number;
  readonly owner: Owner | null;
  readonly lastTurn: (Owner & { readonly outcome: Terminal | null }) | null;
}

/** How many marks of a kind a session keeps: a start overtaken by more of them is not refused. */
export const marksMax = 256;

export function emptyRecord(sessionId: string): SessionRecord {
  const nothing = { owner: null, turns: [], tombstones: [], removed: [], meta: null };
  return { sessionId, updatedAt: 0, lastOrdinal: 0, ...nothing };
}

export function summaryOf({ sessionId, updatedAt, owner, turns }: SessionRecord): SessionSummary {
  const last = turns.at(-1);
  if (last === undefined) return { sessionId, updatedAt, owner, lastTurn: null };
  const { streamId, ordinal, outcome } = last;
  return { sessionId, updatedAt, owner, lastTurn: { streamId, ordinal, outcome } };
}

export function turnOf(record: SessionRecord, streamId: string): StoredTurn | null {
  return record.turns.find((turn) => turn.streamId === streamId) ?? null;
}

/** The record has this turn, and as much of it. */
export function holdsTurn(record: SessionRecord, turn: StoredTurn): boolean {
  const kept = turnOf(record, turn.streamId);
  return kept !== null && (turn.outcome === null || kept.coveredSeq >= turn.coveredSeq);
}
