/**
 * Prints what the machine answers to events: one function for each state with handlers. Whatever
 * its guards refuse, or it does not know, it hands on to the function of the state around it.
 *
 * What a transition does when it is taken is printed by transition.ts.
 */

import { outsideType } from './emit-types.ts';
import { emitFunction, isMentioned } from './function.ts';
import { indented, quoted } from './layout.ts';
import { isBelow, lineage, type Node, reserved, type Transition } from './machine.ts';
import { hasAlways, type Trigger, timersOf } from './plan.ts';
import { leavesFor, looks, type Program } from './program.ts';
import { emptyPlace, moreArguments, type Place } from './script.ts';
import { type Case, emitCases, emitLook } from './transition.ts';

export function emitHandlers(program: Program): readonly string[] {
  const { active, machine } = program;
  const leaves = active.filter((leaf) => answers(program, leaf));
  const around = machine.nodes.toReversed().filter((node) => node.children.length > 0);
  const nodes = [...leaves, ...around.filter((node) => answers(program, node))];
  return nodes.flatMap((node) => emitHandler(program, node));
}

/** The body of a function that gives an event to the function of the active leaf. */
export function emitTake(program: Program): readonly string[] {
  const place = emptyPlace('state');
  const cases = program.active.flatMap((leaf) => {
    const node = lineage(leaf).find((one) => answers(program, one));
    if (node !== undefined) {
      const name = program.nameOf('in', node);
      const more = program.needs.get(name)?.raised === true ? ', raised' : '';
      return [
        { label: `case ${quoted(leaf.path)}:`, lines: [`return ${name}(state, event${more});`] },
      ];
    }
    if (!looks(program, leaf)) return [];
    return [{ label: `case ${quoted(leaf.path)}:`, lines: [emitLook(program, place)] }];
  });
  const all = program.reach.rests.length + program.active.length;
  const others = cases.length < all ? ['    default:', '      return [state, nothing];'] : [];
  if (cases.length === 0) return ['  return [state, nothing];'];
  return ['  switch (state.value) {', ...indented(2, merged(cases)), ...others, '  }'];
}

interface Labelled {
  readonly label: string;
  readonly lines: readonly string[];
}

/** Labels with the same lines behind them become one case. */
function merged(cases: readonly Labelled[]): readonly string[] {
  return grouped(cases).flatMap(({ labels, lines }) => [
    ...labels.slice(0, -1),
    ...(lines.some((line) => line.startsWith('const '))
      ? [`${labels.at(-1)} {`, ...indented(1, lines), '}']
      : [labels.at(-1) ?? '', ...indented(1, lines)]),
  ]);
}

function grouped(cases: readonly Labelled[]) {
  const groups = new Map<string, { labels: string[]; lines: readonly string[] }>();
  for (const { label, lines } of cases) {
    const group = groups.get(lines.join('\n')) ?? { labels: [], lines };
    groups.set(lines.join('\n'), group);
    group.labels.push(label);
  }
  return [...groups.values()];
}

/** Whether a node has a function of its own: a handler that can be met. */
function answers(program: Program, node: Node): boolean {
  return handlersOf(program, node).length > 0;
}

interface Handler {
  readonly type: string;
  /** For a timer: a test of its name, where there may be others. */
  readonly test: string;
  readonly cases: readonly Case[];
}

function handlersOf(program: Program, node: Node): readonly Handler[] {
  const events = [...node.on].map(([type, transitions]): Handler => {
    const isLast = lineage(node).every((one) => one === node || !one.on.has(type));
    const trigger = { kind: 'event', type } as const;
    return { type, test: '', cases: casesOf(program, transitions, trigger, isLast) };
  });
  const timers = node.timers.map((timer): Handler => {
    const below = program.active.filter((leaf) => leaf === node || isBelow(leaf, node));
    const isAlone = below.every((leaf) => timersOf(leaf).length === 1);
    const test = isAlone ? '' : `event.timer === ${quoted(timer.name)}`;
    const cases = casesOf(program, timer.transitions, { kind: 'timer', timer }, true);
    return { type: reserved.timer, test, cases };
  });
  return [...events, ...timers].filter(({ cases }) => cases.length > 0);
}

/** The transitions that can be taken; `isLast`: nothing is asked after them. */
function casesOf(
  program: Program,
  transitions: readonly Transition[],
  trigger: Trigger,
  isLast: boolean,
): readonly Case[] {
  const cases = transitions
    .map((transition) => ({ transition, leaves: leavesFor(program, transition, trigger) }))
    .filter(({ leaves }) => leaves.length > 0);
  if (!isLast) return cases;
  const last = cases.findLastIndex(({ transition }) => {
    const { actions, target, source, reenter } = transition;
    return (
      actions.length > 0 ||
      (target !== null && (target !== source || reenter || source.initial !== null))
    );
  });
  return cases.slice(0, last + 1);
}

function emitHandler(program: Program, node: Node): readonly string[] {
  const place = emptyPlace('state');
  const handlers = handlersOf(program, node).map(({ type, test, cases }) => {
    const lines = emitCases(program, place, cases);
    const ends = cases.at(-1)?.transition.guard === null;
    return test === '' ? { type, lines, ends } : { type, lines: tested(test, lines), ends: false };
  });
  const types = [...new Set(handlers.map(({ type }) => type))].map((type) => {
    const own = handlers.filter((one) => one.type === type);
    const lines = own.flatMap((one) => one.lines);
    const ends = own.at(-1)?.ends === true;
    return { label: type, lines: ends ? lines : [...lines, 'break;'] };
  });
  const body = [...emitSwitch(types), emitOtherwise(program, place, node)];
  const context = contextLine(body);
  return emitFunction(program, place, {
    comment: node.description,
    name: program.nameOf('in', node),
    parameters: [
      ['state', 'State'],
      ['event', `${outsideType(program)}${program.hasQueue ? ' | Raised' : ''}`],
    ],
    body: [...context, ...body],
  });
}

function contextLine(body: readonly string[]): readonly string[] {
  return isMentioned('context', body) ? ['const { context } = state;'] : [];
}

function tested(test: string, lines: readonly string[]): readonly string[] {
  return [`if (${test}) {`, ...indented(1, lines), '}'];
}

/** One event type: an `if`. Several: a `switch`. */
function emitSwitch(types: readonly Labelled[]): readonly string[] {
  const [first, ...others] = grouped(types);
  if (first === undefined) return [];
  if (others.length === 0) {
    const test = first.labels.map((type) => `event.type === ${quoted(type)}`).join(' || ');
    const lines = first.lines.filter((line) => line !== 'break;');
    const [only = ''] = lines;
    if (lines.length === 1 && only.startsWith('return')) {
      const whole = `if (${test}) ${only}`;
      if (whole.length <= 96) return [whole];
    }
    return [`if (${test}) {`, ...indented(1, lines), '}'];
  }
  const cases = types.map(({ label, lines }) => ({ label: `case ${quoted(label)}:`, lines }));
  return ['switch (event.type) {', ...indented(1, merged(cases)), '}'];
}

/** What a function does with an event that it has no answer to. */
function emitOtherwise(program: Program, place: Place, node: Node): string {
  const next = lineage(node).find((one) => one !== node && answers(program, one));
  if (next !== undefined) {
    const name = program.nameOf('in', next);
    const raised = program.needs.get(name)?.raised === true;
    if (raised) place.needs.raised = true;
    return `return ${name}(state, event${raised ? ', raised' : ''});`;
  }
  const below = program.active.filter((leaf) => leaf === node || isBelow(leaf, node));
  if (below.some((leaf) => looks(program, leaf))) return emitLook(program, place);
  return 'return [state, nothing];';
}

/** What is printed only where `always` is asked in a leaf that is not known, or about any event. */
export function emitLooking(program: Program, callers: readonly string[]): readonly string[] {
  const { active, nameOf } = program;
  const begin = program.hasTimers ? 'tell(state)' : 'keep(state)';
  const asked = active.filter((leaf) => hasAlways(leaf));
  const isLooking = isMentioned('look', callers);
  if (!isLooking && !isMentioned('settle', callers)) return [];
  const settle = emptyPlace('course');
  const cases = asked.map((leaf) => {
    const name = nameOf('always', leaf);
    const more = ['course', 'context', ...moreArguments(program, settle, name)].join(', ');
    return { label: `case ${quoted(leaf.path)}:`, lines: [`return ${name}(${more});`] };
  });
  const look = emptyPlace('state');
  const more = moreArguments(program, look, 'settle')
    .map((one) => `, ${one}`)
    .join('');
  return [
    ...emitFunction(program, settle, {
      comment: 'Whatever `always` says where the machine is.',
      name: 'settle',
      parameters: [
        ['value', 'Value'],
        ['course', 'Course'],
        ['context', 'Context'],
      ],
      body: [
        'switch (value) {',
        ...indented(1, merged(cases)),
        ...(asked.length < program.reach.rests.length + active.length
          ? ['  default:', '    return rest(value, course, context);']
          : []),
        '}',
      ],
    }),
    ...(isLooking
      ? emitFunction(program, look, {
          comment: 'Asks `always` about an event that nobody answers to.',
          name: 'look',
          parameters: [['state', 'State']],
          body: [
            `const [next, outputs] = settle(state.value, ${begin}, state.context${more});`,
            'const isSame =',
            '  outputs.length === 0 &&',
            '  next.value === state.value &&',
            '  next.context === state.context &&',
            '  next.status === state.status;',
            'return isSame ? [state, nothing] : [next, outputs];',
          ],
        })
      : []),
  ];
}
