/**
 * Turns the text of a generated file into a module that runs, without a file: types are stripped by
 * esbuild, and what it imports is handed in. Tests load instrumented, random and
 * deliberately broken machines this way.
 */
import { transformSync } from 'esbuild';
import type { Rules } from '../../machines/lift.ts';
import * as course from '../../runtime/course.ts';
import type { Subject } from './oracle.ts';

export function loadGenerated(
  text: string,
  rules: Rules,
  globals: Readonly<Record<string, unknown>> = {},
): Subject {
  const module: { exports: unknown } = { exports: {} };
  // The kinds of rules are imported as modules of their own: './guards.ts'.
  const require = (path: string): unknown =>
    path.endsWith('/course.ts')
      ? course
      : (Object.entries(rules).find(([kind]) => path.endsWith(`/${kind}.ts`))?.[1] ?? rules);
  const scope = { module, exports: module.exports, require, ...globals };
  // oxlint-disable-next-line no-implied-eval -- code that exists only as text is what is tested
  const run = new Function(...Object.keys(scope), strip(text)) as (...args: unknown[]) => void;
  run(...Object.values<unknown>(scope));
  return module.exports as Subject;
}

/** CommonJS without types. */
export function strip(text: string): string {
  return transformSync(text, { loader: 'ts', format: 'cjs', target: 'es2023' }).code;
}
