/**
 * What a tab of the world keeps, the messages it takes, and what its reactions tell the promises:
 * types only.
 *
 * The client in it is the one that ships, as plain data; all else is what its shell remembers.
 */
import type { ClientEffect, ClientMessage } from '../../runtime/core/client.ts';
import type { Client } from '../../runtime/core/client-state.ts';
import type { Reaction } from '../explorer/system.ts';
import type { Bounds } from './bounds.ts';
import type { Reply } from './lane.ts';
import type { Heard } from './reader.ts';

/** What the shell has asked and will say again with the answer. */
export interface Asked {
  readonly source: { readonly attachmentId: number; readonly source: number } | null;
  readonly settle: { readonly attachmentId: number; readonly request: number } | null;
  readonly load: number;
  readonly start: { readonly request: number; readonly turnId: string } | null;
  /** Attachments whose older settle, or older source, may still be heard of: see `echoes`. */
  readonly echo: { readonly settle: number | null; readonly source: number | null };
}

/** A client as plain data. */
export type PlainClient = Omit<Client, 'cancellations'> & {
  readonly cancellations: readonly (readonly [string, CancellationState])[];
};
type CancellationState = Client['cancellations'] extends ReadonlyMap<string, infer S> ? S : never;

export interface TabState {
  readonly client: PlainClient;
  readonly asked: Asked;
  /** Questions this person has sent so far: their turns are a1, a2, ... */
  readonly sent: number;
  /** Turns whose question came back to the composer. */
  readonly returned: readonly string[];
  /** Turns that this person has stopped, by whatever route. */
  readonly stopped: readonly string[];
}

export type TabMessage =
  | { readonly type: 'send' | 'stop' | 'answer_prompt' }
  | { readonly type: 'retry' | 'offline' | 'suspended' | 'online' | 'visible' }
  | { readonly type: 'timer'; readonly of: TimerOf; readonly timer: string }
  | Reply
  | { readonly type: 'heard'; readonly item: Heard }
  /** A source that was closed says that it is. */
  | { readonly type: 'echo' }
  | { readonly type: 'watched'; readonly last: Watched };

type Watched = Extract<ClientMessage['event'], { type: 'watched' }>['last'];

/** Whose timer: the pane's, the attachment's, or the cancellation's of a stream. */
export type TimerOf = 'pane' | 'attachment' | { readonly streamId: string };

/** What a reaction did that its state does not show: for the promises. */
export interface TabReaction extends Reaction<TabState> {
  readonly effects: readonly ClientEffect[];
  readonly message: ClientMessage | null;
  readonly notices: readonly string[];
  readonly counted: readonly string[];
  /** What came back to the composer in this step, and why. */
  readonly returned: PlainClient['returned'];
}

export interface TabOptions {
  readonly name: string;
  readonly bounds: Bounds;
  /** Questions this person may send; the world's budget bounds all tabs together. */
  readonly sends: number;
  /** Its person may stop what runs. */
  readonly stops: boolean;
  /** It stops only a start that was not answered yet. */
  readonly hasty: boolean;
  /** Going offline and coming back are in this world. */
  readonly weather: boolean;
  /** What was asked again or closed may still be heard of, once, at any later time. */
  readonly echoes: boolean;
}
