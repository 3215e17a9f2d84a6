/**
 * Every machine with one piece taken out or turned round: each transition dropped; its guard
 * negated, or dropped, so that it is always true; each of its actions dropped; and each action of
 * an entry or an exit.
 *
 * A mutant is made of the model's own JSON and rules, lifted again. Its name says where and what,
 * as in 'attachment/live on frame [2] isForeign: guard negated', and stays what it is while the
 * place stays. It must never know which promise it breaks.
 */
import { not } from 'xstate';
import { lift, type Model } from '../../machines/lift.ts';
import type { SubjectState, TimerFired, Typed } from '../lockstep/oracle.ts';

export interface Mutant {
  readonly name: string;
  readonly machine: string;
  /** Makes the machine; each time anew. `options` are for XState, which reads them of a config. */
  readonly make: (options?: { readonly maxIterations: number }) => Model;
  /** Whether a step in this state may be another one: false, when the place is not asked there. */
  readonly concerns: (state: SubjectState | null, said: unknown) => boolean;
}

interface Transition {
  guard?: string;
  target?: string;
  actions: string[];
  reenter?: true;
}

/** A state's config, with every list written as a list. */
interface Node {
  entry: string[];
  exit: string[];
  always: Transition[];
  on: Record<string, Transition[]>;
  after: Record<string, Transition[]>;
  states: Record<string, Node>;
}

/** What a mutant does to a fresh copy of the config. */
type Edit = (root: Node) => void;

const negated = 'isNotSo';

export function mutantsOf(model: Model): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const add = (
    name: string,
    edit: Edit,
    concerns: Mutant['concerns'],
    guards: Readonly<Record<string, unknown>> = {},
  ) => {
    const make: Mutant['make'] = (options) => {
      const root = plain(model.machine.config);
      edit(root);
      const extras = { ...model.extras, guards: { ...model.extras.guards, ...guards } };
      const config = { ...pruned(root), ...(options === undefined ? {} : { options }) };
      return lift(model.name, model.rules, extras, config as never);
    };
    mutants.push({ name: `${model.name}${name}`, machine: model.name, make, concerns });
  };
  visit(plain(model.machine.config), [], (node, path) => {
    for (const kind of ['entry', 'exit'] as const) {
      node[kind].forEach((action, index) => {
        const where = `${place(path)} ${kind} ${nth(node[kind], index)}`;
        add(`${where}: dropped`, (root) => at(root, path)[kind].splice(index, 1), anyStep, {});
        void action;
      });
    }
    for (const list of listsOf(node)) {
      const concerns = list.kind === 'always' ? anyStep : stepsOf(path, list);
      list.of(node).forEach((transition, index) => {
        const here = (root: Node) => list.of(at(root, path));
        const count = list.of(node).length > 1 ? ` [${index}]` : '';
        const guard = transition.guard === undefined ? '' : ` ${transition.guard}`;
        const where = `${place(path)} ${list.name}${count}${guard}`;
        for (const one of editsOf(transition)) {
          const edit: Edit = (root) => one.edit(here(root), index);
          add(`${where}: ${one.what}`, edit, concerns, one.guards);
        }
      });
    }
  });
  return mutants;
}

interface TransitionEdit {
  readonly what: string;
  readonly edit: (list: Transition[], index: number) => void;
  readonly guards?: Readonly<Record<string, unknown>>;
}

function editsOf({ guard, actions }: Transition): readonly TransitionEdit[] {
  const edits: TransitionEdit[] = [
    { what: 'dropped', edit: (list, index) => void list.splice(index, 1) },
  ];
  if (guard !== undefined) {
    edits.push(
      {
        what: 'guard negated',
        guards: { [negated]: not(guard) },
        edit: (list, index) => void Object.assign(list[index] ?? {}, { guard: negated }),
      },
      { what: 'guard dropped', edit: (list, index) => void delete list[index]?.guard },
    );
  }
  const drops = actions.map((_, number) => ({
    what: `${nth(actions, number)} dropped`,
    edit: (list: Transition[], index: number) => void list[index]?.actions.splice(number, 1),
  }));
  return [...edits, ...drops];
}

interface List {
  readonly kind: 'always' | 'on' | 'after';
  readonly key: string;
  readonly name: string;
  readonly of: (node: Node) => Transition[];
}

function listsOf(node: Node): readonly List[] {
  const keyed = (kind: 'on' | 'after') =>
    Object.keys(node[kind]).map((key) => ({
      kind,
      key,
      name: `${kind} ${key}`,
      of: (one: Node) => one[kind][key] ?? [],
    }));
  const always = {
    kind: 'always',
    key: '',
    name: 'always',
    of: (one: Node) => one.always,
  } as const;
  return [always, ...keyed('on'), ...keyed('after')];
}

const anyStep = () => true;

/** A transition is asked for in its state and below, by its event, or by its timer. */
function stepsOf(path: readonly string[], { kind, key }: List): Mutant['concerns'] {
  const within = path.join('.');
  return (state, said) => {
    if (state === null) return kind === 'after';
    // A timer that is gone is not armed either: whatever enters the state is another step.
    if (kind === 'after') return true;
    const isHere = within === '' || state.value === within || state.value.startsWith(`${within}.`);
    return isHere && (said as Typed | TimerFired).type === key;
  };
}

/** 'close', or 'close (2)' when it is not the first of its name. */
function nth(names: readonly string[], index: number): string {
  const name = names[index] ?? '';
  const before = names.slice(0, index).filter((one) => one === name).length;
  return before === 0 ? name : `${name} (${before + 1})`;
}

function place(path: readonly string[]): string {
  return path.length === 0 ? '' : `/${path.join('.')}`;
}

function at(root: Node, path: readonly string[]): Node {
  return path.reduce((node, key) => {
    const child = node.states[key];
    if (child === undefined) throw new Error(`no state '${key}'`);
    return child;
  }, root);
}

function visit(
  node: Node,
  path: readonly string[],
  see: (node: Node, path: readonly string[]) => void,
) {
  see(node, path);
  for (const [key, child] of Object.entries(node.states)) visit(child, [...path, key], see);
}

type Written = Readonly<Record<string, unknown>>;

function plain(config: object): Node {
  const written = JSON.parse(JSON.stringify(config)) as Written;
  return normal(written);
}

function normal(written: Written): Node {
  const children = (kind: string) => Object.entries((written[kind] ?? {}) as Written);
  const keyed = (kind: string) =>
    Object.fromEntries(children(kind).map(([key, own]) => [key, transitions(own)]));
  return {
    ...written,
    entry: many<string>(written['entry']),
    exit: many<string>(written['exit']),
    always: transitions(written['always'] ?? []),
    on: keyed('on'),
    after: keyed('after'),
    states: Object.fromEntries(
      children('states').map(([key, own]) => [key, normal(own as Written)]),
    ),
  };
}

function transitions(written: unknown): Transition[] {
  return many<string | Written>(written).map((one) =>
    typeof one === 'string'
      ? { target: one, actions: [] }
      : { ...one, actions: many<string>(one['actions']) },
  );
}

function many<T>(written: unknown): T[] {
  if (written === undefined) return [];
  return Array.isArray(written) ? [...(written as readonly T[])] : [written as T];
}

/** An event without transitions is none: an empty list would still hide an ancestor's. */
function pruned(node: Node): object {
  const filled = (record: Record<string, Transition[]>) =>
    Object.fromEntries(Object.entries(record).filter(([, list]) => list.length > 0));
  const states = Object.entries(node.states).map(([key, child]) => [key, pruned(child)] as const);
  return {
    ...node,
    on: filled(node.on),
    after: filled(node.after),
    ...(states.length === 0 ? { states: undefined } : { states: Object.fromEntries(states) }),
  };
}
