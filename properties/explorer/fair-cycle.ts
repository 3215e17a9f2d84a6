/**
 * A short cycle through a component that starves nobody: each fairness class is disabled in one of
 * its worlds, or taken on one of its transitions.
 *
 * The shortest one is as hard as the travelling salesman's tour, so this goes each time to what is
 * owed and nearest, and then home. It knows worlds by number and transitions by class.
 */
import type { Graph, LassoEdge } from './graph.ts';

export class FairCycle {
  private readonly graph: Graph;
  private readonly inside: ReadonlySet<number>;

  constructor(graph: Graph, inside: ReadonlySet<number>) {
    this.graph = graph;
    this.inside = inside;
  }

  /** Empty: nothing fair can happen in this world. */
  from(entry: number): readonly LassoEdge[] {
    const owed = this.enabled(entry);
    const cycle: LassoEdge[] = [];
    let at = entry;
    while (owed.size > 0) {
      const way = this.way(at, (edge) => this.paid(edge, owed).length > 0);
      for (const edge of way) for (const fair of this.paid(edge, owed)) owed.delete(fair);
      cycle.push(...way);
      at = cycle.at(-1)?.to ?? entry;
    }
    if (at !== entry) cycle.push(...this.way(at, ({ to }) => to === entry));
    return cycle;
  }

  /** Which of the classes that are owed this transition pays, by itself or by where it leads. */
  private paid(edge: LassoEdge, owed: ReadonlySet<number>): readonly number[] {
    const enabled = this.enabled(edge.to);
    return [...owed].filter((fair) => fair === edge.fair || !enabled.has(fair));
  }

  private enabled(world: number): Set<number> {
    const { classes, starts } = this.graph.edges;
    return new Set(classes.subarray(starts[world], starts[world + 1]).filter((fair) => fair > 0));
  }

  /** The shortest way inside to a transition that is wanted, which is its last one. */
  private way(start: number, wanted: (edge: LassoEdge) => boolean): readonly LassoEdge[] {
    const { targets, classes, starts } = this.graph.edges;
    const arrivals = new Map<number, LassoEdge | null>([[start, null]]);
    for (const from of arrivals.keys()) {
      const end = starts[from + 1] as number;
      for (let index = starts[from] as number; index < end; index += 1) {
        const edge = { from, to: targets[index] as number, fair: classes[index] as number };
        if (!this.inside.has(edge.to)) continue;
        if (wanted(edge)) return [...wayBack(arrivals, from), edge];
        if (!arrivals.has(edge.to)) arrivals.set(edge.to, edge);
      }
    }
    throw new Error(`world ${start} can't reach what its component owes`);
  }
}

function wayBack(
  arrivals: ReadonlyMap<number, LassoEdge | null>,
  world: number,
): readonly LassoEdge[] {
  const way: LassoEdge[] = [];
  for (let edge = arrivals.get(world); edge; edge = arrivals.get(edge.from)) way.push(edge);
  return way.toReversed();
}
