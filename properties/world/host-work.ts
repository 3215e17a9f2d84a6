/**
 * What comes to a host process from outside: requests of tabs, chores of its own, the timers of its
 * turns and the yields of its producers.
 *
 * Each becomes one message to the core; a look at the record is answered without it.
 */
import type { FrameInput, Json, SessionRecord } from '../../machines/vocabulary.ts';
import { summaryOf } from '../../machines/vocabulary.ts';
import { type Host, type HostMessage, phaseIn } from '../../runtime/core/host.ts';
import { lastTurn, settleAnswer } from '../../runtime/core/record.ts';
import type { Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';
import type {
  About,
  Chore,
  HostActorMessage,
  HostOptions,
  HostState,
  Producer,
} from './host-state.ts';
import { isRunning, replyTo, told } from './host-strands.ts';
import type { Request, Wanted } from './lane.ts';

export function requested(state: HostState, { from, key, what }: Request, options: HostOptions) {
  if (what.type === 'load' || what.type === 'settle') {
    return view(state, { lane: from, key, what }, options);
  }
  const request = freeNumber(state.asked.map((known) => known.request));
  const asked = [...state.asked, { request, lane: from, key }];
  return told({ ...state, asked }, { to: 'session', event: eventOf(what, request) }, options);
}

type SessionEvent = Extract<HostMessage, { to: 'session' }>['event'];
/** The core is asked; all else is answered by a look at the record. */
type Told = Exclude<Wanted, { readonly type: 'load' | 'settle' }>;

function eventOf(what: Told, request: number): SessionEvent {
  switch (what.type) {
    case 'start':
      return { type: 'start', request, turnId: what.streamId, question: what.streamId };
    case 'cancel':
      return { type: 'cancel', request, streamId: what.streamId };
    case 'answer': {
      const { streamId, answerId, value } = what;
      const answer = { promptId: `${streamId}.p`, answerId, value };
      return { type: 'answer', request, streamId, answer };
    }
  }
}

function freeNumber(taken: readonly number[]): number {
  let number = 1;
  while (taken.includes(number)) number += 1;
  return number;
}

export function view(state: HostState, about: About, { name }: HostOptions): Reaction<HostState> {
  const message = { type: 'view', from: name, about: about as Json } as never;
  return { state, posts: [{ to: 'store', message }] };
}

export function viewed(
  state: HostState,
  core: Host,
  { record, decided, about }: Extract<HostActorMessage, { type: 'viewed' }>,
  options: HostOptions,
): Reaction<HostState> {
  if ('look' in about) {
    const { owner } = record;
    return told(state, { to: 'session', event: { type: 'look', owner } }, options);
  }
  if ('held' in about) {
    const held = about.held === 'whole' ? record : { ...record, turns: [] };
    return { state: { ...state, held }, posts: [] };
  }
  const summary = summaryOf(record);
  const last = lastTurn(summary, phaseIn(core, summary.lastTurn?.streamId ?? ''), decided);
  if ('watch' in about) {
    return { state, posts: [{ to: about.watch, message: { type: 'looked', last } as never }] };
  }
  const { lane, key, what } = about;
  const answer =
    what.type === 'settle'
      ? settleAnswer(record, what.streamId)
      : { state: 'loaded', turns: record.turns, last };
  return { state, posts: [replyTo(lane, key, answer)] };
}

export function chore(
  state: HostState,
  wanted: Chore,
  options: HostOptions,
): Reaction<HostState> | null {
  if (wanted.kind === 'read' || wanted.kind === 'read_partial') {
    if (state.held !== null) return null;
    return view(state, { held: wanted.kind === 'read' ? 'whole' : 'partial' }, options);
  }
  const request = freeNumber(state.asked.map((known) => known.request));
  const event = choreEvent(wanted, request, state.held);
  if (event === null) return null;
  const key = wanted.kind === 'cancel' ? wanted.streamId : '';
  const asked = [...state.asked, { request, lane: '', key }];
  const held = wanted.kind === 'save' ? null : state.held;
  const so = told({ ...state, asked, held }, { to: 'session', event }, options);
  const cost = costOf(wanted);
  return { ...so, posts: cost === 'free' ? so.posts : [cost, ...so.posts] };
}

/** What it costs; reading is free. */
export function costOf({ kind }: Chore): Post | 'free' {
  if (kind === 'read' || kind === 'read_partial') return 'free';
  return spend(kind === 'start' ? 'turns' : kind === 'cancel' ? 'stops' : 'chores');
}

function choreEvent(
  wanted: Exclude<Chore, { readonly kind: 'read' | 'read_partial' }>,
  request: number,
  held: SessionRecord | null,
): SessionEvent | null {
  switch (wanted.kind) {
    case 'start':
      return { type: 'start', request, turnId: wanted.turnId, question: wanted.turnId };
    case 'cancel':
      return { type: 'cancel', request, streamId: wanted.streamId };
    case 'answer': {
      const { streamId, answerId } = wanted;
      const answer = { promptId: `${streamId}.p`, answerId, value: answerId };
      return { type: 'answer', request, streamId, answer };
    }
    case 'edit':
      return { type: 'edit', request, from: wanted.from };
    case 'save':
      return held && { type: 'save', request, record: { ...held, meta: 'kept' } };
  }
}

export function timed(
  state: HostState,
  { streamId, timer }: Extract<HostActorMessage, { type: 'timer' }>,
  options: HostOptions,
): Reaction<HostState> | null {
  const turn = state.core?.turns.find(({ context }) => context.streamId === streamId);
  const armed = turn?.timers.find((known) => known.timer === timer);
  if (turn === undefined || armed === undefined) return null;
  const event = { type: 'timer' as const, timer: armed.timer, generation: armed.generation };
  return told(state, { to: 'turn', streamId, after: turn.context.after, event }, options);
}

/** What the store says to whoever listens comes some time later, and once for several. */
export function woken(state: HostState, core: Host, streamId: string): Reaction<HostState> {
  if (!isRunning(core, streamId) || state.wakes.includes(streamId)) return { state, posts: [] };
  return { state: { ...state, wakes: [...state.wakes, streamId].toSorted() }, posts: [] };
}

/** The turn is told that there may be something to hear of. */
export function heard(
  state: HostState,
  core: Host,
  streamId: string,
  options: HostOptions,
): Reaction<HostState> {
  const next = { ...state, wakes: state.wakes.filter((one) => one !== streamId) };
  const turn = core.turns.find(({ context }) => context.streamId === streamId);
  if (turn === undefined) return { state: next, posts: [] };
  const { after } = turn.context;
  return told(next, { to: 'turn', streamId, after, event: { type: 'woken' } }, options);
}

export function produced(
  state: HostState,
  { type, streamId }: Extract<HostActorMessage, { type: 'produce' | 'return' | 'throw' }>,
  options: HostOptions,
): Reaction<HostState> | null {
  const producer = state.producers.find((one) => one.streamId === streamId);
  if (producer === undefined) return null;
  const { after } = producer;
  const others = state.producers.filter((one) => one !== producer);
  if (type === 'produce') {
    const seq = producer.produced + 1;
    const frame = frameOf(options.script[seq - 1] ?? 'text', streamId, seq);
    const producers = [...others, { ...producer, produced: seq }].toSorted(byStream);
    const message: HostMessage = {
      to: 'turn',
      streamId,
      after,
      event: { type: 'produced', frame },
    };
    return told({ ...state, producers }, message, options);
  }
  const next = { ...state, producers: others };
  if (type === 'return') {
    return told(next, { to: 'turn', streamId, after, event: { type: 'returned' } }, options);
  }
  const event = { type: 'threw' as const, message: 'it broke' };
  const so = told(next, { to: 'turn', streamId, after, event }, options);
  return { ...so, posts: [spend('throws'), ...so.posts] };
}

function byStream(a: Producer, b: Producer): number {
  return a.streamId < b.streamId ? -1 : 1;
}

/** A frame carries a token of its own, so that it is known wherever it is shown. */
function frameOf(kind: 'text' | 'prompt', streamId: string, seq: number): FrameInput {
  if (kind === 'prompt') return { kind, data: { id: `${streamId}.p` } };
  return { kind, data: `${streamId}.${seq} ` };
}
