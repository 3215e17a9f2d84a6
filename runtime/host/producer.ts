/**
 * What a host calls to answer a question: an async generator of frames.
 *
 * The host pulls one frame at a time, and runs ahead of its store up to a bound: so
 * backpressure reaches the producer by itself. A frame is shown when it is stored. Returning
 * ends the turn as done, throwing as failed, and an abort of the signal asks it to unwind (a
 * cancel, or a host that closes). A producer knows nothing of journals, sockets or readers.
 */
import type { FrameInput, Json, StoredTurn } from '../../machines/vocabulary.ts';

/** A question that the turn waits on: an approval, a clarification. */
export interface PromptQuestion {
  /** Names the prompt within its stream; made by the host when left out. */
  readonly id?: string;
  readonly title: string;
  readonly [field: string]: Json | undefined;
}

/** What a producer is given. */
export interface ProducerTurn {
  readonly sessionId: string;
  readonly streamId: string;
  /** What was asked, as the client sent it. */
  readonly question: Json;
  /** The turns before this one, oldest first. */
  readonly transcript: readonly StoredTurn[];
  /** Aborts when the turn is cancelled or the host closes. Pass it on to whatever you await. */
  readonly signal: AbortSignal;
  /**
   * Asks the person and waits: `const answer = yield* turn.ask({ title: 'Run it?' })`.
   * Rejects with the signal's reason when the turn is aborted first.
   */
  ask(question: PromptQuestion): AsyncGenerator<FrameInput, Json, void>;
}

/** Answers one question. Frame kinds: see the protocol; other kinds are opaque content. */
export type Producer = (turn: ProducerTurn) => AsyncGenerator<FrameInput, void, void>;
