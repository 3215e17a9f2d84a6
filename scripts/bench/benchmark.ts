/**
 * What a benchmark is: pieces of work to compare, and the figures that are read off them. The
 * figures' keys and limits are the project's promise; the pieces of work are how it is
 * measured.
 *
 * It must never know the contestants.
 */
import type { Comparison, Effort, Row } from './harness.ts';

export interface Figure {
  readonly key: string;
  /** Whose ratio it is. */
  readonly contestant: string;
  /** In this comparison; in all, and the lowest counts, when there is none. */
  readonly comparison?: string;
  /** The ratio should not be below it; null when only the number is of interest. */
  readonly limit: number | null;
}

export interface Benchmark {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** Where the usual one is too much. */
  readonly effort?: Effort;
  /**
   * Names the work and makes the contestants, which may take its time; to be made is all that they
   * may wait for. Checks that they do the same, and throws WrongResult if not.
   */
  comparisons(after: After): readonly Comparison[] | Promise<readonly Comparison[]>;
}

/** Takes what is to be cleaned up when all is measured, the last of it first. */
export type After = (clean: () => void | Promise<void>) => void;

/** The ratio that a figure states: the lowest median of its rows. */
export function readFigure(figure: Figure, rows: readonly Row[]): number {
  const medians = rows
    .filter(
      (row) =>
        row.contestant === figure.contestant &&
        (figure.comparison === undefined || row.comparison === figure.comparison),
    )
    .map((row) => row.ratio.median);
  if (medians.length === 0) throw new Error(`no row for the figure ${figure.key}`);
  return Math.min(...medians);
}
