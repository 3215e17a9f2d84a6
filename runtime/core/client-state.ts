/**
 * The state of a client, the messages it takes and the effects it asks for.
 *
 * Types only: what a shell, a recorder or a world of the explorer needs to know of `client.ts`.
 */
import type { Event as AttachmentEvent } from '../../machines/attachment/rules.ts';
import type { Event as CancellationEvent } from '../../machines/cancellation/rules.ts';
import type { Event as PaneEvent } from '../../machines/pane/rules.ts';
import type { AnswerEvent } from '../../machines/pane/signals.ts';
import type { Json } from '../../machines/vocabulary.ts';
import type * as attachment from '../generated/attachment.ts';
import type * as cancellation from '../generated/cancellation.ts';
import type * as pane from '../generated/pane.ts';
import type { Scene } from './fold.ts';
import type { Screen } from './screen.ts';

export interface Client {
  readonly pane: pane.State;
  /** The owner's attachment, or what is left of the last one. */
  readonly attachment: attachment.State | null;
  /** What that attachment has rendered; empty once its transcript is on the screen. */
  readonly scene: Scene;
  /** True when the scene stays on screen although it is not what is stored. */
  readonly marked: boolean;
  /** A scene being built from seq 1 after a reset. */
  readonly hidden: Scene;
  readonly screen: Screen;
  readonly cancellations: ReadonlyMap<string, cancellation.State>;
  /** Prompts whose answer is under way. Only a mark: the journal closes them. */
  readonly answering: readonly string[];
  /** The text that went back to the composer, last one; null when it never did. */
  readonly returned: Returned | null;
  readonly notices: readonly Notice[];
  /** Frames rendered so far; by themselves, since every token counts one. */
  readonly frames: number;
  readonly counters: Omit<Counters, 'frames'>;
}

export interface Returned {
  readonly question: Json;
  readonly reason: Extract<pane.Output, { type: 'give_back' }>['reason'];
  readonly number: number;
}

type NoticeOf<Output> =
  Extract<Output, { type: 'notice' }> extends { code: infer Code } ? Code : never;

/** Something the person should be told. `number` only grows. */
export interface Notice {
  readonly number: number;
  readonly code:
    | NoticeOf<attachment.Output>
    | NoticeOf<pane.Output>
    | NoticeOf<cancellation.Output>;
}

export interface Counters {
  readonly frames: number;
  readonly duplicates: number;
  readonly foreign: number;
  readonly gaps: number;
  readonly reconnects: number;
}

type TimerOf<Output> = Extract<Output, { type: 'arm' | 'disarm' }>;
type OutputOfAny = attachment.Output | pane.Output | cancellation.Output;

type Requested =
  | Extract<attachment.Output, { type: 'open' | 'close' | 'settle' }>
  | Extract<pane.Output, { type: 'load' | 'start' }>
  | Extract<cancellation.Output, { type: 'request_cancel' }>;

/** Effects that mean the same whichever machine they come from. */
export type Common = Requested | Extract<OutputOfAny, { type: 'arm' | 'disarm' | 'notice' }>;

/** What the shell has to do, in this order. Every request is answered by a message, always. */
export type ClientEffect =
  | Requested
  | { readonly type: 'send_answer'; readonly answer: AnswerEvent }
  /** `message` is what there is to say when it goes off; no other timer has the same. */
  | (TimerOf<OutputOfAny> & { readonly message: ClientMessage });

/** A timer's event says whose it is, as all that an attachment or a cancellation hears does. */
export type ClientMessage =
  | { readonly to: 'pane'; readonly event: PaneEvent | pane.TimerEvent }
  | {
      readonly to: 'attachment';
      readonly event: AttachmentEvent | (attachment.TimerEvent & { readonly attachmentId: number });
    }
  | {
      readonly to: 'cancellation';
      readonly event: CancellationEvent | (cancellation.TimerEvent & { readonly streamId: string });
    }
  | { readonly to: 'all'; readonly event: Weather };

/** What happens around the tab; every machine that cares hears of it. */
export interface Weather {
  readonly type: 'online' | 'visible' | 'retry' | 'offline' | 'suspended';
}

/** A client under construction, within one step. */
export type Draft = { -readonly [Key in keyof Client]: Client[Key] };

/** One step under way: the draft, what goes to the shell, what goes to other machines. */
export interface Run {
  readonly next: Draft;
  /** These two are nearly always empty, and an array that nobody fills is not made. */
  out: readonly ClientEffect[];
  inbox: readonly ClientMessage[];
  /** A machine has moved or has said something. */
  changed: boolean;
}
