/**
 * What an onlooker knows of an attachment: what is on screen, whether a source is open, what is
 * awaited, and where the ladder of waits stands.
 *
 * It is made of what went in and what came out, and of the name of the state, which everybody may
 * see. It must never look into the machine's context.
 */
import {
  type Event,
  type FrameEvent,
  type FromSource,
  ladderMs,
  retriesMax,
  type SettledEvent,
} from '../../../machines/attachment/signals.ts';
import { isTerminal } from '../../../machines/vocabulary.ts';
import type { Output, State } from '../../../runtime/generated/attachment.ts';
import { jump, type Moment, type TimerEvent } from '../contract.ts';

export interface Seen {
  /** Seq of the last frame on screen. */
  readonly shown: number;
  /** Seq of the last frame of the scene that is built unseen; null when there is none. */
  readonly hidden: number | null;
  readonly source: 'none' | 'opening' | 'open';
  /** A settle was asked for, and its answer is still due. */
  readonly asked: boolean;
  /** The terminal was shown. */
  readonly terminal: boolean;
  readonly offline: boolean;
  /** Answers in a row that decided nothing, of the settle that is under way. */
  readonly undecided: number;
  /** That settle is the one at the end of the ladder. */
  readonly last: boolean;
  /** Rung of the ladder that the next break climbs to. */
  readonly rung: number;
  /** What the host asked to wait before the next opening; 0 for nothing. */
  readonly retryAfterMs: number;
  /** Heartbeat intervals in a row without a sign of life. */
  readonly silent: number;
}

export const unseen: Seen = {
  shown: 0,
  hidden: null,
  source: 'none',
  asked: false,
  terminal: false,
  offline: false,
  undecided: 0,
  last: false,
  rung: 0,
  retryAfterMs: 0,
  silent: 0,
};

export type Happening = Event | TimerEvent;
export type M = Moment<State, Happening, Output, Seen>;

export const own = { attachmentId: 1, streamId: 'r1' } as const;
/** The numbers of the source and of the request of the present, in a state made canonical. */
export const present = 1;

export const undecidedJump = (count: number): number => jump(count, retriesMax, 2);
export const rungJump = (count: number): number => jump(count, ladderMs.length, 2);

export function phaseOf(state: State | null): string {
  return state?.value.split('.')[0] ?? '';
}

export function outputs<Type extends Output['type']>(m: M, type: Type) {
  return m.outputs.filter((output): output is Extract<Output, { type: Type }> => {
    return output.type === type;
  });
}

export function has(m: M, type: Output['type']): boolean {
  return m.outputs.some((output) => output.type === type);
}

export function isTimer(m: M, timer: State['timers'][number]['timer']): boolean {
  return m.event.type === 'timer' && m.event.timer === timer;
}

export function isOf<Type extends Event['type']>(
  m: M,
  ...types: readonly Type[]
): m is M & { readonly event: Extract<Event, { type: Type }> } {
  return (types as readonly string[]).includes(m.event.type);
}

/** It came over the source that is open. */
export function isHeard({ event, seen }: M): boolean {
  if (!('source' in event)) return false;
  const { attachmentId, source } = event as FromSource;
  return seen.source !== 'none' && attachmentId === own.attachmentId && source === present;
}

/** It answers what was asked. */
export function isDue({ event, seen }: M): boolean {
  if (event.type !== 'settled') return false;
  const { attachmentId, request } = event;
  return seen.asked && attachmentId === own.attachmentId && request === present;
}

/** A frame of this stream over the open source. */
export function frameOf(m: M): FrameEvent | null {
  const isMine = isOf(m, 'frame') && isHeard(m) && m.event.streamId === own.streamId;
  return isMine ? m.event : null;
}

export function isNext(m: M): boolean {
  return m.seen.hidden === null && frameOf(m)?.seq === m.seen.shown + 1;
}

export function isNextHidden(m: M): boolean {
  const { hidden } = m.seen;
  return hidden !== null && frameOf(m)?.seq === hidden + 1;
}

export function isKnown(m: M): boolean {
  const frame = frameOf(m);
  return frame !== null && frame.seq <= builtTo(m.seen);
}

export function isGap(m: M): boolean {
  const frame = frameOf(m);
  return frame !== null && frame.seq > builtTo(m.seen) + 1;
}

/** How far the scene that is being built has come. */
export function builtTo({ hidden, shown }: Seen): number {
  return hidden ?? shown;
}

/** S2: a transcript of this stream, with its outcome, that covers what is shown. */
export function isDecision(m: M): boolean {
  if (!isDue(m)) return false;
  const { answer } = m.event as SettledEvent;
  if (answer.state !== 'restored') return false;
  const { streamId, outcome, coveredSeq } = answer.turn;
  return streamId === own.streamId && outcome !== null && coveredSeq >= m.seen.shown;
}

export function isStaleAnswer(m: M): boolean {
  return isDue(m) && (m.event as SettledEvent).answer.state === 'stale';
}

/** While settling: no answer in time, or one that decides nothing. */
export function isUndecided(m: M): boolean {
  if (isTimer(m, 'settling.asking.settleTimeout')) return true;
  return isDue(m) && !isDecision(m) && !isStaleAnswer(m) && phaseOf(m.before) === 'settling';
}

export function isActiveAnswer(m: M): boolean {
  return isDue(m) && (m.event as SettledEvent).answer.state === 'active';
}

/** There is nothing left to try: told to the person, with the scene kept. */
export function givesUp(m: M): 'forbidden' | 'connection_lost' | 'not_settled' | null {
  if (isOf(m, 'open_refused')) {
    return isHeard(m) && m.event.reason === 'forbidden' ? 'forbidden' : null;
  }
  if (!isUndecided(m)) return null;
  const { last, undecided, terminal } = m.seen;
  if (last) return isActiveAnswer(m) ? null : 'connection_lost';
  return terminal && undecided >= retriesMax ? 'not_settled' : null;
}

/** The three ways to be alone, and the ways to wait: what the next step begins with. */
export function look(m: M): Seen {
  const { seen, event } = m;
  if (m.before === null) return began(m);
  const rung = rungAfter(m);
  const isSettling = phaseOf(m.after) === 'settling';
  const wasSettling = phaseOf(m.before) === 'settling';
  const isAtLast = seen.last && !beginsAnew(m);
  return {
    ...scenesAfter(m),
    source: sourceAfter(m),
    asked: askedAfter(m),
    terminal: seen.terminal || showsTerminal(m),
    offline: offlineAfter(m),
    undecided: undecidedJump(
      isSettling && wasSettling && !isBreak(m) ? seen.undecided + Number(isUndecided(m)) : 0,
    ),
    last: (isAtLast && givesUp(m) === null) || (isBreak(m) && isSettling),
    rung: rungJump(rung),
    retryAfterMs: has(m, 'open') || beginsAnew(m) ? 0 : retryAfter(m),
    silent: has(m, 'open') || has(m, 'close') ? 0 : silentAfter(m, event),
  };
}

function began({ event, outputs: out }: M): Seen {
  const { input } = event as unknown as { readonly input: { cursor: number; offline: boolean } };
  const source = out.some(({ type }) => type === 'open') ? 'opening' : 'none';
  return { ...unseen, shown: input.cursor, offline: input.offline, source };
}

function scenesAfter(m: M): Pick<Seen, 'shown' | 'hidden'> {
  let { shown, hidden } = m.seen;
  for (const output of m.outputs) {
    if (output.type === 'render') shown = output.frame.seq;
    if (output.type === 'hide') hidden = 0;
    if (output.type === 'render_hidden') hidden = output.frame.seq;
    if (output.type === 'reveal') {
      shown = hidden ?? shown;
      hidden = null;
    }
  }
  return { shown, hidden };
}

/** The terminal is on the screen from now on. */
export function showsTerminal(m: M): boolean {
  const frame = frameOf(m);
  return frame !== null && isTerminal(frame.kind) && (has(m, 'render') || has(m, 'reveal'));
}

function sourceAfter(m: M): Seen['source'] {
  if (has(m, 'open')) return 'opening';
  const isOver = isOf(m, 'broken', 'open_refused') && isHeard(m);
  if (has(m, 'close') || isOver) return 'none';
  return isOf(m, 'opened') && isHeard(m) ? 'open' : m.seen.source;
}

function askedAfter(m: M): boolean {
  if (has(m, 'settle')) return true;
  if (has(m, 'gave_up') || isDue(m)) return false;
  return m.seen.asked && !isTimer(m, 'settling.asking.settleTimeout');
}

function offlineAfter(m: M): boolean {
  if (isOf(m, 'offline', 'suspended')) return true;
  if (isOf(m, 'online', 'visible')) return false;
  const isHeeded = ['reconnecting', 'failed'].includes(phaseOf(m.before));
  return m.seen.offline && !(isOf(m, 'retry') && isHeeded);
}

/** The ladder does: the person or the network woke it, or the turn is active at its end. */
function beginsAnew(m: M): boolean {
  return has(m, 'resumed') || (m.seen.last && isUndecided(m) && isActiveAnswer(m));
}

function rungAfter(m: M): number {
  const { rung } = m.seen;
  if (isNext(m) || isNextHidden(m) || beginsAnew(m)) return 0;
  if (isGap(m)) return Math.max(rung, 1);
  return isTimer(m, 'reconnecting.waiting.backoff') ? rung + 1 : rung;
}

function retryAfter(m: M): number {
  if (!isOf(m, 'open_refused') || !isHeard(m)) return m.seen.retryAfterMs;
  const { reason, retryAfterMs } = m.event;
  return reason === 'busy' || reason === 'error' ? retryAfterMs : m.seen.retryAfterMs;
}

function silentAfter(m: M, event: Happening): number {
  if (isTimer(m, 'live.heartbeat')) return m.seen.silent + 1;
  const isAlive =
    frameOf(m) !== null || (isHeard(m) && ['heartbeat', 'reset'].includes(event.type));
  return isAlive || (isHeard(m) && event.type === 'broken') ? 0 : m.seen.silent;
}

/** The source is gone, or could not be opened, and may be opened again. */
export function isBreak(m: M): boolean {
  if (isTimer(m, 'attaching.opening') || isGap(m)) return true;
  if (isTimer(m, 'live.heartbeat')) return m.seen.silent >= 2;
  if (isOf(m, 'broken')) return isHeard(m);
  if (isOf(m, 'open_refused')) return isHeard(m) && ['busy', 'error'].includes(m.event.reason);
  if (!isUndecided(m)) return false;
  const { last, undecided, terminal } = m.seen;
  if (last) return isActiveAnswer(m);
  return undecided >= retriesMax && !terminal && !isActiveAnswer(m);
}
