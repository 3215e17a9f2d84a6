/**
 * A machine as the compiler sees it: parsed, checked, every name resolved.
 *
 * `parse.ts` builds this tree, `plan.ts` and `reach.ts` reason about it, `emit.ts` prints it.
 * Nothing in here is XState's any more: a guard is an expression over rules, an action is one of
 * three things, a target is a node.
 */

/**
 * A function of `rules.ts`, and how many arguments it declares: it is called with exactly those.
 */
export interface Rule {
  readonly family: 'guards' | 'updates' | 'effects' | 'delays';
  readonly name: string;
  /** 0: nothing, 1: the context, 2: the context and the event. */
  readonly takes: 0 | 1 | 2;
}

export type Guard =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'not'; readonly guard: Guard }
  | { readonly kind: 'and' | 'or'; readonly guards: readonly Guard[] };

/** An event that a machine sends to itself: plain JSON with a `type`. */
export interface RaisedEvent {
  readonly type: string;
}

export type Action =
  | { readonly kind: 'update'; readonly rule: Rule }
  | { readonly kind: 'effect'; readonly rule: Rule }
  | { readonly kind: 'raise'; readonly event: RaisedEvent };

export interface Transition {
  /** Unique within the machine, for people: `live on frame, 2nd: -> settling`. */
  readonly label: string;
  readonly source: Node;
  readonly target: Node | null;
  readonly reenter: boolean;
  readonly guard: Guard | null;
  readonly actions: readonly Action[];
}

/** A delay of a node's `after`, armed on entry and disarmed on exit. */
export interface Timer {
  /** `<path of the node>.<name of the delay>`; only the name for the root. */
  readonly name: string;
  readonly rule: Rule;
  readonly transitions: readonly Transition[];
}

export interface Node {
  /** Keys from the root, joined by dots; '' for the root. */
  readonly path: string;
  readonly key: string;
  readonly parent: Node | null;
  readonly description: string;
  readonly final: boolean;
  readonly children: Node[];
  /** The child that is entered with this node, and what is done on the way; null in a leaf. */
  initial: Node | null;
  initialActions: readonly Action[];
  entry: readonly Action[];
  exit: readonly Action[];
  on: ReadonlyMap<string, readonly Transition[]>;
  always: readonly Transition[];
  timers: readonly Timer[];
}

export interface Machine {
  readonly name: string;
  readonly root: Node;
  /** Every node, parents before children, in the order of the config. */
  readonly nodes: readonly Node[];
  /** How many arguments `initial` of the rules declares. */
  readonly initialTakes: 0 | 1;
}

/** Events the runtime itself makes; a machine may not use these types for its own. */
export const reserved = { init: 'init', timer: 'timer', final: 'final' } as const;

/** The node and its ancestors, innermost first. */
export function lineage(node: Node): Node[] {
  const nodes: Node[] = [];
  for (let at: Node | null = node; at !== null; at = at.parent) nodes.push(at);
  return nodes;
}

/** True when `node` lies strictly below `ancestor`. */
export function isBelow(node: Node, ancestor: Node): boolean {
  return node !== ancestor && lineage(node).includes(ancestor);
}

export function isLeaf(node: Node): boolean {
  return node.children.length === 0;
}
