/**
 * What goes into one operation on a session's record and what comes out of it.
 *
 * Each effect but `begin` and `conclude` is one access to the store and is answered by one event,
 * so an operation waits for one thing at a time, and whoever performs it can stop between any two.
 */
import type {
  CancelAnswer,
  EndedTurn,
  Json,
  Owner,
  SessionRecord,
  StartAnswer,
  StoredAnswer,
  StoredTurn,
  Terminal,
} from '../vocabulary.ts';

/** What is to be done to the record. */
export type Operation =
  /** Ask a question: a new turn, and the ownership for it. */
  | { readonly kind: 'start'; readonly turnId: string; readonly question: Json }
  /** Put the end of a turn in the place of its question. */
  | { readonly kind: 'finish'; readonly turn: EndedTurn }
  /** Take a turn that is over out of the ownership. */
  | { readonly kind: 'free'; readonly streamId: string }
  /** Somebody has seen this owner: if it is dead, its turn is taken over. */
  | { readonly kind: 'clear'; readonly observed: Owner }
  /** Cancel a turn that is not run here: one that nobody runs, or another host. */
  | { readonly kind: 'cancel'; readonly streamId: string }
  /** Answer a prompt of a turn, whoever runs it. */
  | { readonly kind: 'answer'; readonly streamId: string; readonly answer: StoredAnswer }
  /** Maintenance: put back a record that was read before, with another `meta`. */
  | { readonly kind: 'save'; readonly record: SessionRecord }
  /** Cut the transcript from this turn on. */
  | { readonly kind: 'edit'; readonly from: string };

export interface Input {
  readonly operation: Operation;
}

/** What became of an answer: it is stored, another is, or its prompt is not open any more. */
type Put = 'accepted' | 'already' | 'gone';

/** What came of an operation. */
export type Result =
  /** The phase as far as the store can tell: whoever runs the turn knows better. */
  | Extract<StartAnswer, { state: 'conflict' }>
  | { readonly state: 'refused'; readonly reason: string }
  | { readonly state: CancelAnswer['state'] }
  | { readonly state: Put }
  /** `isNew`: the record has the turn from now on; it had it before otherwise. */
  | { readonly state: 'started'; readonly ordinal: number; readonly isNew: boolean }
  /** The record is as it was asked for, by this operation or since before. */
  | { readonly state: 'done' }
  /** What it was meant for is not there: the question of a turn, the turn to cut at. */
  | { readonly state: 'gone' }
  | { readonly state: 'failed'; readonly code: 'store_failed' | 'lock_timeout' | 'fenced' };

export interface Context {
  readonly operation: Operation;
  /** Of the lock that is held; 0 while there is none. */
  readonly lockFence: number;
  /** As it was read under the lock, and then as it is to be written; null where it is of no use. */
  readonly record: SessionRecord | null;
  readonly result: Result | null;
}

export interface PlainEvent {
  /**
   * saved, unlocked: done. registered: the turn that was begun has its journal, or has given up to
   * get it at once. runs_here: this host runs the turn that is judged. fenced: a newer lock was
   * issued, of the lock or of the journal that was to be decided, and nothing was written.
   */
  readonly type: 'saved' | 'unlocked' | 'registered' | 'runs_here' | 'fenced';
}
export interface LeasedEvent {
  /** This host does not run it: what the store knows of whoever does. */
  readonly type: 'leased';
  /** The last fence issued for its journal; 0 when it was never registered. */
  readonly turnFence: number;
  /** False when the lease of that fence ran out. */
  readonly isLive: boolean;
  /** What the cell of its outcome holds; null while it holds none. */
  readonly outcome: Terminal | null;
}
export interface AnsweredEvent {
  readonly type: 'answered';
  readonly result: Put;
}
export interface DecidedEvent {
  readonly type: 'decided';
  /** What the cell holds now: ours if we were first. */
  readonly outcome: Terminal;
  readonly detail: Json;
  readonly lastSeq: number;
}
export interface LockedEvent {
  readonly type: 'locked';
  readonly lockFence: number;
}
export interface LoadedEvent {
  readonly type: 'loaded';
  /** The whole record; an empty one when none was ever saved. */
  readonly record: SessionRecord;
  /** Milliseconds since the epoch, as whoever read it has it. */
  readonly now: number;
}
export interface FailedEvent {
  /** The store failed; whether a write was done is not known. */
  readonly type: 'store_failed';
  readonly code: 'store_failed' | 'lock_timeout';
}

export type Event =
  | PlainEvent
  | LeasedEvent
  | AnsweredEvent
  | DecidedEvent
  | LockedEvent
  | LoadedEvent
  | FailedEvent;

export type Effect =
  /** Does this turn live? Answered by `runs_here`, or by `leased` from the store. */
  | { readonly type: 'judge'; readonly streamId: string }
  /**
   * Compare and set the outcome of a turn that another host runs, as that one would; answered by
   * `decided`, or `fenced` when the turn was claimed anew since it was judged.
   */
  | {
      readonly type: 'decide';
      readonly streamId: string;
      readonly outcome: Terminal;
      readonly detail: Json;
      readonly turnFence: number;
    }
  /** Compare and set the answer to a prompt; answered by `answered`. */
  | { readonly type: 'answer'; readonly streamId: string; readonly answer: StoredAnswer }
  /** Wait for the lock, not for ever; answered by `locked`. */
  | { readonly type: 'lock' }
  /** Only after `locked`. Answered by `loaded`. */
  | { readonly type: 'load' }
  /** Only after `loaded`. Refused with `fenced` when a newer lock was issued; else `saved`. */
  | { readonly type: 'save'; readonly record: SessionRecord; readonly lockFence: number }
  /** Release the lock if it is still one's own; answered by `unlocked`. */
  | { readonly type: 'unlock'; readonly lockFence: number }
  /**
   * Begin a turn of this host, under the lock; only after its question was `saved`, or to take it
   * over after it was judged dead. Answered by `registered`.
   */
  | {
      readonly type: 'begin';
      readonly streamId: string;
      /** Claim its journal only if this is still its last fence. */
      readonly after: number;
      readonly isTakeover: boolean;
      readonly turn: StoredTurn | null;
      /** The turns before it, oldest first. */
      readonly transcript: readonly StoredTurn[];
    }
  /** The last effect. */
  | { readonly type: 'conclude'; readonly result: Result };

/** Who owns the session, by the record that was read under the lock. */
export function ownerOf({ record }: Context): Owner | null {
  return record?.owner ?? null;
}
