/**
 * Which part of the project may import which: one row for each part, the first row that fits a
 * file is its row. What a row does not allow is forbidden, and a file without a row is an offence
 * too, so that a new part gets its arrows before it gets its code.
 *
 * Tests stand beside what they test and may look at anything; nothing may look at a test.
 * This table is docs/architecture.md's picture, as data. It must never know what a file does.
 */
import { type Import, isTest, type Offence, type Source } from './source.ts';

interface Arrow {
  /** A file of the project, a package, or a builtin such as `node:fs`. `*`: one name; `**`: any. */
  readonly to: string;
  /** Only `import type`. */
  readonly types?: true;
  /** Only these names. */
  readonly names?: readonly string[];
}

interface Row {
  /** The part, for the message. */
  readonly part: string;
  readonly files: string;
  readonly may: readonly Arrow[];
}

const vocabulary: Arrow = { to: 'machines/vocabulary.ts' };
const builtins: Arrow = { to: 'node:**' };
const packages: Arrow = { to: 'package:**' };
const everything: Arrow = { to: '**' };
/** Packages are written as `package:name`, so that no path is mistaken for one. */
const xstate: Arrow = { to: 'package:xstate' };

function shell(folder: string, ...more: readonly Arrow[]): Row {
  return {
    part: `runtime/${folder}`,
    files: `runtime/${folder}/**`,
    may: [
      { to: 'runtime/core/**' },
      vocabulary,
      { to: 'runtime/clock.ts' },
      { to: `runtime/${folder}/**` },
      ...more,
    ],
  };
}

export const rows: readonly Row[] = [
  { part: 'the vocabulary', files: 'machines/vocabulary.ts', may: [] },
  { part: 'the lift', files: 'machines/lift.ts', may: [xstate] },
  {
    part: 'the list of machines',
    files: 'machines/index.ts',
    may: [xstate, { to: 'machines/**' }],
  },
  {
    part: 'a machine',
    files: 'machines/{self}/machine.ts',
    may: [{ to: 'machines/{self}/rules.ts' }, { to: 'machines/lift.ts' }, xstate],
  },
  {
    part: 'the rules of a machine',
    files: 'machines/{self}/rules.ts',
    may: [
      { to: 'machines/{self}/signals.ts', types: true },
      ...['guards', 'updates', 'effects', 'delays'].map((kind) => ({
        to: `machines/{self}/${kind}.ts`,
      })),
    ],
  },
  ...['guards', 'updates', 'effects', 'delays'].map((kind) => ({
    part: `the ${kind} of a machine`,
    files: `machines/{self}/${kind}.ts`,
    may: [
      vocabulary,
      { to: 'machines/{self}/signals.ts' },
      { to: 'machines/lift.ts', types: true, names: ['Delay'] } as const,
    ],
  })),
  {
    part: 'the signals of a machine',
    files: 'machines/{self}/signals.ts',
    may: [{ ...vocabulary, types: true }],
  },
  {
    part: 'generated code',
    files: 'runtime/generated/**',
    may: [
      vocabulary,
      ...['rules', 'guards', 'updates', 'effects', 'delays'].map((kind) => ({
        to: `machines/*/${kind}.ts`,
      })),
      { to: 'runtime/course.ts' },
      { to: 'machines/lift.ts', types: true },
    ],
  },
  { part: 'the course of a step', files: 'runtime/course.ts', may: [] },
  {
    part: 'the core',
    files: 'runtime/core/**',
    may: [
      { to: 'runtime/generated/**' },
      { to: 'machines/*/rules.ts', types: true },
      { to: 'machines/*/signals.ts', types: true },
      vocabulary,
      { to: 'runtime/core/**' },
    ],
  },
  { part: 'the clock', files: 'runtime/clock.ts', may: [vocabulary] },
  shell('client'),
  {
    // Whoever runs a host without Redis has no client for it.
    part: 'the Redis store',
    files: 'runtime/host/stores/redis*.ts',
    may: [
      { to: 'runtime/core/**' },
      vocabulary,
      { to: 'runtime/clock.ts' },
      { to: 'runtime/host/**' },
      { to: 'node:crypto' },
      { to: 'package:redis' },
    ],
  },
  shell(
    'host',
    builtins,
    ...['hono', '@hono/node-server', 'lmdb', 'valibot'].map((name) => ({
      to: `package:${name}`,
    })),
  ),
  shell('inspect'),
  {
    // The compiler is what is proved here: its output is run with a trace, and its parse and its
    // reach say what there is to cover. Of the compiler these three files, and no other.
    part: 'the lockstep',
    files: 'properties/lockstep/**',
    may: [
      { to: 'properties/lockstep/**' },
      { to: 'runtime/generated/**' },
      { to: 'runtime/course.ts' },
      { to: 'machines/**' },
      { to: 'node:util' },
      packages,
      ...['emit', 'parse', 'reach'].map((pass) => ({ to: `scripts/generate/${pass}.ts` })),
    ],
  },
  {
    part: 'the properties',
    files: 'properties/**',
    may: [{ to: 'properties/**' }, { to: 'runtime/**' }, { to: 'machines/**' }, builtins, packages],
  },
  { part: 'the scripts', files: 'scripts/**', may: [everything] },
  { part: 'the configuration of tests', files: 'vitest.config.ts', may: [packages, builtins] },
];

/** Imports that no row allows. */
export function forbiddenArrows(
  { path, imports }: Source,
  table: readonly Row[] = rows,
): readonly Offence[] {
  if (onceMore.test(path)) return [];
  if (isTest(path)) return imports.filter(ofTest).map((found) => testOffence(path, found));
  for (const row of table) {
    const self = match(row.files, path);
    if (self === null) continue;
    return imports
      .filter((found) => ofTest(found) || !row.may.some((arrow) => allows(arrow, found, self)))
      .map((found) => ({
        path,
        line: found.line,
        what: `${row.part} may not import ${found.typeOnly ? 'types of ' : ''}${found.specifier}`,
      }));
  }
  return [{ path, line: 1, what: 'no row of properties/style/arrows.ts is about this file' }];
}

/** A test that runs those beside it in another way, and has none of its own. */
const onceMore = /\/by-[a-z-]+\.test\.ts$/;

function ofTest(found: Import): boolean {
  return found.target !== null && isTest(found.target);
}

function testOffence(path: string, found: Import): Offence {
  return { path, line: found.line, what: `${found.specifier} is a test, and is imported` };
}

function allows(arrow: Arrow, found: Import, self: string): boolean {
  if (arrow.types === true && !found.typeOnly) return false;
  const { names } = found;
  if (arrow.names !== undefined) {
    if (names === null || !names.every((name) => arrow.names?.includes(name))) return false;
  }
  return match(arrow.to.replace('{self}', self), nameOf(found)) !== null;
}

/** `a/b.ts`, `node:fs`, or `package:@scope/name` for any path into a package. */
function nameOf({ target, specifier }: Import): string {
  if (target !== null) return target;
  if (specifier.startsWith('node:')) return specifier;
  const [scope = '', name = ''] = specifier.split('/');
  return `package:${scope.startsWith('@') ? `${scope}/${name}` : scope}`;
}

/** What `{self}` stands for in the path, '' if the pattern has none, null if it does not fit. */
function match(pattern: string, path: string): string | null {
  const source = pattern
    .replaceAll(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*|\*|\{self\}/g, (star) =>
      star === '**' ? '.*' : star === '*' ? '[^/]*' : '(?<self>[^/]+)',
    );
  const found = new RegExp(`^${source}$`).exec(path);
  return found === null ? null : (found.groups?.self ?? '');
}

/** Import circles, each told once, at its first file. Types count: a circle of them is one idea. */
export function importCircles(sources: readonly Source[]): readonly Offence[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const finished = new Set<string>();
  const offences: Offence[] = [];
  const follow = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      const circle = [...trail.slice(at), path];
      const line = byPath.get(circle[0] ?? '')?.imports.find((one) => one.target === circle[1]);
      offences.push({ path, line: line?.line ?? 1, what: `a circle: ${circle.join(' -> ')}` });
      return;
    }
    if (finished.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) {
      if (target !== null) follow(target, [...trail, path]);
    }
    finished.add(path);
  };
  for (const { path } of sources) follow(path, []);
  return offences;
}
