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
  const worst = new Components(graph, pending).nearest;
  if (worst === null) return { reached: pending.reached, lasso: null };
  const entry = worst.members.reduce((a, b) => (pending.rank(a) < pending.rank(b) ? a : b));
  const cycle = new FairCycle(graph, new Set(worst.members)).from(entry);
  return { reached: pending.reached, lasso: { stem: pending.wayTo(entry), cycle } };
}

/** The worlds of runs that have seen `from` and no `to` since, in order of their distance. */
class Pending {
  /** In its first `size` cells. */
  readonly order: Int32Array;
  size = 0;
  reached = 0;
  /** One more than the place in `order`; 0 is outside. */
  readonly ranks: Int32Array;
  /** Where a world was reached from; itself, where `from` began. */
  private readonly origins: Int32Array;
  private readonly graph: Graph;
  private readonly says: Uint8Array;

  constructor(graph: Graph, says: Uint8Array) {
    this.graph = graph;
    this.says = says;
    this.order = new Int32Array(graph.count);
    this.ranks = new Int32Array(graph.count);
    this.origins = new Int32Array(graph.count);
    let next = 0;
    for (let depth = 0; depth < graph.levels.length || next < this.size; depth += 1) {
      const end = this.size;
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
    this.order[this.size] = world;
    this.size += 1;
    this.ranks[world] = this.size;
    this.origins[world] = origin;
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
class Components {
  nearest: Component | null = null;
  private readonly graph: Graph;
  private readonly pending: Pending;
  /** 0: not met yet. While on the stack: in order of meeting. After: minus its component's. */
  private readonly numbers: Int32Array;
  private readonly lows: Int32Array;
  private readonly stack: Int32Array;
  private stackTop = 0;
  private closed = 0;
  /** By class, in one component: in how many worlds it is enabled, in which last, if taken. */
  private readonly enabledIn: Int32Array;
  private readonly enabledLast: Int32Array;
  private readonly taken: Uint8Array;

  constructor(graph: Graph, pending: Pending) {
    this.graph = graph;
    this.pending = pending;
    this.numbers = new Int32Array(graph.count);
    this.lows = new Int32Array(graph.count);
    this.stack = new Int32Array(pending.size);
    this.enabledIn = new Int32Array(graph.classCount);
    this.enabledLast = new Int32Array(graph.classCount);
    this.taken = new Uint8Array(graph.classCount);
    this.walk();
  }

  private walk(): void {
    const { numbers, lows, stack, pending } = this;
    const { targets, starts } = this.graph.edges;
    const { order, ranks, size } = pending;
    /** The worlds that were entered and not left, and which of their edges comes next. */
    const calls = new Int32Array(size);
    const nextEdges = new Int32Array(size);
    let entered = 0;
    for (let root = 0; root < size; root += 1) {
      let depth = -1;
      let entering = order[root] as number;
      if (numbers[entering] !== 0) continue;
      for (;;) {
        if (entering >= 0) {
          entered += 1;
          numbers[entering] = entered;
          lows[entering] = entered;
          stack[this.stackTop] = entering;
          this.stackTop += 1;
          depth += 1;
          calls[depth] = entering;
          nextEdges[depth] = starts[entering] as number;
          entering = -1;
        }
        const world = calls[depth] as number;
        const edge = nextEdges[depth] as number;
        if (edge < (starts[world + 1] as number)) {
          nextEdges[depth] = edge + 1;
          const target = targets[edge] as number;
          if (ranks[target] === 0) continue;
          const number = numbers[target] as number;
          if (number === 0) entering = target;
          else if (number > 0) lows[world] = Math.min(lows[world] as number, number);
          continue;
        }
        if (lows[world] === numbers[world]) this.close(world);
        depth -= 1;
        if (depth < 0) break;
        const caller = calls[depth] as number;
        lows[caller] = Math.min(lows[caller] as number, lows[world] as number);
      }
    }
  }

  /** The worlds down to this one on the stack are a component. */
  private close(world: number): void {
    const { numbers, stack, pending } = this;
    const end = this.stackTop;
    let rank = pending.rank(world);
    this.closed += 1;
    let member: number;
    do {
      this.stackTop -= 1;
      member = stack[this.stackTop] as number;
      numbers[member] = -this.closed;
      rank = Math.min(rank, pending.rank(member));
    } while (member !== world);
    if (this.nearest !== null && this.nearest.rank < rank) return;
    const members = stack.subarray(this.stackTop, end);
    if (this.isFair(members)) this.nearest = { members: [...members], rank };
  }

  /** Whether a fair run may stay in the component that was closed last. */
  private isFair(members: Int32Array): boolean {
    const { enabledIn, enabledLast, taken, numbers, closed } = this;
    const { targets, classes, starts } = this.graph.edges;
    enabledIn.fill(0);
    enabledLast.fill(-1);
    taken.fill(0);
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index] as number;
      const end = starts[member + 1] as number;
      for (let edge = starts[member] as number; edge < end; edge += 1) {
        const fair = classes[edge] as number;
        if (fair === 0) continue;
        if (enabledLast[fair] !== member) enabledIn[fair] = (enabledIn[fair] as number) + 1;
        enabledLast[fair] = member;
        if (numbers[targets[edge] as number] === -closed) taken[fair] = 1;
        // One world alone, which is most of them: what may happen in it leads away.
        else if (members.length === 1) return false;
      }
    }
    for (let fair = 1; fair < enabledIn.length; fair += 1) {
      if (enabledIn[fair] === members.length && taken[fair] === 0) return false;
    }
    return true;
  }
}
