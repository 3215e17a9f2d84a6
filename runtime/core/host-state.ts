/**
 * The state of a host, as far as one session is concerned, the messages it takes and the effects it
 * asks for. Types only: what a shell, a recorder or a world of the explorer needs of `host.ts`.
 *
 * The contract between the two is the comment of `HostEffect`.
 */
import type {
  Result,
  Effect as SessionEffect,
  Event as SessionEvent,
} from '../../machines/session/signals.ts';
import type {
  CancelEvent,
  Effect as TurnEffect,
  Event as TurnEvent,
} from '../../machines/turn/signals.ts';
import type {
  Json,
  LastTurn,
  Owner,
  SessionRecord,
  StoredAnswer,
  StoredTurn,
} from '../../machines/vocabulary.ts';
import type * as session from '../generated/session.ts';
import type * as turn from '../generated/turn.ts';

/** What one host process does about one session right now. All of it is gone when it crashes. */
export interface Host {
  readonly isClosing: boolean;
  /** Turns that have not ended, by id. More than one only while an old one has not noticed. */
  readonly turns: readonly turn.State[];
  /** Operations on the record that are under way, by id. */
  readonly operations: readonly RunningOperation[];
}

export interface RunningOperation {
  /** The smallest number that was free. */
  readonly id: number;
  /** Who is told what came of it; null: nobody. */
  readonly asker: Asker | null;
  readonly state: session.State;
}

/** A request from outside, or a turn that waits for its `save` or its `free`. */
export type Asker =
  | {
      readonly request: number;
      /** What its turn is told, if that is run here by the time it turns out to be its matter. */
      readonly handedOn: CancelEvent | null;
    }
  | { readonly turn: TurnStrand; readonly step: 'save' | 'free' };

/** Whose an effect is, and to whom what came of it is told: `{ ...strand, event }`. */
export type Strand = TurnStrand | OperationStrand;
/** One hold of a turn. Whoever has lost one and took the turn over still hears of the first. */
export interface TurnStrand {
  readonly to: 'turn';
  readonly streamId: string;
  /** The fence that this hold claims the journal after. */
  readonly after: number;
}
export interface OperationStrand {
  readonly to: 'operation';
  readonly id: number;
}

export type HostMessage =
  | { readonly to: 'session'; readonly event: Request }
  | (TurnStrand & { readonly event: TurnEvent | turn.TimerEvent })
  | (OperationStrand & { readonly event: SessionEvent });

/** `request` numbers are the shell's; each is answered by one `reply`. */
export type Request =
  | {
      readonly type: 'start';
      readonly request: number;
      readonly turnId: string;
      readonly question: Json;
    }
  | { readonly type: 'cancel'; readonly request: number; readonly streamId: string }
  | {
      readonly type: 'answer';
      readonly request: number;
      readonly streamId: string;
      readonly answer: StoredAnswer;
    }
  | { readonly type: 'save'; readonly request: number; readonly record: SessionRecord }
  | { readonly type: 'edit'; readonly request: number; readonly from: string }
  /** Somebody has read the session, and this was its owner. Not answered. */
  | { readonly type: 'look'; readonly owner: Owner | null }
  /** The host closes: what runs is interrupted. Not answered. */
  | { readonly type: 'shutdown' };

/** What a request is answered with. */
export type Answer = Result;

type TimerOf<Output> = Extract<Output, { type: 'arm' | 'disarm' }>;

/** Turn effects that are the shell's to do as the machine has said them. */
export type TurnWork = Exclude<TurnEffect, { type: 'save' | 'free' | 'reply' | 'pass_on' }>;
/** Operation effects that are the shell's to do: each is one access to the store. */
export type OperationWork = Exclude<SessionEffect, { type: 'begin' | 'conclude' }>;

/**
 * CONTRACT. Each effect names its strand, which is the address of what asked for it.
 * 1. A message is taken as soon as it comes. The effects that its step gives each strand are put
 *    behind those which that strand has left.
 * 2. The effects of one strand are performed in order, each awaited; strands do not wait for each
 *    other. An effect with an answer is answered by one message, to its strand. Steps that are one
 *    `append` each, and wait behind each other, may be one write: all are stored, or none is, and
 *    if it fails each of them has failed.
 * 3. When one fails, the rest of that step's effects of that strand are dropped, but for timers,
 *    and the strand is told: `fenced` if a fence refused it, else `store_failed`. A `reply` that is
 *    dropped is told to whoever waits for it as a failure.
 * 4. A message to what is no longer there is nothing.
 */
export type HostEffect =
  | (TurnStrand & TurnWork)
  /** What the producer of this turn will be given; before its `claim`. */
  | (TurnStrand & {
      readonly type: 'prepare';
      readonly turn: StoredTurn;
      readonly transcript: readonly StoredTurn[];
    })
  /** The turn's phase is another; watchers look again. */
  | (TurnStrand & { readonly type: 'changed' })
  /** `message` is what there is to say when it goes off; no other timer of the strand has it. */
  | (TurnStrand & TimerOf<turn.Output> & { readonly message: HostMessage })
  | (OperationStrand & OperationWork)
  | (Strand & {
      readonly type: 'reply';
      readonly requests: readonly number[];
      readonly answer: Answer;
    });

/** A host under construction, within one step. */
export type Draft = { -readonly [Key in keyof Host]: Host[Key] };

/** One step under way: the draft, what goes to the shell, what goes to other machines. */
export interface Run {
  readonly next: Draft;
  readonly out: HostEffect[];
  readonly inbox: HostMessage[];
}

/** The phase of a turn as others may see it. */
export type Phase = LastTurn['phase'];
