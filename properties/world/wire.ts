/**
 * The connection over which one tab reads one stream, with the host's reader at its far end.
 *
 * The reader is the subscription machine that ships. What it has sent is in flight, first in, first
 * out, until it is delivered or lost with the connection; a cursor is all that a reconnect needs.
 * By default a read of the journal is done at once; with `splitReads` it takes its time, and is
 * overtaken by what is appended meanwhile.
 */
import type { Frame } from '../../machines/vocabulary.ts';
import { subscriptionMachine } from '../../runtime/core/host.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';

/** What comes out of the connection at the tab. */
export type Heard =
  | { readonly type: 'opened' | 'heartbeat' | 'reset' | 'stream_end' | 'broken' }
  | ({ readonly type: 'frame'; readonly streamId: string } & Frame)
  | {
      readonly type: 'open_refused';
      readonly reason: 'gone' | 'busy' | 'forbidden';
      readonly retryAfterMs: number;
    };

type Reader = subscriptionMachine.State;
type ReaderEvent = Parameters<typeof subscriptionMachine.step>[1];
type ReaderOutput = subscriptionMachine.Output;

/** Null: closed. */
type WireState = {
  readonly streamId: string;
  /** The request has not arrived yet; it is for what comes after this seq. */
  readonly after: number | null;
  readonly reader: Reader | null;
  /** A read that is under way: `asked`, or what it has found and not said yet. */
  readonly read: 'asked' | readonly Frame[] | null;
  readonly flight: readonly Heard[];
} | null;

type Open = NonNullable<WireState>;

export type WireMessage =
  | { readonly type: 'open'; readonly streamId: string; readonly after: number }
  | { readonly type: 'close' | 'arrive' | 'deliver' | 'break' | 'end' | 'read' | 'hear' | 'beat' }
  | { readonly type: 'refuse'; readonly reason: 'busy' | 'forbidden' }
  /** From the store. */
  | { readonly type: 'head'; readonly head: Head | null }
  | { readonly type: 'batch'; readonly frames: readonly Frame[] | null }
  | { readonly type: 'wake'; readonly streamId: string }
  | { readonly type: 'host_down' | 'arrived' };

type Head = Omit<Extract<ReaderEvent, { type: 'head' }>, 'type'>;

export interface WireOptions {
  readonly tab: string;
  /** Where it is opened. */
  readonly host: string;
  readonly splitReads: boolean;
  readonly heartbeats: boolean;
  readonly faults: readonly ('breaks' | 'ends' | 'refusals')[];
}

export function wire(options: WireOptions): Actor<WireState, WireMessage> {
  const name = `${options.tab}.wire`;
  return {
    name,
    initial: null,
    offers: (state) => offersOf(state, name, options),
    react: (state, message) => react(state, message, name, options),
  };
}

function offersOf(state: WireState, name: string, options: WireOptions): readonly Offer[] {
  if (state === null) return [];
  const { faults, heartbeats } = options;
  const { after, reader, read, flight } = state;
  const fair = (type: string, label: string): Offer => ({
    message: { type },
    fair: `${name}: ${type}`,
    label: `${name}: ${label}`,
  });
  const fault = (message: WireMessage, label: string): Offer => ({
    message,
    fair: null,
    label: `${name}: ${label}`,
  });
  const [next] = flight;
  const offers: Offer[] = [];
  if (after !== null) offers.push(fair('arrive', `the request for ${state.streamId} arrives`));
  if (next !== undefined) offers.push(fair('deliver', describe(next)));
  if (read === 'asked') offers.push(fair('read', 'the journal is read'));
  else if (read !== null) offers.push(fair('hear', 'the reader gets what was read'));
  if (heartbeats && reader?.value === 'waiting' && flight.length === 0) {
    offers.push(fair('beat', 'a heartbeat'));
  }
  const isWhole = next?.type !== 'broken';
  if (faults.includes('breaks') && isWhole) offers.push(fault({ type: 'break' }, 'breaks'));
  if (faults.includes('ends') && reader !== null) {
    offers.push(fault({ type: 'end' }, 'is ended by the host'));
  }
  if (faults.includes('refusals') && after !== null) {
    offers.push(fault({ type: 'refuse', reason: 'busy' }, 'is refused: busy'));
    offers.push(fault({ type: 'refuse', reason: 'forbidden' }, 'is refused: forbidden'));
  }
  return offers;
}

function describe(item: Heard): string {
  return item.type === 'frame' ? `frame ${item.streamId}:${item.seq} ${item.kind}` : item.type;
}

function react(
  state: WireState,
  message: WireMessage,
  name: string,
  options: WireOptions,
): Reaction<WireState> | null {
  if (message.type === 'open') {
    const { streamId, after } = message;
    return still({ streamId, after, reader: null, read: null, flight: [] });
  }
  if (state === null) return isLate(message) ? still(state) : null;
  switch (message.type) {
    case 'close':
      return still(null);
    case 'arrive':
      return {
        state,
        posts: [{ to: options.host, message: asking('open', state.streamId, name) }],
      };
    case 'arrived':
      return { state, posts: [{ to: 'store', message: asking('head', state.streamId, name) }] };
    case 'head':
      return opened(state, message.head, name, options);
    case 'batch':
      if (options.splitReads && state.read === 'asked') {
        return still({ ...state, read: message.frames ?? [] });
      }
      return said(state, batchEvent(message.frames), name, options);
    case 'wake':
      if (message.streamId !== state.streamId || state.reader === null) return still(state);
      return said(state, { type: 'wake' }, name, options);
    case 'read':
      return { state, posts: [reading(state, name)] };
    case 'hear': {
      const frames = state.read === 'asked' ? null : state.read;
      return said({ ...state, read: null }, batchEvent(frames), name, options);
    }
    case 'beat':
      return still({ ...state, flight: [{ type: 'heartbeat' }] });
    case 'deliver':
      return deliver(state, name, options);
    case 'break':
      return { state: broken(state), posts: [spend('breaks')] };
    case 'host_down':
      return still(broken(state));
    case 'end':
      return paid(said(state, { type: 'shutdown' }, name, options), spend('ends'));
    case 'refuse': {
      const item: Heard = { type: 'open_refused', reason: message.reason, retryAfterMs: 0 };
      return { state: { ...state, after: null, flight: [item] }, posts: [spend('refusals')] };
    }
  }
}

/** What comes for a connection that has been closed meanwhile reaches nobody. */
function isLate({ type }: WireMessage): boolean {
  return ['close', 'head', 'batch', 'wake', 'host_down', 'arrived'].includes(type);
}

function still(state: WireState): Reaction<WireState> {
  return { state, posts: [] };
}

function paid(reaction: Reaction<WireState>, cost: Post): Reaction<WireState> {
  return { ...reaction, posts: [cost, ...reaction.posts] };
}

/** What was in flight is lost with the connection. */
function broken(state: Open): Open {
  return { ...state, after: null, reader: null, read: null, flight: [{ type: 'broken' }] };
}

function asking(type: string, streamId: string, from: string) {
  return { type, streamId, from };
}

function reading({ streamId, reader }: Open, from: string): Post {
  const after = reader?.context.cursor ?? 0;
  return { to: 'store', message: { ...asking('read', streamId, from), after } as never };
}

function batchEvent(frames: readonly Frame[] | null): ReaderEvent {
  return frames === null ? { type: 'missing' } : { type: 'batch', frames };
}

function opened(state: Open, head: Head | null, name: string, options: WireOptions) {
  const [reader] = subscriptionMachine.start({ after: state.after ?? 0 });
  const event: ReaderEvent = head === null ? { type: 'missing' } : { type: 'head', ...head };
  return said({ ...state, after: null, reader }, event, name, options);
}

/** The reader hears something; what it does about it, in its order. */
function said(state: Open, event: ReaderEvent, name: string, options: WireOptions) {
  if (state.reader === null) return still(state);
  const [next, outputs] = subscriptionMachine.step(state.reader, event);
  const reader: Reader = {
    ...next,
    generation: next.timers.length,
    timers: next.timers.map((timer, at) => ({ ...timer, generation: at + 1 })),
  };
  const begun: Reaction<Open> = { state: { ...state, reader }, posts: [] };
  return outputs.reduce((so, output) => perform(so, output, name, options), begun);
}

function perform(
  so: Reaction<Open>,
  output: ReaderOutput,
  name: string,
  { splitReads }: WireOptions,
): Reaction<Open> {
  const { state, posts } = so;
  const send = (...items: readonly Heard[]): Reaction<Open> => ({
    state: { ...state, flight: [...state.flight, ...items] },
    posts,
  });
  switch (output.type) {
    case 'read':
      if (splitReads) return { state: { ...state, read: 'asked' }, posts };
      return { state, posts: [...posts, reading(state, name)] };
    case 'send':
      return send(
        ...output.frames.map((frame) => ({
          type: 'frame' as const,
          streamId: state.streamId,
          ...frame,
        })),
      );
    case 'send_reset':
      return send({ type: 'reset' });
    case 'send_stream_end':
      return send({ type: 'stream_end' });
    case 'answer':
      if (output.state === 'open') return send({ type: 'opened' });
      return send({ type: 'open_refused', reason: 'gone', retryAfterMs: 0 });
    case 'cut':
      return { state: broken(state), posts };
    case 'finish': {
      // The end of the connection follows what was sent; a refusal was all there was to say.
      const isRefused = state.flight.at(-1)?.type === 'open_refused';
      const end: readonly Heard[] = isRefused ? [] : [{ type: 'broken' }];
      return {
        state: { ...state, reader: null, read: null, flight: [...state.flight, ...end] },
        posts,
      };
    }
    case 'look':
    case 'look_after':
    case 'send_heartbeat':
    case 'arm':
    case 'disarm':
      return so;
  }
}

/** The first thing in flight arrives; the reader goes on when all has been taken. */
function deliver(state: Open, name: string, options: WireOptions): Reaction<WireState> | null {
  const [item, ...flight] = state.flight;
  if (item === undefined) return null;
  const post: Post = {
    to: options.tab,
    message: { type: 'heard', item } as never,
  };
  const isOver = item.type === 'broken' || item.type === 'open_refused';
  if (isOver) return { state: null, posts: [post] };
  const left: Open = { ...state, flight };
  const isDrained = flight.length === 0 && left.reader?.value === 'sending';
  const next = isDrained ? said(left, { type: 'drained' }, name, options) : still(left);
  return { state: next.state, posts: [post, ...next.posts] };
}
