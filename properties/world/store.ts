/**
 * One store, as its port promises (`runtime/host/store.ts`): a session's record behind a lock with
 * fences, and a journal a turn, with a fence, a lease, answers, and the cell of its outcome.
 *
 * It keeps and compares, and decides nothing. Each access is one step. A fence only grows, and is
 * only compared with the last: so the last is 2 and all before it are 1 (see `host.ts`). A lock or
 * a lease runs out by itself when nobody is behind it: its host is dead, or has failed to release
 * it. Of one that lives it does when that is in the budget.
 */
import { emptyRecord, isTerminal, type StoredAnswer } from '../../machines/vocabulary.ts';
import { emptyScene } from '../../runtime/core/fold.ts';
import type { TurnStrand } from '../../runtime/core/host.ts';
import { endedTurn, foldFrames } from '../../runtime/core/record.ts';
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { isWork, type Work } from './access.ts';
import { spend } from './budget.ts';
import {
  contentOf,
  framesAfter,
  type Hold,
  headOf,
  type Journal,
  put,
  unclaimed,
  unclosedOf,
} from './journal.ts';
import {
  type Access,
  type Done,
  lastFence,
  type Said,
  type StoreMessage,
  type StoreOptions,
  type StoreState,
} from './store-state.ts';

export function store(options: StoreOptions): Actor<StoreState, StoreMessage> {
  return {
    name: 'store',
    initial: { record: emptyRecord('s'), journals: {}, lock: null },
    offers: (state) => offersOf(state, options),
    react: (state, message) => react(state, message, options),
  };
}

function offersOf(
  { lock, journals }: StoreState,
  { expiries, trims }: StoreOptions,
): readonly Offer[] {
  const run = (hold: Hold | null, message: StoreMessage, label: string): readonly Offer[] => {
    if (hold === null || !(hold.isDead || expiries)) return [];
    const said = `store: ${label}`;
    if (hold.isDead) return [{ message, fair: said, label: said }];
    return [{ message, fair: null, label: said, needs: spend('expiries') }];
  };
  const trim = ([streamId, { firstSeq, frames }]: readonly [string, Journal]): readonly Offer[] => {
    if (!trims || firstSeq > 1 || !isTerminal(frames.at(-1)?.kind ?? '')) return [];
    const message: StoreMessage = { type: 'trim', streamId };
    const label = `store: the journal of ${streamId} is trimmed`;
    return [{ message, fair: null, label, needs: spend('trims') }];
  };
  return [
    ...Object.entries(journals).flatMap(trim),
    ...run(lock, { type: 'lock_expires' }, 'the lock runs out'),
    ...Object.entries(journals).flatMap(([streamId, { lease }]) =>
      run(lease, { type: 'lease_expires', streamId }, `the lease of ${streamId} runs out`),
    ),
  ];
}

function react(
  state: StoreState,
  message: StoreMessage,
  options: StoreOptions,
): Reaction<StoreState> | null {
  const tell = (to: string, said: object): Reaction<StoreState> => ({
    state,
    posts: [{ to, message: said as never }],
  });
  switch (message.type) {
    case 'do':
      return access(state, message, options);
    case 'head':
      return tell(message.from, { type: 'head', head: headOf(state.journals[message.streamId]) });
    case 'read': {
      const frames = framesAfter(state.journals[message.streamId], message.after);
      return tell(message.from, { type: 'batch', frames });
    }
    case 'view': {
      const { record, journals } = state;
      const decided = journals[record.turns.at(-1)?.streamId ?? '']?.cell?.outcome ?? null;
      return tell(message.from, { type: 'viewed', record, decided, about: message.about });
    }
    case 'dead':
      return { state: buried(state, message.host), posts: [] };
    case 'unreleased': {
      const { lock } = state;
      const isOwn = message.lockFence === lastFence && lock?.host === message.host;
      const left = isOwn ? { ...lock, isDead: true } : lock;
      return { state: { ...state, lock: left }, posts: [] };
    }
    case 'lock_expires':
      return { state: { ...state, lock: null }, posts: paid(state.lock) };
    case 'trim': {
      const { streamId } = message;
      const firstSeq = (state.journals[streamId]?.frames.length ?? 0) + 1;
      return { state: withJournal(state, streamId, { firstSeq }), posts: [spend('trims')] };
    }
    case 'lease_expires': {
      const { streamId } = message;
      const lease = state.journals[streamId]?.lease ?? null;
      return { state: withJournal(state, streamId, { lease: null }), posts: paid(lease) };
    }
  }
}

function paid(hold: Hold | null): readonly Post[] {
  return hold?.isDead === false ? [spend('expiries')] : [];
}

function buried(state: StoreState, host: string): StoreState {
  const bury = (hold: Hold | null) => (hold?.host === host ? { ...hold, isDead: true } : hold);
  const journals = Object.entries(state.journals).map(
    ([streamId, journal]) => [streamId, { ...journal, lease: bury(journal.lease) }] as const,
  );
  return { ...state, lock: bury(state.lock), journals: Object.fromEntries(journals) };
}

function withJournal(state: StoreState, streamId: string, change: Partial<Journal>): StoreState {
  const journal = { ...(state.journals[streamId] ?? unclaimed), ...change };
  const journals = Object.entries({ ...state.journals, [streamId]: journal });
  return {
    ...state,
    journals: Object.fromEntries(journals.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Carries one effect out. Null: it has to wait, which only a lock does. */
function access(
  state: StoreState,
  { from, effect, isPatient = false }: Access,
  options: StoreOptions,
): Reaction<StoreState> | null {
  const done = (
    event: Said | null,
    next: StoreState = state,
    before: readonly Post[] = [],
  ): Reaction<StoreState> => {
    const message: Done = { type: 'done', effect, event };
    // Nobody hears of what was done although it failed.
    const answer: readonly Post[] = from === '' ? [] : [{ to: from, message }];
    return { state: next, posts: [...before, ...answer] };
  };
  if (!isWork(effect)) throw new Error(`a store does not do '${effect.type}'`);
  if (effect.to === 'turn' || effect.type === 'decide' || effect.type === 'answer') {
    return journaled(state, from, effect, options, done);
  }
  const fenced = () => done({ type: 'fenced' });
  switch (effect.type) {
    case 'judge': {
      const { turnFence, lease, cell } = state.journals[effect.streamId] ?? unclaimed;
      const outcome = cell?.outcome ?? null;
      return done({ type: 'leased', turnFence, isLive: lease !== null, outcome });
    }
    case 'lock': {
      if (state.lock !== null) {
        const waits = { type: 'waits', effect } as never;
        return isPatient ? { state, posts: [{ to: from, message: waits }] } : null;
      }
      // Whoever held the lock before is told that its fence is an old one: see `host.ts`.
      const aged = options.hosts.map((to): Post => ({ to, message: { type: 'fence_issued' } }));
      const lock = { host: from, isDead: from === '' };
      return done({ type: 'locked', lockFence: lastFence }, { ...state, lock }, aged);
    }
    case 'load':
      return done({ type: 'loaded', record: state.record, now: state.record.updatedAt + 1 });
    case 'save':
      if (effect.lockFence !== lastFence) return fenced();
      return done({ type: 'saved' }, { ...state, record: effect.record });
    case 'unlock': {
      const isOwn = effect.lockFence === lastFence && state.lock?.host === from;
      return done({ type: 'unlocked' }, isOwn ? { ...state, lock: null } : state);
    }
  }
}

type Answered = (
  event: Said | null,
  next?: StoreState,
  before?: readonly Post[],
) => Reaction<StoreState>;

function journaled(
  state: StoreState,
  from: string,
  effect: Extract<Work, TurnStrand | { readonly type: 'decide' | 'answer' }>,
  { wires, hosts }: StoreOptions,
  done: Answered,
): Reaction<StoreState> {
  const { streamId } = effect;
  const journal = state.journals[streamId] ?? unclaimed;
  const next = (change: Partial<Journal>) => withJournal(state, streamId, change);
  const wakes = wires.map((to): Post => ({ to, message: { type: 'wake', streamId } as never }));
  const heard = hosts.map((to): Post => ({ to, message: { type: 'woken', streamId } as never }));
  const isOld = (turnFence: number) => journal.turnFence !== turnFence;
  switch (effect.type) {
    case 'claim': {
      const { turnFence } = journal;
      const isLive = journal.lease !== null;
      if (turnFence !== effect.after || isLive) return done({ type: 'fenced' });
      const lease = { host: from, isDead: from === '' };
      const claimed = { type: 'claimed', turnFence: turnFence + 1 };
      return done(claimed, next({ turnFence: turnFence + 1, lease }));
    }
    case 'renew':
      if (isOld(effect.turnFence)) return done({ type: 'fenced' });
      return done(
        { type: 'renewed', outcome: journal.cell?.outcome ?? null, answers: unclosedOf(journal) },
        next({ lease: { host: from, isDead: from === '' } }),
      );
    case 'append':
    case 'close_journal': {
      if (isOld(effect.turnFence)) return done({ type: 'fenced' });
      const isClosing = effect.type === 'close_journal';
      const added = isClosing ? effect.frames : [effect.frame];
      const after = (added[0]?.seq ?? 0) - 1;
      const there = journal.frames.slice(after, after + added.length);
      const closed = isClosing ? { type: 'closed' } : null;
      if (JSON.stringify(there) === JSON.stringify(added)) return done(closed);
      const isSealed = journal.cell !== null && added.at(-1)?.kind !== journal.cell.outcome;
      if (isSealed || after !== journal.frames.length) {
        return done({ type: 'store_failed', during: effect.type });
      }
      return done(closed, next({ frames: [...journal.frames, ...added] }), wakes);
    }
    case 'decide': {
      if (isOld(effect.turnFence)) return done({ type: 'fenced' });
      const { outcome, detail } = effect;
      const sealed = { lastSeq: journal.frames.length, answers: unclosedOf(journal) };
      const cell = journal.cell ?? { outcome, detail, ...sealed };
      return done({ type: 'decided', ...cell }, next({ cell }), journal.cell === null ? heard : []);
    }
    case 'answer': {
      const result = put(journal, effect.answer);
      const isNew = result === 'accepted' && !journal.answers.some(isFor(effect.answer));
      const event = { type: 'answered', result };
      if (!isNew) return done(event);
      return done(event, next({ answers: [...journal.answers, effect.answer] }), heard);
    }
    case 'fold': {
      const frames = [...contentOf(journal), ...effect.closing];
      const turn = endedTurn(streamId, foldFrames(emptyScene, frames));
      return done({ type: 'folded', turn });
    }
  }
}

function isFor({ promptId }: StoredAnswer) {
  return (one: StoredAnswer): boolean => one.promptId === promptId;
}
