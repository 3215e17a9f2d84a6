/**
 * What a connection of the world keeps, the messages it takes, and how it is made: types, and the
 * few things that are said of one wherever it is looked at.
 *
 * What may happen to it is for `wire.ts` to say.
 */
import type { Frame } from '../../machines/vocabulary.ts';
import type { subscriptionMachine } from '../../runtime/core/host.ts';
import type { Reaction } from '../explorer/system.ts';

/** What comes out of the connection at the tab. */
export type Heard =
  | { readonly type: 'opened' | 'heartbeat' | 'reset' | 'stream_end' | 'broken' }
  | ({ readonly type: 'frame'; readonly streamId: string } & Frame)
  | {
      readonly type: 'open_refused';
      readonly reason: 'gone' | 'busy' | 'forbidden';
      readonly retryAfterMs: number;
    };

export type Reader = subscriptionMachine.State;
export type ReaderEvent = Parameters<typeof subscriptionMachine.step>[1];
export type ReaderOutput = subscriptionMachine.Output;

/** Null: closed. */
export type WireState = {
  readonly streamId: string;
  /** The request has not arrived yet; it is for what comes after this seq. */
  readonly after: number | null;
  readonly reader: Reader | null;
  /** A read that is under way: `asked`, or what it has found and not said yet. */
  readonly read: 'asked' | readonly Frame[] | null;
  readonly flight: readonly Heard[];
} | null;

export type Open = NonNullable<WireState>;

export type WireMessage =
  | { readonly type: 'open'; readonly streamId: string; readonly after: number }
  | {
      readonly type:
        | 'close'
        | 'arrive'
        | 'deliver'
        | 'break'
        | 'end'
        | 'read'
        | 'hear'
        | 'beat'
        | 'cut';
    }
  /** A host that is not ours: it leaves a frame out, says one again or another's, starts over. */
  | { readonly type: 'skip' | 'repeat' | 'stray' | 'restart' }
  | { readonly type: 'refuse'; readonly reason: 'busy' | 'forbidden' }
  /** From the store. */
  | { readonly type: 'head'; readonly head: Head | null }
  | { readonly type: 'batch'; readonly frames: readonly Frame[] | null }
  | { readonly type: 'wake'; readonly streamId: string }
  | { readonly type: 'host_down' | 'arrived' };

export type Head = Omit<Extract<ReaderEvent, { type: 'head' }>, 'type'>;

export interface WireOptions {
  readonly tab: string;
  /** Where it is opened. */
  readonly host: string;
  readonly splitReads: boolean;
  readonly heartbeats: boolean;
  readonly faults: readonly ('breaks' | 'ends' | 'refusals' | 'slips')[];
}

export function still(state: WireState): Reaction<WireState> {
  return { state, posts: [] };
}

/** What was in flight is lost with the connection. */
export function broken(state: Open): Open {
  return { ...state, after: null, reader: null, read: null, flight: [{ type: 'broken' }] };
}

export function asking(type: string, streamId: string, from: string) {
  return { type, streamId, from };
}
