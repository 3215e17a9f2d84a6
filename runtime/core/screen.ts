/**
 * The screen: which turns a pane shows, and from where. Pure data and pure steps over it.
 *
 * A turn is shown from its transcript once that is there, else from a scene that was parked, else
 * it is its question alone. The owner's own scene is not here: it grows with every frame and is
 * kept beside the screen by the client. A scene leaves only in the step in which the transcript
 * that covers it enters (S1, S2).
 */
import type { Json, StoredTurn } from '../../machines/vocabulary.ts';
import type { Scene } from './fold.ts';

/** One turn on the screen. */
export interface Entry {
  readonly streamId: string;
  /** 0 while the host has not said it yet. */
  readonly ordinal: number;
  /** Null while a turn of another tab has not been loaded yet. */
  readonly question: Json;
  readonly stored: StoredTurn | null;
  /** What a superseded or stale attachment left behind; not what is stored. */
  readonly parked: Scene | null;
}

export type Screen = readonly Entry[];

/** Puts a turn on the screen, or tells more about one that is there. In order of ordinal. */
export function place(
  screen: Screen,
  streamId: string,
  known: Partial<Omit<Entry, 'streamId'>>,
): Screen {
  const old = find(screen, streamId);
  const fresh = { streamId, ordinal: 0, question: null, stored: null, parked: null };
  const others = screen.filter((entry) => entry !== old);
  // Turns whose ordinal is not known yet come last: they have just been asked.
  const rank = (entry: Entry) => entry.ordinal || Infinity;
  return [...others, { ...(old ?? fresh), ...known }].toSorted((a, b) => rank(a) - rank(b));
}

/** Takes a question back that the host never took: Q1, one it did take stays. */
export function takeBack(screen: Screen, streamId: string): Screen {
  return screen.filter((entry) => entry.streamId !== streamId || entry.ordinal > 0);
}

/** S1: what its attachment leaves behind stays on screen. */
export function park(screen: Screen, streamId: string, scene: Scene): Screen {
  const isBare = find(screen, streamId)?.stored === null;
  return isBare && scene.cursor > 0 ? place(screen, streamId, { parked: scene }) : screen;
}

/** Merges a loaded transcript; of the turn named `keep` only its question is taken. */
export function merge(screen: Screen, turns: readonly StoredTurn[], keep: string): Screen {
  return turns.reduce((next, turn) => settle(next, turn, keep), screen);
}

/**
 * The transcript's turn enters, and what it covers leaves, in one step (S2): no older transcript
 * over a newer scene, nor over a newer transcript.
 */
export function settle(screen: Screen, turn: StoredTurn, keep?: string): Screen {
  const { streamId, ordinal, question, outcome, coveredSeq } = turn;
  const entry = find(screen, streamId);
  const shown = Math.max(entry?.stored?.coveredSeq ?? 0, entry?.parked?.cursor ?? 0);
  const covers = outcome !== null && streamId !== keep && coveredSeq >= shown;
  return place(screen, streamId, {
    ordinal,
    question,
    ...(covers && { stored: turn, parked: null }),
  });
}

/** The turn's entry, if it is on the screen. */
export function find(screen: Screen, streamId: string): Entry | undefined {
  return screen.find((entry) => entry.streamId === streamId);
}
