/**
 * Prints what stands around the functions of a generated file: its header, imports and types above,
 * and the few small functions below that all the others are written in. Only what is used is printed.
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
export function emitHead(program: Program, rules: string, body: string): readonly string[] {
  const { machine, hasTimers } = program;
  const values = [...program.reach.rests, ...program.reach.drains.keys()].map(({ path }) => path);
  const used = families.filter((family) => body.includes(`${family}.`));
  return [
    '/**',
    ` * Generated from machines/${machine.name}/machine.ts by \`npm run generate\`. Never edit it.`,
    ' *',
    ' * `start` and `step` decide; whoever calls them performs the outputs, in their order, and feeds',
    ' * the results back as events. No clock, no IO, no randomness.',
    ' */',
    ...used.map((family) => {
      const module = rules.replace(/rules\.ts$/, `${family}.ts`);
      return `import * as ${family} from ${quoted(module)};`;
    }),
    'import {',
    ...['type Context', 'type Effect', 'type Event', 'type Input', 'initial'].map(
      (name) => `  ${name},`,
    ),
    `} from ${quoted(rules)};`,
    '',
    'export type { Context, Effect, Event, Input };',
    '',
    '/** Where the machine is: the path of its innermost state. */',
    ...union('Value', [...new Set(values)]),
    ...(hasTimers ? timerTypes(program) : []),
    'export interface State {',
    '  readonly value: Value;',
    '  /** done: it has ended, and no event does anything any more. */',
    `  readonly status: 'active' | 'done';`,
    '  readonly context: Context;',
    ...(hasTimers ? timerFields : []),
    '}',
    '',
    `export type Output = Effect${hasTimers ? ' | TimerEffect' : ''};`,
    '',
    '/** The next state, and what has to be done, in this order. */',
    'export type Step = readonly [State, readonly Output[]];',
    '',
    ...ownTypes(program, body),
  ];
}

const timerFields = [
  '  /** How many timers were armed so far; the number of the last one. */',
  '  readonly generation: number;',
  '  /** The timers that are armed, those of the outermost state first. */',
  '  readonly timers: readonly Armed[];',
];

function union(name: string, members: readonly string[]): readonly string[] {
  const oneLine = `export type ${name} = ${members.map(quoted).join(' | ')};`;
  if (oneLine.length <= 100) return [oneLine, ''];
  const lines = members.map((member) => `  | ${quoted(member)}`);
  return [`export type ${name} =`, ...lines.slice(0, -1), `${lines.at(-1)};`, ''];
}

function timerTypes({ machine }: Program): readonly string[] {
  const names = machine.nodes.flatMap(({ timers }) => timers.map(({ name }) => name));
  return [
    '/** A timer: the state that arms it on entry and disarms it on exit, and its delay. */',
    ...union('TimerName', names),
    'export interface Armed {',
    '  readonly timer: TimerName;',
    '  /** Its number: each time that a timer is armed it gets another one. */',
    '  readonly generation: number;',
    '}',
    '',
    '/** A timer went off. One of another generation than the armed one is late, and is ignored. */',
    'export interface TimerEvent extends Armed {',
    `  readonly type: 'timer';`,
    '}',
    '',
    '/** Wait for `ms`, plus a random part below `spreadMs`. */',
    'export interface Arm extends Armed {',
    `  readonly type: 'arm';`,
    '  readonly ms: number;',
    '  readonly spreadMs: number;',
    '}',
    '',
    'export interface Disarm extends Armed {',
    `  readonly type: 'disarm';`,
    '}',
    '',
    'export type TimerEffect = Arm | Disarm;',
    '',
  ];
}

/** Types that only this file needs. */
function ownTypes(program: Program, body: string): readonly string[] {
  const { drains } = program.reach;
  const raised = [...new Set([...drains.values()].flatMap((types) => [...types]))].sort();
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
    ...(needs('rest') ? courseType(program) : []),
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

function courseType({ hasTimers }: Program): readonly string[] {
  return [
    hasTimers
      ? '/** What a step has come to so far: the timers that stay armed, and what has to be done. */'
      : '/** What a step has come to so far: what has to be done. */',
    'interface Course {',
    ...(hasTimers
      ? ['  readonly generation: number;', '  readonly timers: readonly Armed[];']
      : []),
    '  readonly outputs: readonly Output[];',
    '}',
    '',
  ];
}

/** Everything below the functions. */
export function emitTail(program: Program, body: string): readonly string[] {
  const needs = (name: string) => isMentioned(name, [body]);
  return [
    ...(needs('rest') ? restFunction(program) : []),
    ...(needs('stay') ? stayFunction(program) : []),
    ...(needs('leave') ? leaveFunction(program) : []),
    ...(needs('tell') ? tellFunction : []),
    ...(needs('arm') ? armFunction(program) : []),
    ...(needs('isLate') ? lateFunction : []),
    'const nothing: readonly never[] = [];',
  ];
}

function restFunction({ hasTimers, reach }: Program): readonly string[] {
  const ends = reach.ends.size > 0;
  const course = hasTimers ? '{ generation, timers, outputs }' : '{ outputs }';
  return [
    '/** The end of a step: the machine comes to rest. */',
    'function rest(',
    '  value: Value,',
    `  ${course}: Course,`,
    '  context: Context,',
    ...(ends ? [`  status: State['status'] = 'active',`] : []),
    '): Step {',
    `  return [{ value, status${ends ? '' : `: 'active'`}, context${
      hasTimers ? ', generation, timers' : ''
    } }, outputs];`,
    '}',
    '',
  ];
}

function stayFunction({ hasTimers }: Program): readonly string[] {
  const timers = hasTimers ? ', generation, timers' : '';
  return [
    '/** The same state with another context. */',
    `function stay({ value, status${timers} }: State, context: Context): State {`,
    `  return { value, status, context${timers} };`,
    '}',
    '',
  ];
}

function leaveFunction({ armsMany, leaves }: Program): readonly string[] {
  const { keeps, tells } = leaves;
  const left = `timers${keeps ? '.slice(keep)' : ''}${armsMany ? '.reverse()' : ''}`;
  const all = armsMany && !keeps ? left.replace('timers', '[...timers]') : left;
  return [
    `/** ${keeps ? 'All but the outermost `keep` timers are disarmed' : 'Timers are disarmed'}. */`,
    'function leave(',
    `  { generation, timers${tells ? ', outputs = nothing' : ''} }: ${
      tells ? `State & Partial<Course> | Course` : 'State'
    },`,
    ...(keeps ? ['  keep: number,'] : []),
    '  ...more: readonly Output[]',
    '): Course {',
    `  const disarmed = ${all}.map((armed): Disarm => ({ type: 'disarm', ...armed }));`,
    '  return {',
    '    generation,',
    `    timers: ${keeps ? 'timers.slice(0, keep)' : 'nothing'},`,
    `    outputs: [${tells ? '...outputs, ' : ''}...disarmed, ...more],`,
    '  };',
    '}',
    '',
  ];
}

const tellFunction = [
  'function tell(course: Course, ...more: readonly Output[]): Course {',
  '  return { ...course, outputs: [...course.outputs, ...more] };',
  '}',
  '',
];

function armFunction({ armsMany, armsTwins }: Program): readonly string[] {
  const armed = '{ timer, generation: next }';
  const all = armsTwins
    ? `[...timers.slice(0, around), ${armed}, ...timers.slice(around)]`
    : `[${armsMany ? '...timers, ' : ''}${armed}]`;
  return [
    'function arm(',
    `  { generation, ${armsMany ? 'timers, ' : ''}outputs }: Course,`,
    '  timer: TimerName,',
    '  { ms, spreadMs }: { readonly ms: number; readonly spreadMs: number },',
    ...(armsTwins ? ['  around: number,'] : []),
    '): Course {',
    '  const next = generation + 1;',
    '  return {',
    '    generation: next,',
    `    timers: ${all},`,
    `    outputs: [...outputs, { type: 'arm', timer, generation: next, ms, spreadMs }],`,
    '  };',
    '}',
    '',
  ];
}

const lateFunction = [
  'function isLate({ timers }: State, { timer, generation }: TimerEvent): boolean {',
  '  return !timers.some((armed) => armed.timer === timer && armed.generation === generation);',
  '}',
  '',
];
