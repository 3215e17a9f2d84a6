/**
 * Why a mutant that no world finds out is none that a promise should care about.
 *
 * One row for each survivor that was studied: what it is, and why it stays. A survivor without a
 * row has not been studied: it may be a missing promise, a missing world, or a redundant piece.
 */
export interface Reason {
  /** The mutant's name, or its beginning. */
  readonly what: string;
  readonly why: string;
}

export const reasons: readonly Reason[] = [
  ...['online', 'visible', 'retry', 'nudge'].map((event) => ({
    what: `attachment/failed on ${event} [0] sawTerminal: rewindLadder dropped`,
    why:
      'the terminal was shown: that was progress, so the ladder is at its beginning, and after a ' +
      'terminal nothing climbs it; the row is there to read like the one below it',
  })),
  {
    what: 'turn/starting on claimed [0] isCancelled: dropped',
    why:
      'the turn is finished instead of cancelled, with the same outcome: it has no producer, so ' +
      'there is nothing to unwind, and every other step of the two is the same',
  },
];

export function whyOf(mutant: string): string | null {
  return reasons.find(({ what }) => mutant.startsWith(what))?.why ?? null;
}
