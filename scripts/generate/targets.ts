/**
 * Finds the node that a transition's target names, as XState does: `sibling`, `sibling.child`,
 * `.child` (below the source), `#id` and `#id.child`. At the root, where there are no siblings,
 * only the last three.
 */
import type { Node } from './machine.ts';
import { Refusal } from './refusal.ts';

export function resolveTarget(
  at: string,
  source: Node,
  target: string,
  ids: ReadonlyMap<string, Node>,
  root: Node,
): Node {
  const { from, keys } = split(at, source, target, ids);
  let node = from;
  for (const key of keys) {
    const child = node.children.find((candidate) => candidate.key === key);
    if (child === undefined) {
      const here = node === root ? 'the root' : node.path;
      const choice = node.children.map((candidate) => candidate.key).join(', ') || 'nothing';
      throw new Refusal(at, `no state '${key}' in ${here}`, `there is: ${choice}`);
    }
    node = child;
  }
  return node;
}

function split(at: string, source: Node, target: string, ids: ReadonlyMap<string, Node>) {
  if (target.startsWith('#')) {
    const [id = '', ...keys] = target.slice(1).split('.');
    const from = ids.get(id);
    if (from === undefined) {
      throw new Refusal(at, `no state has the id '${id}'`, 'give the state that id');
    }
    return { from, keys };
  }
  if (target.startsWith('.')) return { from: source, keys: target.slice(1).split('.') };
  if (source.parent === null) {
    throw new Refusal(at, `'${target}' has no siblings at the root`, `write '.${target}'`);
  }
  return { from: source.parent, keys: target.split('.') };
}
