/**
 * Works out what one transition does from one leaf, once and for all: which nodes are left and
 * entered, in which order everything happens, and where it ends. Nothing of this is left to run time.
 *
 * The order is XState's (and SCXML's): exits innermost first, in each the user's actions before its
 * timers are disarmed; the transition's own actions; entries outermost first, in each the user's
 * actions, then its timers are armed, then the actions of its `initial`. Who reaches a final child
 * of the root leaves everything once more: the exit actions of all active nodes.
 */
import {
  type Action,
  type Guard,
  isBelow,
  isLeaf,
  lineage,
  type Machine,
  type Node,
  type Timer,
  type Transition,
} from './machine.ts';

export type Op =
  | Action
  | { readonly kind: 'arm' | 'disarm'; readonly timer: Timer }
  /** A final state below the root was entered: XState queues an event of its own for that. */
  | { readonly kind: 'final'; readonly node: Node };

/** One microstep: what happens in order, and where it ends. */
export interface Plan {
  /** Null for the step in which the machine begins. */
  readonly transition: Transition | null;
  /** The leaf that it begins in; null for the step in which the machine begins. */
  readonly from: Node | null;
  readonly ops: readonly Op[];
  readonly leaf: Node;
  readonly done: boolean;
  /** Whether XState sees a new snapshot; if not, it does not look at `always` again. */
  readonly changes: boolean;
}

/** A plan and the guard before it, which is null when nothing can stop it. */
export interface Choice {
  readonly guard: Guard | null;
  readonly plan: Plan;
}

/** What makes a transition be looked for. */
export type Trigger =
  | { readonly kind: 'event'; readonly type: string }
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'always' };

/** The step in which a machine begins. */
export function planStart(machine: Machine): Plan {
  const entered = initialDescent(machine.root);
  return finish(null, null, [machine.root, ...entered], [], {
    before: [],
    byDefault: new Set([machine.root, ...entered]),
    actions: [],
  });
}

/**
 * The choices of a leaf, in the order in which they are tried: the leaf's own first, then those of
 * its ancestors. What stands behind one without a guard can't be reached and is left out.
 */
export function choicesOf(machine: Machine, leaf: Node, trigger: Trigger): readonly Choice[] {
  const choices: Choice[] = [];
  for (const transition of lineage(leaf).flatMap((node) => handlers(node, trigger))) {
    choices.push({ guard: transition.guard, plan: planTransition(machine, leaf, transition) });
    if (transition.guard === null) break;
  }
  return choices;
}

function handlers(node: Node, trigger: Trigger): readonly Transition[] {
  switch (trigger.kind) {
    case 'always':
      return node.always;
    case 'event':
      return node.on.get(trigger.type) ?? [];
    case 'timer':
      return node.timers.includes(trigger.timer) ? trigger.timer.transitions : [];
  }
}

/** What a transition does from one leaf. */
export function planTransition(machine: Machine, leaf: Node, transition: Transition): Plan {
  const { target, actions } = transition;
  const { domain, above, enters } = pathOf(machine, transition);
  if (target === null) return finish(transition, leaf, [], lineage(leaf), noEntry(actions));
  const exited = lineage(leaf).filter((node) => domain === null || isBelow(node, domain));
  const below = enters === null ? [] : [enters, ...initialDescent(enters)];
  const kept = lineage(leaf).filter((node) => !exited.includes(node));
  return finish(transition, leaf, [...above, ...below], kept, {
    before: exited.flatMap(exitOps),
    byDefault: new Set(below),
    actions,
  });
}

/** What a transition leaves and enters, from whatever leaf it is taken. */
export interface Path {
  /** The innermost node that stays active; null when not even the root does. */
  readonly domain: Node | null;
  /** The nodes between it and the target, entered on the way, outermost first. */
  readonly above: readonly Node[];
  /** The node that is entered with its `initial`, and so on below it; null for none. */
  readonly enters: Node | null;
}

export function pathOf(machine: Machine, transition: Transition): Path {
  const { source, target, reenter } = transition;
  const domain = domainOf(machine, transition);
  if (target === null) return { domain, above: [], enters: null };
  // A target that is its own source, and is not left, is not entered again; what is below it is.
  const isKept = target === source && target === domain && !reenter;
  const above = lineage(target).filter(
    (node) => node !== target && (domain === null || isBelow(node, domain)),
  );
  return { domain, above: above.reverse(), enters: isKept ? target.initial : target };
}

/**
 * The innermost node that stays active throughout; null when not even the root does. Without
 * `reenter`, a source stays active while the target is itself or below it.
 */
function domainOf(machine: Machine, { source, target, reenter }: Transition): Node | null {
  if (target === null) return source;
  if (!reenter && (target === source || isBelow(target, source))) return source;
  const common = lineage(target).find((node) => node !== target && isBelow(source, node));
  return common ?? (reenter ? null : machine.root);
}

interface Entry {
  readonly before: readonly Op[];
  readonly actions: readonly Action[];
  /** The entered nodes whose `initial` is followed, and whose initial actions are run for it. */
  readonly byDefault: ReadonlySet<Node>;
}

function noEntry(actions: readonly Action[]): Entry {
  return { before: [], actions, byDefault: new Set() };
}

function finish(
  transition: Transition | null,
  from: Node | null,
  entered: readonly Node[],
  kept: readonly Node[],
  { before, actions, byDefault }: Entry,
): Plan {
  const leaf = entered.at(-1) ?? from;
  if (leaf === null) throw new Error('a plan that begins nowhere and enters nothing');
  const done = entered.includes(leaf) && leaf.final && leaf.parent?.parent === null;
  const active = [...entered].reverse().concat(kept);
  const ops = [
    ...before,
    ...actions,
    ...entered.flatMap((node) => entryOps(node, byDefault.has(node))),
    ...(done ? active.flatMap(exitOps) : []),
  ];
  const changes = leaf !== from || done || ops.some(({ kind }) => kind === 'update');
  return { transition, from, ops, leaf, done, changes };
}

function exitOps(node: Node): readonly Op[] {
  return [...node.exit, ...node.timers.map((timer) => ({ kind: 'disarm', timer }) as const)];
}

function entryOps(node: Node, byDefault: boolean): readonly Op[] {
  const nested = node.final && node.parent?.parent !== null;
  return [
    ...node.entry,
    ...node.timers.map((timer) => ({ kind: 'arm', timer }) as const),
    ...(byDefault ? node.initialActions : []),
    ...(nested ? [{ kind: 'final', node } as const] : []),
  ];
}

/** The nodes below `node` that are entered when nothing more precise is said. */
export function initialDescent(node: Node): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = node.initial; at !== null; at = at.initial) nodes.push(at);
  return nodes;
}

/** Whether some `always` may act while this leaf is active. */
export function hasAlways(leaf: Node): boolean {
  return lineage(leaf).some((node) => node.always.length > 0);
}

/** The timers that are armed while this leaf is active. */
export function timersOf(leaf: Node): readonly Timer[] {
  return lineage(leaf).flatMap((node) => node.timers);
}

/** The event types that this leaf or an ancestor has a handler for. */
export function eventTypesOf(leaf: Node): readonly string[] {
  return [...new Set(lineage(leaf).flatMap((node) => [...node.on.keys()]))];
}

export function leavesOf(machine: Machine): readonly Node[] {
  return machine.nodes.filter(isLeaf);
}
