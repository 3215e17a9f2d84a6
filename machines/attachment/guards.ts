/**
 * Guards of the attachment: one tab's hold on one stream.
 *
 * One gate decides what is let in. Whatever arrives names the attachment it was meant for, the
 * source (connection) it came over, or the request it answers; what does not match has no effect.
 */
import { isTerminal } from '../vocabulary.ts';
import {
  builtTo,
  type Context,
  type FrameEvent,
  type FromSource,
  ladderMs,
  type ProbeEvent,
  type RefusedEvent,
  retriesMax,
  type SettledEvent,
  silenceMax,
} from './signals.ts';

/** The next frame of this scene, and not its last: the path of nearly every event. */
export const isNext = (c: Context, e: FrameEvent) =>
  e.seq === c.cursor + 1 &&
  c.hidden < 0 &&
  fromSource(c, e) &&
  e.streamId === c.streamId &&
  !isTerminal(e.kind);

/** The gate for what comes over a source. */
export const fromSource = (c: Context, e: FromSource): boolean =>
  e.attachmentId === c.attachmentId && e.source === c.source && c.open;

export const isForeign = (c: Context, e: FrameEvent) => e.streamId !== c.streamId;

export const isSeen = (c: Context, e: FrameEvent) => e.seq <= builtTo(c);

export const isLast = (c: Context, e: FrameEvent) => c.hidden < 0 && e.seq === c.cursor + 1;

export const isNextHidden = (c: Context, e: FrameEvent) => c.hidden >= 0 && e.seq === c.hidden + 1;

/** The hidden scene is whole: it covers what is on screen, or has its terminal. */
export const isRevealing = (c: Context, e: FrameEvent) => e.seq >= c.cursor || isTerminal(e.kind);

export const closesJournal = (_: Context, e: FrameEvent) => isTerminal(e.kind);

export const isLive = (c: Context) => c.cursor > 0;

export const isOpen = (c: Context) => c.open;

export const isOffline = (c: Context) => c.offline;

export const isSilent = (c: Context) => c.silence + 1 >= silenceMax;

export const ladderEnded = (c: Context) => c.attempt >= ladderMs.length;

export const sawTerminal = (c: Context) => c.terminal !== null;

export const isForbidden = (_: Context, e: RefusedEvent) => e.reason === 'forbidden';

export const isGone = (_: Context, e: RefusedEvent) => e.reason === 'gone';

/** The gate for what answers a settle request. */
export const asked = (c: Context, e: SettledEvent): boolean =>
  e.attachmentId === c.attachmentId && e.request === c.awaiting;

/** S2: a transcript settles its own stream's scene, when it covers it, and has an outcome. */
export const isCovered = (c: Context, e: SettledEvent) =>
  asked(c, e) &&
  e.answer.state === 'restored' &&
  e.answer.turn.streamId === c.streamId &&
  e.answer.turn.outcome !== null &&
  e.answer.turn.coveredSeq >= c.cursor;

export const isCancelled = (_: Context, e: SettledEvent) =>
  e.answer.state === 'restored' && e.answer.turn.outcome === 'cancelled';

export const isStale = (c: Context, e: SettledEvent) => asked(c, e) && e.answer.state === 'stale';

export const isActive = (_: Context, e: SettledEvent) => e.answer.state === 'active';

export const isLastResort = (c: Context) => c.lastResort;

export const hasRetries = (c: Context) => !c.lastResort && c.retries < retriesMax;

/** The gate for a cancellation: it names its turn. */
export const isMine = (c: Context, e: ProbeEvent) => e.streamId === c.streamId;
