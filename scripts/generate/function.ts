/**
 * Prints a function around a body that is known already: its head names only what the body turned out
 * to use, and what it needs is kept for its callers.
 */
import { indented, quoted } from './layout.ts';
import type { Program } from './program.ts';
import type { Place } from './script.ts';

export interface FunctionText {
  readonly comment: string;
  readonly name: string;
  /** Its first parameters; an underscore is put before those that the body does not mention. */
  readonly parameters: readonly (readonly [name: string, type: string])[];
  readonly result?: string;
  readonly body: readonly string[];
}

/** Prints it, with the parameters that `place` says it needs beside its own. */
export function emitFunction(
  program: Program,
  { needs }: Place,
  { comment, name, parameters, result = 'Step', body }: FunctionText,
): readonly string[] {
  const hasEvent = parameters.some(([own]) => own === 'event');
  program.needs.set(name, hasEvent ? { event: new Set(['event']), raised: needs.raised } : needs);
  const more = [
    ...(needs.event.size > 0 && !hasEvent ? [['event', eventType(needs.event)] as const] : []),
    ...(needs.raised ? [['raised', 'Raised[]'] as const] : []),
  ];
  const all = [...parameters, ...more].map(
    ([own, type]) => `${isMentioned(own, body) ? '' : '_'}${own}: ${type}`,
  );
  const head = `function ${name}(${all.join(', ')}): ${result} {`;
  return [
    ...(comment === '' ? [] : [`/** ${comment.replaceAll('*/', '')} */`]),
    ...(head.length <= 100
      ? [head]
      : [`function ${name}(`, ...all.map((one) => `  ${one},`), `): ${result} {`]),
    ...indented(1, body),
    '}',
    '',
  ];
}

/** An event that all these rules take. */
function eventType(rules: ReadonlySet<string>): string {
  return [...rules].sort().map((rule) => `EventOf<typeof ${rule}>`).join(' & ');
}

/** Whether code mentions a name outside of strings. */
export function isMentioned(name: string, lines: readonly string[]): boolean {
  const code = lines.join('\n').replaceAll(/'(?:[^'\\\n]|\\.)*'/g, quoted(''));
  return new RegExp(`(?<![.\\w$])${name.replaceAll('$', '\\$')}(?![\\w$:])`).test(code);
}
