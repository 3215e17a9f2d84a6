/**
 * Updates of the pane: who owns it, and what may take it over: each returns the whole next context.
 *
 * A field that no longer matters in a state is cleared here, so that equal situations are equal
 * states.
 */
import type { LastTurn } from '../vocabulary.ts';
import { type Context, type LoadedEvent, type Offer, offered, type SendEvent } from './signals.ts';

/** The highest ordinal that a load shows with its outcome; the owner's is its attachment's. */
function settledIn(c: Context, e: LoadedEvent): number {
  if (e.answer.state !== 'loaded') return 0;
  return e.answer.turns
    .filter((turn) => turn.outcome !== null && turn.streamId !== c.owner?.streamId)
    .reduce((highest, turn) => Math.max(highest, turn.ordinal), 0);
}

/** Only what `isNew` has let through comes here, and that is a turn. */
export const own = (c: Context, e: Offer): Context => {
  const { streamId, ordinal } = offered(e) as LastTurn;
  return {
    ...c,
    owner: { streamId, ordinal },
    attachmentId: c.attachmentId + 1,
    busy: true,
    ordinalMax: ordinal,
  };
};

export const release = (c: Context): Context => ({
  ...c,
  owner: null,
  busy: false,
  settledOrdinal: Math.max(c.settledOrdinal, c.owner?.ordinal ?? 0),
});

/** The stream was stale: what it left on screen is not settled. */
export const disown = (c: Context): Context => ({ ...c, owner: null, busy: false });

export const rest = (c: Context): Context => ({ ...c, busy: false });

export const hold = (c: Context): Context => ({ ...c, busy: true });

export const beginStart = (c: Context, e: SendEvent): Context => ({
  ...c,
  turnId: e.turnId,
  question: e.question,
  stopped: false,
  tries: 0,
  holds: 0,
});

export const newStart = (c: Context): Context => ({
  ...c,
  starts: c.starts + 1,
  awaitingStart: c.starts + 1,
  tries: c.tries + 1,
});

export const countHold = (c: Context): Context => ({
  ...c,
  awaitingStart: 0,
  holds: c.holds + 1,
  tries: 0,
});

export const keepStop = (c: Context): Context => ({ ...c, stopped: true });

export const endStart = (c: Context): Context => ({
  ...c,
  turnId: '',
  question: null,
  stopped: false,
  awaitingStart: 0,
  tries: 0,
  holds: 0,
});

export const newLoad = (c: Context): Context => ({
  ...c,
  loads: c.loads + 1,
  awaitingLoad: c.loads + 1,
  loadWanted: false,
});

export const keepLoaded = (c: Context, e: LoadedEvent): Context => ({
  ...c,
  awaitingLoad: 0,
  loaded: true,
  settledOrdinal: Math.max(c.settledOrdinal, settledIn(c, e)),
});

export const wantLoad = (c: Context): Context => ({ ...c, awaitingLoad: 0, loadWanted: true });

/** Once more, when the load that is under way has been answered. */
export const wantAnother = (c: Context): Context => ({ ...c, loadWanted: true });

export const goOffline = (c: Context): Context => ({ ...c, offline: true });

export const goOnline = (c: Context): Context => ({ ...c, offline: false });
