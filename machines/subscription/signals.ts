/**
 * What goes into the subscription and what comes out of it: its context, events and effects.
 *
 * Everything from outside names what it is meant for, so that the late can be told from the
 * current.
 */
import type { Frame, Terminal } from '../vocabulary.ts';

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
  /** The reader waits: see whether whoever writes the journal still lives. */
  | { readonly type: 'look_after' }
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
