/**
 * What every part of the emitter has to know of the whole: the machine, where it can get to, what
 * the emitted functions are called, and which of them are worth being one.
 *
 * The code is printed several times, until no function turns out to need more than was known of
 * it before: whether it is to be told the event, and whether it raises events, is found by
 * printing it.
 */
import { camel } from './layout.ts';
import { isBelow, type Machine, type Node, type Transition } from './machine.ts';
import { choicesOf, eventTypesOf, pathOf, type Trigger, timersOf } from './plan.ts';
import { type Reach, reachOf } from './reach.ts';

/** What a function has to be given beside the state or the course and context. */
export interface Needs {
  /** The rules it hands the event to, `effects.swap`: they say what event it has to be. */
  readonly event: Set<string>;
  raised: boolean;
}

export type Family = 'in' | 'enter' | 'always' | 'exitBelow';

export interface Program {
  readonly machine: Machine;
  readonly reach: Reach;
  /** The leaves in which an event can be met: all that are not the end. */
  readonly active: readonly Node[];
  /** Leaves that `always` leaves at once: a state in them has no value and is never seen. */
  readonly passing: ReadonlySet<Node>;
  readonly hasTimers: boolean;
  /** Whether timers of several nodes, or several of one node, can be armed at once. */
  readonly armsMany: boolean;
  readonly hasQueue: boolean;
  /** The types of raised events that some state is there to take. */
  readonly drained: ReadonlySet<string>;
  /** Nodes whose entry is printed where it happens: there is only one such place, or no action. */
  readonly inlined: ReadonlySet<Node>;
  readonly nameOf: (family: Family, node: Node | null) => string;
  /** Written at each transition taken, for tests that measure coverage; null in what is shipped. */
  readonly trace: string | null;
  /** What is known of each function, by its name, after the last printing. */
  readonly needs: Map<string, Needs>;
  /** The functions that were called in the last printing, and in this one. */
  readonly called: { before: ReadonlySet<string> | null; now: Set<string> };
  /**
   * Leaves that a transition of an ancestor leaves, by what stays; those with exit actions
   * matter.
   */
  readonly exits: Map<Node | null, Set<Node>>;
}

export function programOf(machine: Machine, trace: string | null): Program {
  const reach = reachOf(machine);
  const seen = [...new Set([...reach.rests, ...reach.drains.keys()])];
  const program = {
    machine,
    reach,
    active: machine.nodes.filter((node) => seen.includes(node) && !reach.ends.has(node)),
    passing: new Set([...reach.always].filter((leaf) => !seen.includes(leaf))),
    hasTimers: machine.nodes.some(({ timers }) => timers.length > 0),
    armsMany: machine.nodes.some((node) => timersOf(node).length > 1),
    hasQueue: reach.drains.size > 0,
    drained: new Set([...reach.drains.values()].flatMap((types) => [...types])),
    nameOf: namer(machine),
    trace,
    needs: new Map(),
    called: { before: null, now: new Set<string>() },
    exits: new Map(),
  };
  return { ...program, inlined: inlinedOf(program) };
}

/** The active leaves in which a transition of this node can be taken. */
export function leavesFor(
  { machine, active, reach }: Program,
  transition: Transition,
  trigger: Trigger,
): readonly Node[] {
  const isMet = (leaf: Node) =>
    reach.rests.includes(leaf) ||
    (trigger.kind === 'event' && reach.drains.get(leaf)?.has(trigger.type) === true);
  return active.filter(
    (leaf) =>
      isMet(leaf) &&
      (leaf === transition.source || isBelow(leaf, transition.source)) &&
      choicesOf(machine, leaf, trigger).some(({ plan }) => plan.transition === transition),
  );
}

/**
 * Whether `always` may say something in a leaf although nothing changed since it was last asked:
 * when a guard of it reads the event, or when a transition of it changes nothing.
 */
export function looks({ machine }: Program, leaf: Node): boolean {
  return choicesOf(machine, leaf, { kind: 'always' }).some(
    ({ guard, plan }) => !plan.changes || (guard !== null && takesEvent(guard)),
  );
}

function takesEvent(guard: NonNullable<Transition['guard']>): boolean {
  if (guard.kind === 'rule') return guard.rule.takes === 2;
  return guard.kind === 'not' ? takesEvent(guard.guard) : guard.guards.some(takesEvent);
}

/** What makes transitions be looked for in a leaf, from outside or from the queue. */
export function triggersOf(leaf: Node): readonly Trigger[] {
  return [
    ...eventTypesOf(leaf).map((type) => ({ kind: 'event', type }) as const),
    ...timersOf(leaf).map((timer) => ({ kind: 'timer', timer }) as const),
  ];
}

/** Distinct paths may have the same camel case: the later one gets a number. */
function namer(machine: Machine): Program['nameOf'] {
  const names = new Map<Node | null, string>([[null, 'All']]);
  const taken = new Set<string>(['All']);
  for (const node of machine.nodes) {
    const base = camel(node.path) || 'Root';
    let name = base;
    for (let n = 2; taken.has(name); n += 1) name = `${base}${n}`;
    taken.add(name);
    names.set(node, name);
  }
  return (family, node) => {
    if (family === 'in' && node === machine.root) return 'atRoot';
    return `${family}${names.get(node) ?? ''}`;
  };
}

/** Counts the places from which each node is entered by default. */
function inlinedOf(program: Omit<Program, 'inlined'>): ReadonlySet<Node> {
  const { machine, active, reach } = program;
  const counts = new Map<Node, number>([[machine.root, 1]]);
  const count = (transition: Transition | null) => {
    if (transition === null) return;
    const { enters } = pathOf(machine, transition);
    if (enters !== null) counts.set(enters, (counts.get(enters) ?? 0) + 1);
  };
  const shared = active.flatMap((leaf) =>
    triggersOf(leaf).flatMap((trigger) => choicesOf(machine, leaf, trigger)),
  );
  for (const transition of new Set(shared.map(({ plan }) => plan.transition))) count(transition);
  for (const leaf of reach.always) {
    for (const { plan } of choicesOf(machine, leaf, { kind: 'always' })) count(plan.transition);
  }
  for (const node of machine.nodes) {
    const own = counts.get(node) ?? 0;
    if (node.initial === null || own === 0) continue;
    const calls = entersPlainly(node) ? own : 1;
    counts.set(node.initial, (counts.get(node.initial) ?? 0) + calls);
  }
  return new Set(
    machine.nodes.filter((node) => (counts.get(node) ?? 0) <= 1 || entersPlainly(node)),
  );
}

/** A node that is entered without doing anything by itself. */
function entersPlainly({ entry, timers, initialActions, final, exit, parent }: Node): boolean {
  const ends = final && parent?.parent === null;
  const atEnd = ends ? [...exit, ...parent.exit, ...parent.timers] : [];
  return [...entry, ...timers, ...initialActions, ...atEnd].length === 0 && final === ends;
}
