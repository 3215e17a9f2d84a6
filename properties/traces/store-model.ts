/**
 * The store of the world (`../world/store.ts`) under the calls of a trace: real fences, real names,
 * and time as far as the trace tells it.
 *
 * A lock or a lease that may have run out by then is one that has or has not, so a write may lead
 * to one state, to none, or to two. It knows one session, and nobody who calls.
 */
import {
  type Frame,
  isTerminal,
  type SessionRecord,
  type StoredAnswer,
} from '../../machines/vocabulary.ts';
import { type HostEffect, summaryOf } from '../../runtime/core/host.ts';
import type { Lease } from '../../runtime/host/store.ts';
import { framesAfter, headOf, unclaimed } from '../world/journal.ts';
import { store } from '../world/store.ts';
import { type Done, lastFence, oldFence, type StoreState } from '../world/store-state.ts';
import { same } from './unexplained.ts';

export interface ModelState {
  readonly store: StoreState;
  /** The fence of the lock that was issued last. */
  readonly issued: number;
  readonly lockedAtMs: number;
  readonly leases: Readonly<Record<string, LeaseTerm>>;
  /** Calls whose effect is in, and which have not returned yet. */
  readonly done: readonly number[];
}

/** It was given between a call and its return, so its end has two bounds. */
interface LeaseTerm {
  readonly sureMs: number;
  readonly maybeMs: number;
}

export interface Call {
  readonly number: number;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly atMs: number;
  /** What the trace says will come of it; null: it never returned. */
  readonly outcome: Outcome | null;
}

export interface Outcome {
  readonly atMs: number;
  readonly result?: unknown;
  readonly error?: string;
}

const world = store({ hosts: [], wires: [], expiries: true, trims: false });
const writes = new Set(['lock', 'unlock', 'save', 'claim', 'renew', 'append', 'decide', 'answer']);
/** How long a lock is held at the least: what our stores have as their default. */
const lockHoldMsMax = 5_000;
const noTerm: LeaseTerm = { sureMs: 0, maybeMs: 0 };

export const firstState: ModelState = {
  store: world.initial,
  issued: 0,
  lockedAtMs: 0,
  leases: {},
  done: [],
};

export function isWrite(method: string): boolean {
  return writes.has(method);
}

/** The stream of a journal's name. */
export function streamOf(journal: unknown): string {
  const name = String(journal);
  return name.slice(name.indexOf('.') + 1);
}

/** The states in which a write has taken effect as its outcome says; none where it can't have. */
export function apply(state: ModelState, call: Call): readonly ModelState[] {
  return agedStates(state, call).flatMap((aged) => {
    const done = carriedOut(aged, call);
    if (done === null || isRefusal(done.event) || !fits(aged, call, done.event)) return [];
    const numbers = [...aged.done, call.number].toSorted((one, other) => one - other);
    return [timed({ ...aged, store: done.store, done: numbers }, call)];
  });
}

/** Whether a write could be refused there as its outcome says. */
export function refuses(state: ModelState, call: Call): boolean {
  const { error = '' } = call.outcome ?? {};
  // What the store does not say of the call itself says nothing of its state.
  if (!['fenced', 'journal_conflict', 'journal_closed', 'missing'].includes(error)) return true;
  return agedStates(state, call).some((aged) => {
    const event = carriedOut(aged, call)?.event ?? null;
    return isRefusal(event) && (event?.type === 'fenced') === (error === 'fenced');
  });
}

/** What the world's store does about it; null: it has to wait. */
function carriedOut(state: ModelState, call: Call) {
  let next = state.store;
  let event: Done['event'] = null;
  // Frames that are written in one go are stored one after the other, and all or none.
  for (const effect of effectsOf(state, call)) {
    const reaction = world.react(next, { type: 'do', from: 'host', effect });
    const answer = reaction?.posts.find(({ to }) => to === 'host');
    if (reaction === null || answer === undefined) return null;
    ({ event } = answer.message as unknown as Done);
    if (isRefusal(event)) return { store: state.store, event };
    next = reaction.state;
  }
  return { store: next, event };
}

/** Whether a read could find this there. */
export function finds(state: ModelState, { method, args, atMs, outcome }: Call): boolean {
  const { result, error } = outcome ?? {};
  if (error !== undefined) return true;
  const { record, journals } = state.store;
  const stored = record === world.initial.record ? null : record;
  switch (method) {
    case 'load':
      return same(result, stored);
    case 'loadSummary':
      return same(result, stored && summaryOf(stored));
    case 'head': {
      // When it was closed is the store's to say, and nobody's of the model to know.
      const { closedAt: _, ...head } = (result ?? {}) as { readonly closedAt?: number | null };
      return same(result && head, headOf(journals[streamOf(args[0])]));
    }
    case 'read': {
      const all = framesAfter(journals[streamOf(args[0])], args[1] as number);
      if (all === null || result === null) return all === null && result === null;
      const some = result as readonly Frame[];
      return some.length > 0 === all.length > 0 && same(some, all.slice(0, some.length));
    }
    case 'lease': {
      const { turnFence, isLive, outcome: decided } = result as Lease;
      const streamId = streamOf(args[0]);
      const { sureMs, maybeMs } = state.leases[streamId] ?? noTerm;
      const known = journals[streamId] ?? unclaimed;
      const fence = known.turnFence;
      const canBe = isLive ? fence > 0 && atMs < maybeMs : (outcome?.atMs ?? atMs) >= sureMs;
      return turnFence === fence && canBe && decided === (known.cell?.outcome ?? null);
    }
    default:
      return true;
  }
}

/** As it is, and with the lock or the lease gone that the call asks for, if that can be. */
function agedStates(state: ModelState, call: Call): readonly ModelState[] {
  const { method, args } = call;
  const byMs = call.outcome?.atMs ?? Number.POSITIVE_INFINITY;
  if (method === 'lock') {
    const isOver = state.store.lock !== null && byMs >= state.lockedAtMs + lockHoldMsMax;
    return [state, ...(isOver ? [{ ...state, store: { ...state.store, lock: null } }] : [])];
  }
  const streamId = streamOf(args[0]);
  const journal = state.store.journals[streamId];
  if (method !== 'claim' || !journal?.lease || byMs < (state.leases[streamId] ?? noTerm).sureMs)
    return [state];
  const journals = { ...state.store.journals, [streamId]: { ...journal, lease: null } };
  return [state, { ...state, store: { ...state.store, journals } }];
}

function effectsOf(state: ModelState, call: Call): readonly HostEffect[] {
  const { method, args } = call;
  if (method !== 'append') return [effectOf(state, call)];
  const streamId = streamOf(args[0]);
  const turnFence = args[3] as number;
  const frames = args[2] as readonly Frame[];
  const turn = { to: 'turn', streamId, after: 0, turnFence } as const;
  if (isTerminal(frames.at(-1)?.kind ?? '')) return [{ ...turn, type: 'close_journal', frames }];
  return frames.map((frame) => ({ ...turn, type: 'append', frame }));
}

function effectOf({ issued }: ModelState, { method, args }: Call): HostEffect {
  const operation = { to: 'operation', id: 1 } as const;
  const turn = { to: 'turn', streamId: streamOf(args[0]), after: 0 } as const;
  const fence = args[1] === issued ? lastFence : oldFence;
  switch (method) {
    case 'lock':
      return { ...operation, type: 'lock' };
    case 'unlock':
      return { ...operation, type: 'unlock', lockFence: fence };
    case 'save':
      return { ...operation, type: 'save', record: args[0] as SessionRecord, lockFence: fence };
    case 'claim':
      return { ...turn, type: 'claim', after: args[1] as number, leaseMs: args[2] as number };
    case 'renew':
      return { ...turn, type: 'renew', turnFence: args[1] as number, leaseMs: args[2] as number };
    case 'answer': {
      const { streamId } = turn;
      return { ...operation, type: 'answer', streamId, answer: args[1] as StoredAnswer };
    }
    default: {
      const [, outcome, detail, turnFence] = args as never[];
      return { ...turn, type: 'decide', outcome, detail, turnFence } as unknown as HostEffect;
    }
  }
}

function isRefusal(event: Done['event']): boolean {
  return event?.type === 'fenced' || event?.type === 'store_failed';
}

function fits(state: ModelState, { method, outcome }: Call, event: Done['event']): boolean {
  if (outcome === null) return true;
  if (outcome.error !== undefined) return false;
  if (method === 'lock') return (outcome.result as number) > state.issued;
  if (method === 'claim') return outcome.result === event?.['turnFence'];
  if (method === 'answer') return outcome.result === event?.['result'];
  const said = { renew: 'renewed', decide: 'decided' }[method];
  return said === undefined || same({ type: said, ...(outcome.result as object) }, event);
}

/** What the world does not count: fences of locks, and milliseconds. */
function timed(state: ModelState, { method, args, atMs, outcome }: Call): ModelState {
  if (method === 'lock') {
    const issued = (outcome?.result as number | undefined) ?? state.issued + 1;
    return { ...state, issued, lockedAtMs: atMs };
  }
  if (method !== 'claim' && method !== 'renew') return state;
  const leaseMs = args[2] as number;
  const maybeMs = (outcome?.atMs ?? Number.POSITIVE_INFINITY) + leaseMs;
  const term = { sureMs: atMs + leaseMs, maybeMs };
  return { ...state, leases: { ...state.leases, [streamOf(args[0])]: term } };
}
