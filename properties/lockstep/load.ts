/**
 * Turns the text of a generated file into a module that runs, without a file: types are stripped by
 * esbuild, and the rules are handed in instead of imported. Tests load instrumented, random and
 * deliberately broken machines this way.
 */
import { transformSync } from 'esbuild';
import type { Rules } from '../../machines/lift.ts';
import type { Subject } from './oracle.ts';

export function loadGenerated(
  text: string,
  rules: Rules,
  globals: Readonly<Record<string, unknown>> = {},
): Subject {
  const module: { exports: unknown } = { exports: {} };
  const scope = { module, exports: module.exports, require: () => rules, ...globals };
  new Function(...Object.keys(scope), strip(text))(...Object.values(scope));
  return module.exports as Subject;
}

/** CommonJS without types. */
export function strip(text: string): string {
  return transformSync(text, { loader: 'ts', format: 'cjs', target: 'es2023' }).code;
}
