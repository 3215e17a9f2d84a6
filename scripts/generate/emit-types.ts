/**
 * Prints what stands around the functions of a generated file: its header, imports and types above,
 * its constants and small constructors below. Only what the functions use is printed.
 */
import { quoted } from './layout.ts';
import type { Program } from './program.ts';

const families = ['delays', 'effects', 'guards', 'updates'] as const;

/** Everything above the functions. */
export function emitHead(program: Program, rules: string, body: string): readonly string[] {
  const { machine, hasTimers } = program;
  const values = [...program.reach.rests, ...program.reach.drains.keys()].map(({ path }) => path);
  const imports = [
    'type Context',
    'type Effect',
    'type Event',
    'type Input',
    ...[...families.filter((family) => body.includes(`${family}.`)), 'initial'].sort(),
  ];
  return [
    '/**',
    ` * Generated from machines/${machine.name}/machine.ts by \`npm run generate\`. Never edit it.`,
    ' *',
    ' * `start` and `step` decide; whoever calls them performs the outputs, in their order, and feeds',
    ' * the results back as events. No clock, no IO, no randomness.',
    ' */',
    'import {',
    ...imports.map((name) => `  ${name},`),
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
    ...(hasTimers
      ? [
          '  /** How many timers were armed so far; the number of the last one. */',
          '  readonly generation: number;',
          '  /** The generation in which each timer was armed; 0 when it is not armed. */',
          '  readonly timers: Readonly<Record<TimerName, number>>;',
        ]
      : []),
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
    '/** A timer went off. One of another generation than the armed one is late, and is ignored. */',
    'export interface TimerEvent {',
    `  readonly type: 'timer';`,
    '  readonly timer: TimerName;',
    '  readonly generation: number;',
    '}',
    '',
    'export type TimerEffect =',
    '  | {',
    `      readonly type: 'arm';`,
    '      readonly timer: TimerName;',
    '      readonly generation: number;',
    '      /** Wait this long, plus a random part below `spreadMs`. */',
    '      readonly ms: number;',
    '      readonly spreadMs: number;',
    '    }',
    '  | {',
    `      readonly type: 'disarm';`,
    '      readonly timer: TimerName;',
    '      readonly generation: number;',
    '    };',
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
  const needs = (name: string) => new RegExp(`\\b${name}\\b`).test(`${body} ${raisedType}`);
  return [
    ...(needs('Init') ? ['interface Init {', `  readonly type: 'init';`, '}', ''] : []),
    ...(needs('Final')
      ? [
          '/** A final state below the root was entered. */',
          'interface Final {',
          `  readonly type: 'final';`,
          '  readonly state: string;',
          '}',
          '',
        ]
      : []),
    ...(needs('On<') || /\bOn</.test(`${body} ${raisedType}`)
      ? [
          '/** The members of Event that may have one of these types. */',
          'type On<T extends string, E = Event> = E extends { readonly type: infer Own }',
          '  ? [Extract<Own, T>] extends [never]',
          '    ? never',
          '    : E',
          '  : never;',
          '',
        ]
      : []),
    ...(raised.length > 0 ? [`type Raised = ${raisedType};`, ''] : []),
    ...(needs('Outputs') ? ['type Outputs = readonly Output[];', ''] : []),
    ...(needs('Passing')
      ? [
          '/** A state that `always` leaves at once. */',
          `type Passing = Omit<State, 'value' | 'status'>;`,
          '',
        ]
      : []),
  ];
}

/** Everything below the functions. */
export function emitTail(program: Program, body: string): readonly string[] {
  const names = program.machine.nodes.flatMap(({ timers }) => timers.map(({ name }) => name));
  return [
    ...(/\barm\(/.test(body)
      ? [
          'function arm(',
          '  timer: TimerName,',
          '  generation: number,',
          '  { ms, spreadMs }: { readonly ms: number; readonly spreadMs: number },',
          '): TimerEffect {',
          `  return { type: 'arm', timer, generation, ms, spreadMs };`,
          '}',
          '',
        ]
      : []),
    ...(/\bdisarm\(/.test(body)
      ? [
          'function disarm(timer: TimerName, generation: number): TimerEffect {',
          `  return { type: 'disarm', timer, generation };`,
          '}',
          '',
        ]
      : []),
    ...(/\bunarmed\b/.test(body)
      ? [
          `const unarmed: State['timers'] = {`,
          ...names.map((name) => `  ${/^\w+$/.test(name) ? name : quoted(name)}: 0,`),
          '};',
          '',
        ]
      : []),
    ...(/\bnothing\b/.test(body) ? ['const nothing: readonly never[] = [];', ''] : []),
  ];
}
