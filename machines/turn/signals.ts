/**
 * What goes into the turn and what comes out of it: its context, events and effects.
 *
 * Everything from outside names what it is meant for, so that the late can be told from the
 * current.
 */
import type { Frame, FrameInput, Json, Terminal } from '../vocabulary.ts';

export interface Input {
  readonly streamId: string;
}

export interface Context {
  readonly streamId: string;
  /** Seq of the last frame that was handed to the store. */
  readonly seq: number;
  /** Ids of the prompts that are open; those that were answered. */
  readonly open: readonly string[];
  readonly answered: readonly string[];
  /** The answers that were applied, by `answerKey`: a repeated request is the same answer. */
  readonly applied: readonly string[];
  /** What this host wants to decide, and then what the cell says. */
  readonly outcome: Terminal | null;
  readonly detail: Json;
  /** True once the cell has said what the outcome is. */
  readonly decided: boolean;
  /** The producer is being pulled, and has not ended yet. */
  readonly producing: boolean;
  /** The cancels that wait for the decision. */
  readonly askers: readonly number[];
}

export interface PlainEvent {
  /**
   * created: the journal is there. returned: the producer ended by itself.
   * saved, closed, freed: the store has acknowledged that step of the finish.
   * shutdown: the host closes.
   */
  readonly type: 'created' | 'returned' | 'saved' | 'closed' | 'freed' | 'shutdown';
}
export interface ProducedEvent {
  readonly type: 'produced';
  readonly frame: FrameInput;
}
export interface ThrewEvent {
  /** The producer threw, or the store refused a write. */
  readonly type: 'threw' | 'store_failed';
  readonly message: string;
}
export interface CancelEvent {
  readonly type: 'cancel';
  readonly request: number;
}
export interface DecidedEvent {
  readonly type: 'decided';
  /** What the cell holds now: ours if we were first. */
  readonly outcome: Terminal;
  /** Seq of the last frame the journal holds, which is sealed now for all but the terminal. */
  readonly lastSeq: number;
}
export interface AnswerEvent {
  readonly type: 'answer';
  readonly request: number;
  readonly promptId: string;
  readonly answerId: string;
  readonly value: Json;
}

export type Event =
  | PlainEvent
  | ProducedEvent
  | ThrewEvent
  | CancelEvent
  | DecidedEvent
  | AnswerEvent;

export type Effect =
  | { readonly type: 'create'; readonly streamId: string }
  /** Begin to pull the producer; only after `created`. */
  | { readonly type: 'produce' }
  /** Ask the producer to unwind; idempotent. */
  | { readonly type: 'abort' }
  /**
   * Append to the journal, in this order; readers are woken after the store has acknowledged, and
   * only then is the producer's next frame pulled.
   */
  | { readonly type: 'append'; readonly frame: Frame }
  /**
   * Compare and set the turn's outcome, and seal the journal for all but its terminal; answered by
   * `decided` with what the cell holds and where the journal ends.
   */
  | { readonly type: 'decide'; readonly outcome: Terminal }
  /** Fold the journal and save the turn with its outcome, covering the terminal's seq. */
  | {
      readonly type: 'save';
      readonly outcome: Terminal;
      readonly detail: Json;
      readonly coveredSeq: number;
    }
  /** Append the terminal; only after `saved`. */
  | { readonly type: 'close_journal'; readonly frame: Frame }
  /** Take the turn out of the session's ownership and tell the watchers; only after `closed`. */
  | { readonly type: 'free' }
  | {
      readonly type: 'reply';
      readonly requests: readonly number[];
      readonly result: 'accepted' | 'refused' | 'already' | 'gone';
    }
  /** Hand the answer to the producer; only after its frame was handed to the store. */
  | { readonly type: 'deliver'; readonly promptId: string; readonly value: Json };

/** Names one answer to one prompt: an answer's id says nothing of another prompt. */
export function answerKey(e: AnswerEvent): string {
  return `${e.promptId} ${e.answerId}`;
}
