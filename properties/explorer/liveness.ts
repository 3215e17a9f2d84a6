/**
 * Whether `from` leads to `to` on every fair run: which worlds a run may be in that has seen `from`
 * and never `to` since, and whether a fair run can stay among them for ever.
 *
 * It can in a strongly connected component in which each fairness class is disabled somewhere, or
 * taken inside; a single world where nothing fair can happen is one, too: the run rests there. It
 * knows worlds by number and transitions by class, and nothing of actors.
 */
import { FairCycle } from './fair-cycle.ts';
import type { Graph, Lasso } from './graph.ts';

/** What a world says: bit 1 `from`, bit 2 `to`. Bit 4 is used here: reached from `from`. */
export const saysFrom = 1;
export const saysTo = 2;
const met = 4;

export interface LeadsToVerdict {
  /** Worlds where `to` holds, first reached after `from`. */
  readonly reached: number;
  /** A fair run that never gets there. */
  readonly lasso: Lasso | null;
}

export function leadsTo(graph: Graph, says: Uint8Array): LeadsToVerdict {
  const pending = new Pending(graph, says);
  const worst = nearestFairComponent(graph, pending);
  if (worst === null) return { reached: pending.reached, lasso: null };
  const entry = worst.members.reduce((a, b) => (pending.rank(a) < pending.rank(b) ? a : b));
  const cycle = new FairCycle(graph, new Set(worst.members)).from(entry);
  return { reached: pending.reached, lasso: { stem: pending.wayTo(entry), cycle } };
}

/** The worlds of runs that have seen `from` and no `to` since, in order of their distance. */
class Pending {
  readonly order: number[] = [];
  reached = 0;
  /** One more than the place in `order`; 0 is outside. */
  private readonly ranks: Int32Array;
  /** Where a world was reached from; itself, where `from` began. */
  private readonly origins: Int32Array;
  private readonly graph: Graph;
  private readonly says: Uint8Array;

  constructor(graph: Graph, says: Uint8Array) {
    this.graph = graph;
    this.says = says;
    this.ranks = new Int32Array(graph.count);
    this.origins = new Int32Array(graph.count);
    let next = 0;
    for (let depth = 0; depth < graph.levels.length || next < this.order.length; depth += 1) {
      const end = this.order.length;
      for (; next < end; next += 1) this.follow(this.order[next] as number);
      const last = graph.levels[depth + 1] ?? graph.count;
      for (let world = graph.levels[depth] ?? last; world < last; world += 1) {
        if (((says[world] as number) & saysFrom) !== 0) this.add(world, world);
      }
    }
  }

  private follow(world: number): void {
    const { targets, starts } = this.graph.edges;
    const end = starts[world + 1] as number;
    for (let edge = starts[world] as number; edge < end; edge += 1) {
      this.add(targets[edge] as number, world);
    }
  }

  private add(world: number, origin: number): void {
    const says = this.says[world] as number;
    if ((says & saysTo) !== 0) {
      if ((says & met) === 0) this.reached += 1;
      this.says[world] = says | met;
      return;
    }
    if (this.ranks[world] !== 0) return;
    this.ranks[world] = this.order.push(world);
    this.origins[world] = origin;
  }

  has(world: number): boolean {
    return this.ranks[world] !== 0;
  }

  rank(world: number): number {
    return this.ranks[world] as number;
  }

  wayTo(world: number): readonly number[] {
    const way = [world];
    let at = world;
    while (this.origins[at] !== at) {
      at = this.origins[at] as number;
      way.push(at);
    }
    return way.toReversed();
  }
}

interface Component {
  readonly members: readonly number[];
  readonly rank: number;
}

/** Tarjan's algorithm without recursion, over the pending worlds. */
function nearestFairComponent(graph: Graph, pending: Pending): Component | null {
  const { targets, starts } = graph.edges;
  /** 0: not met yet. While on the stack: a number in order of meeting. After: `closed`. */
  const lows = new Int32Array(graph.count);
  const numbers = new Int32Array(graph.count);
  const closed = 0x7fffffff;
  const stack: number[] = [];
  const calls: number[] = [];
  const nextEdges: number[] = [];
  let nearest: Component | null = null;
  let number = 0;
  const enter = (world: number): void => {
    number += 1;
    lows[world] = number;
    numbers[world] = number;
    stack.push(world);
    calls.push(world);
    nextEdges.push(starts[world] as number);
  };
  const lower = (world: number, low: number): void => {
    if (low < (lows[world] as number)) lows[world] = low;
  };
  const leave = (world: number): void => {
    const members = stack.splice(stack.lastIndexOf(world));
    const rank = members.reduce((least, member) => Math.min(least, pending.rank(member)), closed);
    if ((nearest === null || rank < nearest.rank) && isFair(graph, members)) {
      nearest = { members, rank };
    }
    for (const member of members) lows[member] = closed;
  };
  for (const root of pending.order) {
    if (lows[root] !== 0) continue;
    enter(root);
    while (calls.length > 0) {
      const world = calls.at(-1) as number;
      const edge = nextEdges.at(-1) as number;
      if (edge < (starts[world + 1] as number)) {
        nextEdges[nextEdges.length - 1] = edge + 1;
        const target = targets[edge] as number;
        if (!pending.has(target)) continue;
        if (lows[target] === 0) enter(target);
        else lower(world, lows[target] as number);
        continue;
      }
      calls.pop();
      nextEdges.pop();
      if (lows[world] === numbers[world]) leave(world);
      else lower(calls.at(-1) as number, lows[world] as number);
    }
  }
  return nearest;
}

/** Whether a fair run may stay in this component for ever. */
function isFair(graph: Graph, members: readonly number[]): boolean {
  const { targets, classes, starts } = graph.edges;
  const inside = new Set(members);
  const enabledIn = new Int32Array(graph.classCount);
  const lastMember = new Int32Array(graph.classCount).fill(-1);
  const taken = new Uint8Array(graph.classCount);
  for (const member of members) {
    const end = starts[member + 1] as number;
    for (let edge = starts[member] as number; edge < end; edge += 1) {
      const fair = classes[edge] as number;
      if (fair === 0) continue;
      if (lastMember[fair] !== member) enabledIn[fair] = (enabledIn[fair] as number) + 1;
      lastMember[fair] = member;
      if (inside.has(targets[edge] as number)) taken[fair] = 1;
    }
  }
  return enabledIn.every(
    (count, fair) => fair === 0 || count < members.length || taken[fair] === 1,
  );
}
