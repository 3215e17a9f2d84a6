/**
 * Prints a whole machine as one TypeScript file without dependencies: its types, `start` and
 * `step`, and a function for each thing that is written once in the machine, too. A state's
 * handlers are one function, which hands on to that of the state around it; its entry is one, its
 * `always` another.
 *
 * Everything was decided before (plan.ts, reach.ts); here it only becomes text, always the same
 * text for the same machine.
 */
import { emitEntries } from './emit-entries.ts';
import { emitHandlers, emitLooking, emitTake } from './emit-handlers.ts';
import { emitHead, emitTail, outsideType } from './emit-types.ts';
import { emitEntry } from './entry.ts';
import { isMentioned } from './function.ts';
import { indented } from './layout.ts';
import type { Machine } from './machine.ts';
import { type Program, programOf } from './program.ts';
import { emptyPlace } from './script.ts';

export interface EmitOptions {
  /** The module that holds the rules. */
  readonly rules?: string;
  /** The module that holds the course of a step. */
  readonly course?: string;
  /** A function to call with each transition taken; for tests that measure coverage. */
  readonly trace?: string;
}

export function emit(machine: Machine, options: EmitOptions = {}): string {
  const program = programOf(machine, options.trace ?? null);
  const modules = {
    rules: options.rules ?? `../../machines/${machine.name}/rules.ts`,
    course: options.course ?? '../course.ts',
  };
  let body = emitBody(program);
  // What a function needs is known once it is printed, and its callers have to be printed again.
  for (let before = '', rounds = 0; before !== body.join('\n'); rounds += 1) {
    if (rounds > machine.nodes.length * 4) throw new Error(`${machine.name} is never printed out`);
    before = body.join('\n');
    program.called.before = program.called.now;
    program.called.now = new Set();
    body = emitBody(program);
  }
  const text = body.join('\n');
  const lines = [...emitHead(program, modules, text), ...body, ...emitTail(program, text)];
  return `${lines.join('\n').trimEnd()}\n`;
}

function emitBody(program: Program): readonly string[] {
  const acting = [...emitStart(program), ...emitStep(program), ...emitHandlers(program)];
  return [...acting, ...emitLooking(program, acting), ...emitEntries(program)];
}

function emitStart(program: Program): readonly string[] {
  const { machine, hasQueue, trace } = program;
  const place = emptyPlace('start');
  const begin = emitEntry(program, place, [], machine.root, null);
  const takesInput = machine.initialTakes === 1;
  return [
    '/** Begins: the first state, and what has to be done for it. */',
    `export function start(${takesInput ? 'input' : '_input'}: Input): Step {`,
    ...(place.needs.event.size > 0 ? [`  const event: Init = { type: 'init' };`] : []),
    ...(isMentioned('context', begin)
      ? [`  const context = initial(${takesInput ? 'input' : ''});`]
      : []),
    ...(hasQueue ? ['  const raised: Raised[] = [];'] : []),
    ...(trace === null ? [] : [`  ${trace}('start');`]),
    ...indented(1, hasQueue ? drained(begin) : begin),
    '}',
    '',
  ];
}

function emitStep(program: Program): readonly string[] {
  const { hasTimers, hasQueue } = program;
  const take = emitTake(program);
  const reads = hasTimers || hasQueue || isMentioned('event', take);
  const head = `(state: State, ${reads ? 'event' : '_event'}: ${outsideType(program)}): Step {`;
  return [
    '/** One event. An event that changes nothing gives back the same state and no outputs. */',
    `export function step${head}`,
    ...(hasTimers
      ? [`  if (event.type === 'timer' && isLate(state, event)) return [state, nothing];`]
      : []),
    ...(hasQueue
      ? [
          '  const raised: Raised[] = [];',
          '  return drain(take(state, event, raised), raised);',
          '}',
          '',
          '/** The raised events, one after the other. */',
          'function drain([state, outputs]: Step, raised: Raised[]): Step {',
          '  const event = raised.shift();',
          `  if (event === undefined || state.status === 'done') return [state, outputs];`,
          '  const [next, more] = take(state, event, raised);',
          '  return drain([next, [...outputs, ...more]], raised);',
          '}',
          '',
          'function take(',
          '  state: State,',
          `  event: ${outsideType(program)} | Raised,`,
          `  ${isMentioned('raised', take) ? '' : '_'}raised: Raised[],`,
          '): Step {',
        ]
      : []),
    ...take,
    '}',
    '',
  ];
}

/** A start whose raised events are taken, too. */
function drained(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => line.startsWith('return '));
  const before = lines.slice(0, at);
  const [first = '', ...more] = lines.slice(at);
  const begun = [`const begun = ${first.slice('return '.length)}`, ...more];
  return [...before, ...begun, 'return drain(begun, raised);'];
}
