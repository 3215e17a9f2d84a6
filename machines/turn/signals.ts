/**
 * What goes into the turn and what comes out of it: its context, events and effects.
 *
 * Everything from outside names what it is meant for, so that the late can be told from the
 * current.
 */
import type { EndedTurn, Frame, FrameInput, Json, StoredAnswer, Terminal } from '../vocabulary.ts';

/** How long a producer counts as alive after its last sign, by the clock of the store. */
export const leaseMs = 10_000;

export interface Input {
  readonly streamId: string;
  /** The last fence that was issued for its journal; 0 when it has none. */
  readonly after: number;
  /** The turn of a host that died: it is brought to its end, and nothing is produced. */
  readonly isTakeover: boolean;
}

export interface Context {
  readonly streamId: string;
  /** The fence to claim the journal after: no two holds of one journal have the same. */
  readonly after: number;
  /** The fence of the journal; 0 until it is claimed. */
  readonly turnFence: number;
  /** Seq of the last frame that was handed to the store. */
  readonly seq: number;
  /** Ids of the prompts that are open. */
  readonly open: readonly string[];
  /** Once it is decided: the answers that no frame before the terminal has closed. */
  readonly unclosed: readonly StoredAnswer[];
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
   * returned: the producer ended by itself. saved, closed, freed: that step of the finish is done.
   * shutdown: the host closes. fenced: another has taken the turn over, and nothing was written.
   * woken: something of the session but a frame was written; maybe more than once, maybe by this.
   */
  readonly type: 'returned' | 'saved' | 'closed' | 'freed' | 'shutdown' | 'fenced' | 'woken';
}
export interface ClaimedEvent {
  readonly type: 'claimed';
  readonly turnFence: number;
}
export interface RenewedEvent {
  readonly type: 'renewed';
  /** What the cell holds; null while nothing is decided. */
  readonly outcome: Terminal | null;
  /** Accepted, and closed by no frame that is stored; in the order of their prompts. */
  readonly answers: readonly StoredAnswer[];
}
export interface ProducedEvent {
  readonly type: 'produced';
  readonly frame: FrameInput;
}
export interface ThrewEvent {
  /** The producer threw. */
  readonly type: 'threw';
  readonly message: string;
}
export interface StoreFailedEvent {
  readonly type: 'store_failed';
  /** The type of the effect that failed; whether it was done is not known. */
  readonly during: string;
}
export interface CancelEvent {
  readonly type: 'cancel';
  readonly request: number;
}
export interface DecidedEvent {
  readonly type: 'decided';
  /** What the cell holds now: ours if we were first. */
  readonly outcome: Terminal;
  readonly detail: Json;
  /** Seq of the last frame the journal holds, which is sealed now for all but the terminal. */
  readonly lastSeq: number;
  /** Accepted, and closed by no frame up to that one. */
  readonly answers: readonly StoredAnswer[];
}
export interface FoldedEvent {
  readonly type: 'folded';
  readonly turn: EndedTurn;
}

export type Event =
  | PlainEvent
  | ClaimedEvent
  | RenewedEvent
  | ProducedEvent
  | ThrewEvent
  | StoreFailedEvent
  | CancelEvent
  | DecidedEvent
  | FoldedEvent;

export type Effect =
  /**
   * Claim the journal, with a lease. Refused with `fenced` unless `after` is its last fence and the
   * lease of that ran out; answered by `claimed`.
   */
  | { readonly type: 'claim'; readonly after: number; readonly leaseMs: number }
  /** Renew the lease, and hear what others have stored for it: answered by `renewed`. */
  | { readonly type: 'renew'; readonly turnFence: number; readonly leaseMs: number }
  /** Begin to pull the producer; only after `claimed`. */
  | { readonly type: 'produce' }
  /** Ask the producer to unwind; idempotent. */
  | { readonly type: 'abort' }
  /**
   * Append to the journal, in this order; readers are woken after the store has acknowledged. The
   * producer runs ahead of that by a bound, but its end is told when none of these waits any more.
   */
  | { readonly type: 'append'; readonly frame: Frame; readonly turnFence: number }
  /**
   * Compare and set the turn's outcome, and seal the journal for all but what closes it; answered
   * by `decided` with what the cell holds and where the journal ends.
   */
  | {
      readonly type: 'decide';
      readonly outcome: Terminal;
      readonly detail: Json;
      readonly turnFence: number;
    }
  /** Fold the sealed journal, and then what closes it; answered by `folded`. */
  | { readonly type: 'fold'; readonly closing: readonly Frame[] }
  /** Put this end in the place of the turn's question; answered by `saved`. */
  | { readonly type: 'save'; readonly turn: EndedTurn }
  /**
   * Append the terminal, and before it what closes the prompts whose answers were not heard in
   * time, as one write; only after `saved`. Answered by `closed`.
   */
  | {
      readonly type: 'close_journal';
      readonly frames: readonly Frame[];
      readonly turnFence: number;
    }
  /** Take the turn out of the session's ownership; only after `closed`. Answered by `freed`. */
  | { readonly type: 'free' }
  | {
      readonly type: 'reply';
      readonly requests: readonly number[];
      readonly result: 'accepted' | 'refused';
    }
  /** These cancels are no longer this turn's to answer: the record says what became of it. */
  | { readonly type: 'pass_on'; readonly requests: readonly number[] }
  /** Hand the answer to the producer; only after its frame was handed to the store. */
  | { readonly type: 'deliver'; readonly promptId: string; readonly value: Json };

/** The first answer to a prompt that is open: one that is not has been answered already. */
export function answerOf({ open }: Context, { answers }: RenewedEvent): StoredAnswer | null {
  return answers.find(({ promptId }) => open.includes(promptId)) ?? null;
}
