/**
 * Guards of the pane: who owns it, and what may take it over.
 *
 * Ordinals only grow, and are in every answer that names a stream. A stream is attached to when its
 * ordinal is at least the highest seen and its turn is not on screen with an outcome.
 */
import {
  type AnswerEvent,
  type AttachmentEvent,
  type Context,
  type EndedEvent,
  holdsMax,
  type LoadedEvent,
  type Offer,
  offered,
  type PromptAnsweredEvent,
  type StartAnsweredEvent,
  triesMax,
  type WatchedEvent,
} from './signals.ts';

export const isBusy = (c: Context) => c.busy;

export const isStopped = (c: Context) => c.stopped;

export const isLoaded = (c: Context) => c.loaded;

/** A load was lost, or was older than the news, and none is under way. */
export const wantsLoad = (c: Context) => c.loadWanted && c.awaitingLoad === 0;

export const isLoading = (c: Context) => c.awaitingLoad > 0;

export const hasOwner = (c: Context) => c.owner !== null;

/** O7: the screen is not all there is: a turn is superseded, or an ordinal was never seen. */
export const needsLoad = (c: Context, e: Offer) =>
  c.owner !== null || (offered(e)?.ordinal ?? 0) > Math.max(c.ordinalMax, c.settledOrdinal) + 1;

export const hasTries = (c: Context) => c.tries < triesMax;

export const hasRetried = (c: Context) => c.tries > 1;

export const hasHolds = (c: Context) => c.holds < holdsMax;

/** The gate for what answers a start. */
export const askedStart = (c: Context, e: StartAnsweredEvent) => e.request === c.awaitingStart;

export const isStarted = (_: Context, e: StartAnsweredEvent) => e.answer.state === 'started';

export const isConflict = (_: Context, e: StartAnsweredEvent) => e.answer.state === 'conflict';

export const isEnding = (_: Context, e: StartAnsweredEvent) =>
  e.answer.state === 'conflict' && e.answer.phase === 'ending';

export const isRefused = (_: Context, e: StartAnsweredEvent) => e.answer.state === 'refused';

/** The gate for what answers a load. */
export const askedLoad = (c: Context, e: LoadedEvent) => e.request === c.awaitingLoad;

export const hasTranscript = (_: Context, e: LoadedEvent) => e.answer.state === 'loaded';

/** O1 O2: a running turn, at least as new as all seen, not on screen, not held already. */
export const isNew = (c: Context, e: Offer) => {
  const turn = offered(e);
  return (
    turn !== null &&
    turn.phase === 'running' &&
    turn.ordinal >= c.ordinalMax &&
    turn.ordinal > c.settledOrdinal &&
    turn.streamId !== c.owner?.streamId
  );
};

export const isOwned = (c: Context, e: Offer) => {
  const turn = offered(e);
  return turn !== null && turn.streamId === c.owner?.streamId;
};

/** O7: a turn that began and ended between two looks. */
export const isMissed = (c: Context, e: Offer) => {
  const turn = offered(e);
  return (
    turn !== null &&
    turn.phase !== 'ending' &&
    turn.ordinal > c.settledOrdinal &&
    turn.streamId !== c.owner?.streamId
  );
};

export const isOwnStart = (c: Context, e: WatchedEvent) => e.last.streamId === c.turnId;

export const isOver = (_: Context, e: WatchedEvent) => e.last.phase === 'ended';

/** The gate for what an attachment says. */
export const isOwner = (c: Context, e: AttachmentEvent | EndedEvent) =>
  e.attachmentId === c.attachmentId;

export const isStale = (_: Context, e: EndedEvent) => e.how === 'stale';

/** The gate for prompts: P2, no other stream's. */
export const isOwnPrompt = (c: Context, e: AnswerEvent | PromptAnsweredEvent) =>
  e.streamId === c.owner?.streamId;

export const isClosed = (_: Context, e: PromptAnsweredEvent) =>
  e.answer.state === 'already' || e.answer.state === 'gone';

export const isAccepted = (_: Context, e: PromptAnsweredEvent) => e.answer.state === 'accepted';

export const isAnswerRefused = (_: Context, e: PromptAnsweredEvent) => e.answer.state === 'refused';
