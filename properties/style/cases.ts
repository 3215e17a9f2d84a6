/**
 * For each style rule: code that it must catch, and code that looks like it and is fine. A rule
 * that catches nothing here could as well not exist, so a rule without a bad case fails the test.
 *
 * The texts are never run, only parsed.
 */

export interface StyleCase {
  readonly path: string;
  readonly text: string;
  /** Other files that have to be there, as path to text. */
  readonly beside?: Readonly<Record<string, string>>;
}

interface StyleCases {
  readonly bad: readonly StyleCase[];
  readonly good: readonly StyleCase[];
}

const header = '/**\n * What.\n * Why.\n * Never.\n */\n';
const many = (count: number, line: string) => `${line}\n`.repeat(count);
const code = (text: string, path = 'runtime/core/host.ts'): StyleCase => ({ path, text });
const importing = (path: string, ...from: readonly string[]): StyleCase => ({
  path,
  text: from.map((one) => `import { a } from '${one}';`).join('\n'),
});
const importingTypes = (path: string, from: string, name = 'A'): StyleCase => ({
  path,
  text: `import type { ${name} } from '${from}';`,
});

/** By the name of the rule, without its numbers. */
export const styleCases: Readonly<Record<string, StyleCases>> = {
  'a file has at most N lines': {
    bad: [
      code(many(301, 'f();')),
      code(`${many(300, '')}f();`),
      code(many(301, 'f();'), 'scripts/a.test.ts'),
    ],
    good: [
      code(many(300, 'f();')),
      code(many(301, 'f();'), 'runtime/generated/turn.ts'),
      code(many(301, 'f();'), 'properties/conformance/cases.ts'),
      code(many(301, 'f();'), 'runtime/core/sse-cases.ts'),
      code(many(301, 'f();'), 'properties/conformance/cases/settle.ts'),
    ],
  },
  'a function has at most N lines': {
    bad: [
      code(`function f() {\n${many(69, 'g();')}}\n`),
      code(`const f = () => {\n${many(69, 'g();')}};\n`),
      code(`class C {\n  m() {\n${many(69, 'g();')}}\n}\n`),
      code(`test('a', () => {\n${many(69, 'g();')}});\n`, 'runtime/core/a.test.ts'),
      code(`describe('a', () => {\n${many(69, 'g();')}});\n`, 'runtime/core/a.ts'),
    ],
    good: [
      code(`function f() {\n${many(68, 'g();')}}\n`),
      code(`describe('a', () => {\n${many(90, 'g();')}});\n`, 'runtime/core/a.test.ts'),
      code(`describe.each([1])('a', () => {\n${many(90, 'g();')}});\n`, 'runtime/core/a.test.ts'),
    ],
  },
  'a line has at most N columns': {
    bad: [code(`// ${'x'.repeat(98)}\n`), code(`f();\nconst s = '${'ö'.repeat(89)}';\n`)],
    good: [code(`// ${'x'.repeat(97)}\n`), code(`const s = '${'💥'.repeat(86)}';\n`)],
  },
  'a file begins with a header comment': {
    bad: [
      code('export {};\n'),
      code('/** One line. */\n'),
      code('/**\n * One.\n * Two.\n */\n'),
      code(`/**\n${many(11, ' * On and on.')} */\n`),
      code('import "a";\n// One.\n// Two.\n// Three.\n'),
      code('#!/usr/bin/env node\nf();\n', 'scripts/a.ts'),
      code('test();\n', 'scripts/a.test.ts'),
    ],
    good: [
      code(`${header}export {};\n`),
      code(`#!/usr/bin/env node\n${header}`, 'scripts/a.ts'),
      code('// One.\n// Two.\n// Three.\nf();\n'),
      code('/** One line. */\n', 'scripts/a.test.ts'),
      code('export default {};\n', 'vitest.config.ts'),
      code('f();\n', 'runtime/generated/turn.ts'),
    ],
  },
  'a file has a kebab-case noun for a name': {
    bad: [
      code('', 'runtime/core/sseParser.ts'),
      code('', 'runtime/core/sse_parser.ts'),
      code('', 'runtime/Core/sse.ts'),
      code('', 'runtime/core/utils.ts'),
      code('', 'runtime/helpers/sse.ts'),
      code('', 'runtime/core/types.ts'),
      code('', 'docs/How To.md'),
    ],
    good: [
      code('', 'runtime/core/sse-parser.test.ts'),
      code('', 'docs/README.md'),
      code('', 'LICENSE'),
      code('', '.ci/run'),
      code('', '.oxlintrc.json'),
    ],
  },
  'a relative import names its .ts file': {
    bad: [importing('scripts/a.ts', './b'), importing('scripts/a.ts', './b.js')],
    good: [importing('scripts/a.ts', './b.ts', '../c.json', 'node:fs', 'hono/tiny')],
  },
  'the parts import each other along the arrows': {
    bad: [
      importing('machines/vocabulary.ts', './lift.ts'),
      importing('machines/vocabulary.ts', 'node:fs'),
      importing('machines/lift.ts', './vocabulary.ts'),
      importing('vitest.config.ts', './scripts/check.ts'),
      importing('machines/turn/rules.ts', 'xstate'),
      importing('machines/turn/rules.ts', '../pane/rules.ts'),
      importing('machines/turn/rules.ts', './machine.ts'),
      importing('machines/turn/rules.ts', './signals.ts'),
      importing('machines/turn/rules.ts', '../vocabulary.ts'),
      importing('machines/turn/guards.ts', './updates.ts'),
      importing('machines/turn/updates.ts', './guards.ts'),
      importing('machines/turn/effects.ts', 'xstate'),
      importing('machines/turn/delays.ts', '../lift.ts'),
      importingTypes('machines/turn/guards.ts', '../lift.ts', 'Model'),
      importingTypes('machines/turn/rules.ts', '../pane/signals.ts'),
      importing('machines/turn/signals.ts', '../vocabulary.ts'),
      importing('machines/turn/rules.ts', '../lift.ts'),
      importingTypes('machines/turn/rules.ts', '../lift.ts', 'Model'),
      importing('machines/turn/machine.ts', '../vocabulary.ts'),
      importing('machines/turn/machine.ts', '../pane/rules.ts'),
      importing('machines/index.ts', '../runtime/core/host.ts'),
      importing('runtime/generated/turn.ts', '../../machines/turn/machine.ts'),
      importing('runtime/generated/turn.ts', '../../machines/lift.ts'),
      importing('runtime/generated/turn.ts', 'xstate'),
      importing('runtime/core/host.ts', '../../machines/turn/rules.ts'),
      code(`import { type A } from '../../machines/turn/rules.ts';`),
      code(`const a: import('xstate').AnyStateMachine = b;`),
      code(`const a = await import('xstate');`),
      code(`export * from '../client/index.ts';`),
      importing('runtime/core/host.ts', '../clock.ts'),
      importing('runtime/core/host.ts', 'node:crypto'),
      importing('runtime/client/index.ts', '../host/index.ts'),
      importing('runtime/client/index.ts', '../generated/turn.ts'),
      importing('runtime/client/index.ts', 'hono'),
      importing('runtime/client/index.ts', 'node:fs'),
      importing('runtime/host/index.ts', '../client/index.ts'),
      importing('runtime/host/index.ts', 'xstate'),
      importing('runtime/host/host.ts', 'redis'),
      importing('runtime/host/stores/redis.ts', 'hono'),
      importing('runtime/host/index.ts', '../../properties/promises.ts'),
      importing('runtime/inspect/ring.ts', '../../scripts/inspect.ts'),
      importing('runtime/clock.ts', 'node:crypto'),
      importing('runtime/course.ts', './clock.ts'),
      importing('properties/promises.ts', '../scripts/check.ts'),
      importing('properties/protocol/rig.ts', '../../scripts/generate/emit.ts'),
      importing('properties/lockstep/walk.ts', '../../scripts/check.ts'),
      importing('properties/lockstep/walk.ts', '../../scripts/generate/main.ts'),
      importing('properties/lockstep/walk.ts', '../../runtime/core/host.ts'),
      importing('runtime/core/host.ts', '../../scripts/generate/emit.ts'),
      importing('scripts/a.ts', './b.test.ts'),
      importing('scripts/a.test.ts', './b.test.ts'),
      importing('runtime/elsewhere/a.ts'),
      importing('machines/turn/notes.ts'),
    ],
    good: [
      importing('machines/vocabulary.ts'),
      importing('machines/lift.ts', 'xstate'),
      importing('machines/index.ts', './turn/machine.ts', './lift.ts', './vocabulary.ts', 'xstate'),
      importing('machines/turn/rules.ts', './guards.ts', './updates.ts'),
      importing('machines/turn/rules.ts', './effects.ts', './delays.ts'),
      importing('machines/turn/guards.ts', '../vocabulary.ts', './signals.ts'),
      importing('machines/turn/updates.ts', '../vocabulary.ts', './signals.ts'),
      importing('machines/turn/effects.ts', '../vocabulary.ts', './signals.ts'),
      importing('machines/turn/delays.ts', '../vocabulary.ts', './signals.ts'),
      importingTypes('machines/turn/delays.ts', '../lift.ts', 'Delay'),
      importingTypes('machines/turn/guards.ts', '../lift.ts', 'Delay'),
      importingTypes('machines/turn/updates.ts', '../lift.ts', 'Delay'),
      importingTypes('machines/turn/effects.ts', '../lift.ts', 'Delay'),
      importing('runtime/generated/turn.ts', '../../machines/turn/guards.ts'),
      importing('runtime/generated/turn.ts', '../../machines/turn/updates.ts'),
      importing('runtime/generated/turn.ts', '../../machines/turn/effects.ts'),
      importing('runtime/generated/turn.ts', '../../machines/turn/delays.ts'),
      importingTypes('machines/turn/rules.ts', './signals.ts'),
      importingTypes('machines/turn/signals.ts', '../vocabulary.ts'),
      importing('machines/turn/machine.ts', './rules.ts', '../lift.ts', 'xstate'),
      importing('runtime/generated/turn.ts', '../../machines/turn/rules.ts'),
      importing('runtime/generated/turn.ts', '../../machines/vocabulary.ts', '../course.ts'),
      importingTypes('runtime/generated/turn.ts', '../../machines/lift.ts'),
      importing('runtime/core/host.ts', '../generated/turn.ts', '../../machines/vocabulary.ts'),
      importingTypes('runtime/core/host.ts', '../../machines/turn/rules.ts'),
      importingTypes('runtime/core/host.ts', '../../machines/turn/signals.ts'),
      importing('runtime/core/host.ts', './fold.ts'),
      importing('runtime/clock.ts', '../machines/vocabulary.ts'),
      importing('runtime/client/index.ts', '../core/client.ts', '../clock.ts', './react/hook.ts'),
      importing('runtime/client/index.ts', '../../machines/vocabulary.ts'),
      importing('runtime/host/http.ts', 'hono/tiny', '@hono/node-server', 'node:stream'),
      importing('runtime/host/stores/lmdb.ts', 'lmdb', 'valibot'),
      importing('runtime/host/http.ts', '../core/host.ts', '../clock.ts', './store.ts'),
      importing('runtime/host/store.ts', '../../machines/vocabulary.ts'),
      importing('runtime/host/stores/redis.ts', 'redis', 'node:crypto', '../store.ts'),
      importing('runtime/host/stores/redis-link.ts', '../../core/errors.ts', '../../clock.ts'),
      importing('runtime/host/stores/redis-link.ts', '../../../machines/vocabulary.ts'),
      importing('runtime/inspect/ring.ts', '../core/client.ts', '../clock.ts', './event.ts'),
      importing('runtime/inspect/ring.ts', '../../machines/vocabulary.ts'),
      importing('properties/world/world.ts', '../../runtime/core/host.ts', 'xstate', 'node:fs'),
      importing('properties/world/world.ts', '../promises.ts', '../../machines/index.ts'),
      importing('properties/lockstep/walk.ts', '../../scripts/generate/emit.ts', './compare.ts'),
      importing('properties/lockstep/walk.ts', '../../scripts/generate/parse.ts', 'xstate/graph'),
      importing('properties/lockstep/walk.ts', '../../scripts/generate/reach.ts'),
      importing('properties/lockstep/walk.ts', '../../runtime/generated/turn.ts'),
      importing('properties/lockstep/load.ts', '../../runtime/course.ts'),
      importing('properties/lockstep/walk.ts', '../../machines/index.ts', 'node:util'),
      importing('scripts/check.ts', '../properties/explorer/walk.ts', 'esbuild', 'node:fs'),
      importing('vitest.config.ts', 'vitest/config', 'node:path'),
      importing('machines/lift.test.ts', './lift.ts', 'xstate', 'vitest'),
      code(`const s = "import { a } from 'xstate';"; // import 'xstate'`),
    ],
  },
  'imports make no circle': {
    bad: [
      { ...importing('scripts/a.ts', './b.ts'), beside: { 'scripts/b.ts': `import './a.ts';` } },
      {
        ...importing('scripts/a.ts', './b.ts'),
        beside: {
          'scripts/b.ts': `export { x } from './c.ts';`,
          'scripts/c.ts': `import type { A } from './a.ts';`,
        },
      },
      importing('scripts/a.ts', './a.ts'),
    ],
    good: [
      {
        ...importing('scripts/a.ts', './b.ts', './c.ts'),
        beside: { 'scripts/b.ts': `import './c.ts';`, 'scripts/c.ts': '' },
      },
    ],
  },
  'time, timers, randomness and ids come from the clock': {
    bad: [
      code('const at = Date.now();'),
      code('const at = globalThis.Date.now();'),
      code(`const at = Date['now']();`),
      code('const at = new Date();'),
      code('const at = Date();'),
      code('const at = performance.now();'),
      code('const n = Math.random();'),
      code('const id = crypto.randomUUID();'),
      code('const id = self.crypto?.randomUUID();'),
      code('crypto.getRandomValues(bytes);'),
      code('setTimeout(f, 1);'),
      code('globalThis.setInterval(f, 1);'),
      code('setImmediate(f);'),
      code('requestAnimationFrame(f);'),
      code('window.requestIdleCallback(f);'),
      code('const later = setTimeout;'),
      code('const later = (setTimeout as Later)(f);'),
      code('const ports = { setTimeout };'),
      code('fetch(url, { signal: AbortSignal.timeout(5) });', 'runtime/client/transport.ts'),
      code(`import { setTimeout as wait } from 'node:timers/promises';`, 'runtime/host/host.ts'),
      code(`import { randomBytes } from 'node:crypto';`, 'runtime/host/host.ts'),
      code('const at = Date.now();', 'machines/turn/rules.ts'),
      code('setTimeout(f, 1);', 'properties/simulation/run.ts'),
      code('const n = Math.random();', 'properties/world/world.ts'),
    ],
    good: [
      code('const at = Date.now(); setTimeout(f); crypto.randomUUID();', 'runtime/clock.ts'),
      code('setTimeout(f);', 'runtime/client/clock.ts'),
      code('performance.now();', 'runtime/host/clock-node.ts'),
      code('Date.now(); setTimeout(f);', 'scripts/demo/main.ts'),
      code('Date.now(); setTimeout(f);', 'runtime/core/host.test.ts'),
      code('const startMs = performance.now();', 'properties/explorer/walk.ts'),
      code('clock.setTimeout(f, 1); const at = new Date(ms); Date.parse(s);'),
      code('interface Clock { setTimeout(f: F): void; id: ReturnType<typeof setTimeout> }'),
      code('const clock = { setTimeout: arm };'),
      code(`const s = 'Date.now()'; // Date.now() and setTimeout()`),
    ],
  },
  'nothing names a path or a host of one machine': {
    bad: [
      code(`const p = '${['', 'home', 'me', 'x'].join('/')}';`),
      { path: 'README.md', text: `See ${['', 'root', 'notes'].join('/')}.` },
      { path: '.ci/run', text: `cd ${['', 'work', 'main'].join('/')}` },
      { path: 'docs/a.md', text: `from https://${['registry', 'example', 'com'].join('.')}/` },
      { path: '.npmrc', text: `fund=false\n${['registry', 'http://host:1/'].join('=')}` },
      {
        path: 'package-lock.json',
        text: `"integrity": "", ${['"resolved"', '"http:"'].join(': ')}`,
      },
    ],
    good: [
      {
        path: 'docs/a.md',
        text: 'a GET of https://host.example/home/page, src/home/item, ./root/a',
      },
      { path: 'docs/a.md', text: 'the registry of machines; a registry. Next' },
    ],
  },
};
