/**
 * What goes into the pane and what comes out of it: its context, events and effects.
 *
 * A pane is one tab's view of one session. Every answer carries the number of its request, every
 * word from an attachment the attachment's id, and every stream its ordinal.
 */
import type {
  Json,
  LastTurn,
  LoadAnswer,
  PromptAnswer,
  StartAnswer,
  StoredTurn,
} from '../vocabulary.ts';

export interface Input {
  readonly offline: boolean;
}

export interface Owner {
  readonly streamId: string;
  readonly ordinal: number;
}

export interface Context {
  /** The stream this pane belongs to; null when its last turn is over. */
  readonly owner: Owner | null;
  /** Id of the owner's attachment; grows with each, so a late word of an older one is known. */
  readonly attachmentId: number;
  /** The owner's turn is being held. False without an owner, and after its attachment gave up. */
  readonly busy: boolean;
  /** Highest ordinal ever seen; nothing older is attached to. */
  readonly ordinalMax: number;
  /** Highest ordinal that the transcript on screen contains with its outcome. */
  readonly settledOrdinal: number;
  /** The turn whose start is pending; '' when none is. */
  readonly turnId: string;
  /** What that turn asks: sent with every try, and given back with a start that is given up. */
  readonly question: Json;
  /** It was stopped before its start was answered. */
  readonly stopped: boolean;
  readonly starts: number;
  /** Number of the start request that is awaited; 0 for none. */
  readonly awaitingStart: number;
  readonly tries: number;
  readonly holds: number;
  readonly loads: number;
  readonly awaitingLoad: number;
  readonly loaded: boolean;
  /** A load was lost, or the one under way may be older than the news: ask again. */
  readonly loadWanted: boolean;
  readonly offline: boolean;
}

export interface SendEvent {
  readonly type: 'send';
  readonly turnId: string;
  readonly question: Json;
}
export interface StopEvent {
  readonly type: 'stop';
}
export interface StartAnsweredEvent {
  readonly type: 'start_answered';
  readonly request: number;
  readonly turnId: string;
  readonly answer: StartAnswer;
}
export interface LoadedEvent {
  readonly type: 'loaded';
  readonly request: number;
  readonly answer: LoadAnswer;
}
/** Level-triggered: the session's last turn as it stands. */
export interface WatchedEvent {
  readonly type: 'watched';
  readonly last: LastTurn;
}
export interface AttachmentEvent {
  readonly type: 'gave_up' | 'resumed';
  readonly attachmentId: number;
}
export interface EndedEvent {
  readonly type: 'ended';
  readonly attachmentId: number;
  readonly how: 'settled' | 'stale';
}
export interface AnswerEvent {
  readonly type: 'answer';
  readonly streamId: string;
  readonly promptId: string;
  /** Made once per answer: a repeated request is the same answer. */
  readonly answerId: string;
  readonly value: Json;
}
export interface PromptAnsweredEvent {
  readonly type: 'prompt_answered';
  readonly streamId: string;
  readonly promptId: string;
  readonly answer: PromptAnswer;
}
export interface WeatherEvent {
  readonly type: 'online' | 'visible' | 'retry' | 'offline' | 'suspended';
}

export type Event =
  | SendEvent
  | StopEvent
  | StartAnsweredEvent
  | LoadedEvent
  | WatchedEvent
  | AttachmentEvent
  | EndedEvent
  | AnswerEvent
  | PromptAnsweredEvent
  | WeatherEvent;

export type Effect =
  | { readonly type: 'load'; readonly request: number }
  /** Show the question from now on; its turn is `turnId`. */
  | { readonly type: 'ask'; readonly turnId: string; readonly question: Json }
  | {
      readonly type: 'start';
      readonly request: number;
      readonly turnId: string;
      readonly question: Json;
    }
  /** Take the question off the screen and put its text back into the composer, in one step. */
  | {
      readonly type: 'give_back';
      readonly turnId: string;
      readonly question: Json;
      readonly reason: 'busy' | 'stopped' | 'conflict' | 'refused' | 'unreachable';
    }
  /** Begin a cancellation of that turn; one that is under way stays the same. */
  | { readonly type: 'cancel'; readonly streamId: string; readonly retracts: boolean }
  /** The turn never ran: its cancellation has nothing left to do. */
  | { readonly type: 'drop_cancel'; readonly streamId: string }
  /** Tell the attachment, if there is one; its scene stays, marked; before `attach`. */
  | { readonly type: 'supersede' }
  | {
      readonly type: 'attach';
      readonly attachmentId: number;
      readonly streamId: string;
      readonly ordinal: number;
      readonly offline: boolean;
    }
  /** Merge the transcript into the screen; the turn named `keep` belongs to its attachment. */
  | { readonly type: 'show'; readonly turns: readonly StoredTurn[]; readonly keep: string }
  /** The host has news of the owner's turn: an attachment that waits need wait no longer. */
  | { readonly type: 'nudge' }
  | { readonly type: 'answer'; readonly answer: AnswerEvent }
  | { readonly type: 'clear_prompt'; readonly streamId: string; readonly promptId: string }
  | { readonly type: 'keep_prompt'; readonly streamId: string; readonly promptId: string }
  | {
      readonly type: 'notice';
      readonly code: 'answer_refused' | 'answer_unreachable' | 'answer_late';
    };

/** Starts that are tried before one is given up. */
export const triesMax = 4;
/** Looks at a conflict with an ending turn before giving up: 60 s, half a second apart. */
export const holdsMax = 120;

/** What tells of a turn that may be attached to. */
export type Offer = StartAnsweredEvent | WatchedEvent | LoadedEvent;

/** The turn that an event speaks of, as the host says it stands. */
export function offered(e: Offer): LastTurn | null {
  if (e.type === 'watched') return e.last;
  if (e.type === 'loaded') return e.answer.state === 'loaded' ? e.answer.last : null;
  if (e.answer.state === 'started') {
    return { streamId: e.turnId, ordinal: e.answer.ordinal, phase: 'running' };
  }
  return e.answer.state === 'conflict' ? e.answer : null;
}
