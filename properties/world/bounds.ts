/**
 * How far a world counts, and what it calls what is past.
 *
 * The protocol's own bounds stay as they are; `canonical.ts` jumps over the middle of a count.
 */

/** What an older request or source is called. */
export const oldNumber = -1;

/** How many of the steps that the protocol allows are explored; the rest are jumped over. */
export interface Bounds {
  readonly settleRetries: number;
  readonly ladder: number;
  readonly startTries: number;
  readonly holds: number;
  readonly cancelTries: number;
  readonly silence: number;
}

export const smallBounds: Bounds = {
  settleRetries: 1,
  ladder: 1,
  startTries: 1,
  holds: 1,
  cancelTries: 2,
  silence: 1,
};
