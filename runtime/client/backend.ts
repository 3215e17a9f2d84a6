/**
 * The port to a host: what a controller needs of whoever produces and keeps the turns.
 *
 * Ours is HTTP (`http-backend.ts`); a user with another host writes one of these. The contract is
 * short: every request ends in an answer or in `unreachable`, an open ends in `broken` or `refused`
 * at most once, and nothing has to be filtered here, because the machines know the late from the
 * current.
 */
import type {
  CancelAnswer,
  Json,
  LastTurn,
  LoadAnswer,
  PromptAnswer,
  SettleAnswer,
  StartAnswer,
  Terminal,
} from '../../machines/vocabulary.ts';

/** What a source says, in the order in which it happens. */
export interface SourceSink {
  /** The host has accepted: frames may follow. */
  opened(): void;
  /** One journaled frame; `data` is parsed. */
  frame(streamId: string, seq: number, kind: string, data: Json): void;
  /** A sign of life. */
  heartbeat(): void;
  /** The host could not use the cursor and begins at seq 1. */
  reset(): void;
  /** This connection carries nothing more. */
  streamEnd(terminal: Terminal | null, lastSeq: number): void;
  /** The connection is over, cleanly or not, or was never made. */
  broken(): void;
  /** The host answered and did not open. `retryAfterMs` is 0 when it did not say. */
  refused(reason: 'forbidden' | 'gone' | 'busy' | 'error', retryAfterMs: number): void;
}

/** An open connection. */
export interface Source {
  /** Idempotent; nothing needs to be said to the sink afterwards. */
  close(): void;
}

export interface PromptReply {
  readonly streamId: string;
  readonly promptId: string;
  readonly answerId: string;
  readonly value: Json;
}

/** All requests of one session. Promises never reject: what fails is `unreachable`. */
export interface Backend {
  start(sessionId: string, turnId: string, question: Json): Promise<StartAnswer>;
  /** Opens the stream after the frame with seq `after`; 0 from the beginning. */
  open(sessionId: string, streamId: string, after: number, sink: SourceSink): Source;
  settle(sessionId: string, streamId: string): Promise<SettleAnswer>;
  load(sessionId: string): Promise<LoadAnswer>;
  cancel(sessionId: string, streamId: string): Promise<CancelAnswer>;
  answer(sessionId: string, reply: PromptReply): Promise<PromptAnswer>;
  /**
   * Says the session's last turn as it stands, now and at every change, until closed.
   * Level-triggered: after a reconnect it says it again, so nothing depends on not missing one.
   * Reconnects by itself.
   */
  watch(sessionId: string, say: (last: LastTurn) => void): Source;
}
