/**
 * One host process: the composition that ships (`runtime/core/host.ts`), and its shell's part.
 *
 * The shell keeps a queue of effects for each strand, carries the first of each out, and says what
 * came of it: the contract is in `core/host-state.ts`. In a world that splits the host, each access
 * to the store is an action of its own, so a crash, another host or a person comes in between
 * wherever the real one awaits. Elsewhere a whole operation is one action.
 */
import type { FrameInput, Json, SessionRecord } from '../../machines/vocabulary.ts';
import { summaryOf } from '../../machines/vocabulary.ts';
import {
  type Host,
  type HostEffect,
  type HostMessage,
  isAtRest,
  phaseIn,
  start,
  step,
} from '../../runtime/core/host.ts';
import { lastTurn, settleAnswer } from '../../runtime/core/record.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { type Fault, spend } from './budget.ts';
import type { Answer, Request, Wanted } from './lane.ts';
import { type Done, lastFence, oldFence } from './store.ts';
import { accepted } from './told.ts';

export interface Producer {
  readonly streamId: string;
  readonly produced: number;
  readonly isAborted: boolean;
}

export interface HostState {
  /** Null: the process is down. */
  readonly core: Host | null;
  /** What each strand has left to do, step by step, by the strand. */
  readonly strands: readonly (readonly [strand: string, left: Left])[];
  /** Strands whose first effect the store is doing right now; none between two actions. */
  readonly inFlight: readonly string[];
  readonly producers: readonly Producer[];
  /** Who waits for the answer of a request: its number, the lane and the call. */
  readonly asked: readonly Asked[];
  /** A record that was read for maintenance, and not saved yet. */
  readonly held: SessionRecord | null;
}

type Left = readonly (readonly HostEffect[])[];

interface Asked {
  readonly request: number;
  readonly lane: string;
  readonly key: string;
}

/** What a host does to a session by its own person, beside what tabs ask for. */
export type Chore =
  | { readonly kind: 'start'; readonly turnId: string }
  | { readonly kind: 'cancel'; readonly streamId: string }
  /** `partial`: of a record of which only the head was read. */
  | { readonly kind: 'read' | 'read_partial' | 'save' }
  | { readonly kind: 'edit'; readonly from: string };

export type HostActorMessage =
  | Request
  | Done
  | { readonly type: 'open'; readonly from: string; readonly streamId: string }
  | { readonly type: 'watch'; readonly from: string }
  | { readonly type: 'viewed'; readonly record: SessionRecord; readonly about: About }
  | { readonly type: 'fence_issued' | 'crash' | 'restart' | 'look' | 'shutdown' }
  | { readonly type: 'perform' | 'fail' | 'fail_late' | 'wait_ends'; readonly strand: string }
  | { readonly type: 'timer'; readonly streamId: string; readonly timer: string }
  | { readonly type: 'produce' | 'return' | 'throw'; readonly streamId: string }
  | { readonly type: 'chore'; readonly chore: Chore };

type About =
  | { readonly look: true }
  | { readonly held: 'whole' | 'partial' }
  | { readonly lane: string; readonly key: string; readonly what: Wanted }
  | { readonly watch: string };

export interface HostOptions {
  readonly name: string;
  /** What each turn's producer yields. */
  readonly script: readonly ('text' | 'prompt')[];
  /** Each access to the store is an action of its own. */
  readonly split: boolean;
  /** It looks at the session by itself, as it does whenever somebody reads it. */
  readonly looks: boolean;
  readonly faults: readonly Fault[];
  readonly chores: readonly Chore[];
  /** Whom a crash is told: their connections and calls are over. */
  readonly wires: readonly string[];
  readonly lanes: readonly string[];
}

export function host(options: HostOptions): Actor<HostState, HostActorMessage> {
  return {
    name: options.name,
    initial: { core: start(), ...idle },
    offers: (state) => offersOf(state, options),
    react: (state, message) => react(state, message, options),
  };
}

/** Effects that are accesses to the store: what comes behind one waits for it. */
const accesses = [
  'judge',
  'lock',
  'load',
  'save',
  'unlock',
  'claim',
  'renew',
  'append',
  'decide',
  'fold',
  'close_journal',
];

function offersOf(state: HostState, options: HostOptions): readonly Offer[] {
  const { name, faults } = options;
  const { core } = state;
  const offer = (message: HostActorMessage, label: string, isFair = true): Offer => ({
    message,
    fair: isFair ? `${name}: ${label}` : null,
    label: `${name}: ${label}`,
  });
  if (core === null) return [offer({ type: 'restart' }, 'restarts')];
  const offers = [
    ...strandOffers(state, options, offer),
    ...core.turns.flatMap(({ context: { streamId }, timers }) =>
      timers
        .filter(({ timer }) => !timer.endsWith('renewal') || canRenew(state, streamId, options))
        .map(({ timer }) =>
          offer({ type: 'timer', streamId, timer }, `${streamId} timer ${timer}`),
        ),
    ),
    ...state.producers.flatMap((producer) => producerOffers(state, producer, options, offer)),
    ...options.chores.map((chore) =>
      offer({ type: 'chore', chore }, `asks: ${Object.values(chore).join(' ')}`, false),
    ),
  ];
  if (options.looks && isAtRest(core)) offers.push(offer({ type: 'look' }, 'looks'));
  if (faults.includes('crashes')) offers.push(offer({ type: 'crash' }, 'crashes', false));
  if (faults.includes('shutdowns') && !core.isClosing) {
    offers.push(offer({ type: 'shutdown' }, 'closes', false));
  }
  return offers;
}

/** A store that is slower than a renewal is not in these worlds, nor one where no lease runs out. */
function canRenew({ strands }: HostState, streamId: string, { looks }: HostOptions): boolean {
  return looks && !strands.some(([strand]) => strand === `turn ${streamId}`);
}

type MakeOffer = (message: HostActorMessage, label: string, isFair?: boolean) => Offer;

function strandOffers(state: HostState, { faults }: HostOptions, offer: MakeOffer) {
  return state.strands.flatMap(([strand]) => {
    const first = firstOf(state, strand);
    if (first === null) return [];
    const label = `${strand} ${first.type}`;
    const offers = [offer({ type: 'perform', strand }, label)];
    if (faults.includes('failures')) {
      offers.push(offer({ type: 'fail', strand }, `${label} fails`, false));
      offers.push(offer({ type: 'fail_late', strand }, `${label} is done, and fails`, false));
    }
    if (faults.includes('lates') && first.type === 'lock') {
      offers.push(offer({ type: 'wait_ends', strand }, `${strand} waits no longer`, false));
    }
    return offers;
  });
}

function producerOffers(
  state: HostState,
  { streamId, produced, isAborted }: Producer,
  { script, faults }: HostOptions,
  offer: MakeOffer,
): readonly Offer[] {
  // The next frame is pulled when the one before has been stored.
  const left = state.strands.find(([strand]) => strand === `turn ${streamId}`)?.[1] ?? [];
  if (left.some((work) => work.some(({ type }) => type === 'append'))) return [];
  const turn = state.core?.turns.find(({ context }) => context.streamId === streamId);
  const waits = (turn?.context.open.length ?? 0) > 0 && !isAborted;
  if (waits) return [];
  const offers = [];
  if (produced < script.length && !isAborted) {
    offers.push(offer({ type: 'produce', streamId }, `${streamId} produces`));
  } else {
    // One that hangs does not hear that it is to unwind.
    const isFair = !(isAborted && faults.includes('hangs'));
    offers.push(offer({ type: 'return', streamId }, `${streamId} returns`, isFair));
  }
  if (faults.includes('throws')) {
    offers.push(offer({ type: 'throw', streamId }, `${streamId} throws`, false));
  }
  return offers;
}

function react(
  state: HostState,
  message: HostActorMessage,
  options: HostOptions,
): Reaction<HostState> | null {
  if (state.core === null) return down(state, message, options);
  switch (message.type) {
    case 'request':
      return requested(state, message, options);
    case 'open':
      return { state, posts: [{ to: message.from, message: { type: 'arrived' } }] };
    case 'watch':
      return view(state, { watch: message.from }, options);
    case 'viewed':
      return viewed(state, state.core, message, options);
    case 'done':
      return answered(state, message, options);
    case 'fence_issued':
      return { state: aged(state), posts: [] };
    case 'perform':
      return perform(state, message.strand, options);
    case 'fail':
    case 'fail_late':
    case 'wait_ends':
      return failed(state, message, options);
    case 'timer':
      return timed(state, message, options);
    case 'produce':
    case 'return':
    case 'throw':
      return produced(state, message, options);
    case 'look':
      return view(state, { look: true }, options);
    case 'shutdown': {
      const said = told(state, { to: 'session', event: { type: 'shutdown' } }, options);
      return { ...said, posts: [spend('shutdowns'), ...said.posts] };
    }
    case 'chore':
      return chore(state, message.chore, options);
    case 'crash':
      return crashed(options);
    case 'restart':
      return null;
  }
}

const idle: Omit<HostState, 'core'> = {
  strands: [],
  inFlight: [],
  producers: [],
  asked: [],
  held: null,
};

/** Everything that was only in this process is gone. */
function crashed({ name, wires, lanes }: HostOptions): Reaction<HostState> {
  const told: readonly Post[] = [
    { to: 'store', message: { type: 'dead', host: name } as never },
    ...wires.map((to): Post => ({ to, message: { type: 'host_down' } })),
    ...lanes.map((to): Post => ({ to, message: { type: 'host_down', host: name } as never })),
  ];
  return { state: { core: null, ...idle }, posts: [spend('crashes'), ...told] };
}

/** Nobody answers. */
function down(
  state: HostState,
  message: HostActorMessage,
  _options: HostOptions,
): Reaction<HostState> | null {
  switch (message.type) {
    case 'restart':
      return { state: { core: start(), ...idle }, posts: [] };
    case 'request': {
      const { from, key } = message;
      return { state, posts: [replyTo(from, key, { state: 'unreachable' })] };
    }
    case 'open':
      return { state, posts: [{ to: message.from, message: { type: 'host_down' } }] };
    case 'fence_issued':
    case 'watch':
      return { state, posts: [] };
    default:
      return null;
  }
}

function replyTo(lane: string, key: string, answer: Answer): Post {
  return { to: lane, message: { type: 'answered', key, answer } as never };
}

function requested(state: HostState, { from, key, what }: Request, options: HostOptions) {
  if (what.type === 'load' || what.type === 'settle') {
    return view(state, { lane: from, key, what }, options);
  }
  const request = freeNumber(state.asked.map((known) => known.request));
  const asked = [...state.asked, { request, lane: from, key }];
  return told({ ...state, asked }, { to: 'session', event: eventOf(what, request) }, options);
}

type SessionEvent = Extract<HostMessage, { to: 'session' }>['event'];

function eventOf(what: Wanted, request: number): SessionEvent {
  switch (what.type) {
    case 'start':
      return { type: 'start', request, turnId: what.streamId, question: what.streamId };
    case 'cancel':
      return { type: 'cancel', request, streamId: what.streamId };
    case 'answer': {
      const { streamId, answerId, value } = what;
      return { type: 'answer', request, streamId, promptId: `${streamId}.p`, answerId, value };
    }
    default:
      throw new Error(`a host answers '${what.type}' by a look at the record`);
  }
}

function freeNumber(taken: readonly number[]): number {
  let number = 1;
  while (taken.includes(number)) number += 1;
  return number;
}

function view(state: HostState, about: About, { name }: HostOptions): Reaction<HostState> {
  const message = { type: 'view', from: name, about: about as Json } as never;
  return { state, posts: [{ to: 'store', message }] };
}

function viewed(
  state: HostState,
  core: Host,
  { record, about }: Extract<HostActorMessage, { type: 'viewed' }>,
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
  const last = lastTurn(summary, phaseIn(core, summary.lastTurn?.streamId ?? ''));
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

function chore(state: HostState, wanted: Chore, options: HostOptions): Reaction<HostState> | null {
  const { kind } = wanted;
  if (kind === 'read' || kind === 'read_partial') {
    if (state.held !== null) return null;
    return view(state, { held: kind === 'read' ? 'whole' : 'partial' }, options);
  }
  const request = freeNumber(state.asked.map((known) => known.request));
  const event = choreEvent(wanted, request, state.held);
  if (event === null) return null;
  const key = kind === 'cancel' ? wanted.streamId : '';
  const asked = [...state.asked, { request, lane: '', key }];
  const held = kind === 'save' ? null : state.held;
  const cost = spend(kind === 'start' ? 'turns' : kind === 'cancel' ? 'stops' : 'chores');
  const so = told({ ...state, asked, held }, { to: 'session', event }, options);
  return { ...so, posts: [cost, ...so.posts] };
}

function choreEvent(
  wanted: Chore,
  request: number,
  held: SessionRecord | null,
): SessionEvent | null {
  switch (wanted.kind) {
    case 'start':
      return { type: 'start', request, turnId: wanted.turnId, question: wanted.turnId };
    case 'cancel':
      return { type: 'cancel', request, streamId: wanted.streamId };
    case 'edit':
      return { type: 'edit', request, from: wanted.from };
    default:
      return held && { type: 'save', request, record: { ...held, meta: 'kept' } };
  }
}

/** Tells the core something; its effects go to the strands, and what can be done is done. */
function told(state: HostState, message: HostMessage, options: HostOptions): Reaction<HostState> {
  const core = state.core ?? start();
  const [next, effects] = step(core, message);
  return go(queued({ ...state, core: renumbered(next) }, effects), [], options);
}

function queued(state: HostState, effects: readonly HostEffect[]): HostState {
  const fresh = new Map<string, HostEffect[]>();
  for (const effect of effects) {
    // An armed timer is in the state of its machine, and watchers look when they like.
    if (effect.type === 'arm' || effect.type === 'disarm' || effect.type === 'changed') continue;
    const name = strandOf(effect);
    fresh.set(name, [...(fresh.get(name) ?? []), effect]);
  }
  const strands = new Map(state.strands);
  for (const [name, work] of fresh) strands.set(name, [...(strands.get(name) ?? []), work]);
  return { ...state, strands: sorted(strands) };
}

function strandOf(effect: HostEffect): string {
  return effect.to === 'turn' ? `turn ${effect.streamId}` : `operation ${effect.id}`;
}

function sorted(strands: ReadonlyMap<string, Left>): HostState['strands'] {
  return Array.from(strands)
    .map(([name, left]) => [name, left.filter((work) => work.length > 0)] as const)
    .filter(([, left]) => left.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Does what waits for nobody; and the accesses too, where the host is not split. */
function go(state: HostState, posts: readonly Post[], options: HostOptions): Reaction<HostState> {
  return state.strands.reduce<Reaction<HostState>>((so, [strand]) => advance(so, strand, options), {
    state,
    posts,
  });
}

function advance(
  { state, posts }: Reaction<HostState>,
  strand: string,
  options: HostOptions,
): Reaction<HostState> {
  const first = firstOf(state, strand);
  if (first === null || state.inFlight.includes(strand)) return { state, posts };
  if (accesses.includes(first.type)) {
    if (options.split) return { state, posts };
    return carry({ state, posts }, strand, first, options);
  }
  const done = performHere({ ...state, strands: withoutFirst(state, strand) }, first);
  return advance({ state: done.state, posts: [...posts, ...done.posts] }, strand, options);
}

function carry(
  { state, posts }: Reaction<HostState>,
  strand: string,
  effect: HostEffect,
  { name }: HostOptions,
): Reaction<HostState> {
  const message = { type: 'do', from: name, effect } as never;
  return {
    state: { ...state, inFlight: [...state.inFlight, strand] },
    posts: [...posts, { to: 'store', message }],
  };
}

function firstOf({ strands }: HostState, strand: string): HostEffect | null {
  return strands.find(([name]) => name === strand)?.[1][0]?.[0] ?? null;
}

function withoutFirst(state: HostState, strand: string): HostState['strands'] {
  const left = state.strands.find(([name]) => name === strand)?.[1] ?? [];
  const [work = [], ...later] = left;
  return sorted(new Map([...state.strands, [strand, [work.slice(1), ...later]] as const]));
}

function perform(state: HostState, strand: string, options: HostOptions) {
  const first = firstOf(state, strand);
  return first === null ? null : carry({ state, posts: [] }, strand, first, options);
}

/** The store has done the first effect of a strand, or has refused it. */
function answered(state: HostState, { effect, event }: Done, options: HostOptions) {
  const strand = strandOf(effect);
  const inFlight = state.inFlight.filter((name) => name !== strand);
  const landed = { ...state, inFlight };
  const type = (event as { readonly type?: string } | null)?.type;
  if (type === 'fenced' || type === 'store_failed') {
    return refused(landed, strand, effect, event ?? {}, options);
  }
  const next = { ...landed, strands: withoutFirst(landed, strand) };
  if (event === null) return go(next, [], options);
  return told(next, messageTo(effect, event), options);
}

function messageTo(effect: HostEffect, event: object): HostMessage {
  const strand =
    effect.to === 'turn'
      ? { to: 'turn', streamId: effect.streamId }
      : { to: 'operation', id: effect.id };
  return { ...strand, event } as HostMessage;
}

/** The rest of that step is dropped, and a reply in it is one that could not be given. */
function refused(
  state: HostState,
  strand: string,
  effect: HostEffect,
  event: object,
  options: HostOptions,
): Reaction<HostState> {
  const left = state.strands.find(([name]) => name === strand)?.[1] ?? [];
  const [work = [], ...later] = left;
  const lost = work.flatMap((one) => (one.type === 'reply' ? one.requests : []));
  const posts = state.asked
    .filter(({ request, lane }) => lost.includes(request) && lane !== '')
    .map(({ lane, key }) => replyTo(lane, key, { state: 'unreachable' }));
  const asked = state.asked.filter(({ request }) => !lost.includes(request));
  const strands = sorted(new Map([...state.strands, [strand, later] as const]));
  const so = told({ ...state, asked, strands }, messageTo(effect, event), options);
  return { ...so, posts: [...posts, ...so.posts] };
}

/** The store fails, before or after it has done what was asked; or the wait for a lock ends. */
function failed(
  state: HostState,
  { type, strand }: Extract<HostActorMessage, { readonly strand: string }>,
  options: HostOptions,
): Reaction<HostState> | null {
  const first = firstOf(state, strand);
  if (first === null) return null;
  if (type === 'wait_ends') {
    const event = { type: 'store_failed', code: 'lock_timeout' };
    const so = refused(state, strand, first, event, options);
    return { ...so, posts: [spend('lates'), ...so.posts] };
  }
  const event =
    first.to === 'turn'
      ? { type: 'store_failed', during: first.type }
      : { type: 'store_failed', code: 'store_failed' };
  const so = refused(state, strand, first, event, options);
  // What it has done although it failed is done once more by whoever tries again.
  const quiet = { type: 'do', from: 'nobody', effect: first } as never;
  const done: readonly Post[] = type === 'fail_late' ? [{ to: 'store', message: quiet }] : [];
  return { ...so, posts: [spend('failures'), ...done, ...so.posts] };
}

/** What is done without the store. */
function performHere(state: HostState, effect: HostEffect): Reaction<HostState> {
  const { producers } = state;
  switch (effect.type) {
    case 'produce': {
      const { streamId } = effect;
      const made = [...producers, { streamId, produced: 0, isAborted: false }];
      return { state: { ...state, producers: made }, posts: [] };
    }
    case 'abort': {
      const { streamId } = effect;
      const aborted = producers.map((one) =>
        one.streamId === streamId ? { ...one, isAborted: true } : one,
      );
      return { state: { ...state, producers: aborted }, posts: [] };
    }
    case 'reply': {
      const { requests, answer } = effect;
      const asked = state.asked.filter(({ request }) => !requests.includes(request));
      const replies = state.asked
        .filter(({ request }) => requests.includes(request))
        .flatMap(({ lane, key }) => {
          if (lane !== '') return [replyTo(lane, key, laneAnswer(answer))];
          return key !== '' && answer.state === 'accepted' ? [accepted(key)] : [];
        });
      return { state: { ...state, asked }, posts: replies };
    }
    default:
      return { state, posts: [] };
  }
}

/** What failed here is a host that could not be reached, for whoever asked. */
function laneAnswer(answer: Extract<HostEffect, { type: 'reply' }>['answer']): Answer {
  if (answer.state === 'failed') return { state: 'unreachable' };
  if (answer.state !== 'started') return answer;
  return { state: 'started', ordinal: answer.ordinal } as Answer;
}

function timed(
  state: HostState,
  { streamId, timer }: Extract<HostActorMessage, { type: 'timer' }>,
  options: HostOptions,
): Reaction<HostState> | null {
  const turn = state.core?.turns.find(({ context }) => context.streamId === streamId);
  const armed = turn?.timers.find((known) => known.timer === timer);
  if (armed === undefined) return null;
  const event = { type: 'timer' as const, timer: armed.timer, generation: armed.generation };
  return told(state, { to: 'turn', streamId, event }, options);
}

function produced(
  state: HostState,
  { type, streamId }: Extract<HostActorMessage, { type: 'produce' | 'return' | 'throw' }>,
  options: HostOptions,
): Reaction<HostState> | null {
  const producer = state.producers.find((one) => one.streamId === streamId);
  if (producer === undefined) return null;
  const others = state.producers.filter((one) => one !== producer);
  if (type === 'produce') {
    const seq = producer.produced + 1;
    const frame = frameOf(options.script[seq - 1] ?? 'text', streamId, seq);
    const producers = [...others, { ...producer, produced: seq }].toSorted(byStream);
    const message: HostMessage = { to: 'turn', streamId, event: { type: 'produced', frame } };
    return told({ ...state, producers }, message, options);
  }
  const next = { ...state, producers: others };
  if (type === 'return') {
    return told(next, { to: 'turn', streamId, event: { type: 'returned' } }, options);
  }
  const event = { type: 'threw' as const, message: 'it broke' };
  const so = told(next, { to: 'turn', streamId, event }, options);
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

/** Another lock was issued: every fence that is held here is an old one from now on. */
function aged(state: HostState): HostState {
  const old = <T extends object>(value: T): T =>
    'lockFence' in value && value.lockFence === lastFence
      ? { ...value, lockFence: oldFence }
      : value;
  const core = state.core && {
    ...state.core,
    operations: state.core.operations.map((running) => ({
      ...running,
      state: { ...running.state, context: old(running.state.context) },
    })),
  };
  const strands = state.strands.map(
    ([name, left]) => [name, left.map((work) => work.map(old))] as const,
  );
  return { ...state, core, strands };
}

/** Generations are compared with those of armed timers only. */
function renumbered(core: Host): Host {
  const turns = core.turns.map((turn) => ({
    ...turn,
    generation: turn.timers.length,
    timers: turn.timers.map((timer, at) => ({ ...timer, generation: at + 1 })),
  }));
  return { ...core, turns };
}
