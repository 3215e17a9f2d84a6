/**
 * What every part of the emitter has to know of the whole: the machine, where it can get to, what
 * the emitted functions are called, and which of them need the event or the queue.
 */
import { camel } from './layout.ts';
import type { Machine, Node } from './machine.ts';
import { type Choice, choicesOf, hasAlways } from './plan.ts';
import { type Reach, reachOf } from './reach.ts';

export interface Program {
  readonly machine: Machine;
  readonly reach: Reach;
  readonly hasTimers: boolean;
  /** Leaves that `always` leaves at once: a state in them has no value and is never seen. */
  readonly passing: ReadonlySet<Node>;
  /** Leaves whose `always` has to be told the event. */
  readonly eventful: ReadonlySet<Node>;
  /** Names of the functions for a leaf: `inLive`, `alwaysLive`, `queueLive`. */
  readonly nameOf: (family: 'in' | 'always' | 'queue', leaf: Node) => string;
  /** Written at each transition taken, for tests that measure coverage; null in what is shipped. */
  readonly trace: string | null;
}

export function programOf(machine: Machine, trace: string | null): Program {
  const reach = reachOf(machine);
  const passing = [...reach.always.keys()].filter(
    (leaf) => !reach.rests.includes(leaf) && !reach.drains.has(leaf),
  );
  return {
    machine,
    reach,
    hasTimers: machine.nodes.some(({ timers }) => timers.length > 0),
    passing: new Set(passing),
    eventful: eventfulOf(machine, reach),
    nameOf: namer(machine),
    trace,
  };
}

/** Distinct paths may have the same camel case: the later one gets a number. */
function namer(machine: Machine): Program['nameOf'] {
  const names = new Map<Node, string>();
  const taken = new Set<string>();
  for (const node of machine.nodes) {
    const base = camel(node.path);
    let name = base;
    for (let n = 2; taken.has(name); n += 1) name = `${base}${n}`;
    taken.add(name);
    names.set(node, name);
  }
  return (family, leaf) => `${family}${names.get(leaf) ?? ''}`;
}

/** A leaf's `always` needs the event when a rule in it does, or an `always` that it leads to. */
function eventfulOf(machine: Machine, reach: Reach): ReadonlySet<Node> {
  const choices = new Map<Node, readonly Choice[]>();
  for (const leaf of reach.always.keys()) {
    choices.set(leaf, choicesOf(machine, leaf, { kind: 'always' }));
  }
  const eventful = new Set<Node>();
  for (let before = -1; before !== eventful.size; ) {
    before = eventful.size;
    for (const [leaf, list] of choices) {
      const needs = list.some(
        ({ guard, plan }) =>
          (guard !== null && guardTakesEvent(guard)) ||
          plan.ops.some(opTakesEvent) ||
          (!plan.done && plan.changes && hasAlways(plan.leaf) && eventful.has(plan.leaf)),
      );
      if (needs) eventful.add(leaf);
    }
  }
  return eventful;
}

function guardTakesEvent(guard: NonNullable<Choice['guard']>): boolean {
  if (guard.kind === 'rule') return guard.rule.takes === 2;
  return guard.kind === 'not' ? guardTakesEvent(guard.guard) : guard.guards.some(guardTakesEvent);
}

function opTakesEvent(op: Choice['plan']['ops'][number]): boolean {
  switch (op.kind) {
    case 'update':
    case 'effect':
      return op.rule.takes === 2;
    case 'arm':
      return op.timer.rule.takes === 2;
    default:
      return false;
  }
}
