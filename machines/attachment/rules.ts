/**
 * Rules of the attachment: one tab's hold on one stream.
 *
 * The idea: one gate decides what is let in. Whatever arrives names the attachment it was meant for,
 * the source (connection) it came over, or the request it answers; anything that does not match is
 * dropped here and has no effect. Frames are rendered in order, once: seq = cursor + 1 and no other.
 * No rule knows time, sockets or text; a frame's data only travels through.
 */
import type { Delay } from '../lift.ts';
import { isTerminal } from '../vocabulary.ts';
import type {
  Context,
  Effect,
  FrameEvent,
  FromSource,
  Input,
  ProbeEvent,
  RefusedEvent,
  SettledEvent,
} from './signals.ts';

export type { Context, Effect, Event, Input } from './signals.ts';

/** Waits between reconnects, milliseconds; the first follows progress. Source: design.md, section 5. */
export const ladderMs: readonly number[] = [0, 1_500, 3_000, 5_000, 8_000, 12_000, 20_000];
const firstSpreadMs = 250;
/** Undecided settle answers that are taken before giving the settle up. */
export const retriesMax = 10;
/** Silent heartbeat intervals after which a source counts as broken. */
export const silenceMax = 3;

/** How far the scene that is being built has come: where the next source starts. */
const builtTo = (c: Context): number => (c.hidden >= 0 ? c.hidden : c.cursor);
const fromSource = (c: Context, e: FromSource): boolean =>
  e.attachmentId === c.attachmentId && e.source === c.source && c.open;
const asked = (c: Context, e: SettledEvent): boolean =>
  e.attachmentId === c.attachmentId && e.request === c.awaiting;

export function initial(input: Input): Context {
  return {
    attachmentId: input.attachmentId,
    streamId: input.streamId,
    cursor: input.cursor,
    hidden: -1,
    source: 0,
    open: false,
    awaiting: 0,
    requests: 0,
    retries: 0,
    lastResort: false,
    attempt: 0,
    retryAfterMs: 0,
    silence: 0,
    terminal: null,
    offline: input.offline,
  };
}

export const guards = {
  /** The next frame of this scene, and not its last: the path of nearly every event. */
  isNext: (c: Context, e: FrameEvent) =>
    e.seq === c.cursor + 1 &&
    c.hidden < 0 &&
    fromSource(c, e) &&
    e.streamId === c.streamId &&
    !isTerminal(e.kind),
  /** The gate for what comes over a source. */
  fromSource,
  isForeign: (c: Context, e: FrameEvent) => e.streamId !== c.streamId,
  isSeen: (c: Context, e: FrameEvent) => e.seq <= builtTo(c),
  isLast: (c: Context, e: FrameEvent) => c.hidden < 0 && e.seq === c.cursor + 1,
  isNextHidden: (c: Context, e: FrameEvent) => c.hidden >= 0 && e.seq === c.hidden + 1,
  /** The hidden scene is whole: it covers what is on screen, or has its terminal. */
  isRevealing: (c: Context, e: FrameEvent) => e.seq >= c.cursor || isTerminal(e.kind),
  closesJournal: (_: Context, e: FrameEvent) => isTerminal(e.kind),

  isLive: (c: Context) => c.cursor > 0,
  isOpen: (c: Context) => c.open,
  isOffline: (c: Context) => c.offline,
  isSilent: (c: Context) => c.silence + 1 >= silenceMax,
  ladderEnded: (c: Context) => c.attempt >= ladderMs.length,
  sawTerminal: (c: Context) => c.terminal !== null,

  isForbidden: (_: Context, e: RefusedEvent) => e.reason === 'forbidden',
  isGone: (_: Context, e: RefusedEvent) => e.reason === 'gone',

  /** The gate for what answers a settle request. */
  asked,
  /** S2: a transcript settles a scene only when it covers it, and only with an outcome. */
  isCovered: (c: Context, e: SettledEvent) =>
    asked(c, e) &&
    e.answer.state === 'restored' &&
    e.answer.turn.outcome !== null &&
    e.answer.turn.coveredSeq >= c.cursor,
  isCancelled: (_: Context, e: SettledEvent) =>
    e.answer.state === 'restored' && e.answer.turn.outcome === 'cancelled',
  isStale: (c: Context, e: SettledEvent) => asked(c, e) && e.answer.state === 'stale',
  isActive: (_: Context, e: SettledEvent) => e.answer.state === 'active',
  isLastResort: (c: Context) => c.lastResort,
  hasRetries: (c: Context) => !c.lastResort && c.retries < retriesMax,

  /** The gate for a cancellation: it names its turn. */
  isMine: (c: Context, e: ProbeEvent) => e.streamId === c.streamId,
};

export const updates = {
  /** A frame was rendered: that is progress, and a sign of life. */
  advance: (c: Context, e: FrameEvent): Context => ({
    ...c,
    cursor: e.seq,
    attempt: 0,
    silence: 0,
  }),
  advanceHidden: (c: Context, e: FrameEvent): Context => ({
    ...c,
    hidden: e.seq,
    attempt: 0,
    silence: 0,
  }),
  beginHidden: (c: Context): Context => ({ ...c, hidden: 0, silence: 0 }),
  becomeVisible: (c: Context): Context => ({ ...c, cursor: c.hidden, hidden: -1 }),
  keepTerminal: (c: Context, e: FrameEvent): Context =>
    isTerminal(e.kind) ? { ...c, terminal: e.kind } : c,

  heard: (c: Context): Context => ({ ...c, silence: 0 }),
  countSilence: (c: Context): Context => ({ ...c, silence: c.silence + 1 }),
  newSource: (c: Context): Context => ({ ...c, source: c.source + 1, open: true, silence: 0 }),
  dropSource: (c: Context): Context => ({ ...c, open: false, silence: 0 }),
  climb: (c: Context): Context => ({ ...c, attempt: c.attempt + 1, retryAfterMs: 0 }),
  /** A gap is a break without progress: the next wait is not the short one. */
  forgetProgress: (c: Context): Context => ({ ...c, attempt: Math.max(c.attempt, 1) }),
  rewindLadder: (c: Context): Context => ({
    ...c,
    attempt: 0,
    retryAfterMs: 0,
    lastResort: false,
  }),
  keepRetryAfter: (c: Context, e: RefusedEvent): Context => ({
    ...c,
    retryAfterMs: e.retryAfterMs,
  }),

  newRequest: (c: Context): Context => ({
    ...c,
    requests: c.requests + 1,
    awaiting: c.requests + 1,
  }),
  dropRequest: (c: Context): Context => ({ ...c, awaiting: 0 }),
  beginRetries: (c: Context): Context => ({ ...c, retries: 0 }),
  countRetry: (c: Context): Context => ({ ...c, retries: c.retries + 1 }),
  tryOnceMore: (c: Context): Context => ({ ...c, lastResort: true }),

  goOffline: (c: Context): Context => ({ ...c, offline: true }),
  goOnline: (c: Context): Context => ({ ...c, offline: false }),
  /** Clears what no longer matters once the attachment has ended: no late answer finds a match. */
  forget: (c: Context): Context => ({
    ...c,
    hidden: -1,
    open: false,
    awaiting: 0,
    retries: 0,
    lastResort: false,
    attempt: 0,
    retryAfterMs: 0,
    silence: 0,
  }),
};

export const effects = {
  open: (c: Context): Effect => ({
    type: 'open',
    attachmentId: c.attachmentId,
    source: c.source,
    streamId: c.streamId,
    after: builtTo(c),
  }),
  close: (c: Context): Effect => ({
    type: 'close',
    attachmentId: c.attachmentId,
    source: c.source,
  }),
  settle: (c: Context): Effect => ({
    type: 'settle',
    attachmentId: c.attachmentId,
    request: c.awaiting,
    streamId: c.streamId,
  }),
  render: (_: Context, frame: FrameEvent): Effect => ({ type: 'render', frame }),
  renderHidden: (_: Context, frame: FrameEvent): Effect => ({ type: 'render_hidden', frame }),
  hide: (): Effect => ({ type: 'hide' }),
  reveal: (): Effect => ({ type: 'reveal' }),
  swap: (_: Context, e: SettledEvent): Effect => {
    if (e.answer.state !== 'restored') throw new Error('swap without a transcript');
    return { type: 'swap', turn: e.answer.turn };
  },
  mark: (): Effect => ({ type: 'mark' }),
  tellEnded: (c: Context): Effect => ({
    type: 'ended',
    attachmentId: c.attachmentId,
    how: 'settled',
  }),
  tellStale: (c: Context): Effect => ({
    type: 'ended',
    attachmentId: c.attachmentId,
    how: 'stale',
  }),
  tellFailed: (c: Context): Effect => ({ type: 'gave_up', attachmentId: c.attachmentId }),
  tellResumed: (c: Context): Effect => ({ type: 'resumed', attachmentId: c.attachmentId }),
  tellDuplicate: (): Effect => ({ type: 'told', what: 'duplicate' }),
  tellForeign: (): Effect => ({ type: 'told', what: 'foreign' }),
  tellGap: (): Effect => ({ type: 'told', what: 'gap' }),
  tellReconnect: (): Effect => ({ type: 'told', what: 'reconnect' }),
  noticeForbidden: (): Effect => ({ type: 'notice', code: 'forbidden' }),
  noticeNotSettled: (): Effect => ({ type: 'notice', code: 'not_settled' }),
  noticeLost: (): Effect => ({ type: 'notice', code: 'connection_lost' }),
};

export const delays = {
  /** A heartbeat interval; three silent ones are a break. */
  heartbeat: (): Delay => ({ ms: 5_000, spreadMs: 0 }),
  /** How long an opening may go without its response's head. */
  opening: (): Delay => ({ ms: 15_000, spreadMs: 0 }),
  /** After stream_end over a live scene: a terminal may have been cut off just before it. */
  deferral: (): Delay => ({ ms: 180, spreadMs: 0 }),
  settleRetry: (): Delay => ({ ms: 200, spreadMs: 0 }),
  settleTimeout: (): Delay => ({ ms: 8_000, spreadMs: 0 }),
  backoff: (c: Context): Delay => {
    if (c.retryAfterMs > 0) return { ms: c.retryAfterMs, spreadMs: firstSpreadMs };
    const ms = ladderMs[c.attempt] ?? 0;
    return { ms, spreadMs: ms === 0 ? firstSpreadMs : ms / 4 };
  },
};
