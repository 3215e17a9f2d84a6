/**
 * Prints how nodes are entered, and what follows: the entry of a node goes on to that of its initial
 * child, down to a leaf, in which the machine comes to rest unless it is the end, or `always` says on.
 */
import { isLeaf, type Node } from './machine.ts';
import { hasAlways } from './plan.ts';
import type { Program } from './program.ts';
import { emitScript, type Place, type ScriptOp, type Tail } from './script.ts';

/** The lines that do `before`, enter `node` by default, and go on; `above` was entered before it. */
export function emitEntry(
  program: Program,
  place: Place,
  before: readonly ScriptOp[],
  node: Node,
  own: Node | null,
): readonly string[] {
  const { ops, tail } = entryOf(program, node, own);
  return emitScript(program, place, [...before, ...ops], tail);
}

interface Entry {
  readonly ops: readonly ScriptOp[];
  readonly tail: Tail;
}

/** What entering a node does; `own` is the node whose function this is, and which is not called. */
function entryOf(program: Program, node: Node, own: Node | null): Entry {
  if (node !== own && !program.inlined.has(node)) {
    return { ops: [], tail: { kind: 'call', name: program.nameOf('enter', node), first: [] } };
  }
  const ops = [...entryOps(node), ...node.initialActions, ...finalOps(node)];
  if (node.initial !== null) {
    const below = entryOf(program, node.initial, own);
    return { ops: [...ops, ...below.ops], tail: below.tail };
  }
  return { ops: [...ops, ...endOps(program, node)], tail: arrival(program, node) };
}

/** What entering a node does by itself. */
export function entryOps(node: Node): readonly ScriptOp[] {
  return [...node.entry, ...node.timers.map((timer) => ({ kind: 'arm', timer }) as const)];
}

export function finalOps(node: Node): readonly ScriptOp[] {
  return node.final && node.parent?.parent !== null ? [{ kind: 'final', node }] : [];
}

/** Whether the machine ends in this leaf. */
export function isEnd(node: Node): boolean {
  return node.final && node.parent?.parent === null;
}

/** Who reaches the end leaves everything: exit actions are run, timers disarmed. */
function endOps({ machine: { root } }: Program, leaf: Node): readonly ScriptOp[] {
  if (!isEnd(leaf)) return [];
  const disarm = root.timers.length > 0 ? [{ kind: 'leave', keep: 0 } as const] : [];
  return [...leaf.exit, ...root.exit, ...disarm];
}

/** What follows when a leaf has just been entered, or changed. */
export function arrival(program: Program, leaf: Node): Tail {
  if (!isLeaf(leaf)) throw new Error(`${leaf.path} is no leaf`);
  return hasAlways(leaf) && !isEnd(leaf)
    ? { kind: 'call', name: program.nameOf('always', leaf), first: [] }
    : { kind: 'rest', leaf, done: isEnd(leaf) };
}
