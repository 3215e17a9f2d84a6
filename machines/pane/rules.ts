/**
 * Rules of the pane: who owns it, and what may take it over.
 *
 * The idea: ordinals only grow, and are in every answer that names a stream. A stream is attached
 * to when its ordinal is at least the highest seen and its turn is not on screen with an outcome;
 * so a late answer about an old turn can never take the pane back. Stop belongs to its turn.
 */
import type { Delay } from '../lift.ts';
import type { LastTurn } from '../vocabulary.ts';
import type {
  AnswerEvent,
  AttachmentEvent,
  Context,
  Effect,
  EndedEvent,
  Input,
  LoadedEvent,
  Owner,
  PromptAnsweredEvent,
  SendEvent,
  StartAnsweredEvent,
  WatchedEvent,
} from './signals.ts';

export type { Context, Effect, Event, Input } from './signals.ts';

/** Starts that are tried before one is given up. */
export const triesMax = 4;
/** Looks at a conflict with an ending turn before giving up: 60 s, half a second apart. */
export const holdsMax = 120;

export function initial(input: Input): Context {
  return {
    owner: null,
    attachmentId: 0,
    busy: false,
    ordinalMax: 0,
    settledOrdinal: 0,
    turnId: '',
    question: null,
    stopped: false,
    starts: 0,
    awaitingStart: 0,
    tries: 0,
    holds: 0,
    loads: 0,
    awaitingLoad: 0,
    loaded: false,
    loadWanted: false,
    offline: input.offline,
  };
}

type Offer = StartAnsweredEvent | WatchedEvent | LoadedEvent;

/** The turn that an event speaks of, as the host says it stands. */
function offered(e: Offer): LastTurn | null {
  if (e.type === 'watched') return e.last;
  if (e.type === 'loaded') return e.answer.state === 'loaded' ? e.answer.last : null;
  if (e.answer.state === 'started') {
    return { streamId: e.turnId, ordinal: e.answer.ordinal, phase: 'running' };
  }
  return e.answer.state === 'conflict' ? e.answer : null;
}

/** The highest ordinal that a load shows with its outcome; the owner's is its attachment's. */
function settledIn(c: Context, e: LoadedEvent): number {
  if (e.answer.state !== 'loaded') return 0;
  return e.answer.turns
    .filter((turn) => turn.outcome !== null && turn.streamId !== c.owner?.streamId)
    .reduce((highest, turn) => Math.max(highest, turn.ordinal), 0);
}

export const guards = {
  isBusy: (c: Context) => c.busy,
  isStopped: (c: Context) => c.stopped,
  isLoaded: (c: Context) => c.loaded,
  wantsLoad: (c: Context) => c.loadWanted,
  hasOwner: (c: Context) => c.owner !== null,
  hasTries: (c: Context) => c.tries < triesMax,
  hasHolds: (c: Context) => c.holds < holdsMax,

  /** The gate for what answers a start. */
  askedStart: (c: Context, e: StartAnsweredEvent) => e.request === c.awaitingStart,
  isStarted: (_: Context, e: StartAnsweredEvent) => e.answer.state === 'started',
  isConflict: (_: Context, e: StartAnsweredEvent) => e.answer.state === 'conflict',
  isEnding: (_: Context, e: StartAnsweredEvent) =>
    e.answer.state === 'conflict' && e.answer.phase === 'ending',
  isRefused: (_: Context, e: StartAnsweredEvent) => e.answer.state === 'refused',

  /** The gate for what answers a load. */
  askedLoad: (c: Context, e: LoadedEvent) => e.request === c.awaitingLoad,
  hasTranscript: (_: Context, e: LoadedEvent) => e.answer.state === 'loaded',

  /** O1 O2: a running turn, at least as new as all seen, not on screen, not held already. */
  isNew: (c: Context, e: Offer) => {
    const turn = offered(e);
    return (
      turn !== null &&
      turn.phase === 'running' &&
      turn.ordinal >= c.ordinalMax &&
      turn.ordinal > c.settledOrdinal &&
      turn.streamId !== c.owner?.streamId
    );
  },
  isOwned: (c: Context, e: Offer) => {
    const turn = offered(e);
    return turn !== null && turn.streamId === c.owner?.streamId;
  },
  /** O7: a turn that began and ended between two looks. */
  isMissed: (c: Context, e: Offer) => {
    const turn = offered(e);
    return (
      turn !== null &&
      turn.phase !== 'ending' &&
      turn.ordinal > c.settledOrdinal &&
      turn.streamId !== c.owner?.streamId
    );
  },
  isOwnStart: (c: Context, e: WatchedEvent) => e.last.streamId === c.turnId,
  isOver: (_: Context, e: WatchedEvent) => e.last.phase === 'ended',

  /** The gate for what an attachment says. */
  isOwner: (c: Context, e: AttachmentEvent | EndedEvent) => e.attachmentId === c.attachmentId,
  isStale: (_: Context, e: EndedEvent) => e.how === 'stale',

  /** The gate for prompts: P2, no other stream's. */
  isOwnPrompt: (c: Context, e: AnswerEvent | PromptAnsweredEvent) =>
    e.streamId === c.owner?.streamId,
  isClosed: (_: Context, e: PromptAnsweredEvent) =>
    e.answer.state === 'already' || e.answer.state === 'gone',
  isAccepted: (_: Context, e: PromptAnsweredEvent) => e.answer.state === 'accepted',
  isAnswerRefused: (_: Context, e: PromptAnsweredEvent) => e.answer.state === 'refused',
};

const ownerOf = (c: Context, e: Offer): Owner => {
  const turn = offered(e);
  if (turn === null) throw new Error('an owner without a turn');
  return { streamId: turn.streamId, ordinal: Math.max(turn.ordinal, c.ordinalMax) };
};

export const updates = {
  own: (c: Context, e: Offer): Context => {
    const owner = ownerOf(c, e);
    return {
      ...c,
      owner,
      attachmentId: c.attachmentId + 1,
      busy: true,
      ordinalMax: owner.ordinal,
    };
  },
  release: (c: Context): Context => ({
    ...c,
    owner: null,
    busy: false,
    settledOrdinal: Math.max(c.settledOrdinal, c.owner?.ordinal ?? 0),
  }),
  /** The stream was stale: what it left on screen is not settled. */
  disown: (c: Context): Context => ({ ...c, owner: null, busy: false }),
  rest: (c: Context): Context => ({ ...c, busy: false }),
  hold: (c: Context): Context => ({ ...c, busy: true }),

  beginStart: (c: Context, e: SendEvent): Context => ({
    ...c,
    turnId: e.turnId,
    question: e.question,
    stopped: false,
    tries: 0,
    holds: 0,
  }),
  newStart: (c: Context): Context => ({
    ...c,
    starts: c.starts + 1,
    awaitingStart: c.starts + 1,
    tries: c.tries + 1,
  }),
  countHold: (c: Context): Context => ({ ...c, awaitingStart: 0, holds: c.holds + 1, tries: 0 }),
  keepStop: (c: Context): Context => ({ ...c, stopped: true }),
  endStart: (c: Context): Context => ({
    ...c,
    turnId: '',
    question: null,
    stopped: false,
    awaitingStart: 0,
    tries: 0,
    holds: 0,
  }),

  newLoad: (c: Context): Context => ({
    ...c,
    loads: c.loads + 1,
    awaitingLoad: c.loads + 1,
    loadWanted: false,
  }),
  keepLoaded: (c: Context, e: LoadedEvent): Context => ({
    ...c,
    awaitingLoad: 0,
    loaded: true,
    settledOrdinal: Math.max(c.settledOrdinal, settledIn(c, e)),
  }),
  wantLoad: (c: Context): Context => ({ ...c, awaitingLoad: 0, loadWanted: true }),
  goOffline: (c: Context): Context => ({ ...c, offline: true }),
  goOnline: (c: Context): Context => ({ ...c, offline: false }),
};

export const effects = {
  load: (c: Context): Effect => ({ type: 'load', request: c.awaitingLoad }),
  ask: (_: Context, e: SendEvent): Effect => ({
    type: 'ask',
    turnId: e.turnId,
    question: e.question,
  }),
  start: (c: Context): Effect => ({
    type: 'start',
    request: c.awaitingStart,
    turnId: c.turnId,
    question: c.question,
  }),
  giveBackBusy: (_: Context, e: SendEvent): Effect => ({
    type: 'give_back',
    turnId: e.turnId,
    question: e.question,
    reason: 'busy',
  }),
  giveBackStopped: (c: Context): Effect => giveBack(c, 'stopped'),
  giveBackConflict: (c: Context): Effect => giveBack(c, 'conflict'),
  giveBackRefused: (c: Context): Effect => giveBack(c, 'refused'),
  giveBackUnreachable: (c: Context): Effect => giveBack(c, 'unreachable'),
  cancelOwner: (c: Context): Effect => ({ type: 'cancel', streamId: c.owner?.streamId ?? '' }),
  cancelStart: (c: Context): Effect => ({ type: 'cancel', streamId: c.turnId }),
  dropCancel: (c: Context): Effect => ({ type: 'drop_cancel', streamId: c.turnId }),
  supersede: (): Effect => ({ type: 'supersede' }),
  attach: (c: Context): Effect => ({
    type: 'attach',
    attachmentId: c.attachmentId,
    streamId: c.owner?.streamId ?? '',
    ordinal: c.owner?.ordinal ?? 0,
    offline: c.offline,
  }),
  show: (c: Context, e: LoadedEvent): Effect => ({
    type: 'show',
    turns: e.answer.state === 'loaded' ? e.answer.turns : [],
    keep: c.owner?.streamId ?? '',
  }),
  nudge: (): Effect => ({ type: 'nudge' }),
  answer: (_: Context, answer: AnswerEvent): Effect => ({ type: 'answer', answer }),
  clearPrompt: (_: Context, e: PromptAnsweredEvent): Effect => ({
    type: 'clear_prompt',
    streamId: e.streamId,
    promptId: e.promptId,
  }),
  keepPrompt: (_: Context, e: PromptAnsweredEvent): Effect => ({
    type: 'keep_prompt',
    streamId: e.streamId,
    promptId: e.promptId,
  }),
  noticeAnswerLate: (): Effect => ({ type: 'notice', code: 'answer_late' }),
  noticeAnswerRefused: (): Effect => ({ type: 'notice', code: 'answer_refused' }),
  noticeAnswerUnreachable: (): Effect => ({ type: 'notice', code: 'answer_unreachable' }),
};

type Reason = Extract<Effect, { type: 'give_back' }>['reason'];
const giveBack = (c: Context, reason: Reason): Effect => ({
  type: 'give_back',
  turnId: c.turnId,
  question: c.question,
  reason,
});

export const delays = {
  startTimeout: (): Delay => ({ ms: 10_000, spreadMs: 0 }),
  startRetry: (c: Context): Delay => ({ ms: 500 * 2 ** (c.tries - 1), spreadMs: 250 }),
  holdRetry: (): Delay => ({ ms: 500, spreadMs: 0 }),
  loadTimeout: (): Delay => ({ ms: 10_000, spreadMs: 0 }),
  loadRetry: (): Delay => ({ ms: 2_000, spreadMs: 1_000 }),
};
