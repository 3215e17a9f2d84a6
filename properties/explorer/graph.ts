/**
 * The worlds as a graph: numbers, and the transitions between them with their fairness classes.
 *
 * It is all that liveness knows of a system, so a graph written by hand does as well.
 */

import { bytesWithRoom, withRoom } from './growth.ts';

/** Every transition, in the order of the worlds that they leave. */
export class Edges {
  count = 0;
  targets: Int32Array = new Int32Array(1024);
  /** 0: nobody promises that it ever happens. */
  classes: Uint8Array = new Uint8Array(1024);
  /** By world: where its transitions begin; one more for their end. */
  starts: Int32Array = new Int32Array(1024);

  get bytes(): number {
    return this.targets.byteLength + this.classes.byteLength + this.starts.byteLength;
  }

  /** The transitions of a world begin behind so many. */
  begin(world: number, at: number): void {
    this.starts = withRoom(this.starts, world + 1);
    this.starts[world] = at;
  }

  add(target: number, fair: number): void {
    const at = this.count;
    this.targets = withRoom(this.targets, at + 1);
    this.classes = bytesWithRoom(this.classes, at + 1);
    this.targets[at] = target;
    this.classes[at] = fair;
    this.count = at + 1;
  }
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
