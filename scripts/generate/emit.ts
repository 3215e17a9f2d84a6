/**
 * Prints a whole machine as one TypeScript file without dependencies: its types, `start`, `step`, a
 * function for each state that answers to something, and, where the machine has `always` or raised
 * events, a function for each state in which they are looked at.
 *
 * Everything was decided before (plan.ts, reach.ts); here it only becomes text, always the same
 * text for the same machine.
 */
import { emitChoices, emitPlan, emitRefusal, type Place } from './emit-plan.ts';
import { emitHead, emitTail } from './emit-types.ts';
import { indented, quoted } from './layout.ts';
import { type Machine, type Node, reserved } from './machine.ts';
import { type Choice, choicesOf, eventTypesOf, hasAlways, timersOf } from './plan.ts';
import { type Program, programOf } from './program.ts';
import { type AlwaysUse, anyEvent } from './reach.ts';

export interface EmitOptions {
  /** The module that holds the rules. */
  readonly rules?: string;
  /** A function to call with each transition taken; for tests that measure coverage. */
  readonly trace?: string;
}

export function emit(machine: Machine, options: EmitOptions = {}): string {
  const program = programOf(machine, options.trace ?? null);
  const rulesPath = options.rules ?? `../../machines/${machine.name}/rules.ts`;
  const body = [
    ...emitStart(program),
    ...emitStep(program),
    ...program.reach.rests.filter((leaf) => answers(leaf)).flatMap((leaf) => emitIn(program, leaf)),
    ...[...program.reach.always].flatMap(([leaf, use]) => emitAlways(program, leaf, use)),
    ...[...program.reach.drains.keys()].flatMap((leaf) => emitQueue(program, leaf)),
  ];
  const lines = [...emitHead(program, rulesPath, body.join('\n')), ...body];
  return `${[...lines, ...emitTail(program, body.join('\n'))].join('\n').trimEnd()}\n`;
}

/** Whether anything can happen in a leaf. */
function answers(leaf: Node): boolean {
  if (leaf.final && leaf.parent?.parent === null) return false;
  return eventTypesOf(leaf).length > 0 || hasAlways(leaf) || timersOf(leaf).length > 0;
}

function emitStart(program: Program): readonly string[] {
  const place = newPlace('start');
  const plan = emitPlan(program, place, program.reach.start);
  const input = program.machine.initialTakes === 1 ? 'input' : '';
  return [
    '/** Begins: the first state, and what has to be done for it. */',
    `export function start(${input === '' ? '_input' : input}: Input): Step {`,
    ...(place.uses.has('event') ? [`  const event: Init = { type: 'init' };`] : []),
    `  const context = initial(${input});`,
    ...indented(1, plan),
    '}',
    '',
  ];
}

function emitStep(program: Program): readonly string[] {
  const { rests } = program.reach;
  const acting = rests.filter((leaf) => answers(leaf));
  const silent = [...rests, ...program.reach.drains.keys()].some((leaf) => !acting.includes(leaf));
  return [
    '/** One event. An event that changes nothing gives back the same state and no outputs. */',
    `export function step(state: State, event: ${eventType(program)}): Step {`,
    '  switch (state.value) {',
    ...acting.flatMap((leaf) => [
      `    case ${quoted(leaf.path)}:`,
      `      return ${program.nameOf('in', leaf)}(state, event);`,
    ]),
    ...(silent ? ['    default:', '      return [state, nothing];'] : []),
    '  }',
    '}',
    '',
  ];
}

function eventType({ hasTimers }: Program): string {
  return hasTimers ? 'Event | TimerEvent' : 'Event';
}

/** What one state answers to the events from outside. */
function emitIn(program: Program, leaf: Node): readonly string[] {
  const place = newPlace('step');
  const cases = eventTypesOf(leaf).flatMap((type) => {
    const choices = acting(choicesOf(program.machine, leaf, { kind: 'event', type }), leaf);
    if (choices.length === 0) return [];
    const lines = emitChoices(program, place, choices, () => emitRefusal(program, place, leaf));
    return emitCase(quoted(type), lines);
  });
  const timers = emitTimers(program, place, leaf);
  const otherwise = emitRefusal(program, place, leaf);
  const body =
    cases.length + timers.length === 0
      ? indented(1, otherwise)
      : [
          '  switch (event.type) {',
          ...indented(2, [...cases, ...timers]),
          '    default:',
          ...indented(3, otherwise),
          '  }',
        ];
  const reads = cases.length + timers.length > 0 || place.uses.has('event');
  const parameter = `${reads ? 'event' : '_event'}: ${eventType(program)}`;
  return emitFunction(program, place, {
    comment: leaf.description,
    name: program.nameOf('in', leaf),
    parameters: [`state: State`, parameter],
    body,
  });
}

/** Choices without those at the end that do the same as no choice at all. */
function acting(choices: readonly Choice[], leaf: Node): readonly Choice[] {
  const last = choices.findLastIndex(({ plan }) => plan.ops.length > 0 || plan.leaf !== leaf);
  return choices.slice(0, last + 1);
}

function emitTimers(program: Program, place: Place, leaf: Node): readonly string[] {
  const timers = timersOf(leaf);
  if (timers.length === 0) return [];
  place.uses.add('timers');
  const cases = timers.flatMap((timer) => {
    const choices = choicesOf(program.machine, leaf, { kind: 'timer', timer });
    if (acting(choices, leaf).length === 0 && !hasAlways(leaf)) return [];
    const lines = emitChoices(program, place, choices, () => emitRefusal(program, place, leaf));
    return emitCase(quoted(timer.name), lines);
  });
  if (cases.length === 0) return [];
  return emitCase(quoted(reserved.timer), [
    'if (event.generation !== timers[event.timer]) return [state, nothing];',
    'switch (event.timer) {',
    ...indented(1, cases),
    '  default:',
    '    return [state, nothing];',
    '}',
  ]);
}

/** The transitions without an event of one state, for the events that can lead there. */
function emitAlways(program: Program, leaf: Node, use: AlwaysUse): readonly string[] {
  const place = newPlace('always', 'output', use.queued ? 'raised' : 'nothing');
  const choices = choicesOf(program.machine, leaf, { kind: 'always' });
  const body = emitChoices(program, place, choices, () => emitRefusal(program, place, leaf));
  const passes = program.passing.has(leaf);
  return emitFunction(program, place, {
    comment: `Whatever \`always\` says in ${leaf.path}.`,
    name: program.nameOf('always', leaf),
    parameters: [
      `state: ${passes ? 'Passing' : 'State'}`,
      `${place.uses.has('output') || body.join().includes('output') ? '' : '_'}output: Outputs`,
      ...(program.eventful.has(leaf) ? [`event: ${causeType(program, use.causes)}`] : []),
      ...(use.queued ? [`${place.uses.has('raised') ? '' : '_'}raised: readonly Raised[]`] : []),
    ],
    body: indented(1, body),
  });
}

function causeType({ hasTimers }: Program, causes: ReadonlySet<string>): string {
  const own = [...causes].filter((cause) => cause !== anyEvent && !isReserved(cause)).sort();
  const events = causes.has(anyEvent)
    ? ['Event']
    : own.length > 0
      ? [`On<${own.map(quoted).join(' | ')}>`]
      : [];
  return [
    ...events,
    ...(hasTimers && causes.has(reserved.timer) ? ['TimerEvent'] : []),
    ...(causes.has(reserved.final) ? ['Final'] : []),
    ...(causes.has(reserved.init) ? ['Init'] : []),
  ].join(' | ');
}

function isReserved(cause: string): boolean {
  return Object.values(reserved).some((taken) => taken === cause);
}

/** What one state answers to the events the machine raised itself. */
function emitQueue(program: Program, leaf: Node): readonly string[] {
  const place = newPlace('queue', 'output', 'rest');
  const cases = [...(program.reach.drains.get(leaf) ?? [])].sort().flatMap((type) => {
    const choices = acting(choicesOf(program.machine, leaf, { kind: 'event', type }), leaf);
    if (choices.length === 0) return [];
    const lines = emitChoices(program, place, choices, () => emitRefusal(program, place, leaf));
    return emitCase(quoted(type), lines);
  });
  const otherwise = emitRefusal(program, place, leaf);
  const named = cases.length > 0 || place.uses.has('event');
  const pattern = place.uses.has('rest') ? '[event, ...rest]' : '[event]';
  const body = [
    `const ${pattern} = raised;`,
    'if (event === undefined) return [state, output];',
    ...(named && cases.length > 0
      ? [
          'switch (event.type) {',
          ...indented(1, [...cases, 'default:', ...indented(1, otherwise)]),
          '}',
        ]
      : otherwise),
  ];
  return emitFunction(program, place, {
    comment: `The next raised event in ${leaf.path}.`,
    name: program.nameOf('queue', leaf),
    parameters: ['state: State', 'output: Outputs', 'raised: readonly Raised[]'],
    body: indented(1, body),
  });
}

function emitCase(label: string, lines: readonly string[]): readonly string[] {
  const declares = lines.some((line) => line.startsWith('const '));
  return [
    `case ${label}:${declares ? ' {' : ''}`,
    ...indented(1, lines),
    ...(declares ? ['}'] : []),
  ];
}

interface FunctionText {
  readonly comment: string;
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly string[];
}

function emitFunction(
  _program: Program,
  place: Place,
  { comment, name, parameters, body }: FunctionText,
): readonly string[] {
  const fields = ['context', 'generation', 'timers'].filter((field) => place.uses.has(field));
  const head = `function ${name}(${parameters.join(', ')}): Step {`;
  return [
    ...(comment === '' ? [] : [`/** ${comment.replaceAll('*/', '')} */`]),
    ...(head.length <= 100
      ? [head]
      : [`function ${name}(`, ...parameters.map((one) => `  ${one},`), '): Step {']),
    ...(fields.length > 0 ? [`  const { ${fields.join(', ')} } = state;`] : []),
    ...body,
    '}',
    '',
  ];
}

function newPlace(
  kind: Place['kind'],
  output: Place['output'] = 'nothing',
  waiting: Place['waiting'] = 'nothing',
): Place {
  return { kind, uses: new Set(), output, waiting };
}
