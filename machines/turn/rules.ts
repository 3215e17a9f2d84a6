/**
 * Rules of the turn: one question and the answer that is being produced for it, on the host.
 *
 * The idea: one writer, one order, one outcome. Every frame gets its seq here; the outcome is
 * decided once, in a cell of the store that is compared and set, and whatever the cell says is what
 * is saved and what the terminal repeats. No rule knows the store or the producer.
 */
import type { Delay } from '../lift.ts';
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
  /** Ids of the answers that were applied: a repeated request is the same answer. */
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

export function initial(input: Input): Context {
  return {
    streamId: input.streamId,
    seq: 0,
    open: [],
    answered: [],
    applied: [],
    outcome: null,
    detail: null,
    decided: false,
    producing: false,
    askers: [],
  };
}

/** The id of a prompt that a frame asks or closes; null for any other frame. */
function promptOf(frame: FrameInput, kind: 'prompt' | 'prompt-closed'): string | null {
  if (frame.kind !== kind || frame.data === null || typeof frame.data !== 'object') return null;
  const id = (frame.data as { readonly id?: Json }).id;
  return typeof id === 'string' ? id : null;
}

export const guards = {
  isCancelled: (c: Context) => c.outcome === 'cancelled',
  isDecided: (c: Context) => c.decided,
  isCancelDecided: (c: Context) => c.decided && c.outcome === 'cancelled',
  isUnwound: (c: Context) => !c.producing,
  decidedCancelled: (_: Context, e: DecidedEvent) => e.outcome === 'cancelled',
  isOpenPrompt: (c: Context, e: AnswerEvent) => c.open.includes(e.promptId),
  isApplied: (c: Context, e: AnswerEvent) => c.applied.includes(e.answerId),
  isAnswered: (c: Context, e: AnswerEvent) => c.answered.includes(e.promptId),
};

const wants = (c: Context, outcome: Terminal, detail: Json): Context => ({
  ...c,
  outcome,
  detail,
});

export const updates = {
  advance: (c: Context, e: ProducedEvent): Context => {
    const asked = promptOf(e.frame, 'prompt');
    const closed = promptOf(e.frame, 'prompt-closed');
    return {
      ...c,
      seq: c.seq + 1,
      open: nextOpen(c.open, asked, closed),
    };
  },
  applyAnswer: (c: Context, e: AnswerEvent): Context => ({
    ...c,
    seq: c.seq + 1,
    open: c.open.filter((id) => id !== e.promptId),
    answered: [...c.answered, e.promptId],
    applied: [...c.applied, e.answerId],
  }),
  wantDone: (c: Context): Context => wants(c, 'done', null),
  wantFailed: (c: Context, e: ThrewEvent): Context => wants(c, 'failed', { message: e.message }),
  wantInterrupted: (c: Context): Context => wants(c, 'interrupted', null),
  wantCancelled: (c: Context): Context => wants(c, 'cancelled', null),
  keepAsker: (c: Context, e: CancelEvent): Context => ({
    ...c,
    askers: [...c.askers, e.request],
  }),
  producerBegan: (c: Context): Context => ({ ...c, producing: true }),
  producerEnded: (c: Context): Context => ({ ...c, producing: false }),
  /**
   * A saved outcome is never replaced: what the cell says is the outcome. And the journal says where
   * it ends: an append that failed may have been stored or not.
   */
  keepDecision: (c: Context, e: DecidedEvent): Context => ({
    ...c,
    seq: e.lastSeq,
    outcome: e.outcome,
    detail: e.outcome === c.outcome ? c.detail : null,
    decided: true,
    askers: [],
  }),
  /** Clears what no longer matters once the outcome is decided: P1, no prompt outlives it. */
  closePrompts: (c: Context): Context => ({ ...c, open: [], answered: [], applied: [] }),
};

function nextOpen(open: readonly string[], asked: string | null, closed: string | null) {
  if (asked !== null && !open.includes(asked)) return [...open, asked];
  if (closed !== null) return open.filter((id) => id !== closed);
  return open;
}

const reply = (
  requests: readonly number[],
  result: Extract<Effect, { type: 'reply' }>['result'],
): Effect => ({ type: 'reply', requests, result });

export const effects = {
  create: (c: Context): Effect => ({ type: 'create', streamId: c.streamId }),
  produce: (): Effect => ({ type: 'produce' }),
  abort: (): Effect => ({ type: 'abort' }),
  append: (c: Context, e: ProducedEvent): Effect => ({
    type: 'append',
    frame: { seq: c.seq, kind: e.frame.kind, data: e.frame.data },
  }),
  appendAnswer: (c: Context, e: AnswerEvent): Effect => ({
    type: 'append',
    frame: { seq: c.seq, kind: 'prompt-closed', data: { id: e.promptId, answer: e.value } },
  }),
  deliver: (_: Context, e: AnswerEvent): Effect => ({
    type: 'deliver',
    promptId: e.promptId,
    value: e.value,
  }),
  decide: (c: Context): Effect => ({ type: 'decide', outcome: c.outcome ?? 'interrupted' }),
  save: (c: Context): Effect => ({
    type: 'save',
    outcome: c.outcome ?? 'interrupted',
    detail: c.detail,
    coveredSeq: c.seq + 1,
  }),
  closeJournal: (c: Context): Effect => ({
    type: 'close_journal',
    frame: { seq: c.seq + 1, kind: c.outcome ?? 'interrupted', data: c.detail },
  }),
  free: (): Effect => ({ type: 'free' }),
  acceptCancel: (_: Context, e: CancelEvent): Effect => reply([e.request], 'accepted'),
  refuseCancel: (_: Context, e: CancelEvent): Effect => reply([e.request], 'refused'),
  acceptAsker: (c: Context): Effect => reply(c.askers, 'accepted'),
  refuseAsker: (c: Context): Effect => reply(c.askers, 'refused'),
  acceptAnswer: (_: Context, e: AnswerEvent): Effect => reply([e.request], 'accepted'),
  refuseAnswered: (_: Context, e: AnswerEvent): Effect => reply([e.request], 'already'),
  refuseGone: (_: Context, e: AnswerEvent): Effect => reply([e.request], 'gone'),
};

export const delays = {
  /** How long a cancelled producer may unwind before it is left behind. */
  unwinding: (): Delay => ({ ms: 60_000, spreadMs: 0 }),
  /** A step of the finish that the store refused is taken up again. */
  storeRetry: (): Delay => ({ ms: 1_000, spreadMs: 0 }),
};
