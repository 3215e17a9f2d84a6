/**
 * The connection over which one tab reads one stream, with the host's reader at its far end
 * (`reader.ts`).
 *
 * What the reader has sent is in flight, first in, first out, until it is delivered or lost with
 * the connection; a cursor is all that a reconnect needs.
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
  headEvent,
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
  | { readonly type: 'arrive'; readonly host: string }
  | { readonly type: 'close' | 'deliver' | 'read' | 'hear' | 'beat' }
  /** What goes wrong. garble: the cursor can't be read. slow: nobody takes what was sent. */
  | { readonly type: 'break' | 'end' | 'garble' | 'slow' }
  /** A host that is not ours leaves a frame out, says one again, or says another stream's. */
  | { readonly type: 'skip' | 'repeat' | 'stray' }
  | { readonly type: 'refuse'; readonly reason: 'busy' | 'forbidden' }
  /** From the store. */
  | { readonly type: 'head'; readonly head: Head | null }
  | { readonly type: 'batch'; readonly frames: readonly Frame[] | null }
  | { readonly type: 'wake'; readonly streamId: string }
  | { readonly type: 'host_down' | 'arrived'; readonly host: string };

export interface WireOptions extends ReaderOptions {
  readonly tab: string;
  /** Where it may be opened. */
  readonly hosts: readonly string[];
  readonly faults: readonly Extract<Fault, 'breaks' | 'ends' | 'refusals' | 'garbles' | 'slips'>[];
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
  if (after !== null) offers.push(...arrivals(state, name, options));
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
  const fault = (costs: Fault, message: WireMessage, label: string) =>
    offers.push({ message, fair: null, label: `${name}: ${label}`, needs: spend(costs) });
  if (faults.includes('breaks') && flight[0]?.type !== 'broken') {
    fault('breaks', { type: 'break' }, 'breaks');
  }
  if (faults.includes('breaks') && slowly && reader?.value === 'sending') {
    fault('breaks', { type: 'slow' }, 'is cut: nobody takes what was sent');
  }
  if (faults.includes('ends') && reader !== null) {
    fault('ends', { type: 'end' }, 'is ended by the host');
  }
  if (faults.includes('refusals') && after !== null) {
    fault('refusals', { type: 'refuse', reason: 'busy' }, 'is refused: busy');
    fault('refusals', { type: 'refuse', reason: 'forbidden' }, 'is refused: forbidden');
  }
  if (faults.includes('garbles') && after !== null) {
    fault('garbles', { type: 'garble' }, 'the request arrives, and its cursor is unreadable');
  }
  const [next] = flight;
  if (faults.includes('slips') && next?.type === 'frame') {
    fault('slips', { type: 'skip' }, `leaves out ${describe(next)}`);
    fault('slips', { type: 'repeat' }, `${describe(next)}, and will say it again`);
    fault('slips', { type: 'stray' }, "says another stream's frame");
  }
  return offers;
}

/** A balancer takes it to any of them. */
function arrivals({ streamId }: Open, name: string, { hosts }: WireOptions): readonly Offer[] {
  return hosts.map((host) => ({
    message: { type: 'arrive', host } as WireMessage,
    fair: `${name}: arrive`,
    label: `${name}: the request for ${streamId} arrives${hosts.length > 1 ? ` at ${host}` : ''}`,
  }));
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
    return still({ streamId, after, by: '', reader: null, read: null, flight: [] });
  }
  if (state === null) return isLate(message) ? still(state) : null;
  switch (message.type) {
    case 'close':
      return { state: null, posts: said(state, { type: 'left' }, name, options).posts };
    case 'arrive':
      return { state, posts: [arriving(state, name, message.host)] };
    case 'garble': {
      const [first = ''] = options.hosts;
      const garbled: Open = { ...state, after: unreadable };
      return { state: garbled, posts: [spend('garbles'), arriving(state, name, first)] };
    }
    case 'arrived': {
      const open = begun(state, message.host);
      if (options.slowly) return still({ ...open, read: 'head' });
      return { state: open, posts: [looking(open, name)] };
    }
    case 'head':
      return said({ ...state, read: null }, headEvent(message.head), name, options);
    case 'batch':
      if (options.slowly && state.read === 'asked' && message.frames !== null) {
        return still({ ...state, read: message.frames });
      }
      return said({ ...state, read: null }, batchEvent(message.frames), name, options);
    case 'wake':
      if (message.streamId !== state.streamId) return still(state);
      return said(state, { type: 'wake' }, name, options);
    case 'read': {
      const post = state.read === 'head' ? looking(state, name) : reading(state, name);
      return { state, posts: [post] };
    }
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
    case 'skip':
    case 'repeat':
    case 'stray':
      return slipped(state, message.type, name, options);
    case 'break':
      return { state: broken(state), posts: [spend('breaks')] };
    case 'host_down':
      return still(state.by === '' || state.by === message.host ? broken(state) : state);
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

function arriving({ streamId }: Open, from: string, host: string): Post {
  return { to: host, message: { type: 'open', streamId, from } as never };
}

function slipped(
  state: Open,
  slip: 'skip' | 'repeat' | 'stray',
  name: string,
  options: WireOptions,
): Reaction<WireState> | null {
  const [item] = state.flight;
  if (item?.type !== 'frame') return null;
  if (slip === 'skip') return paid(taken(state, name, options), spend('slips'));
  const other: Heard = slip === 'stray' ? { ...item, streamId: 'other' } : item;
  return { state, posts: [spend('slips'), hearing(other, options)] };
}

function hearing(item: Heard, { tab }: WireOptions): Post {
  return { to: tab, message: { type: 'heard', item } as never };
}

/** The first thing in flight arrives; the reader goes on when all has been taken. */
function deliver(state: Open, name: string, options: WireOptions): Reaction<WireState> | null {
  const [item] = state.flight;
  if (item === undefined) return null;
  const post = hearing(item, options);
  const isOver = item.type === 'broken' || item.type === 'open_refused';
  if (isOver) return { state: null, posts: [post] };
  const next = taken(state, name, options);
  return { state: next.state, posts: [post, ...next.posts] };
}

function taken(state: Open, name: string, options: WireOptions): Reaction<WireState> {
  const left: Open = { ...state, flight: state.flight.slice(1) };
  const isDrained = left.flight.length === 0 && left.reader?.value === 'sending';
  return isDrained ? said(left, { type: 'drained' }, name, options) : still(left);
}
