/**
 * Rules of the subscription: one reader of one stream, on the host.
 *
 * The idea: a reader is a cursor over the journal. Replay and tail are the same read, and a wake-up
 * carries no data: it only says that reading again may find something. So nothing can be delivered
 * twice, overtaken or lost between a replay and a subscription.
 */
import type { Delay } from '../lift.ts';
import type { Frame, Terminal } from '../vocabulary.ts';
import { isTerminal } from '../vocabulary.ts';

export interface Input {
  /** What the reader says it has: the seq of its last frame; -1 when that could not be read. */
  readonly after: number;
}

export interface Context {
  /** Seq of the last frame that was sent. */
  readonly cursor: number;
  /** A wake-up came while a read was under way: its result may be too old to wait on. */
  readonly woken: boolean;
  /** What the last read brought ended with a terminal. */
  readonly terminal: Terminal | null;
}

/** The journal as the store knows it when the reader opens it. */
export interface HeadEvent {
  readonly type: 'head';
  /** Seq of the oldest frame that is kept (1 unless trimmed) and of the newest (0 when empty). */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly terminal: Terminal | null;
}
export interface BatchEvent {
  readonly type: 'batch';
  readonly frames: readonly Frame[];
}
export interface PlainEvent {
  /**
   * missing: no such journal, or one that is no longer kept. wake: read again. drained: the reader
   * has taken what was sent. left: the reader is gone. shutdown: the host closes.
   */
  readonly type: 'missing' | 'wake' | 'drained' | 'left' | 'shutdown';
}

export type Event = HeadEvent | BatchEvent | PlainEvent;

export type Effect =
  | { readonly type: 'look' }
  | { readonly type: 'read'; readonly after: number }
  /** Send in this order, nothing between; `drained` follows when the reader has taken it. */
  | { readonly type: 'send'; readonly frames: readonly Frame[] }
  /** The reader's cursor can't be used: it gets the stream from seq 1. Before any frame. */
  | { readonly type: 'send_reset' }
  | { readonly type: 'send_heartbeat' }
  /** This connection carries nothing more; the last thing that is sent. */
  | {
      readonly type: 'send_stream_end';
      readonly terminal: Terminal | null;
      readonly lastSeq: number;
    }
  /** Answer the opening: gone (410) or a stream. Before anything is sent. */
  | { readonly type: 'answer'; readonly state: 'open' | 'gone' | 'missing' }
  /** Cut the connection: the reader comes back by its cursor. */
  | { readonly type: 'cut' }
  | { readonly type: 'finish' };

export function initial(input: Input): Context {
  return { cursor: input.after, woken: false, terminal: null };
}

export const guards = {
  /** Malformed, or ahead of everything that was ever journaled. */
  isUnusable: (c: Context, e: HeadEvent) => c.cursor < 0 || c.cursor > e.lastSeq,
  /** Frames between the reader's cursor and the oldest kept one are gone for good. */
  isTrimmed: (c: Context, e: HeadEvent) => Math.max(c.cursor, 0) + 1 < e.firstSeq,
  isAtEnd: (c: Context, e: HeadEvent) => e.terminal !== null && c.cursor === e.lastSeq,
  isEmpty: (_: Context, e: BatchEvent) => e.frames.length === 0,
  isWoken: (c: Context) => c.woken,
  sentTerminal: (c: Context) => c.terminal !== null,
};

export const updates = {
  restart: (c: Context): Context => ({ ...c, cursor: 0 }),
  keepWake: (c: Context): Context => ({ ...c, woken: true }),
  dropWake: (c: Context): Context => ({ ...c, woken: false }),
  keepTerminal: (c: Context, e: HeadEvent): Context => ({ ...c, terminal: e.terminal }),
  advance: (c: Context, e: BatchEvent): Context => {
    const last = e.frames.at(-1);
    if (last === undefined) return c;
    return { ...c, cursor: last.seq, terminal: isTerminal(last.kind) ? last.kind : null };
  },
};

export const effects = {
  look: (): Effect => ({ type: 'look' }),
  read: (c: Context): Effect => ({ type: 'read', after: c.cursor }),
  send: (_: Context, e: BatchEvent): Effect => ({ type: 'send', frames: e.frames }),
  sendReset: (): Effect => ({ type: 'send_reset' }),
  sendHeartbeat: (): Effect => ({ type: 'send_heartbeat' }),
  sendStreamEnd: (c: Context): Effect => ({
    type: 'send_stream_end',
    terminal: c.terminal,
    lastSeq: c.cursor,
  }),
  answerOpen: (): Effect => ({ type: 'answer', state: 'open' }),
  answerGone: (): Effect => ({ type: 'answer', state: 'gone' }),
  answerMissing: (): Effect => ({ type: 'answer', state: 'missing' }),
  cut: (): Effect => ({ type: 'cut' }),
  finish: (): Effect => ({ type: 'finish' }),
};

export const delays = {
  /** A silent reader is told that the connection lives; its watchdog counts three of these. */
  heartbeat: (): Delay => ({ ms: 5_000, spreadMs: 0 }),
  /** How long a reader may leave what was sent untaken before it is cut. */
  patience: (): Delay => ({ ms: 30_000, spreadMs: 0 }),
};
