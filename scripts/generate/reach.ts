/**
 * Walks everything a machine can do if guards may answer as they like: which leaves it can rest in,
 * and with which event, and with which raised events waiting, each leaf's `always` and queue are
 * looked at. This is what keeps unreachable cases out of the generated code, and what gives each
 * function in it exactly the union of events it can meet.
 *
 * A step is: a transition for the event; then `always` until none is taken, or one changed nothing;
 * then the next raised event, and so on.
 */
import { type Machine, type Node, reserved, type Timer } from './machine.ts';
import {
  type Choice,
  choicesOf,
  eventTypesOf,
  hasAlways,
  leavesOf,
  type Op,
  type Plan,
  planStart,
  timersOf,
} from './plan.ts';
import { Refusal } from './refusal.ts';

/** Why a microstep happens: an event's type, or one of the reserved types. `any`: every event. */
export type Cause = string;
export const anyEvent = '*';

/** How a leaf's `always` can be met. */
export interface AlwaysUse {
  readonly causes: Set<Cause>;
  /** Whether raised events may be waiting behind it. */
  queued: boolean;
}

export interface Reach {
  readonly start: Plan;
  /** The leaves in which a step can end, in the order of the config. */
  readonly rests: readonly Node[];
  /** The leaves in which the machine is done. */
  readonly ends: ReadonlySet<Node>;
  readonly always: ReadonlyMap<Node, AlwaysUse>;
  /** For each leaf, the raised events that can be taken from the queue there. */
  readonly drains: ReadonlyMap<Node, ReadonlySet<Cause>>;
  /** The nodes that no path leads to. */
  readonly unreached: readonly Node[];
}

/**
 * Raised events that wait, first in first out. Beyond this many, only which ones may be among them is
 * followed, in any order and number: such a list begins with `many`.
 */
const exactMax = 2;
const many = '...';

export function reachOf(machine: Machine): Reach {
  return new Walk(machine).run();
}

/** What of a plan goes to the queue. Final states matter only where some `always` is looked at. */
export function raisedBy(machine: Machine, plan: Plan): readonly Cause[] {
  return plan.ops.flatMap((op: Op): Cause[] => {
    if (op.kind === 'raise') return [op.event.type];
    return op.kind === 'final' && finalMatters(machine) ? [reserved.final] : [];
  });
}

/** Without any `always`, nobody can notice the event that XState makes of a nested final state. */
export function finalMatters(machine: Machine): boolean {
  return machine.nodes.some(({ always }) => always.length > 0);
}

/** True when choices leave nothing behind them: the last has no guard. */
export function isExhaustive(choices: readonly Choice[]): boolean {
  return choices.at(-1)?.guard === null;
}

class Walk {
  readonly #machine: Machine;
  readonly #rests = new Set<Node>();
  readonly #ends = new Set<Node>();
  readonly #always = new Map<Node, AlwaysUse>();
  readonly #drains = new Map<Node, Set<Cause>>();
  readonly #visited = new Set<Node>();
  readonly #seen = new Set<string>();
  readonly #work: (() => void)[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  run(): Reach {
    const start = planStart(this.#machine);
    this.#follow(start, reserved.init, []);
    for (let next = this.#work.pop(); next !== undefined; next = this.#work.pop()) next();
    if (this.#rests.size === 0) {
      const problem = 'it never comes to rest: always and raised events go round and round';
      throw new Refusal(this.#machine.name, problem, 'put a guard on one of them');
    }
    const leaves = leavesOf(this.#machine);
    const active = new Set([...this.#visited].flatMap((leaf) => leafAndAbove(leaf)));
    return {
      start,
      rests: leaves.filter((leaf) => this.#rests.has(leaf)),
      ends: this.#ends,
      always: this.#always,
      drains: this.#drains,
      unreached: this.#machine.nodes.filter((node) => !active.has(node)),
    };
  }

  #once(key: string, work: () => void): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#work.push(work);
  }

  /** Goes where a plan ends; `queue` is what waited before it. */
  #follow(plan: Plan, cause: Cause, queue: readonly Cause[]): void {
    this.#visited.add(plan.leaf);
    if (plan.done) {
      this.#ends.add(plan.leaf);
      this.#rests.add(plan.leaf);
      return;
    }
    this.#settle(plan.leaf, cause, joined(queue, raisedBy(this.#machine, plan)));
  }

  #settle(leaf: Node, cause: Cause, queue: readonly Cause[]): void {
    if (hasAlways(leaf)) this.#lookAtAlways(leaf, cause, queue);
    else this.#drain(leaf, queue);
  }

  #lookAtAlways(leaf: Node, cause: Cause, queue: readonly Cause[]): void {
    this.#once(`always ${leaf.path} ${cause} ${queue.join(' ')}`, () => {
      const use = this.#always.get(leaf) ?? { causes: new Set(), queued: false };
      this.#always.set(leaf, use);
      use.causes.add(cause);
      use.queued ||= queue.length > 0;
      const choices = choicesOf(this.#machine, leaf, { kind: 'always' });
      for (const { plan } of choices) {
        if (plan.changes) this.#follow(plan, cause, queue);
        else this.#drain(leaf, joined(queue, raisedBy(this.#machine, plan)));
      }
      if (!isExhaustive(choices)) this.#drain(leaf, queue);
    });
  }

  #drain(leaf: Node, queue: readonly Cause[]): void {
    const [first, ...others] = queue;
    if (first === undefined || first === many) this.#rest(leaf);
    if (first === undefined) return;
    this.#once(`drain ${leaf.path} ${queue.join(' ')}`, () => {
      if (first === many) for (const cause of others) this.#take(leaf, cause, queue);
      else this.#take(leaf, first, others);
    });
  }

  #take(leaf: Node, cause: Cause, rest: readonly Cause[]): void {
    const causes = this.#drains.get(leaf) ?? new Set();
    this.#drains.set(leaf, causes);
    causes.add(cause);
    const choices = choicesOf(this.#machine, leaf, { kind: 'event', type: cause });
    for (const { plan } of choices) this.#follow(plan, cause, rest);
    if (!isExhaustive(choices)) this.#settle(leaf, cause, rest);
  }

  #rest(leaf: Node): void {
    this.#once(`rest ${leaf.path}`, () => {
      this.#rests.add(leaf);
      for (const type of eventTypesOf(leaf)) {
        const choices = choicesOf(this.#machine, leaf, { kind: 'event', type });
        for (const { plan } of choices) this.#follow(plan, type, []);
      }
      for (const timer of timersOf(leaf)) this.#fire(leaf, timer);
      // Any event is worth a look for `always`, handled or not: its guards may read the event.
      if (hasAlways(leaf)) this.#lookAtAlways(leaf, anyEvent, []);
    });
  }

  #fire(leaf: Node, timer: Timer): void {
    const choices = choicesOf(this.#machine, leaf, { kind: 'timer', timer });
    for (const { plan } of choices) this.#follow(plan, reserved.timer, []);
    if (hasAlways(leaf) && !isExhaustive(choices)) {
      this.#lookAtAlways(leaf, reserved.timer, []);
    }
  }
}

function joined(queue: readonly Cause[], raised: readonly Cause[]): readonly Cause[] {
  const all = [...queue, ...raised];
  if (all[0] !== many && all.length <= exactMax) return all;
  return [many, ...[...new Set(all.filter((cause) => cause !== many))].toSorted()];
}

function leafAndAbove(leaf: Node): readonly Node[] {
  const nodes = [leaf];
  for (let at = leaf.parent; at !== null; at = at.parent) nodes.push(at);
  return nodes;
}
