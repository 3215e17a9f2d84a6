/**
 * The connection over which one tab reads one stream, with the host's reader at its far end.
 *
 * The reader is the subscription machine that ships. What it has sent is in flight, first in, first
 * out, until it is delivered or lost with the connection; a cursor is all that a reconnect needs.
 * By default a read of the journal is done at once; with `splitReads` it takes its time, and is
 * overtaken by what is appended meanwhile.
 */
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';
import { batchEvent, opened, reading, said, taken, timed } from './wire-reader.ts';
import {
  asking,
  broken,
  type Heard,
  type Open,
  still,
  type WireMessage,
  type WireOptions,
  type WireState,
} from './wire-state.ts';

/** A cursor that no journal has. */
const unusable = -1;

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
  if (faults.includes('breaks') && reader?.value === 'sending') {
    offers.push(fault({ type: 'cut' }, 'is cut, because nobody reads it'));
  }
  if (faults.includes('ends') && reader !== null) {
    offers.push(fault({ type: 'end' }, 'is ended by the host'));
  }
  if (faults.includes('refusals') && after !== null) {
    offers.push(fault({ type: 'refuse', reason: 'busy' }, 'is refused: busy'));
    offers.push(fault({ type: 'refuse', reason: 'forbidden' }, 'is refused: forbidden'));
  }
  if (faults.includes('slips')) offers.push(...slips(state, fault));
  return offers;
}

/** The reader that ships does none of these; other hosts do. */
function slips(
  { after, flight: [next] }: Open,
  fault: (message: WireMessage, label: string) => Offer,
): readonly Offer[] {
  if (after !== null && after > 0) return [fault({ type: 'restart' }, 'starts over')];
  if (next?.type !== 'frame') return [];
  const said = describe(next);
  return [
    fault({ type: 'skip' }, `leaves out ${said}`),
    fault({ type: 'repeat' }, `${said}, and will say it again`),
    fault({ type: 'stray' }, "says another stream's frame"),
  ];
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
      return timed(state, 'waiting.heartbeat', name, options);
    case 'cut': {
      const cut = timed(state, 'sending.patience', name, options);
      return cut && paid(cut, spend('breaks'));
    }
    case 'deliver':
      return deliver(state, name, options);
    case 'skip':
    case 'repeat':
    case 'stray':
    case 'restart':
      return slipped(state, message.type, name, options);
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

function paid(reaction: Reaction<WireState>, cost: Post): Reaction<WireState> {
  return { ...reaction, posts: [cost, ...reaction.posts] };
}

function slipped(
  state: Open,
  slip: 'skip' | 'repeat' | 'stray' | 'restart',
  name: string,
  options: WireOptions,
): Reaction<WireState> | null {
  const cost = spend('slips');
  const [item] = state.flight;
  if (slip === 'restart') {
    // As a host that can't use the cursor: it says `reset`, and begins with the first frame.
    const arrived = asking('open', state.streamId, name);
    return {
      state: { ...state, after: unusable },
      posts: [cost, { to: options.host, message: arrived }],
    };
  }
  if (item?.type !== 'frame') return null;
  if (slip === 'skip') {
    const left = taken(state, name, options);
    return { ...left, posts: [cost, ...left.posts] };
  }
  const said: Heard = slip === 'stray' ? { ...item, streamId: 'other' } : item;
  return {
    state,
    posts: [cost, { to: options.tab, message: { type: 'heard', item: said } as never }],
  };
}

/** The first thing in flight arrives; the reader goes on when all has been taken. */
function deliver(state: Open, name: string, options: WireOptions): Reaction<WireState> | null {
  const [item] = state.flight;
  if (item === undefined) return null;
  const post: Post = {
    to: options.tab,
    message: { type: 'heard', item } as never,
  };
  const isOver = item.type === 'broken' || item.type === 'open_refused';
  if (isOver) return { state: null, posts: [post] };
  const next = taken(state, name, options);
  return { state: next.state, posts: [post, ...next.posts] };
}
