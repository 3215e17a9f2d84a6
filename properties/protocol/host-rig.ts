/**
 * The pure host with the least of a store behind it, for tests that let hosts run in any order.
 *
 * Effects wait until they are performed, one access to the store at a time, in the order in which
 * they came; a test stops before the one that it is about. Leases end when a test says so. It knows
 * nothing of what should happen.
 */
import type { StoredAnswer, Terminal } from '../../machines/vocabulary.ts';
import {
  type Answer,
  emptyRecord,
  type Host,
  type HostEffect,
  type HostMessage,
  type SessionRecord,
  start,
  step,
  strandOf,
} from '../../runtime/core/host.ts';

/** The store as one plain value that every host of a test shares. */
export class Shared {
  record: SessionRecord = emptyRecord('s');
  lockFence = 0;
  isLocked = false;
  readonly fences = new Map<string, number>();
  readonly leases = new Set<string>();
  readonly cells = new Map<string, Terminal>();
  readonly journals = new Map<string, string[]>();
  /** To the one prompt that a turn of these tests has. */
  readonly answers = new Map<string, StoredAnswer>();
}

type Told = Extract<HostMessage, { event: unknown }>['event'];

/** A host whose effects wait to be performed, each strand in its order. */
export class HostRig {
  host: Host = start();
  readonly waiting: HostEffect[] = [];
  readonly answers = new Map<number, Answer>();
  readonly done: string[] = [];

  readonly store: Shared;

  constructor(store: Shared) {
    this.store = store;
  }

  tell(message: HostMessage): void {
    const [host, effects] = step(this.host, message);
    this.host = host;
    this.waiting.push(...effects);
  }

  ask(event: Extract<HostMessage, { to: 'session' }>['event']): void {
    this.tell({ to: 'session', event });
  }

  /** Performs effects until none is left that can be, or until one of this type is the next. */
  run(until: string | null = null): void {
    for (let turns = 0; turns < 200; turns += 1) {
      const at = this.waiting.findIndex(({ type }) => !(type === 'lock' && this.store.isLocked));
      const effect = this.waiting[at];
      if (effect === undefined || effect.type === until) return;
      this.waiting.splice(at, 1);
      const { type } = effect;
      if (type === 'arm' || type === 'disarm' || type === 'changed') continue;
      if (type === 'reply') {
        for (const request of effect.requests) this.answers.set(request, effect.answer);
        continue;
      }
      this.done.push(type);
      const event = perform(this.store, effect);
      if (event !== null) this.tell({ ...strandOf(effect), event } as HostMessage);
    }
    throw new Error('the host does not come to rest');
  }
}

const fenced = { type: 'fenced' } as const;

function perform(store: Shared, effect: HostEffect): Told | null {
  if (effect.to === 'operation') return performOperation(store, effect);
  const { streamId } = effect;
  const fence = store.fences.get(streamId) ?? 0;
  if ('turnFence' in effect && effect.turnFence !== fence) return fenced;
  switch (effect.type) {
    case 'claim':
      if (effect.after !== fence || store.leases.has(streamId)) return fenced;
      store.fences.set(streamId, fence + 1);
      store.leases.add(streamId);
      return { type: 'claimed', turnFence: fence + 1 };
    case 'decide':
      return decide(store, effect);
    case 'fold': {
      const outcome = effect.closing.at(-1)?.kind as Terminal;
      const turn = { streamId, parts: [], usage: null, outcome, detail: null, coveredSeq: 1 };
      return { type: 'folded', turn };
    }
    case 'append':
      store.journals.set(streamId, [...(store.journals.get(streamId) ?? []), effect.frame.kind]);
      return null;
    case 'close_journal': {
      const kinds = effect.frames.map(({ kind }) => kind);
      store.journals.set(streamId, [...(store.journals.get(streamId) ?? []), ...kinds]);
      return { type: 'closed' };
    }
    case 'renew': {
      const outcome = store.cells.get(streamId) ?? null;
      return { type: 'renewed', outcome, answers: unclosed(store, streamId) };
    }
    case 'prepare':
    case 'produce':
    case 'abort':
    case 'deliver':
    case 'changed':
    case 'reply':
    case 'arm':
    case 'disarm':
      return null;
  }
}

function decide(store: Shared, effect: Extract<HostEffect, { type: 'decide' }>): Told {
  const { streamId } = effect;
  if (effect.turnFence !== store.fences.get(streamId)) return fenced;
  const outcome = store.cells.get(streamId) ?? effect.outcome;
  store.cells.set(streamId, outcome);
  return { type: 'decided', outcome, detail: null, lastSeq: 0, answers: unclosed(store, streamId) };
}

/** What was accepted and no frame has closed. */
function unclosed({ answers, journals }: Shared, streamId: string): readonly StoredAnswer[] {
  const answer = answers.get(streamId);
  const isClosed = journals.get(streamId)?.includes('prompt-closed') ?? false;
  return answer === undefined || isClosed ? [] : [answer];
}

function put(store: Shared, { streamId, answer }: Extract<HostEffect, { type: 'answer' }>) {
  if (!(store.journals.get(streamId)?.includes('prompt') ?? false)) return 'gone';
  const kept = store.answers.get(streamId) ?? answer;
  store.answers.set(streamId, kept);
  return kept.answerId === answer.answerId ? 'accepted' : 'already';
}

function performOperation(
  store: Shared,
  effect: Extract<HostEffect, { to: 'operation' }>,
): Told | null {
  switch (effect.type) {
    case 'judge': {
      const { streamId } = effect;
      const turnFence = store.fences.get(streamId) ?? 0;
      const outcome = store.cells.get(streamId) ?? null;
      return { type: 'leased', turnFence, isLive: store.leases.has(streamId), outcome };
    }
    case 'answer':
      return { type: 'answered', result: put(store, effect) };
    case 'decide':
      return decide(store, effect);
    case 'lock':
      store.isLocked = true;
      store.lockFence += 1;
      return { type: 'locked', lockFence: store.lockFence };
    case 'load':
      return { type: 'loaded', record: store.record, now: 1 };
    case 'save':
      if (effect.lockFence !== store.lockFence) return fenced;
      store.record = effect.record;
      return { type: 'saved' };
    case 'unlock':
      if (effect.lockFence === store.lockFence) store.isLocked = false;
      return { type: 'unlocked' };
    case 'reply':
      return null;
  }
}

export const question = (request: number, turnId: string) =>
  ({ type: 'start', request, turnId, question: 'why?' }) as const;
export const look = (store: Shared) => ({ type: 'look', owner: store.record.owner }) as const;

/** A host that runs its first turn. */
export function started(turnId = 'r1') {
  const store = new Shared();
  const rig = new HostRig(store);
  rig.ask(question(1, turnId));
  rig.run();
  return { store, rig };
}
