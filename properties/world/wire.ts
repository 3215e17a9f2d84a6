/**
 * The connection over which one tab reads one stream, with the host's reader at its far end
 * (`reader.ts`).
 *
 * What the reader has sent is in flight, first in, first out, until it is delivered or lost with
 * the connection; a cursor is all that a reconnect needs. What garbles it is a host or a proxy of
 * another make.
 */
import type { Frame } from '../../machines/vocabulary.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { type Fault, spend } from './budget.ts';
import {
  batchEvent,
  begun,
  broken,
  fired,
  type Head,
  type Heard,
  looking,
  type Open,
  type ReaderOptions,
  reading,
  said,
} from './reader.ts';

/** Null: closed. */
type WireState = Open | null;

export type WireMessage =
  | { readonly type: 'open'; readonly streamId: string; readonly after: number }
  | { readonly type: 'close' | 'arrive' | 'deliver' | 'read' | 'hear' | 'beat' }
  /** What goes wrong. slow: nobody takes what was sent. garble: the cursor can't be read. */
  | { readonly type: 'break' | 'end' | 'slow' | 'garble' }
  /** The next frame comes twice, never, or behind one of another stream. */
  | { readonly type: 'repeat' | 'skip' | 'stray' }
  | { readonly type: 'refuse'; readonly reason: 'busy' | 'forbidden' }
  /** From the store. */
  | { readonly type: 'head'; readonly head: Head | null }
  | { readonly type: 'batch'; readonly frames: readonly Frame[] | null }
  | { readonly type: 'wake'; readonly streamId: string }
  | { readonly type: 'host_down' | 'arrived' };

export interface WireOptions extends ReaderOptions {
  readonly tab: string;
  /** Where it is opened. */
  readonly host: string;
  readonly faults: readonly Extract<Fault, 'breaks' | 'ends' | 'refusals' | 'garbles'>[];
}

/** What a host makes of a cursor that it can't read. */
const unreadable = -1;

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
  const { after, reader, read, flight } = state;
  const fair = (type: string, label: string): Offer => ({
    message: { type },
    fair: `${name}: ${type}`,
    label: `${name}: ${label}`,
  });
  const [next] = flight;
  const offers: Offer[] = [];
  if (after !== null) offers.push(fair('arrive', `the request for ${state.streamId} arrives`));
  if (next !== undefined) offers.push(fair('deliver', describe(next)));
  if (read === 'head') offers.push(fair('read', 'the head of the journal is read'));
  else if (read === 'asked') offers.push(fair('read', 'the journal is read'));
  else if (read !== null) offers.push(fair('hear', 'the reader gets what was read'));
  if (options.slowly && reader?.value === 'waiting' && flight.length === 0) {
    offers.push(fair('beat', 'a heartbeat'));
  }
  return [...offers, ...faultsOf(state, name, options)];
}

function faultsOf(state: Open, name: string, { faults, slowly }: WireOptions): readonly Offer[] {
  const { after, reader, flight } = state;
  const offers: Offer[] = [];
  const fault = (message: WireMessage, label: string) =>
    offers.push({ message, fair: null, label: `${name}: ${label}` });
  if (faults.includes('breaks') && flight[0]?.type !== 'broken') fault({ type: 'break' }, 'breaks');
  if (faults.includes('breaks') && slowly && reader?.value === 'sending') {
    fault({ type: 'slow' }, 'is cut: nobody takes what was sent');
  }
  if (faults.includes('ends') && reader !== null) fault({ type: 'end' }, 'is ended by the host');
  if (faults.includes('refusals') && after !== null) {
    fault({ type: 'refuse', reason: 'busy' }, 'is refused: busy');
    fault({ type: 'refuse', reason: 'forbidden' }, 'is refused: forbidden');
  }
  if (faults.includes('garbles') && after !== null) {
    fault({ type: 'garble' }, 'the request arrives, and its cursor is unreadable');
  }
  if (faults.includes('garbles') && flight[0]?.type === 'frame') {
    fault({ type: 'repeat' }, `${describe(flight[0])}, and will come again`);
    fault({ type: 'skip' }, `${describe(flight[0])} is skipped`);
    fault({ type: 'stray' }, 'a frame of another stream');
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
      return { state: null, posts: said(state, { type: 'left' }, name, options).posts };
    case 'arrive':
      return { state, posts: [arriving(state, name, options)] };
    case 'garble': {
      const garbled: Open = { ...state, after: unreadable };
      return { state: garbled, posts: [spend('garbles'), arriving(state, name, options)] };
    }
    case 'arrived': {
      const open = begun(state);
      if (options.slowly) return still({ ...open, read: 'head' });
      return { state: open, posts: [looking(open, name)] };
    }
    case 'head': {
      const head = message.head;
      const event =
        head === null ? { type: 'missing' as const } : { type: 'head' as const, ...head };
      return said({ ...state, read: null }, event, name, options);
    }
    case 'batch':
      if (options.slowly && state.read === 'asked' && message.frames !== null) {
        return still({ ...state, read: message.frames });
      }
      return said({ ...state, read: null }, batchEvent(message.frames), name, options);
    case 'wake':
      if (message.streamId !== state.streamId) return still(state);
      return said(state, { type: 'wake' }, name, options);
    case 'read':
      return {
        state,
        posts: [state.read === 'head' ? looking(state, name) : reading(state, name)],
      };
    case 'hear': {
      const frames = typeof state.read === 'string' ? null : state.read;
      return said({ ...state, read: null }, batchEvent(frames), name, options);
    }
    case 'beat':
      return fired(state, 'waiting.heartbeat', name, options);
    case 'slow':
      return paid(fired(state, 'sending.patience', name, options), spend('breaks'));
    case 'deliver':
      return deliver(state, name, options);
    case 'repeat':
    case 'skip':
    case 'stray':
      return garbled(state, message.type, options);
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

function arriving({ streamId }: Open, from: string, { host }: WireOptions): Post {
  return { to: host, message: { type: 'open', streamId, from } as never };
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

/** It costs the same whatever it is; the reader knows of none of it. */
function garbled(
  state: Open,
  how: 'repeat' | 'skip' | 'stray',
  { tab }: WireOptions,
): Reaction<WireState> | null {
  const [item, ...rest] = state.flight;
  if (item?.type !== 'frame') return null;
  // What is skipped leaves a flight that is never empty here: the reader waits for a delivery.
  const flight = how === 'skip' ? rest : state.flight;
  if (flight.length === 0) return null;
  const heard: Heard = how === 'stray' ? { ...item, streamId: 'another' } : item;
  const post: Post = { to: tab, message: { type: 'heard', item: heard } as never };
  const posts = [spend('garbles'), ...(how === 'skip' ? [] : [post])];
  return { state: { ...state, flight }, posts };
}
