/** The page of the machines: mermaid that parses, every transition on it, links that hit. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { models } from '../../../machines/index.ts';
import { projectRoot } from '../../child-process.ts';
import type { Node } from '../../generate/machine.ts';
import { isBelow, lineage } from '../../generate/machine.ts';
import { parse } from '../../generate/parse.ts';
import { placesOf, splitHeader } from './machine-source.ts';
import { machinesPage } from './machines-page.ts';
import { rowsOf, stateDiagram } from './state-diagram.ts';

const id = '[A-Za-z]\\w*';
const statement = {
  declare: new RegExp(`^state "([^"]+)" as (${id})( \\{)?$`),
  arrow: new RegExp(`^(\\[\\*\\]|${id}) --> (\\[\\*\\]|${id})(?:: ([^:;#"%{}]+))?$`),
};
/** Words that begin something else in mermaid's grammar of states. */
const words = new Set(['as', 'class', 'click', 'default', 'direction', 'end', 'note', 'state']);

/** Between what a label has: events, guards, actions, and how many ways there are. */
const labelParts = /, | \[| \/ | \(|<br\/>/;

interface Drawn {
  readonly declared: ReadonlyMap<string, string>;
  readonly arrows: readonly { from: string; to: string; label: string; scope: string }[];
}

/** Reads what `stateDiagram` may write, and throws at anything else. */
function read(lines: readonly string[]): Drawn {
  const declared = new Map<string, string>();
  const arrows: { from: string; to: string; label: string; scope: string }[] = [];
  const open: string[] = [''];
  const [first, ...rest] = lines.map((line) => line.trim());
  if (first !== 'stateDiagram-v2') throw new Error(`begins with ${first}`);
  for (const line of rest) {
    const [, , name, brace] = statement.declare.exec(line) ?? [];
    const [, from, to, label = ''] = statement.arrow.exec(line) ?? [];
    if (name !== undefined) {
      if (declared.has(name)) throw new Error(`${name} again`);
      if (words.has(name)) throw new Error(`${name} is a word of mermaid`);
      declared.set(name, open.at(-1) ?? '');
      if (brace !== undefined) open.push(name);
    } else if (from !== undefined && to !== undefined) {
      arrows.push({ from, to, label, scope: open.at(-1) ?? '' });
    } else if (line === '}' && open.length > 1) open.pop();
    else throw new Error(`no mermaid: ${line}`);
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)} is not closed`);
  return { declared, arrows };
}

describe.each(models)('the diagram of $name', (model) => {
  const machine = parse(model);
  const { declared, arrows } = read(stateDiagram(machine));
  const idOf = (node: Node) => node.path.replaceAll('.', '_');

  test('declares every state once, in the state around it, and draws arrows between those', () => {
    for (const node of machine.nodes) {
      expect(declared.get(idOf(node)), node.path).toBe(node.parent?.path.replaceAll('.', '_'));
    }
    for (const { from, to } of arrows) {
      for (const end of [from, to]) expect(end === '[*]' || declared.has(end), end).toBe(true);
    }
  });

  test('has each transition that leads anywhere, with its event', () => {
    for (const node of machine.nodes) {
      for (const { on, transition } of rowsOf(node)) {
        const { target, reenter, label } = transition;
        if (target === null || (target === node && !reenter)) continue;
        const inside = node.path === '' ? 'anywhere' : `${idOf(node)}_anywhere`;
        const ways = [
          `${isBelow(target, node) ? inside : idOf(node)}: ${on}`,
          ...lineage(node).map((at) => `${idOf(at)}: ${on} in ${node.path.split('.').at(-1)}`),
        ];
        const drawn = arrows
          .filter(({ to }) => to === idOf(target))
          .flatMap((one) => one.label.split(labelParts).map((part) => `${one.from}: ${part}`));
        expect(
          drawn.filter((one) => ways.includes(one)),
          label,
        ).toHaveLength(1);
      }
    }
  });

  test('begins and ends where the machine does', () => {
    const begins = arrows.filter(({ from }) => from === '[*]').map(({ to }) => to);
    const initials = machine.nodes.flatMap(({ initial }) =>
      initial === null ? [] : [idOf(initial)],
    );
    expect(begins.toSorted()).toEqual(initials.toSorted());
    const ends = arrows.filter(({ to }) => to === '[*]').map(({ from }) => from);
    const finals = machine.nodes.filter(({ final }) => final).map(idOf);
    expect(ends.toSorted()).toEqual(finals.toSorted());
  });

  test('links each state to its line, and each transition to its event or guard', async () => {
    const text = readFileSync(join(projectRoot, `machines/${model.name}/machine.ts`), 'utf8');
    const lines = text.split('\n');
    const places = await placesOf(model.name);
    for (const node of machine.nodes) {
      const start = places.state(node.path);
      const opens = node.parent === null ? '{' : `${node.key}: {`;
      expect(lines[start - 1]?.trim().startsWith(opens), node.path).toBe(true);
      for (const { place, transition } of rowsOf(node)) {
        const line = places.transition(node.path, ...place);
        const [kind, key] = place;
        const shown = lines.slice(start - 1, line).join('\n');
        expect(shown, transition.label).toContain(`${kind === 'always' ? kind : key}:`);
      }
    }
  });
});

test('the reader of diagrams refuses what mermaid would', () => {
  expect(() => read(['graph TD'])).toThrow('begins with graph TD');
  const wrong = [
    [['state "a" as a {'], 'a is not closed'],
    [['state "a" as a', 'state "a" as a'], 'a again'],
    [['state "end" as end'], 'end is a word'],
    [['a --> b: a; b'], 'no mermaid: a --> b: a; b'],
    [['a -> b'], 'no mermaid: a -> b'],
    [['}'], 'no mermaid: }'],
  ] as const;
  for (const [lines, why] of wrong) expect(() => read(['stateDiagram-v2', ...lines])).toThrow(why);
});

test('a list is linked line by line, and one that is made elsewhere to its event', async () => {
  const lines = readFileSync(join(projectRoot, 'machines/attachment/machine.ts'), 'utf8').split(
    '\n',
  );
  const { transition } = await placesOf('attachment');
  const at = (...place: Parameters<typeof transition>) => lines[transition(...place) - 1]?.trim();
  expect(at('live', 'on', 'frame', 2)).toBe("{ guard: 'isForeign', actions: 'tellForeign' },");
  expect(at('failed', 'on', 'online', 1)).toBe("online: wake(['goOnline']),");
  expect(at('reconnecting.choosing', 'always', '', 1)).toContain("guard: 'ladderEnded'");
});

test('a header is one sentence about the machine, and the rest', () => {
  const text = '/**\n * The lamp: one light,\n * on or off.\n *\n *   off -> on\n */\nimport';
  const header = { sentence: 'One light, on or off.', rest: ['  off -> on'] };
  expect(splitHeader(text)).toEqual(header);
  expect(() => splitHeader('import')).toThrow('header');
});

test('the page tells each machine, its times and its guards in words', async () => {
  const page = await machinesPage(models);
  for (const { name } of models) expect(page).toContain(`## ${name}\n`);
  expect(page).toMatch(/`deferred` \| \[`deferral`\]\(.*delays\.ts#L16\) \| 180 \| 0 \|/);
  expect(page).toContain('| from `retryAfterMs` and `attempt` |');
  expect(page).toContain('| isCovered and isCancelled | `swap`, `close` | `cancelled` |');
  expect(page).toContain('| not fromSource |');
});
