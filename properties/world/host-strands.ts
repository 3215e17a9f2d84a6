/**
 * The strands of a host process: the queue of effects of each turn and each operation, of which the
 * first is carried out and what came of it is said, by the contract of `core/host-state.ts`.
 *
 * In a world that splits the host each access to the store is an action of its own; elsewhere a
 * whole operation is one. Nothing here knows what an effect is for.
 */
import {
  type Host,
  type HostEffect,
  type HostMessage,
  start,
  step,
  strandName,
  strandOf,
} from '../../runtime/core/host.ts';
import type { Post, Reaction } from '../explorer/system.ts';
import { isWork, type Work } from './access.ts';
import { spend } from './budget.ts';
import type { HostActorMessage, HostOptions, HostState, Left } from './host-state.ts';
import type { Answer } from './lane.ts';
import { type Done, lastFence, oldFence } from './store-state.ts';
import { accepted } from './told.ts';

/** Tells the core something; its effects go to the strands, and what can be done is done. */
export function told(
  state: HostState,
  message: HostMessage,
  options: HostOptions,
): Reaction<HostState> {
  const core = state.core ?? start();
  const [next, effects] = step(core, message);
  const wakes = state.wakes.filter((streamId) => isRunning(next, streamId));
  return go(queued({ ...state, core: renumbered(next), wakes }, effects), [], options);
}

/** Its producer is pulled: as long as that, it is told of what others write. */
export function isRunning({ turns }: Host, streamId: string): boolean {
  return turns.some(({ context, value }) => context.streamId === streamId && value === 'running');
}

function queued(state: HostState, effects: readonly HostEffect[]): HostState {
  const fresh = new Map<string, HostEffect[]>();
  for (const effect of effects) {
    // An armed timer is in the state of its machine, and watchers look when they like.
    if (effect.type === 'arm' || effect.type === 'disarm' || effect.type === 'changed') continue;
    const name = strandName(effect);
    fresh.set(name, [...(fresh.get(name) ?? []), effect]);
  }
  const strands = new Map(state.strands);
  for (const [name, work] of fresh) strands.set(name, [...(strands.get(name) ?? []), work]);
  return { ...state, strands: sorted(strands) };
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
  // What comes behind an access to the store waits for it.
  if (isWork(first)) {
    if (options.split) return { state, posts };
    const { failing } = state;
    if (failing?.left === 0) {
      const so = failed({ ...state, failing: null }, { type: failing.type, strand }, options);
      return so === null ? { state, posts } : { ...so, posts: [...posts, ...so.posts] };
    }
    const left = failing && { ...failing, left: failing.left - 1 };
    return carry({ state: { ...state, failing: left }, posts }, strand, first, options, true);
  }
  const done = performHere({ ...state, strands: withoutFirst(state, strand) }, first);
  return advance({ state: done.state, posts: [...posts, ...done.posts] }, strand, options);
}

function carry(
  { state, posts }: Reaction<HostState>,
  strand: string,
  effect: HostEffect,
  { name }: HostOptions,
  isPatient: boolean,
): Reaction<HostState> {
  const message = { type: 'do', from: name, effect, isPatient } as never;
  return {
    state: { ...state, inFlight: [...state.inFlight, strand] },
    posts: [...posts, { to: 'store', message }],
  };
}

export function firstOf({ strands }: HostState, strand: string): HostEffect | null {
  return strands.find(([name]) => name === strand)?.[1][0]?.[0] ?? null;
}

function withoutFirst(state: HostState, strand: string): HostState['strands'] {
  const left = state.strands.find(([name]) => name === strand)?.[1] ?? [];
  const [work = [], ...later] = left;
  return sorted(new Map([...state.strands, [strand, [work.slice(1), ...later]] as const]));
}

export function perform(state: HostState, strand: string, options: HostOptions) {
  const first = firstOf(state, strand);
  return first === null ? null : carry({ state, posts: [] }, strand, first, options, false);
}

/** The lock is somebody's: the strand goes on when it is free. */
export function waiting(state: HostState, effect: HostEffect): Reaction<HostState> {
  const strand = strandName(effect);
  return {
    state: { ...state, inFlight: state.inFlight.filter((name) => name !== strand) },
    posts: [],
  };
}

/** The store has done the first effect of a strand, or has refused it. */
export function answered(state: HostState, { effect, event }: Done, options: HostOptions) {
  const strand = strandName(effect);
  const inFlight = state.inFlight.filter((name) => name !== strand);
  const landed = { ...state, inFlight };
  const type = event?.type;
  if (type === 'fenced' || type === 'store_failed') {
    return refused(landed, strand, effect, event ?? {}, options);
  }
  const next = { ...landed, strands: withoutFirst(landed, strand) };
  if (event === null) return go(next, [], options);
  return told(next, messageTo(effect, event), options);
}

function messageTo(effect: HostEffect, event: object): HostMessage {
  return { ...strandOf(effect), event } as HostMessage;
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
export function failed(
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
  const quiet = { type: 'do', from: '', effect: first } as never;
  const done: readonly Post[] = type === 'fail_late' ? [{ to: 'store', message: quiet }] : [];
  const cost = options.split ? [spend('failures')] : [];
  return { ...so, posts: [...cost, ...done, ...unreleased(first, options), ...so.posts] };
}

/** A lock that could not be released has nobody behind it, and runs out by its term. */
function unreleased(effect: HostEffect, { name }: HostOptions): readonly Post[] {
  if (effect.type !== 'unlock') return [];
  const { lockFence } = effect;
  return [{ to: 'store', message: { type: 'unreleased', host: name, lockFence } as never }];
}

/** What is done without the store. */
function performHere(state: HostState, effect: Exclude<HostEffect, Work>): Reaction<HostState> {
  const { producers } = state;
  switch (effect.type) {
    case 'produce': {
      const { streamId, after } = effect;
      const made = [...producers, { streamId, after, produced: 0, isAborted: false }];
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
    case 'prepare':
    case 'deliver':
    case 'changed':
    case 'arm':
    case 'disarm':
      return { state, posts: [] };
  }
}

export function replyTo(lane: string, key: string, answer: Answer): Post {
  return { to: lane, message: { type: 'answered', key, answer } as never };
}

/** What failed here is a host that could not be reached, for whoever asked. */
function laneAnswer(answer: Extract<HostEffect, { type: 'reply' }>['answer']): Answer {
  if (answer.state === 'failed') return { state: 'unreachable' };
  if (answer.state !== 'started') return answer;
  return { state: 'started', ordinal: answer.ordinal } as Answer;
}

/** Another lock was issued: every fence that is held here is an old one from now on. */
export function aged(state: HostState): HostState {
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
