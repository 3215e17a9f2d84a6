/**
 * What a host allows: every queue, batch, body and wait is bounded, and these are the bounds.
 *
 * They protect the host's memory and its readers; none of them is part of the protocol, so each can
 * be set. Sizes of text are counted in UTF-16 code units, as `string.length` does.
 */
import type { Retention } from './retention.ts';
import type { BatchLimit } from './store.ts';

export interface HostLimits extends Retention {
  /** Turns that run at the same time. Default 10,000. */
  readonly turnsMax: number;
  /** Readers at the same time, and as many watchers. Default 50,000. */
  readonly readersMax: number;
  /** How long one frame's data may be as JSON. Default 1,000,000: what a client's parser takes. */
  readonly frameCharsMax: number;
  /** How many frames a producer may yield in one turn. Default 1,000,000; then the turn fails. */
  readonly streamFramesMax: number;
  /** How long the data of those may be, all together. Default 64,000,000; then the turn fails. */
  readonly streamCharsMax: number;
  /** How many turns a session may have. Default 10,000; then no other is started. */
  readonly sessionTurnsMax: number;
  /** How often a host that is busy looks for journals to drop. Default 600,000: ten minutes. */
  readonly retainEveryMs: number;
  /**
   * What one reader may hold, and how far a producer may run ahead of the store: default 256 frames
   * or 65,536 characters, one frame at least.
   */
  readonly batch: BatchLimit;
  /** How long `close` waits for turns and readers to end. Default 10,000. */
  readonly closeMsMax: number;
}

export const hostLimits: HostLimits = {
  turnsMax: 10_000,
  readersMax: 50_000,
  frameCharsMax: 1_000_000,
  streamFramesMax: 1_000_000,
  streamCharsMax: 64_000_000,
  sessionTurnsMax: 10_000,
  retainMs: 86_400_000,
  retainStreams: 100_000,
  retainEveryMs: 600_000,
  batch: { frames: 256, chars: 65_536 },
  closeMsMax: 10_000,
};

export interface HttpLimits {
  /** How many bytes a request's body may have. Default 262,144. */
  readonly bodyBytesMax: number;
  /** How long a question may be as JSON. Default 131,072. */
  readonly questionCharsMax: number;
  /** How many sessions one request may watch. Default 64. */
  readonly watchedMax: number;
  /** How often a silent watcher is told that the connection lives. Default 5,000. */
  readonly heartbeatMs: number;
}

export const httpLimits: HttpLimits = {
  bodyBytesMax: 262_144,
  questionCharsMax: 131_072,
  watchedMax: 64,
  heartbeatMs: 5_000,
};
