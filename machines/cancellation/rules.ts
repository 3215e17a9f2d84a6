/**
 * Rules of the cancellation: one request to stop one turn.
 *
 * The idea: it names its turn, and what it learns changes nothing by itself. An accepted cancel is
 * settled by the turn's own terminal; all a cancellation may do is ask how the turn stands.
 */
import type { Delay } from '../lift.ts';
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

export function initial(input: Input): Context {
  return { streamId: input.streamId };
}

const isMine = (c: Context, e: AnsweredEvent | OverEvent) => e.streamId === c.streamId;

export const guards = {
  isMine,
  isAccepted: (c: Context, e: AnsweredEvent) => isMine(c, e) && e.answer.state === 'accepted',
  isRefused: (c: Context, e: AnsweredEvent) => isMine(c, e) && e.answer.state === 'refused',
};

export const updates = {};

export const effects = {
  requestCancel: (c: Context): Effect => ({ type: 'request_cancel', streamId: c.streamId }),
  probe: (c: Context): Effect => ({ type: 'probe', streamId: c.streamId }),
  noticeRefused: (): Effect => ({ type: 'notice', code: 'stop_refused' }),
  noticeUnreachable: (): Effect => ({ type: 'notice', code: 'stop_unreachable' }),
  noticeLate: (): Effect => ({ type: 'notice', code: 'stop_late' }),
};

export const delays = {
  requestTimeout: (): Delay => ({ ms: 10_000, spreadMs: 0 }),
  /** How long an accepted cancel waits for the terminal before it asks once. */
  patience: (): Delay => ({ ms: 10_000, spreadMs: 0 }),
  /** The host's own bound on cancelling; after it the person may try again. */
  hostBound: (): Delay => ({ ms: 60_000, spreadMs: 0 }),
};
