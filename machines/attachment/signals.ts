/**
 * What goes into the attachment and what comes out of it: its context, events and effects.
 *
 * Everything from outside names what it is meant for (attachment, source, request, stream), so that
 * the machine's gate can tell the late from the current.
 */
import type { Json, SettleAnswer, StoredTurn, Terminal } from '../vocabulary.ts';

export interface Input {
  readonly attachmentId: number;
  readonly streamId: string;
  /** Seq of the last frame already in the scene; 0 for a new scene. */
  readonly cursor: number;
  readonly offline: boolean;
}

export interface Context {
  readonly attachmentId: number;
  readonly streamId: string;
  /** Seq of the last frame rendered. */
  readonly cursor: number;
  /** While a hidden scene is being built after `reset`: its last seq. Otherwise -1. */
  readonly hidden: number;
  /** Generation of the current source; an older one's events are dropped. */
  readonly source: number;
  /** True while that source is open. */
  readonly open: boolean;
  /** Number of the last settle request; 0 while no answer is awaited. */
  readonly awaiting: number;
  readonly requests: number;
  /** Settle answers in a row that did not decide. */
  readonly retries: number;
  /** True for the one settle at the end of the reconnect ladder. */
  readonly lastResort: boolean;
  /** Rung of the reconnect ladder that the next break climbs to. */
  readonly attempt: number;
  /** What the host asked us to wait, for the next rung only; 0 for none. */
  readonly retryAfterMs: number;
  /** Heartbeat intervals in a row in which the source was silent. */
  readonly silence: number;
  readonly terminal: Terminal | null;
  /** The machine's device is offline, or the page suspended: the ladder pauses. */
  readonly offline: boolean;
}

export interface FromSource {
  readonly attachmentId: number;
  readonly source: number;
}

export interface FrameEvent extends FromSource {
  readonly type: 'frame';
  readonly streamId: string;
  readonly seq: number;
  readonly kind: string;
  readonly data: Json;
}
export interface HeardEvent extends FromSource {
  /** `opened`: the response's head; `heartbeat`: a sign of life. */
  readonly type: 'opened' | 'heartbeat';
}
export interface ResetEvent extends FromSource {
  readonly type: 'reset';
}
export interface StreamEndEvent extends FromSource {
  readonly type: 'stream_end';
}
export interface BreakEvent extends FromSource {
  /** The source ended, in whatever way, or could not be opened (without an answer). */
  readonly type: 'broken';
}
export interface RefusedEvent extends FromSource {
  /** The host answered the opening, and did not open. */
  readonly type: 'open_refused';
  readonly reason: 'forbidden' | 'gone' | 'busy' | 'error';
  readonly retryAfterMs: number;
}
export interface SettledEvent {
  readonly type: 'settled';
  readonly attachmentId: number;
  readonly request: number;
  readonly answer: SettleAnswer;
}
/** A cancellation wants to know how the turn stands. */
export interface ProbeEvent {
  readonly type: 'probe';
  readonly streamId: string;
}
export interface SupersededEvent {
  readonly type: 'superseded';
}
export interface WeatherEvent {
  /** online, visible and retry wake an attachment; `nudge` is a watch event about its turn. */
  readonly type: 'online' | 'visible' | 'retry' | 'nudge' | 'offline' | 'suspended';
}

export type Event =
  | FrameEvent
  | HeardEvent
  | ResetEvent
  | StreamEndEvent
  | BreakEvent
  | RefusedEvent
  | SettledEvent
  | ProbeEvent
  | SupersededEvent
  | WeatherEvent;

export type Effect =
  /** Open a source after `cursor`; its events carry `source`. Any older source is closed before. */
  | {
      readonly type: 'open';
      readonly attachmentId: number;
      readonly source: number;
      readonly streamId: string;
      readonly after: number;
    }
  | { readonly type: 'close'; readonly attachmentId: number; readonly source: number }
  /** Ask what became of the stream; the answer carries `request`. */
  | {
      readonly type: 'settle';
      readonly attachmentId: number;
      readonly request: number;
      readonly streamId: string;
    }
  /** Fold into the scene on screen, before the next event. */
  | { readonly type: 'render'; readonly frame: FrameEvent }
  /** Fold into the hidden scene. */
  | { readonly type: 'render_hidden'; readonly frame: FrameEvent }
  /** Begin a hidden scene from nothing. */
  | { readonly type: 'hide' }
  /** Replace the scene by the hidden one, in one step. */
  | { readonly type: 'reveal' }
  /** Replace the scene by the transcript's turn, in one step. */
  | { readonly type: 'swap'; readonly turn: StoredTurn }
  /** The scene stays and is marked: it is not what is stored. */
  | { readonly type: 'mark' }
  /** Told to the pane, once, when the attachment's turn is over for it. */
  | { readonly type: 'ended'; readonly attachmentId: number; readonly how: 'settled' | 'stale' }
  | { readonly type: 'gave_up'; readonly attachmentId: number }
  | { readonly type: 'resumed'; readonly attachmentId: number }
  /** Counted and shown; nothing else depends on it. */
  | { readonly type: 'told'; readonly what: 'duplicates' | 'foreign' | 'gaps' | 'reconnects' }
  | { readonly type: 'notice'; readonly code: 'forbidden' | 'not_settled' | 'connection_lost' };

/** Waits between reconnects, milliseconds; the first follows progress. */
export const ladderMs: readonly number[] = [0, 1_500, 3_000, 5_000, 8_000, 12_000, 20_000];
export const firstSpreadMs = 250;
/** Undecided settle answers that are taken before giving the settle up. */
export const retriesMax = 10;
/** Silent heartbeat intervals after which a source counts as broken. */
export const silenceMax = 3;

/** How far the scene that is being built has come: where the next source starts. */
export const builtTo = (c: Context): number => (c.hidden >= 0 ? c.hidden : c.cursor);

/**
 * A copy to change. Field by field, because Node 20 takes ten times longer to spread an object of
 * this size, and one is made for every token.
 */
export function copy(c: Context): { -readonly [Key in keyof Context]: Context[Key] } {
  return {
    attachmentId: c.attachmentId,
    streamId: c.streamId,
    cursor: c.cursor,
    hidden: c.hidden,
    source: c.source,
    open: c.open,
    awaiting: c.awaiting,
    requests: c.requests,
    retries: c.retries,
    lastResort: c.lastResort,
    attempt: c.attempt,
    retryAfterMs: c.retryAfterMs,
    silence: c.silence,
    terminal: c.terminal,
    offline: c.offline,
  };
}
