/**
 * Where in `machine.ts` a state and a transition are written, what its header says of the machine,
 * and what `delays.ts` says of a delay. Read from the syntax tree, so a link points to a line that
 * is really about it.
 *
 * Where the config is put together from constants, a place is as near as the tree knows: the
 * event's line for a transition out of a list that stands elsewhere.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  child,
  list,
  type Node,
  parseSource,
  type Source,
  visit,
} from '../../../properties/style/source.ts';
import { projectRoot } from '../../child-process.ts';

export interface Header {
  /** The first sentence, without the star's breaks. */
  readonly sentence: string;
  /** Everything else of it, as written. */
  readonly rest: readonly string[];
}

export async function headerOf(machine: string): Promise<Header> {
  const { text } = await sourceOf(machine, 'machine');
  return splitHeader(text);
}

export function splitHeader(text: string): Header {
  const block = /^\/\*\*\n([^]*?)\n \*\//.exec(text)?.[1];
  if (block === undefined) throw new Error('a machine.ts begins with its header');
  const lines = block.split('\n').map((line) => line.replace(/^ \*(?: |$)/, ''));
  const end = lines.indexOf('');
  const first = end < 0 ? lines : lines.slice(0, end);
  const rest = end < 0 ? [] : lines.slice(end + 1);
  return { sentence: first.join(' ').replace(/^The (\w+): (\w)/, capital), rest };
}

/** `The attachment: one tab's hold` is told below the machine's name: `One tab's hold`. */
function capital(_all: string, _name: string, letter: string): string {
  return letter.toUpperCase();
}

/** Finds lines of one machine. */
export interface Places {
  /** The line of a state, by its path; '' is the root. */
  readonly state: (path: string) => number;
  /** The line of one transition, or of what it is listed under. */
  readonly transition: (path: string, kind: string, key: string, index: number) => number;
}

export async function placesOf(machine: string): Promise<Places> {
  const source = await sourceOf(machine, 'machine');
  const root = configOf(source);
  const nodeAt = (path: string): { readonly config: Node | undefined; readonly line: number } => {
    let config: Node | undefined = root;
    let line = source.lineOf(root.start);
    for (const key of path === '' ? [] : path.split('.')) {
      const found: Node | undefined = property(valueOf(property(config, 'states')), key);
      if (found === undefined) return { config: undefined, line };
      line = source.lineOf(found.start);
      config = valueOf(found);
    }
    return { config, line };
  };
  return {
    state: (path) => nodeAt(path).line,
    transition: (path, kind, key, index) => {
      const { config, line } = nodeAt(path);
      const group = property(config, kind);
      const named = kind === 'always' ? group : property(valueOf(group), key);
      if (named === undefined) return line;
      const value = valueOf(named);
      const elements = value?.type === 'ArrayExpression' ? list(value, 'elements') : [];
      const isPlain = elements.every(({ type }) => type !== 'SpreadElement');
      const at = isPlain ? elements[index] : undefined;
      return source.lineOf((at ?? named).start);
    },
  };
}

/** A delay as its rule is written. */
export interface DelaySource {
  readonly line: number;
  /** The comment before it, as one line; '' for none. */
  readonly comment: string;
  /** The fields of the context that it reads. */
  readonly reads: readonly string[];
}

export async function delaysOf(machine: string): Promise<ReadonlyMap<string, DelaySource>> {
  const source = await sourceOf(machine, 'delays');
  const found = new Map<string, DelaySource>();
  visit(source.program, (node, parents) => {
    if (node.type !== 'VariableDeclarator') return;
    const name = child(node, 'id')?.name;
    const rule = child(node, 'init');
    if (typeof name !== 'string' || rule?.type !== 'ArrowFunctionExpression') return;
    const start = parents.findLast(({ type }) => type.startsWith('Export'))?.start ?? node.start;
    const line = source.lineOf(start);
    found.set(name, { line, comment: commentAbove(source, start), reads: readsOf(rule) });
  });
  return found;
}

function commentAbove({ text }: Source, start: number): string {
  const above = /\/\*\*((?:(?!\*\/)[^])*)\*\/\n$/.exec(text.slice(0, start))?.[1] ?? '';
  return above.replaceAll(/\s*\n \*\s?/g, ' ').trim();
}

function readsOf(rule: Node): readonly string[] {
  const context = list(rule, 'params')[0]?.name;
  const fields = new Set<string>();
  visit(rule, (node) => {
    if (node.type !== 'MemberExpression' || child(node, 'object')?.name !== context) return;
    const field = child(node, 'property')?.name;
    if (typeof field === 'string' && context !== undefined) fields.add(field);
  });
  return [...fields];
}

/** The last argument of `lift(name, rules, extras, config)`. */
function configOf({ path, program }: Source): Node {
  let config: Node | undefined;
  visit(program, (node) => {
    if (node.type !== 'CallExpression' || child(node, 'callee')?.name !== 'lift') return;
    config ??= list(node, 'arguments')[3];
  });
  if (config === undefined) throw new Error(`${path} lifts no machine`);
  return config;
}

function property(object: Node | undefined, key: string): Node | undefined {
  return list(object, 'properties').find((one) => {
    const name = child(one, 'key');
    return name?.name === key || name?.value === key;
  });
}

function valueOf(found: Node | undefined): Node | undefined {
  return child(found, 'value');
}

async function sourceOf(machine: string, file: 'machine' | 'delays'): Promise<Source> {
  const path = `machines/${machine}/${file}.ts`;
  return parseSource(path, await readFile(join(projectRoot, path), 'utf8'));
}
