/**
 * The worlds as a graph: numbers, and the transitions between them with their fairness classes.
 *
 * It is all that liveness knows of a system, so a graph written by hand does as well.
 */

/** Every transition, in the order of the worlds that they leave. */
export interface Edges {
  targets: Int32Array;
  /** 0: nobody promises that it ever happens. */
  classes: Uint8Array;
  /** By world: where its transitions begin; one more for their end. */
  starts: Int32Array;
}

export interface Graph {
  readonly count: number;
  readonly edges: Edges;
  /** By depth: the first world of it. Worlds are numbered nearest first. */
  readonly levels: readonly number[];
  /** Class 0 included. */
  readonly classCount: number;
}

export interface LassoEdge {
  readonly from: number;
  readonly to: number;
  readonly fair: number;
}

/** A run that never ends: the way into a cycle, and the cycle. */
export interface Lasso {
  /** From the first world where `from` holds on. */
  readonly stem: readonly number[];
  /** Empty: the run rests at the end of the stem. */
  readonly cycle: readonly LassoEdge[];
}
