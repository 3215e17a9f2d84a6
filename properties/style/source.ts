/**
 * Reads the project as the style rules see it: files of text, and of TypeScript also the syntax
 * tree and the imports. The parser is vitest's own, which is Rolldown's: a real grammar, so no rule
 * is fooled by a string, a comment or a template that looks like code.
 *
 * It must never know a rule.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { parseAst } from 'vitest/node';

/** A node of the syntax tree (ESTree with TypeScript). Fields are read with `child` and `list`. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Import {
  readonly line: number;
  /** As it is written. */
  readonly specifier: string;
  /** The file of this project it names, from the root; null for a package or a builtin. */
  readonly target: string | null;
  readonly typeOnly: boolean;
  /** The imported names; null when everything is taken (`* as`, `export *`, `import()`). */
  readonly names: readonly string[] | null;
}

export interface Source {
  /** From the root of the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Of TypeScript only; an empty program otherwise. */
  readonly program: Node;
  readonly imports: readonly Import[];
  readonly lineOf: (offset: number) => number;
}

/** Something wrong at a place. */
export interface Offence {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

const skipped = new Set(['.git', 'artefacts', 'coverage', 'dist', 'node_modules']);
const textual = /\.(?:css|html|json|jsonc|m?[jt]sx?|md|mermaid|m|pml|sh|svg|txt|ya?ml)$/;
const typescript = /\.m?tsx?$/;

/** Every text file below `root`, in the order of their paths. */
export function readProject(root: string): readonly Source[] {
  return walk(root, '').map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

function walk(root: string, folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (skipped.has(entry.name)) return [];
      if (entry.isDirectory()) return walk(root, path);
      // A name without an ending is a script or a dotfile: text too, as `.ci/run` is.
      return entry.isFile() && (textual.test(path) || !/.\./.test(basename(path))) ? [path] : [];
    });
}

/** True for what the rules about code are about. */
export function isCode(path: string): boolean {
  return typescript.test(path);
}

/** True for a file that only vitest loads. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** Builds a source from its text; also how the rules' own tests make a bad one. */
export function parseSource(path: string, text: string): Source {
  const lines = text.split('\n');
  const starts: number[] = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  const lineOf = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1;
  const program = isCode(path)
    ? (parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node)
    : { type: 'Program', start: 0, end: 0 };
  const imports: Import[] = [];
  visit(program, (node) => {
    const found = importOf(node);
    if (found === null) return;
    const { specifier } = found;
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null;
    imports.push({ ...found, target, line: lineOf(node.start) });
  });
  return { path, text, lines, program, imports, lineOf };
}

function importOf(node: Node): Omit<Import, 'line' | 'target'> | null {
  const from = child(node, 'source') ?? child(node, 'argument');
  const specifier = from?.type === 'Literal' ? from.value : undefined;
  if (typeof specifier !== 'string') return null;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration': {
      // `import { type A }` still loads the file at run time; only `import type` does not.
      const typeOnly = (node.importKind ?? node.exportKind) === 'type';
      return { specifier, typeOnly, names: namesOf(list(node, 'specifiers')) };
    }
    case 'ExportAllDeclaration':
      return { specifier, typeOnly: node.exportKind === 'type', names: null };
    case 'ImportExpression':
      return { specifier, typeOnly: false, names: null };
    case 'TSImportType':
      return { specifier, typeOnly: true, names: null };
    default:
      return null;
  }
}

function namesOf(specifiers: readonly Node[]): readonly string[] | null {
  const names: string[] = [];
  for (const part of specifiers) {
    if (part.type === 'ImportNamespaceSpecifier') return null;
    const name =
      part.type === 'ImportDefaultSpecifier'
        ? 'default'
        : (child(part, 'imported') ?? child(part, 'local'))?.name;
    if (typeof name === 'string') names.push(name);
  }
  return names;
}

/** Calls `look` for every node below and including this one, with its parents, nearest last. */
export function visit(
  node: Node,
  look: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  look(node, parents);
  const below = [...parents, node];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (isNode(item)) visit(item, look, below);
    }
  }
}

/** The node in a field, if there is one. */
export function child(node: Node | undefined, field: string): Node | undefined {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that is a list. */
export function list(node: Node | undefined, field: string): readonly Node[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
