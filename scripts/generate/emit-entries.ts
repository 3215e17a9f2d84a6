/**
 * Prints the functions that handlers end in: how a state is entered, what `always` says in it, and how
 * whatever is active is left, where that is not the same for all states.
 */
import { emitEntry } from './entry.ts';
import { emitFunction, isMentioned } from './function.ts';
import { indented, quoted } from './layout.ts';
import type { Node } from './machine.ts';
import { choicesOf } from './plan.ts';
import type { Program } from './program.ts';
import { emitScript, emptyPlace, type Place } from './script.ts';
import { emitCases, exitActions, exitsOf } from './transition.ts';

export function emitEntries(program: Program): readonly string[] {
  const { machine, reach, inlined } = program;
  const entered = machine.nodes.filter((node) => !inlined.has(node));
  return [
    ...entered.flatMap((node) => emitEnter(program, node)),
    ...[...reach.always.keys()].flatMap((leaf) => emitAlways(program, leaf)),
    ...[...program.exits.keys()].flatMap((domain) => emitExit(program, domain)),
  ];
}

const underWay = [
  ['course', 'Course'],
  ['context', 'Context'],
] as const;

function emitEnter(program: Program, node: Node): readonly string[] {
  const place = emptyPlace('course');
  return emitFunction(program, place, {
    comment: '',
    name: program.nameOf('enter', node),
    parameters: underWay,
    body: emitEntry(program, place, [], node, node),
  });
}

function emitAlways(program: Program, leaf: Node): readonly string[] {
  const place = emptyPlace('course');
  const choices = choicesOf(program.machine, leaf, { kind: 'always' });
  const cases = choices.flatMap(({ plan: { transition } }) =>
    transition === null ? [] : [{ transition, leaves: [leaf] }],
  );
  const ends = choices.at(-1)?.guard === null;
  const rest = { kind: 'rest', leaf, done: false } as const;
  return emitFunction(program, place, {
    comment: `Whatever \`always\` says in ${leaf.path}.`,
    name: program.nameOf('always', leaf),
    parameters: underWay,
    body: [
      ...emitCases(program, place, cases),
      ...(ends ? [] : emitScript(program, place, [], rest)),
    ],
  });
}

/** Leaves every state below `domain`, whichever are active. */
function emitExit(program: Program, domain: Node | null): readonly string[] {
  const place = emptyPlace('state');
  const leaves = [...(program.exits.get(domain) ?? [])];
  const acting = program.machine.nodes.filter(
    (leaf) => leaves.includes(leaf) && exitActions(leaf, domain).length > 0,
  );
  const groups = new Map<string, string[]>();
  for (const leaf of acting) {
    const lines = emitLeft(program, place, leaf, domain);
    const labels = groups.get(lines.join('\n')) ?? [];
    groups.set(lines.join('\n'), [...labels, `case ${quoted(leaf.path)}:`]);
  }
  const cases = [...groups].flatMap(([text, labels]) => {
    const lines = text.split('\n');
    const [last = ''] = labels.slice(-1);
    const isBlock = lines.some((line) => line.startsWith('const '));
    return [
      ...labels.slice(0, -1),
      isBlock ? `${last} {` : last,
      ...indented(1, lines),
      ...(isBlock ? ['}'] : []),
    ];
  });
  const plain = leaves.find((leaf) => !acting.includes(leaf));
  const others = plain === undefined ? [] : emitLeft(program, place, plain, domain);
  const body = [
    'switch (state.value) {',
    ...indented(1, cases),
    '  default:',
    ...indented(2, others.length > 0 ? others : emitLeft(program, place, null, domain)),
    '}',
  ];
  return emitFunction(program, place, {
    comment: `Leaves every state ${domain === null ? '' : `below ${domain.path || 'the root'}`}.`,
    name: program.nameOf('exitBelow', domain),
    parameters: [['state', 'State']],
    result: 'readonly [Course, Context]',
    body: [...(isMentioned('context', body) ? ['const { context } = state;'] : []), ...body],
  });
}

function emitLeft(
  program: Program,
  place: Place,
  leaf: Node | null,
  domain: Node | null,
): readonly string[] {
  const ops = leaf === null ? [] : exitsOf(program, leaf, domain, true);
  return emitScript(program, place, ops, { kind: 'left' });
}
