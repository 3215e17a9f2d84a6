/**
 * What a host allows: every queue, batch, body and wait is bounded, and these are the bounds.
 *
 * They protect the host's memory and its readers; none of them is part of the protocol, so each can
 * be set. Sizes of text are counted in UTF-16 code units, as `string.length` does.
 */
import { HoldfastError } from '../core/errors.ts';
import type { Retention } from './retention.ts';
import type { BatchLimit } from './store.ts';

export interface HostLimits extends Retention {
  /** Turns that run at the same time. Default 10,000. */
  readonly turnsMax: number;
  /** Readers at the same time, and as many watchers. Default 50,000. */
  readonly readersMax: number;
  /** Readers of one stream. Default 10,000. */
  readonly readersPerStreamMax: number;
  /** How long one frame's data may be as JSON. Default 1,000,000: what a client's parser takes. */
  readonly frameCharsMax: number;
  /** How many frames a producer may yield in one turn. Default 1,000,000; then the turn fails. */
  readonly streamFramesMax: number;
  /** How long the data of those may be, all together. Default 64,000,000; then the turn fails. */
  readonly streamCharsMax: number;
  /** How many turns a session may have. Default 10,000; then no other is started. */
  readonly sessionTurnsMax: number;
  /** How long a host waits before it looks for journals to drop again. Default 600,000. */
  readonly retainEveryMs: number;
  /** What one reader may hold: default 1,024 frames or 65,536 characters, one at least. */
  readonly batch: BatchLimit;
  /**
   * How far a producer may run ahead of the store, what is being stored included: default 4,096
   * frames or 262,144 characters. A flush takes about as long for many frames as for one.
   */
  readonly ahead: BatchLimit;
  /** How long `close` waits for turns and readers to end. Default 10,000. */
  readonly closeMsMax: number;
}

export const hostLimits: HostLimits = {
  turnsMax: 10_000,
  readersMax: 50_000,
  readersPerStreamMax: 10_000,
  frameCharsMax: 1_000_000,
  streamFramesMax: 1_000_000,
  streamCharsMax: 64_000_000,
  sessionTurnsMax: 10_000,
  retainMs: 86_400_000,
  retainStreams: 100_000,
  retainEveryMs: 600_000,
  batch: { frames: 1_024, chars: 65_536 },
  ahead: { frames: 4_096, chars: 262_144 },
  closeMsMax: 10_000,
};

export interface HttpLimits {
  /** How long a request's address and headers may be together. Default 16,384. */
  readonly headCharsMax: number;
  /** How many bytes a request's body may have. Default 262,144. */
  readonly bodyBytesMax: number;
  /** How long a request's body may take to come. Default 30,000. */
  readonly bodyMsMax: number;
  /** How long a question may be as JSON. Default 131,072. */
  readonly questionCharsMax: number;
  /** How long the ids of a session and a turn have to be when the turn is started. Default 16. */
  readonly madeIdCharsMin: number;
  /** Streams and watches that one caller has open, if `authorize` names it. Default 64. */
  readonly readersPerCallerMax: number;
  /** How many sessions one request may watch. Default 64. */
  readonly watchedMax: number;
  /** How often a silent watcher is told that the connection lives. Default 5,000. */
  readonly heartbeatMs: number;
  /** How long a watcher may take nothing of what it is told before it is cut. Default 30,000. */
  readonly idleMsMax: number;
}

/** Of `serve`: what is bounded before there is a request to answer. */
export interface SocketLimits {
  /** How many bytes the address and the headers may have. Default 16,384. */
  readonly headBytesMax: number;
  /** How long they may take to come. Default 10,000. */
  readonly headMsMax: number;
  /** How long the whole request may take to come. Default 60,000. */
  readonly requestMsMax: number;
  /** How long a connection is kept between two requests. Default 5,000. */
  readonly idleMsMax: number;
}

export const socketLimits: SocketLimits = {
  headBytesMax: 16_384,
  headMsMax: 10_000,
  requestMsMax: 60_000,
  idleMsMax: 5_000,
};

/** What would be done without an end if it were nothing. All else may be: no room, no wait. */
const neverZero: readonly string[] = ['frames', 'chars', 'retainEveryMs', 'heartbeatMs'];

/** The defaults, but for what is given. Throws `misuse` for what is no limit, or not a number. */
export function limitsOf<T extends object>(defaults: T, given: unknown = {}, within = ''): T {
  const misuse = (what: string) => new HoldfastError('misuse', `${within || 'limits'}${what}`);
  if (typeof given !== 'object' || given === null) throw misuse(' has to be an object of limits');
  const limits = { ...defaults } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    const usual = limits[name];
    const place = `.${name}`;
    if (usual === undefined) throw misuse(`${place} is no limit of these`);
    if (value === undefined) continue;
    if (typeof usual === 'object' && usual !== null) {
      limits[name] = limitsOf(usual, value, `${within || 'limits'}${place}`);
      continue;
    }
    const least = neverZero.includes(name) ? 1 : 0;
    if (typeof value !== 'number' || !(value >= least)) {
      throw misuse(`${place} has to be a number, of ${least} at least, and is ${String(value)}`);
    }
    limits[name] = value;
  }
  return limits as T;
}

export const httpLimits: HttpLimits = {
  headCharsMax: 16_384,
  bodyBytesMax: 262_144,
  bodyMsMax: 30_000,
  questionCharsMax: 131_072,
  madeIdCharsMin: 16,
  readersPerCallerMax: 64,
  watchedMax: 64,
  heartbeatMs: 5_000,
  idleMsMax: 30_000,
};
