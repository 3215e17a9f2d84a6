/**
 * What goes into the cancellation and what comes out of it: its context, events and effects.
 *
 * Everything from outside names what it is meant for, so that the late can be told from the
 * current.
 */
import type { CancelAnswer } from '../vocabulary.ts';

export interface Input {
  readonly streamId: string;
  /**
   * Nobody stopped it: its start was given up, and must not come to life later. It is asked for
   * again when the host can't be reached, and the person is told nothing of it.
   */
  readonly retracts: boolean;
}

export interface Context extends Input {
  /** Requests of a retraction so far. */
  readonly tries: number;
}

/** Requests of a retraction that are made before it is left. */
export const triesMax = 6;

export interface AnsweredEvent {
  readonly type: 'cancel_answered';
  readonly streamId: string;
  readonly answer: CancelAnswer;
}
export interface OverEvent {
  /** `turn_over`: its terminal was settled. `superseded`: another turn has the pane. */
  readonly type: 'turn_over' | 'superseded';
  readonly streamId: string;
}

export type Event = AnsweredEvent | OverEvent;

export type Effect =
  /** Ask the host to cancel the turn; answered by `cancel_answered`, always. */
  | { readonly type: 'request_cancel'; readonly streamId: string }
  /** Ask the turn's attachment, if it is there, to settle once, its source left as it is. */
  | { readonly type: 'probe'; readonly streamId: string }
  | {
      readonly type: 'notice';
      readonly code: 'stop_refused' | 'stop_unreachable' | 'stop_late';
    };
