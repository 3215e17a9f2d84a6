/**
 * What goes into the cancellation and what comes out of it: its context, events and effects.
 *
 * Everything from outside names what it is meant for, so that the late can be told from the
 * current.
 */
import type { CancelAnswer } from '../vocabulary.ts';

export interface Input {
  readonly streamId: string;
}

export interface Context {
  readonly streamId: string;
}

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
