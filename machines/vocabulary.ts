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

export type LoadAnswer =
  | {
      readonly state: 'loaded';
      readonly turns: readonly StoredTurn[];
      readonly last: LastTurn | null;
    }
  | Unreachable;
