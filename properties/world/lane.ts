/**
 * One kind of request of one tab, on its way to a host and back.
 *
 * A request is sent, is served, and its answer travels back; each of these may be the last that is
 * heard of it, and then the tab hears `unreachable`. A request that is asked again takes the place
 * of the one before. Requests and answers of other kinds overtake freely: they are other lanes.
 */
import type { Json } from '../../machines/vocabulary.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { type Fault, spend } from './budget.ts';
import { accepted } from './told.ts';

export type LaneKind = 'load' | 'start' | 'settle' | 'cancel' | 'answer';

export interface Answer {
  readonly state: string;
}

/** What a tab hears. */
export interface Reply {
  readonly type: 'reply';
  readonly kind: LaneKind;
  readonly key: string;
  readonly answer: Answer;
}

/** What a host hears; it answers the lane by `answered` with the same key. */
export interface Request {
  readonly type: 'request';
  readonly from: string;
  readonly key: string;
  readonly what: Wanted;
}

export type Wanted =
  | { readonly type: 'load' }
  | { readonly type: 'settle'; readonly streamId: string }
  | { readonly type: 'start' | 'cancel'; readonly streamId: string }
  | {
      readonly type: 'answer';
      readonly streamId: string;
      readonly answerId: string;
      readonly value: Json;
    };

interface Call {
  /** What tells calls of one lane apart: the stream, where there may be two. */
  readonly key: string;
  readonly what: Wanted;
  /** sent: on its way there. served: with a host. An answer: on its way back. */
  readonly at: 'sent' | Served | Answer;
}

interface Served {
  readonly by: string;
}

export type LaneState = readonly Call[];

export type LaneMessage =
  | { readonly type: 'ask'; readonly key: string; readonly what: Wanted }
  | { readonly type: 'deliver'; readonly key: string; readonly host: string }
  | { readonly type: 'answered'; readonly key: string; readonly answer: Answer }
  | { readonly type: 'return' | 'lose' | 'duplicate' | 'refuse' | 'slip'; readonly key: string }
  | { readonly type: 'host_down'; readonly host: string };

export interface LaneOptions {
  readonly tab: string;
  readonly kind: LaneKind;
  readonly hosts: readonly string[];
  /** What the tab has asked before the world began. */
  readonly asked: readonly Post[];
  readonly faults: readonly (typeof slips)[Slip][];
  /** A settle that is asked again does not undo the older one: its answer may come, too. */
  readonly echoes: boolean;
}

/** The older one of two settles that are under way. */
export const echoKey = 'older';

const unreachable: Answer = { state: 'unreachable' };
/** Of what starts something or answers a prompt; other requests have no such answer. */
const refusal: Answer & { readonly reason: string } = { state: 'refused', reason: 'busy' };
const refusable: readonly LaneKind[] = ['start', 'answer'];
/** Calls of one lane at a time: there are no more streams that are asked about at once. */
const callsMax = 3;

export function laneOf(tab: string, kind: LaneKind): string {
  return `${tab}.${kind}`;
}

export function lane(options: LaneOptions): Actor<LaneState, LaneMessage> {
  const name = laneOf(options.tab, options.kind);
  const asked = options.asked.filter(({ to }) => to === name);
  return {
    name,
    initial: asked.reduce<LaneState>((calls, { message }) => ask(calls, message as never), []),
    offers: (calls) => calls.flatMap((call) => offersOf(call, name, options)),
    react: (calls, message) => react(calls, message, name, options),
  };
}

/** What goes wrong with a call, and what it costs. */
const slips = {
  lose: 'losses',
  duplicate: 'duplicates',
  refuse: 'refusals',
  slip: 'slips',
} as const satisfies Record<string, Fault>;
type Slip = keyof typeof slips;

function offersOf(
  { key, at }: Call,
  name: string,
  { hosts, faults, kind }: LaneOptions,
): readonly Offer[] {
  const of = key === '' ? name : `${name} ${key}`;
  const offer = (message: LaneMessage, label: string, isFair: boolean): Offer => ({
    message,
    fair: isFair ? `${of}: ${message.type}` : null,
    label: `${of}: ${label}`,
  });
  const fault = (type: Slip, label: string): Offer => ({
    ...offer({ type, key }, label, false),
    needs: spend(slips[type]),
  });
  const on = (type: Slip, label: string): readonly Offer[] =>
    faults.includes(slips[type]) ? [fault(type, label)] : [];
  const loss = on('lose', 'is lost');
  if (at === 'sent') {
    return [
      ...hosts.map((host) => offer({ type: 'deliver', key, host }, `arrives at ${host}`, true)),
      ...on('duplicate', 'arrives, and will arrive again'),
      ...(kind === 'settle' ? on('slip', 'is answered stale, which no host of ours says') : []),
      ...(refusable.includes(kind) ? on('refuse', 'is refused: busy') : []),
      ...loss,
    ];
  }
  if ('by' in at) return loss;
  const back = offer({ type: 'return', key }, `answers ${at.state}`, true);
  return at.state === 'unreachable' ? [back] : [back, ...loss];
}

function react(
  calls: LaneState,
  message: LaneMessage,
  name: string,
  { tab, kind, hosts, echoes }: LaneOptions,
): Reaction<LaneState> | null {
  if (message.type === 'host_down') return { state: calls.map(abandoned(message.host)), posts: [] };
  const { key } = message;
  const call = calls.find((known) => known.key === key);
  if (message.type === 'ask') {
    const older = echoes && kind === 'settle' && call !== undefined;
    const kept = older ? placed(without(calls, call), { ...call, key: echoKey }) : calls;
    return { state: ask(kept, message), posts: [] };
  }
  const tells =
    message.type === 'answered' && kind === 'cancel' && message.answer.state === 'accepted';
  const posts = tells ? [accepted(key)] : [];
  // The answer to a call that was made anew, or that was lost, reaches nobody.
  if (call === undefined) return message.type === 'answered' ? { state: calls, posts } : null;
  const now = (at: Call['at']) => placed(calls, { ...call, at });
  const serve = (host: string): Post => ({
    to: host,
    message: { type: 'request', from: name, key, what: call.what } as Request,
  });
  switch (message.type) {
    case 'deliver':
      return { state: now({ by: message.host }), posts: [serve(message.host)] };
    case 'duplicate':
      return { state: calls, posts: [spend('duplicates'), serve(hosts[0] ?? '')] };
    case 'answered':
      return { state: isServed(call) ? now(message.answer) : calls, posts };
    case 'slip':
      return { state: now({ state: 'stale' }), posts: [spend('slips')] };
    case 'refuse':
      return { state: now(refusal), posts: [spend('refusals')] };
    case 'lose':
      return { state: now(unreachable), posts: [spend('losses')] };
    case 'return': {
      const reply: Reply = { type: 'reply', kind, key, answer: call.at as Answer };
      return { state: without(calls, call), posts: [{ to: tab, message: reply }] };
    }
  }
}

function without(calls: LaneState, call: Call): LaneState {
  return calls.filter((known) => known !== call);
}

function isServed({ at }: Call): boolean {
  return typeof at === 'object' && 'by' in at;
}

/** A process that died answers nothing. */
function abandoned(host: string) {
  return (call: Call): Call =>
    typeof call.at === 'object' && 'by' in call.at && call.at.by === host
      ? { ...call, at: unreachable }
      : call;
}

function ask(calls: LaneState, { key, what }: Extract<LaneMessage, { type: 'ask' }>): LaneState {
  return placed(calls, { key, what, at: 'sent' });
}

function placed(calls: LaneState, call: Call): LaneState {
  const next = [...calls.filter(({ key }) => key !== call.key), call];
  if (next.length > callsMax) throw new Error(`a lane holds ${next.length} calls`);
  return next.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
