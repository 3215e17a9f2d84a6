/**
 * One machine as a mermaid `stateDiagram-v2`, as GitHub draws it: nested states, what leads from
 * one to another and by which event, delay, guard and actions, and where it ends.
 *
 * A diagram is for the shape: what stays in its state is left to the table beside it, and all ways
 * from one state to another are one arrow, which shortens what it says when they are many.
 * It must never know a machine, only the tree that the compiler has parsed.
 */
import type { Action, Guard, Machine, Node, Transition } from '../../generate/machine.ts';
import { isBelow, isLeaf, lineage } from '../../generate/machine.ts';

/** A transition with what it is taken on, and where that is written. */
export interface Row {
  readonly on: string;
  /** `on`, `after` or `always`, and the key and index below it: how the config is reached. */
  readonly place: readonly [kind: 'on' | 'after' | 'always', key: string, index: number];
  readonly transition: Transition;
}

/** All transitions of a node, in the order of its config. */
export function rowsOf(node: Node): readonly Row[] {
  const rows = (
    kind: Row['place'][0],
    key: string,
    on: string,
    transitions: readonly Transition[],
  ): readonly Row[] =>
    transitions.map((transition, index) => ({ on, place: [kind, key, index], transition }));
  return [
    ...rows('always', '', 'at once', node.always),
    ...node.timers.flatMap(({ rule, transitions }) =>
      rows('after', rule.name, `after ${rule.name}`, transitions),
    ),
    ...[...node.on].flatMap(([type, transitions]) => rows('on', type, type, transitions)),
  ];
}

/** A guard as an expression over the rules; '' for none. */
export function guardText(guard: Guard | null): string {
  if (guard === null) return '';
  if (guard.kind === 'rule') return guard.rule.name;
  if (guard.kind === 'not') return `not ${nested(guard.guard)}`;
  return guard.guards.map(nested).join(` ${guard.kind} `);
}

function nested(guard: Guard): string {
  const text = guardText(guard);
  return guard.kind === 'and' || guard.kind === 'or' ? `(${text})` : text;
}

export function actionText(action: Action): string {
  return action.kind === 'raise' ? `raise ${action.event.type}` : action.rule.name;
}

/** Lines of mermaid, without a fence. */
export function stateDiagram(machine: Machine): readonly string[] {
  return ['stateDiagram-v2', ...inside(machine, machine.root, '  ')];
}

/** What is written between the braces of a state, or at the top for the root. */
function inside(machine: Machine, node: Node, indent: string): readonly string[] {
  const lines: string[] = [];
  if (node.initial !== null) lines.push(`[*] --> ${idOf(node.initial)}`);
  for (const child of node.children) {
    lines.push(...declare(machine, child));
    if (child.final) lines.push(`${idOf(child)} --> [*]`);
  }
  const arrows = arrowsIn(machine, node);
  if (arrows.some(({ from }) => from === anywhereIn(node))) {
    const where = node.parent === null ? 'in any state' : `anywhere in ${node.key}`;
    lines.push(`state "${where}" as ${anywhereIn(node)}`);
  }
  for (const { from, to, label } of arrows) lines.push(`${from} --> ${to}: ${label}`);
  return lines.map((line) => `${indent}${line}`);
}

function declare(machine: Machine, node: Node): readonly string[] {
  const named = `state "${node.key}" as ${idOf(node)}`;
  if (isLeaf(node)) return [named];
  return [`${named} {`, ...inside(machine, node, '  '), '}'];
}

interface DrawnArrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** An arrow is written in the innermost state around both ends: elsewhere it would move them. */
function arrowsIn(machine: Machine, scope: Node): readonly DrawnArrow[] {
  const groups = new Map<string, { from: string; to: string; rows: Row[] }>();
  for (const node of machine.nodes) {
    for (const row of rowsOf(node)) {
      const { target, reenter } = row.transition;
      if (target === null || (target === node && !reenter)) continue;
      if (scopeOf(node, target) !== scope) continue;
      const { from, on } = wayOut(node, row, scope);
      const key = `${from} ${idOf(target)}`;
      const group = groups.get(key) ?? { from, to: idOf(target), rows: [] };
      groups.set(key, group);
      group.rows.push({ ...row, on });
    }
  }
  return [...groups.values()].map(({ from, to, rows }) => ({ from, to, label: labelOf(rows) }));
}

/**
 * Where an arrow begins. One that leaves a state from deep inside begins at that state's border,
 * and says where inside: drawn from the inside, other states end up in the midst of that one.
 */
function wayOut(node: Node, { on, transition }: Row, scope: Node) {
  const { target } = transition;
  if (node === scope) return { from: anywhereIn(node), on };
  const border = lineage(node).find(({ parent }) => parent === scope);
  if (border === undefined || border === node || target?.parent !== scope) {
    return { from: idOf(node), on };
  }
  return { from: idOf(border), on: `${on} in ${node.path.slice(border.path.length + 1)}` };
}

function scopeOf(source: Node, target: Node): Node {
  if (isBelow(target, source)) return source;
  const around = lineage(target).slice(1);
  const scope = lineage(source)
    .slice(1)
    .find((node) => around.includes(node));
  if (scope === undefined) throw new Error(`${source.path} and ${target.path} share no state`);
  return scope;
}

const shown = { actions: 2, linesWithActions: 2 };

/** A line for each event; events that do the same share one; many lines leave the actions out. */
function labelOf(rows: readonly Row[]): string {
  const whole = labelLines(rows, true);
  return (whole.length <= shown.linesWithActions ? whole : labelLines(rows, false)).join('<br/>');
}

function labelLines(rows: readonly Row[], withActions: boolean): readonly string[] {
  const byTail = new Map<string, string[]>();
  for (const on of new Set(rows.map((row) => row.on))) {
    const tail = tailOf(
      rows.filter((row) => row.on === on).map(({ transition }) => transition),
      withActions,
    );
    byTail.set(tail, [...(byTail.get(tail) ?? []), on]);
  }
  return [...byTail].map(([tail, events]) => `${events.join(', ')}${tail}`);
}

function tailOf([first, ...others]: readonly Transition[], withActions: boolean): string {
  if (first === undefined) return '';
  if (others.length > 0) return ` (${others.length + 1} ways)`;
  const { guard, actions } = first;
  const condition = guard === null ? '' : ` [${guardText(guard)}]`;
  if (!withActions || actions.length === 0) return condition;
  const names = actions.slice(0, shown.actions).map(actionText);
  return `${condition} / ${names.join(', ')}${actions.length > shown.actions ? ', …' : ''}`;
}

function idOf(node: Node): string {
  return node.path.replaceAll('.', '_');
}

/** Stands for whichever state inside is active: the way out of all of them at once. */
function anywhereIn(node: Node): string {
  return node.parent === null ? 'anywhere' : `${idOf(node)}_anywhere`;
}
