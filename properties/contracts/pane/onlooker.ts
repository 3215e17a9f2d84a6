/**
 * What an onlooker knows of a pane: who owns it, what is on screen with its outcome, which start is
 * pending, which load is awaited.
 *
 * It is made of what went in and what came out, and of the name of the state, which everybody may
 * see. It must never look into the machine's context.
 */
import {
  type Event,
  holdsMax,
  type LoadedEvent,
  type Owner,
  offered,
  type StartAnsweredEvent,
  triesMax,
} from '../../../machines/pane/signals.ts';
import type { LastTurn } from '../../../machines/vocabulary.ts';
import type { Output, State } from '../../../runtime/generated/pane.ts';
import { jump, type Moment, outputsOf, type TimerEvent } from '../contract.ts';

export interface Seen {
  readonly owner: Owner | null;
  /** There has been an attachment before. */
  readonly hasAttached: boolean;
  /** The owner is held: a question would have to wait for it. */
  readonly isHeld: boolean;
  /** The highest ordinal that was attached to, and the highest on screen with its outcome. */
  readonly highest: number;
  readonly settled: number;
  /** The turn whose start is pending; '' for none. */
  readonly pending: string;
  readonly isStopped: boolean;
  readonly tries: number;
  readonly holds: number;
  readonly isLoading: boolean;
  /** A load was lost, or may be older than the news, and was not asked for again yet. */
  readonly isWanted: boolean;
  readonly isLoaded: boolean;
  readonly offline: boolean;
}

export const unseen: Seen = {
  owner: null,
  hasAttached: false,
  isHeld: false,
  highest: 0,
  settled: 0,
  pending: '',
  isStopped: false,
  tries: 0,
  holds: 0,
  isLoading: false,
  isWanted: false,
  isLoaded: false,
  offline: false,
};

export type Happening = Event | TimerEvent;
export type M = Moment<State, Happening, Output, Seen>;

/** What is of the present has number 1; what is older has another. */
export const present = 1;

export const holdsJump = (count: number): number => jump(count, holdsMax, 1);

export function has(m: M, type: Output['type']): boolean {
  return m.outputs.some((output) => output.type === type);
}

export function isOf<Type extends Event['type']>(
  m: M,
  ...types: readonly Type[]
): m is M & { readonly event: Extract<Event, { type: Type }> } {
  return (types as readonly string[]).includes(m.event.type);
}

export function isTimer(m: M, timer: State['timers'][number]['timer']): boolean {
  return m.event.type === 'timer' && m.event.timer === timer;
}

export function isIn(m: M, value: string): boolean {
  return m.before?.value === value || (m.before?.value.startsWith(`${value}.`) ?? false);
}

/** The answer to the start that is awaited. */
export function startAnswer(m: M): StartAnsweredEvent['answer'] | null {
  if (!isOf(m, 'start_answered') || !isIn(m, 'starting.asking')) return null;
  return m.event.request === present ? m.event.answer : null;
}

/** The answer to the load that is awaited. */
export function loadAnswer(m: M): LoadedEvent['answer'] | null {
  if (!isOf(m, 'loaded') || !m.seen.isLoading) return null;
  return m.event.request === present ? m.event.answer : null;
}

/** The turn that the host speaks of, where it is to be believed. */
export function news(m: M): LastTurn | null {
  const isBelieved = isOf(m, 'watched') || startAnswer(m) !== null || loadAnswer(m) !== null;
  return isBelieved ? offered(m.event as never) : null;
}

export const isOwned = (m: M) => news(m) !== null && news(m)?.streamId === m.seen.owner?.streamId;

/** O1 O2 O7: it runs, is no older than all that was held, and is not on screen or held already. */
export function isNew(m: M): boolean {
  const turn = news(m);
  if (turn === null || turn.phase !== 'running' || isOwned(m)) return false;
  return turn.ordinal >= m.seen.highest && turn.ordinal > m.seen.settled;
}

/** O7: a turn that is not on screen, and not held. */
export function isMissed(m: M): boolean {
  const turn = news(m);
  return turn !== null && turn.phase !== 'ending' && turn.ordinal > m.seen.settled && !isOwned(m);
}

/** The screen lacks something besides this turn. */
export function isBehind(m: M): boolean {
  const { owner, highest, settled } = m.seen;
  return owner !== null || (news(m)?.ordinal ?? 0) > Math.max(highest, settled) + 1;
}

/** The watch tells of the very turn whose start is pending. */
export const isOwnStart = (m: M) =>
  isOf(m, 'watched') && m.seen.pending !== '' && m.event.last.streamId === m.seen.pending;

/** Lost while there is no other way to look: the watch is the way to ask again. */
export const isDeaf = (m: M) => isOf(m, 'watched') && isIn(m, 'loading.waiting');

export const takes = (m: M) => isNew(m) && !isDeaf(m);

/** The word of the attachment that is there. */
export const isFromOwner = (m: M) =>
  isOf(m, 'ended', 'gave_up', 'resumed') && m.event.attachmentId === present;

/** No answer in time, or none that says anything. */
export function isStartLost(m: M): boolean {
  return isTimer(m, 'starting.asking.startTimeout') || startAnswer(m)?.state === 'unreachable';
}

export function isHolding(m: M): boolean {
  const answer = startAnswer(m);
  const isEnding = answer?.state === 'conflict' && answer.phase === 'ending';
  return isEnding && !m.seen.isStopped && m.seen.holds < holdsMax;
}

/** Why the question goes back to the composer; null when it does not. */
export function backReason(m: M): string | null {
  const { pending, isStopped, isHeld, tries } = m.seen;
  if (isOf(m, 'send')) return pending !== '' || isHeld ? 'busy' : null;
  if (pending === '') return null;
  if (isOf(m, 'stop')) return isIn(m, 'starting.asking') ? null : 'stopped';
  const answer = startAnswer(m);
  const isRunning = answer?.state === 'conflict' && answer.phase === 'running';
  if (isRunning) return 'conflict';
  if (answer?.state === 'conflict' && !isHolding(m)) return isStopped ? 'stopped' : 'conflict';
  if (answer?.state === 'refused') return isStopped ? 'stopped' : 'refused';
  if (!isStartLost(m)) return null;
  if (isStopped) return 'stopped';
  return tries < triesMax ? null : 'unreachable';
}

/** The start is no longer pending after this. */
export function endsStart(m: M): boolean {
  if (m.seen.pending === '' || isOf(m, 'send')) return false;
  if (backReason(m) !== null || startAnswer(m)?.state === 'started') return true;
  return isOwnStart(m) && (isNew(m) || (isMissed(m) && !isFreed(m)));
}

/** The turn that was waited for has ended: whichever it was, the start is asked again. */
export function isFreed(m: M): boolean {
  return isOf(m, 'watched') && isIn(m, 'starting.holding') && m.event.last.phase === 'ended';
}

/** The load that is under way may be older than this news; it is left to arrive, then repeated. */
export function isDeferred(m: M): boolean {
  const isPlain = isOf(m, 'watched') && !isDeaf(m) && !endsStart(m) && !isFreed(m);
  return isPlain && isMissed(m) && !isNew(m) && m.seen.isLoading;
}

/** A load is wanted, and none is under way. */
export const isLoadOwed = ({ isWanted, isLoading }: Seen): boolean => isWanted && !isLoading;

export function look(m: M): Seen {
  const { seen, event } = m;
  const input = (event as unknown as { readonly input?: { offline: boolean } }).input;
  const before = input === undefined ? seen : { ...unseen, offline: input.offline };
  const loses = loadAnswer(m)?.state === 'unreachable' || isTimer(m, 'loading.asking.loadTimeout');
  const asks = has(m, 'load');
  return {
    ...before,
    ...ownerAfter(m),
    ...startAfter(m),
    settled: settledAfter(m),
    isLoading: asks || (before.isLoading && loadAnswer(m) === null && !loses),
    isWanted: !asks && (before.isWanted || loses || isDeferred(m)),
    isLoaded: before.isLoaded || loadAnswer(m)?.state === 'loaded',
    offline: offlineAfter(m, before.offline),
  };
}

function ownerAfter(m: M): Pick<Seen, 'owner' | 'isHeld' | 'highest' | 'hasAttached'> {
  const { owner, isHeld, highest, hasAttached } = m.seen;
  const [attached] = outputsOf(m, 'attach');
  if (attached !== undefined) {
    const { streamId, ordinal } = attached;
    return { owner: { streamId, ordinal }, isHeld: true, highest: ordinal, hasAttached: true };
  }
  if (!isFromOwner(m)) return { owner, isHeld, highest, hasAttached };
  if (isOf(m, 'ended')) return { owner: null, isHeld: false, highest, hasAttached };
  return { owner, isHeld: isOf(m, 'resumed'), highest, hasAttached };
}

function startAfter(m: M): Pick<Seen, 'pending' | 'isStopped' | 'tries' | 'holds'> {
  const { pending, isStopped, tries, holds } = m.seen;
  if (endsStart(m)) return { pending: '', isStopped: false, tries: 0, holds: 0 };
  const [asked] = outputsOf(m, 'ask');
  const starts = outputsOf(m, 'start').length;
  if (asked !== undefined) {
    return { pending: asked.turnId, isStopped: false, tries: starts, holds: 0 };
  }
  if (isHolding(m)) return { pending, isStopped, tries: 0, holds: holdsJump(holds + 1) };
  const stops = isOf(m, 'stop') && pending !== '';
  return { pending, isStopped: isStopped || stops, tries: tries + starts, holds };
}

function settledAfter(m: M): number {
  const { settled, owner } = m.seen;
  if (isOf(m, 'ended') && isFromOwner(m) && m.event.how === 'settled') {
    return Math.max(settled, owner?.ordinal ?? 0);
  }
  const answer = loadAnswer(m);
  if (answer?.state !== 'loaded') return settled;
  const kept = ownerAfter(m).owner?.streamId;
  const ended = answer.turns.filter((turn) => turn.outcome !== null && turn.streamId !== kept);
  return Math.max(settled, ...ended.map(({ ordinal }) => ordinal));
}

function offlineAfter(m: M, offline: boolean): boolean {
  if (isOf(m, 'offline', 'suspended')) return true;
  return offline && !isOf(m, 'online', 'visible', 'retry');
}
