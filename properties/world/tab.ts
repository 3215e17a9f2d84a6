/**
 * One tab: the client that ships (`runtime/core/client.ts`), and what its shell keeps for it.
 *
 * The shell's part is small and has to stay so: it remembers what it asked, says that again beside
 * the answer, and lets timers fire. Any armed timer may fire at any time. Numbers that only grow
 * are made canonical after each step (`canonical.ts`), so that equal situations are equal states.
 */
import { type ClientEffect, type ClientMessage, start, step } from '../../runtime/core/client.ts';
import type { Client } from '../../runtime/core/client-state.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { type Fault, spend } from './budget.ts';
import { type Bounds, canonical, oldNumber } from './canonical.ts';
import { echoKey, type LaneKind, laneOf, type Reply } from './lane.ts';
import type { Heard } from './wire.ts';

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
  | { readonly type: 'retry' | 'offline' | 'online' }
  | { readonly type: 'timer'; readonly of: TimerOf; readonly timer: string }
  | Reply
  | { readonly type: 'heard'; readonly item: Heard }
  /** A source that was closed says that it is. */
  | { readonly type: 'echo' }
  | { readonly type: 'watched'; readonly last: Watched };

type Watched = Extract<ClientMessage['event'], { type: 'watched' }>['last'];

/** Whose timer: the pane's, the attachment's, or the cancellation's of a stream. */
type TimerOf = 'pane' | 'attachment' | { readonly streamId: string };

/** What a reaction did that its state does not show: for the promises. */
export interface TabReaction extends Reaction<TabState> {
  readonly effects: readonly ClientEffect[];
  readonly message: ClientMessage | null;
  readonly notices: readonly string[];
  readonly counted: readonly string[];
}

export interface TabOptions {
  readonly name: string;
  readonly bounds: Bounds;
  /** Questions this person may send; the world's budget bounds all tabs together. */
  readonly sends: number;
  /** Going offline and coming back are in this world. */
  readonly weather: boolean;
  /** What was asked again or closed may still be heard of, once, at any later time. */
  readonly echoes: boolean;
}

export function tab(options: TabOptions): Actor<TabState, TabMessage> {
  const { name, bounds } = options;
  const [first, effects] = start({ offline: false });
  const begun = shell(name, { asked: nothing, posts: [] }, effects);
  return {
    name,
    initial: canonical(
      { client: plain(first), asked: begun.asked, sent: 0, returned: [], stopped: [] },
      bounds,
    ),
    offers: (state) => offersOf(state, options),
    react: (state, message) => react(state, message, options),
  };
}

const nothing: Asked = {
  source: null,
  settle: null,
  load: 0,
  start: null,
  echo: { settle: null, source: null },
};

function plain(client: Client): PlainClient {
  return { ...client, cancellations: Array.from(client.cancellations) };
}

function whole(client: PlainClient): Client {
  return { ...client, cancellations: new Map(client.cancellations) };
}

/** The posts of the very first step: a world delivers them before anything else. */
export function firstPosts(name: string): readonly Post[] {
  const [, effects] = start({ offline: false });
  return shell(name, { asked: nothing, posts: [] }, effects).posts;
}

function react(state: TabState, message: TabMessage, options: TabOptions): TabReaction | null {
  const said = toClient(state, message, options.name);
  if (said === null) return null;
  const [client, effects] = step(whole(state.client), said);
  const sends = message.type === 'send' ? 1 : 0;
  const after = shell(options.name, { asked: heardOf(state.asked, message), posts: [] }, effects);
  const asked = options.echoes ? after.asked : { ...after.asked, echo: nothing.echo };
  const back = client.returned === null ? [] : [String(client.returned.question)];
  const next: TabState = {
    client: plain(client),
    asked,
    sent: state.sent + sends,
    returned: [...state.returned, ...back].toSorted(),
    stopped: stoppedBy(state, message),
  };
  const spends = spentBy(message);
  return {
    state: canonical(next, options.bounds),
    posts: [...spends.map((fault) => spend(fault)), ...after.posts],
    effects,
    message: said,
    notices: client.notices.map(({ code }) => code),
    counted: Object.entries(client.counters).flatMap(([what, count]) => (count > 0 ? [what] : [])),
  };
}

/** They wait for an answer, so when they go off before it, it is late: that is a fault. */
const patience = [
  'attaching.opening',
  'live.heartbeat',
  'settling.asking.settleTimeout',
  'loading.asking.loadTimeout',
  'starting.asking.startTimeout',
  'requesting.requestTimeout',
  'retracting.asking.requestTimeout',
];

function spentBy(message: TabMessage): readonly Fault[] {
  const { type } = message;
  if (type === 'timer') return patience.includes(message.timer) ? ['lates'] : [];
  if (type === 'send') return ['turns'];
  if (type === 'stop') return ['stops'];
  if (type === 'retry') return ['retries'];
  return type === 'offline' ? ['offline'] : [];
}

function stoppedBy(state: TabState, message: TabMessage): readonly string[] {
  if (message.type !== 'stop') return state.stopped;
  const { turnId, owner } = state.client.pane.context;
  const meant = turnId || (owner?.streamId ?? '');
  return state.stopped.includes(meant) ? state.stopped : [...state.stopped, meant].toSorted();
}

/** What the client is told. Null: there is nothing to tell it here. */
function toClient(state: TabState, message: TabMessage, name: string): ClientMessage | null {
  const { client, asked } = state;
  switch (message.type) {
    case 'send': {
      const turnId = `${name}${state.sent + 1}`;
      return { to: 'pane', event: { type: 'send', turnId, question: turnId } };
    }
    case 'stop':
      return { to: 'pane', event: { type: 'stop' } };
    case 'retry':
    case 'online':
    case 'offline':
      return { to: 'all', event: { type: message.type } };
    case 'answer_prompt': {
      const streamId = client.pane.context.owner?.streamId ?? '';
      const reply = { streamId, promptId: promptOf(streamId), answerId: name, value: name };
      return { to: 'pane', event: { type: 'answer', ...reply } };
    }
    case 'timer':
      return timerMessage(client, message.of, message.timer);
    case 'heard': {
      if (asked.source === null) return null;
      const event = { ...message.item, ...asked.source };
      return { to: 'attachment', event } as ClientMessage;
    }
    case 'echo': {
      const { source: attachmentId } = asked.echo;
      if (attachmentId === null) return null;
      return { to: 'attachment', event: { type: 'broken', attachmentId, source: oldNumber } };
    }
    case 'watched':
      return { to: 'pane', event: { type: 'watched', last: message.last } };
    case 'reply':
      return replied(asked, message);
  }
}

/** A turn of these worlds asks one prompt at the most. */
export function promptOf(streamId: string): string {
  return `${streamId}.p`;
}

/** The shell says with each answer what it had asked. */
function replied(asked: Asked, { kind, key, answer }: Reply): ClientMessage | null {
  switch (kind) {
    case 'settle':
      if (key === echoKey) {
        const older = { attachmentId: asked.echo.settle ?? 0, request: oldNumber };
        return { to: 'attachment', event: { type: 'settled', ...older, answer } } as never;
      }
      if (asked.settle === null) return null;
      return { to: 'attachment', event: { type: 'settled', ...asked.settle, answer } } as never;
    case 'load':
      return { to: 'pane', event: { type: 'loaded', request: asked.load, answer } } as never;
    case 'start':
      if (asked.start === null) return null;
      return { to: 'pane', event: { type: 'start_answered', ...asked.start, answer } } as never;
    case 'cancel':
      return {
        to: 'cancellation',
        event: { type: 'cancel_answered', streamId: key, answer },
      } as never;
    case 'answer': {
      const prompt = { streamId: key, promptId: promptOf(key) };
      return { to: 'pane', event: { type: 'prompt_answered', ...prompt, answer } } as never;
    }
  }
}

/** An answer is said once, and a source that has ended says nothing more. */
function heardOf(asked: Asked, message: TabMessage): Asked {
  if (message.type === 'heard' && ['broken', 'open_refused'].includes(message.item.type)) {
    return { ...asked, source: null };
  }
  if (message.type === 'echo') return { ...asked, echo: { ...asked.echo, source: null } };
  if (message.type !== 'reply') return asked;
  if (message.key === echoKey) return { ...asked, echo: { ...asked.echo, settle: null } };
  if (message.kind === 'settle') return { ...asked, settle: null };
  if (message.kind === 'load') return { ...asked, load: 0 };
  return message.kind === 'start' ? { ...asked, start: null } : asked;
}

interface Shelled {
  readonly asked: Asked;
  readonly posts: readonly Post[];
}

/** Performs what the client asked for, in its order. */
function shell(name: string, before: Shelled, effects: readonly ClientEffect[]): Shelled {
  return effects.reduce((so, effect) => perform(name, so, effect), before);
}

function perform(name: string, { asked, posts }: Shelled, effect: ClientEffect): Shelled {
  const wire = (message: object): readonly Post[] => [
    ...posts,
    { to: `${name}.wire`, message: message as never },
  ];
  const ask = (kind: LaneKind, key: string, what: object): readonly Post[] => [
    ...posts,
    { to: laneOf(name, kind), message: { type: 'ask', key, what } as never },
  ];
  switch (effect.type) {
    case 'open': {
      const { attachmentId, source, streamId, after } = effect;
      return {
        asked: { ...asked, source: { attachmentId, source }, echo: sourceEcho(asked) },
        posts: wire({ type: 'open', streamId, after }),
      };
    }
    case 'close': {
      const { attachmentId, source } = effect;
      const isHeld = asked.source?.attachmentId === attachmentId && asked.source.source === source;
      if (!isHeld) return { asked, posts };
      const echo = sourceEcho(asked);
      return { asked: { ...asked, source: null, echo }, posts: wire({ type: 'close' }) };
    }
    case 'settle': {
      const { attachmentId, request, streamId } = effect;
      return {
        asked: { ...asked, settle: { attachmentId, request }, echo: settleEcho(asked) },
        posts: ask('settle', '', { type: 'settle', streamId }),
      };
    }
    case 'load':
      return {
        asked: { ...asked, load: effect.request },
        posts: ask('load', '', { type: 'load' }),
      };
    case 'start': {
      const { request, turnId } = effect;
      return {
        asked: { ...asked, start: { request, turnId } },
        posts: ask('start', '', { type: 'start', streamId: turnId }),
      };
    }
    case 'request_cancel': {
      const { streamId } = effect;
      return { asked, posts: ask('cancel', streamId, { type: 'cancel', streamId }) };
    }
    case 'send_answer': {
      const { streamId, answerId, value } = effect.answer;
      const what = { type: 'answer', streamId, answerId, value };
      return { asked, posts: ask('answer', streamId, what) };
    }
    case 'arm':
    case 'disarm':
      // An armed timer is in the state of its machine.
      return { asked, posts };
  }
}

/** The source that is left is older from now on, and so is a settle that is asked again. */
function sourceEcho({ echo, source }: Asked): Asked['echo'] {
  return source === null ? echo : { ...echo, source: source.attachmentId };
}

function settleEcho({ echo, settle }: Asked): Asked['echo'] {
  return settle === null ? echo : { ...echo, settle: settle.attachmentId };
}

function timerMessage(client: PlainClient, of: TimerOf, timer: string): ClientMessage | null {
  const machine = machineOf(client, of);
  const armed = machine?.timers.find((known) => known.timer === timer);
  if (armed === undefined) return null;
  const event = { type: 'timer', timer, generation: armed.generation };
  if (of === 'pane') return { to: 'pane', event } as ClientMessage;
  if (of !== 'attachment') {
    return { to: 'cancellation', event: { ...event, streamId: of.streamId } } as ClientMessage;
  }
  const attachmentId = client.attachment?.context.attachmentId;
  return { to: 'attachment', event: { ...event, attachmentId } } as ClientMessage;
}

interface Timed {
  readonly timers: readonly { readonly timer: string; readonly generation: number }[];
}

function machineOf(client: PlainClient, of: TimerOf): Timed | null {
  if (of === 'pane') return client.pane;
  if (of === 'attachment') return client.attachment;
  return client.cancellations.find(([streamId]) => streamId === of.streamId)?.[1] ?? null;
}

function offersOf(state: TabState, options: TabOptions): readonly Offer[] {
  const { client } = state;
  const owners: readonly TimerOf[] = [
    'pane',
    'attachment',
    ...client.cancellations.map(([streamId]) => ({ streamId })),
  ];
  const timers = owners.flatMap((of) =>
    (machineOf(client, of)?.timers ?? []).map(({ timer }) => timerOffer(options.name, of, timer)),
  );
  const label = `${options.name}: hears that an older source was closed`;
  const echo: Offer = { message: { type: 'echo' }, fair: null, label };
  const echoes = state.asked.echo.source === null ? [] : [echo];
  return [...timers, ...echoes, ...personOffers(state, options)];
}

function timerOffer(name: string, of: TimerOf, timer: string): Offer {
  const label = `${name}: timer ${timer}`;
  return { message: { type: 'timer', of, timer } as never, fair: label, label };
}

/** What a person may do; nobody promises that they do. */
function personOffers(state: TabState, { name, sends, weather }: TabOptions): readonly Offer[] {
  const { pane, attachment, scene, answering } = state.client;
  const { owner, turnId, offline } = pane.context;
  const offers: string[] = [];
  if (state.sent < sends) offers.push('send');
  if (owner !== null || turnId !== '') offers.push('stop');
  const asks = scene.parts.some((part) => part.type === 'prompt' && part.state === 'open');
  if (asks && answering.length === 0 && attachment?.status === 'active') {
    offers.push('answer_prompt');
  }
  if (attachment?.value === 'failed') offers.push('retry');
  if (weather) offers.push(offline ? 'online' : 'offline');
  return offers.map((type) => ({
    message: { type },
    fair: type === 'online' || type === 'retry' ? `${name}: ${type}` : null,
    label: `${name}: ${type}`,
  }));
}
