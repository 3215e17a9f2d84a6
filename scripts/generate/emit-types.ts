/**
 * Prints what stands around the functions of a generated file: its header, imports and types
 * above, and the few small functions below that all the others are written in. Only what is used
 * is printed.
 */
import { isMentioned } from './function.ts';
import { quoted } from './layout.ts';
import type { Program } from './program.ts';

const families = ['delays', 'effects', 'guards', 'updates'] as const;

/** The type of what `step` is given. */
export function outsideType({ hasTimers }: Program): string {
  return hasTimers ? 'Event | TimerEvent' : 'Event';
}

/** Everything above the functions. */
export function emitHead(program: Program, modules: Modules, body: string): readonly string[] {
  const { machine, hasTimers } = program;
  const { rules, course } = modules;
  const values = [...program.reach.rests, ...program.reach.drains.keys()].map(({ path }) => path);
  const used = families.filter((family) => body.includes(`${family}.`));
  return [
    '/**',
    ` * Generated from machines/${machine.name}/machine.ts by \`npm run generate\`. Never edit it.`,
    ' *',
    ' * `start` and `step` decide; whoever calls them performs the outputs, in their order, and',
    ' * feeds the results back as events. No clock, no IO, no randomness.',
    ' */',
    ...used.map((family) => {
      const module = rules.replace(/rules\.ts$/, `${family}.ts`);
      return `import * as ${family} from ${quoted(module)};`;
    }),
    ...imported(['type Context', 'type Effect', 'type Event', 'type Input', 'initial'], rules),
    ...(hasTimers ? imported(courseNames(body), course) : []),
    '',
    'export type { Context, Effect, Event, Input };',
    '',
    '/** Where the machine is: the path of its innermost state. */',
    ...union('Value', [...new Set(values)]),
    ...(hasTimers ? timedTypes(program, body) : untimedTypes),
    ...ownTypes(program, body),
  ];
}

/** Where a generated file finds what it imports. */
export interface Modules {
  readonly rules: string;
  readonly course: string;
}

/** What runtime/course.ts has for generated code; its types are given names of their own. */
const courseFunctions = [
  'arm',
  'armBehind',
  'isLate',
  'leave',
  'leaveTo',
  'nothing',
  'rest',
  'stay',
  'tell',
];
const courseTypes = ['Arm', 'Course', 'Disarm', 'State', 'Step', 'TimerEvent'];

function courseNames(body: string): readonly string[] {
  return [
    ...courseTypes
      .filter((name) => name !== 'Course' || isMentioned(name, [body]))
      .map((name) => `type ${name} as ${name}Of`),
    ...courseFunctions.filter((name) => isMentioned(name, [body])),
  ];
}

function imported(names: readonly string[], from: string): readonly string[] {
  return ['import {', ...names.map((name) => `  ${name},`), `} from ${quoted(from)};`];
}

function union(name: string, members: readonly string[]): readonly string[] {
  const oneLine = `export type ${name} = ${members.map(quoted).join(' | ')};`;
  if (oneLine.length <= 100) return [oneLine, ''];
  const lines = members.map((member) => `  | ${quoted(member)}`);
  return [`export type ${name} =`, ...lines.slice(0, -1), `${lines.at(-1)};`, ''];
}

function timedTypes({ machine }: Program, body: string): readonly string[] {
  const names = machine.nodes.flatMap(({ timers }) => timers.map(({ name }) => name));
  return [
    '/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */',
    ...union('TimerName', names),
    'export type TimerEvent = TimerEventOf<TimerName>;',
    'export type TimerEffect = ArmOf<TimerName> | DisarmOf<TimerName>;',
    'export type Output = Effect | TimerEffect;',
    'export type State = StateOf<Value, Context, TimerName>;',
    'export type Step = StepOf<State, Output>;',
    ...(isMentioned('Course', [body]) ? ['type Course = CourseOf<TimerName, Output>;'] : []),
    '',
  ];
}

const untimedTypes = [
  'export interface State {',
  '  readonly value: Value;',
  '  /** done: it has ended, and no event does anything any more. */',
  `  readonly status: 'active' | 'done';`,
  '  readonly context: Context;',
  '}',
  '',
  'export type Output = Effect;',
  '',
  '/** The next state, and what has to be done, in this order. */',
  'export type Step = readonly [State, readonly Output[]];',
  '',
  '/** What a step has come to so far: what is to be done. */',
  'interface Course {',
  '  readonly outputs: readonly Output[];',
  '}',
  '',
];

/** Types that only this file needs. */
function ownTypes(program: Program, body: string): readonly string[] {
  const { drains } = program.reach;
  const raised = [...new Set([...drains.values()].flatMap((types) => [...types]))].toSorted();
  const own = raised.filter((type) => type !== 'final');
  const raisedType = [
    ...(own.length > 0 ? [`On<${own.map(quoted).join(' | ')}>`] : []),
    ...(own.length < raised.length ? ['Final'] : []),
  ].join(' | ');
  const needs = (name: string) => isMentioned(name, [`${body} ${raisedType}`]);
  return [
    ...(needs('Init') ? ['interface Init {', `  readonly type: 'init';`, '}', ''] : []),
    ...(needs('Final') ? finalType : []),
    ...(needs('On') ? onType : []),
    ...(needs('EventOf') ? eventOfType : []),
    ...(raised.length > 0 ? [`type Raised = ${raisedType};`, ''] : []),
  ];
}

const finalType = [
  '/** A final state below the root was entered. */',
  'interface Final {',
  `  readonly type: 'final';`,
  '  readonly state: string;',
  '}',
  '',
];

const onType = [
  '/** The members of Event that may have one of these types. */',
  'type On<T extends string, E = Event> = E extends { readonly type: infer Own }',
  '  ? [Extract<Own, T>] extends [never]',
  '    ? never',
  '    : E',
  '  : never;',
  '',
];

const eventOfType = [
  '/** The event that a rule takes. */',
  'type EventOf<R extends (context: never, event: never) => unknown> = Parameters<R>[1];',
  '',
];

/** Everything below the functions: a machine without timers has a course of its own. */
export function emitTail({ hasTimers, reach }: Program, body: string): readonly string[] {
  if (hasTimers) return [];
  const needs = (name: string) => isMentioned(name, [body]);
  return [
    ...(needs('rest') ? restFunction(reach.ends.size > 0) : []),
    ...(needs('stay') ? stayFunction : []),
    ...(needs('keep') ? keepFunction : []),
    ...(needs('tell') ? tellFunction : []),
    'const nothing: readonly never[] = [];',
  ];
}

function restFunction(ends: boolean): readonly string[] {
  return [
    '/** The end of a step: the machine comes to rest. */',
    'function rest(',
    '  value: Value,',
    '  { outputs }: Course,',
    '  context: Context,',
    ...(ends ? [`  status: State['status'] = 'active',`] : []),
    '): Step {',
    `  return [{ value, status${ends ? '' : `: 'active'`}, context }, outputs];`,
    '}',
    '',
  ];
}

const stayFunction = [
  '/** The same state with another context. */',
  'function stay(',
  '  { value, status }: State,',
  '  context: Context,',
  '  ...outputs: readonly Output[]',
  '): Step {',
  '  return [{ value, status, context }, outputs];',
  '}',
  '',
];

const keepFunction = [
  'function keep(_state: State, ...outputs: readonly Output[]): Course {',
  '  return { outputs };',
  '}',
  '',
];

const tellFunction = [
  'function tell(course: Course, ...more: readonly Output[]): Course {',
  '  return { ...course, outputs: [...course.outputs, ...more] };',
  '}',
  '',
];
