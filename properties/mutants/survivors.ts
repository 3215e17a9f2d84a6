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

export const reasons: readonly Reason[] = [];

export function whyOf(mutant: string): string | null {
  return reasons.find(({ what }) => mutant.startsWith(what))?.why ?? null;
}
