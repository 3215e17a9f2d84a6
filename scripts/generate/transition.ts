/**
 * Prints transitions: each behind its guard, in the order in which they are tried. What one leaves is
 * known when it is taken from one leaf only; an ancestor's leaves whatever is active below it.
 */
import { arrival, emitEntry, entryOps, finalOps } from './entry.ts';
import { type Doc, indented, lay, quoted } from './layout.ts';
import { type Action, isBelow, lineage, type Node, type Transition } from './machine.ts';
import { hasAlways, initialDescent, pathOf, planTransition, timersOf } from './plan.ts';
import { looks, type Program } from './program.ts';
import { condition, emitScript, moreArguments, type Place, type ScriptOp } from './script.ts';

/** A transition and the leaves that it may be taken from, here. */
export interface Case {
  readonly transition: Transition;
  readonly leaves: readonly Node[];
}

/** The lines of cases that are tried in turn. Unless the last has no guard, they may end. */
export function emitCases(
  program: Program,
  place: Place,
  cases: readonly Case[],
): readonly string[] {
  return cases.flatMap((one) => {
    const { guard } = one.transition;
    const lines = emitCase(program, place, one);
    if (guard === null) return lines;
    const test = condition(guard, place);
    const [only = ''] = lines;
    const [whole = ''] = emitIf(test, ` ${only}`);
    if (lines.length === 1 && emitIf(test, ` ${only}`).length === 1) return [whole];
    return [...emitIf(test, ' {'), ...lines.map((line) => `  ${line}`), '}'];
  });
}

function emitIf(test: Doc, tail: string): readonly string[] {
  const isGroup = typeof test !== 'string' && test.open === '(';
  const group = isGroup ? test : { open: '(', items: [test], close: ')', between: ' &&' };
  return lay(0, 'if ', group, tail);
}

function emitCase(program: Program, place: Place, { transition, leaves }: Case): readonly string[] {
  const trace = emitTrace(program, place, transition, leaves);
  const { enters } = pathOf(program.machine, transition);
  if (enters === null) {
    return [...trace, ...emitInternal(program, place, transition.actions, leaves)];
  }
  const same = place.kind === 'state' ? leaves.filter((leaf) => isSilent(program, leaf, transition)) : [];
  const others = leaves.filter((leaf) => !same.includes(leaf));
  const [leaf] = same;
  if (leaf === undefined) return [...trace, ...emitExternal(program, place, transition, others)];
  const raises = planTransition(program.machine, leaf, transition).ops.filter(isRaise);
  const stays = emitInternal(program, place, raises, same);
  if (others.length === 0) return [...trace, ...stays];
  const test = same.map(({ path }) => `state.value === ${quoted(path)}`);
  const group = { open: '(', items: test, close: ')', between: ' ||' };
  return [
    ...trace,
    ...lay(0, 'if ', group, ' {'),
    ...indented(1, stays),
    '}',
    ...emitExternal(program, place, transition, others),
  ];
}

/** Whether a leaf is left and entered again without anything to be seen of it. */
function isSilent({ machine }: Program, leaf: Node, transition: Transition): boolean {
  const plan = planTransition(machine, leaf, transition);
  return plan.leaf === leaf && !plan.done && plan.ops.every(isRaise);
}

type Raise = Extract<ScriptOp, { readonly kind: 'raise' | 'final' }>;

function isRaise(op: { readonly kind: string }): op is Raise {
  return op.kind === 'raise' || op.kind === 'final';
}

function emitExternal(
  program: Program,
  place: Place,
  transition: Transition,
  leaves: readonly Node[],
): readonly string[] {
  const { domain, above, enters } = pathOf(program.machine, transition);
  if (enters === null) throw new Error(`${transition.label} enters nothing`);
  const ops = [
    ...exitOps(program, place, domain, leaves),
    ...transition.actions,
    ...above.flatMap((node) => [...entryOps(node), ...finalOps(node)]),
  ];
  const [leaf] = leaves;
  if (place.kind === 'state' || leaf === undefined) {
    return emitEntry(program, place, ops, enters, null);
  }
  if (planTransition(program.machine, leaf, transition).changes) {
    return emitEntry(program, place, ops, enters, null);
  }
  // XState does not look at `always` again when one of them changed nothing: the step ends here.
  const below = [enters, ...initialDescent(enters)].flatMap((node) => [
    ...entryOps(node),
    ...node.initialActions,
    ...finalOps(node),
  ]);
  return emitScript(program, place, [...ops, ...below], { kind: 'rest', leaf, done: false });
}

/** A transition that leaves nothing. */
function emitInternal(
  program: Program,
  place: Place,
  actions: readonly (Action | Raise)[],
  leaves: readonly Node[],
): readonly string[] {
  const [leaf] = leaves;
  if (leaf === undefined) throw new Error('a transition that is taken from nowhere');
  const changes = actions.some(({ kind }) => kind === 'update');
  if (place.kind === 'course') {
    const tail = changes ? arrival(program, leaf) : ({ kind: 'rest', leaf, done: false } as const);
    return emitScript(program, place, actions, tail);
  }
  const goesOn = leaves.some((one) => (changes ? hasAlways(one) : looks(program, one)));
  if (!goesOn) return emitScript(program, place, actions, { kind: 'stay' });
  if (actions.every(isRaise)) {
    const lines = emitScript(program, place, actions, { kind: 'stay' });
    return [...lines.slice(0, -1), emitLook(program, place)];
  }
  const tail = {
    kind: 'call',
    name: leaves.length === 1 ? program.nameOf('always', leaf) : 'settle',
    first: leaves.length === 1 ? [] : ['state.value'],
  } as const;
  return emitScript(program, place, actions, tail);
}

/** The line that asks `always` about an event that nobody answers to. */
export function emitLook(program: Program, place: Place): string {
  return `return ${['look(state', ...moreArguments(program, place, 'look')].join(', ')});`;
}

/** Everything that is left below `domain`, innermost first. */
function exitOps(
  program: Program,
  place: Place,
  domain: Node | null,
  leaves: readonly Node[],
): readonly ScriptOp[] {
  const [leaf] = leaves;
  if (leaves.length === 1 && leaf !== undefined) {
    return exitsOf(program, leaf, domain, place.kind === 'state');
  }
  if (leaves.some((one) => exitActions(one, domain).length > 0)) {
    const known = program.exits.get(domain) ?? new Set();
    program.exits.set(domain, known);
    for (const one of leaves) known.add(one);
    return [{ kind: 'exit', name: program.nameOf('exitBelow', domain) }];
  }
  return program.hasTimers ? [{ kind: 'leave', keep: keptBy(domain) }] : [];
}

export function exitsOf(
  { hasTimers }: Program,
  leaf: Node,
  domain: Node | null,
  always: boolean,
): readonly ScriptOp[] {
  const exited = lineage(leaf).filter((node) => domain === null || isBelow(node, domain));
  const ops: ScriptOp[] = [];
  for (const { exit, timers, parent } of exited) {
    ops.push(...exit);
    if (timers.length === 0) continue;
    const leave = { kind: 'leave', keep: keptBy(parent) } as const;
    if (ops.at(-1)?.kind === 'leave') ops.pop();
    ops.push(leave);
  }
  const isLeft = ops.some(({ kind }) => kind === 'leave');
  return isLeft || !always || !hasTimers ? ops : [...ops, { kind: 'leave', keep: keptBy(domain) }];
}

export function exitActions(leaf: Node, domain: Node | null): readonly unknown[] {
  return lineage(leaf)
    .filter((node) => domain === null || isBelow(node, domain))
    .flatMap(({ exit }) => exit);
}

/** How many timers stay armed when a node does. */
function keptBy(node: Node | null): number {
  return node === null ? 0 : timersOf(node).length;
}

/** How a taken transition is written down in traced code: its label, and the leaf it was taken in. */
function emitTrace(
  { machine, trace }: Program,
  place: Place,
  transition: Transition,
  leaves: readonly Node[],
): readonly string[] {
  const { enters } = pathOf(machine, transition);
  if (trace === null) return [];
  const entered = enters === null ? [] : [enters, ...initialDescent(enters)];
  const isNestedFinal = entered.some((node) => finalOps(node).length > 0);
  const special = `${transition.reenter ? ' | reenter' : ''}${isNestedFinal ? ' | nested final' : ''}`;
  const at = place.kind === 'state' ? `\${state.value}` : (leaves[0]?.path ?? '');
  return [`${trace}(\`${transition.label} | ${at}${special}\`);`];
}
