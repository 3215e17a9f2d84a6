/**
 * Prints what one transition, or one entry, does: from the operations in their order to the lines
 * of a function body, the last of which returns.
 *
 * Two things are threaded through the operations, as values: the context, which updates replace,
 * and the course, which is what a step has come to so far: timers that stay armed, and outputs. A
 * context that is needed once is written where it is needed; one that is needed again gets a
 * name.
 */
import { call, type Doc, key, lay, list, object, prefixed, quoted } from './layout.ts';
import { type Guard, type Node, type Rule, reserved, type Timer } from './machine.ts';
import { type Op, timersOf } from './plan.ts';
import type { Needs, Program } from './program.ts';

/** The function that code is printed into. */
export interface Place {
  /** Whether it is given a state, or a course and a context that are under way, or nothing yet. */
  readonly kind: 'state' | 'course' | 'start';
  /** What it is found to need beside that. */
  readonly needs: Needs;
}

export type ScriptOp =
  | Exclude<Op, { readonly kind: 'arm' | 'disarm' }>
  | { readonly kind: 'arm'; readonly timer: Timer }
  /** Disarms all timers but the outermost `keep`. */
  | { readonly kind: 'leave'; readonly keep: number }
  /** Leaves whatever leaf is active, up to a node, with a function of its own. */
  | { readonly kind: 'exit'; readonly name: string };

/** How it ends. */
export type Tail =
  | { readonly kind: 'rest'; readonly leaf: Node; readonly done: boolean }
  /** Calls a function that goes on with the course and the context. */
  | { readonly kind: 'call'; readonly name: string; readonly first: readonly string[] }
  /** The state stays as it is but for its context. */
  | { readonly kind: 'stay' }
  /** The course and the context are what it gives back. */
  | { readonly kind: 'left' };

export function emptyPlace(kind: Place['kind']): Place {
  return { kind, needs: { event: new Set(), raised: false } };
}

/** The lines of a script. */
export function emitScript(
  program: Program,
  place: Place,
  ops: readonly ScriptOp[],
  tail: Tail,
): readonly string[] {
  const context = new Contexts(place, ops, tail);
  const course = new Course(program, place, tail);
  const lines: string[] = [];
  for (const op of ops) {
    switch (op.kind) {
      case 'update':
        lines.push(...context.update(op.rule));
        break;
      case 'effect':
        course.tell(callRule(place, op.rule, context.doc()));
        break;
      case 'arm':
        course.arm(op.timer, callRule(place, op.timer.rule, context.doc()));
        break;
      case 'leave':
        course.leave(op.keep);
        break;
      case 'exit':
        lines.push(...course.exit(op.name), ...context.exit());
        break;
      case 'raise':
      case 'final':
        lines.push(...raise(program, place, op));
    }
  }
  return [...lines, ...lay(0, 'return ', end(program, place, tail, context, course), ';')];
}

/** What a call of an emitted function has to be given after its first arguments. */
export function moreArguments(program: Program, place: Place, name: string): readonly string[] {
  const needs = program.needs.get(name);
  program.called.now.add(name);
  for (const rule of needs?.event ?? []) place.needs.event.add(rule);
  if (needs?.raised === true) place.needs.raised = true;
  return [
    ...(needs !== undefined && needs.event.size > 0 ? ['event'] : []),
    ...(needs?.raised === true ? ['raised'] : []),
  ];
}

/** A guard as an expression. */
export function condition(guard: Guard, place: Place): Doc {
  switch (guard.kind) {
    case 'rule':
      return callRule(place, guard.rule, 'context');
    case 'not':
      return prefixed('!', condition(guard.guard, place));
    case 'and':
    case 'or': {
      const between = guard.kind === 'and' ? ' &&' : ' ||';
      const items = guard.guards.map((part) => condition(part, place));
      return { open: '(', items, close: ')', between };
    }
  }
}

function end(program: Program, place: Place, tail: Tail, context: Contexts, course: Course): Doc {
  switch (tail.kind) {
    case 'stay': {
      if (!context.isFirst()) return call('stay', ['state', context.doc(), ...course.told()]);
      const outputs = course.told();
      return list(['state', outputs.length === 0 ? 'nothing' : list(outputs)]);
    }
    case 'call': {
      const more = moreArguments(program, place, tail.name);
      return call(tail.name, [...tail.first, course.doc(), context.doc(), ...more]);
    }
    case 'left':
      return list([course.doc(), context.doc()]);
    case 'rest': {
      const done = tail.done ? [quoted('done')] : [];
      return call('rest', [quoted(tail.leaf.path), course.doc(), context.doc(), ...done]);
    }
  }
}

/** The versions of the context, from one update to the next. */
class Contexts {
  readonly #place: Place;
  /** How often each version is needed. */
  readonly #needed: number[] = [0];
  #version = 0;
  #doc: Doc = 'context';
  #names = 0;

  constructor(place: Place, ops: readonly ScriptOp[], tail: Tail) {
    this.#place = place;
    const need = () => {
      this.#needed.push((this.#needed.pop() ?? 0) + 1);
    };
    for (const op of ops) {
      if (op.kind === 'update' || op.kind === 'effect') {
        if (op.rule.takes > 0) need();
      }
      if (op.kind === 'arm' && op.timer.rule.takes > 0) need();
      if (op.kind === 'update' || op.kind === 'exit') this.#needed.push(0);
    }
    if (tail.kind !== 'stay' || this.#needed.length > 1) need();
  }

  isFirst(): boolean {
    return this.#version === 0;
  }

  doc(): Doc {
    return this.#doc;
  }

  update(rule: Rule): readonly string[] {
    const value = callRule(this.#place, rule, this.#doc);
    this.#version += 1;
    if (this.#needed[this.#version] === 1) {
      this.#doc = value;
      return [];
    }
    if (this.#needed[this.#version] === 0) return [];
    this.#names += 1;
    this.#doc = this.#names === 1 ? 'next' : `next${this.#names}`;
    return lay(0, `const ${this.#doc} = `, value, ';');
  }

  exit(): readonly string[] {
    this.#version += 1;
    this.#doc = 'left';
    return [];
  }
}

/** The course of a step as an expression that grows. */
class Course {
  readonly #program: Program;
  readonly #place: Place;
  readonly #isStay: boolean;
  #base: 'state' | 'course' | 'start';
  #doc: Doc | null = null;
  /** Whether outputs can still be added to the outermost call of the expression. */
  #isOpen = false;
  #told: Doc[] = [];

  constructor(program: Program, place: Place, tail: Tail) {
    this.#program = program;
    this.#place = place;
    this.#base = place.kind;
    this.#isStay = tail.kind === 'stay';
  }

  tell(output: Doc): void {
    this.#told.push(output);
  }

  /** The outputs alone. */
  told(): readonly Doc[] {
    return this.#told;
  }

  arm(timer: Timer, delay: Doc): void {
    const { armsMany, machine } = this.#program;
    const node = machine.nodes.find(({ timers }) => timers.includes(timer)) ?? machine.root;
    const armed = [this.doc(), quoted(timer.name), delay];
    this.#doc = armsMany
      ? call('armBehind', [String(armedAround(node)), ...armed])
      : call('arm', armed);
    this.#isOpen = false;
  }

  leave(keep: number): void {
    const isState = this.#base === 'state' && this.#doc === null && this.#told.length === 0;
    const from = isState ? 'state' : this.doc();
    const isSimple = keep === 0 && !this.#program.armsMany;
    this.#doc = isSimple ? call('leave', [from]) : call('leaveTo', [String(keep), from]);
    this.#isOpen = true;
  }

  exit(name: string): readonly string[] {
    this.#base = 'course';
    const more = moreArguments(this.#program, this.#place, name);
    return [`const [course, left] = ${name}(${['state', ...more].join(', ')});`];
  }

  doc(): Doc {
    if (this.#isStay) throw new Error('a course where nothing is left');
    const told = this.#told;
    this.#told = [];
    if (this.#doc === null) this.#doc = this.#begin(told);
    else if (told.length > 0) this.#doc = this.#append(this.#doc, told);
    return this.#doc;
  }

  #append(doc: Doc, told: readonly Doc[]): Doc {
    if (this.#isOpen && typeof doc !== 'string') return { ...doc, items: [...doc.items, ...told] };
    return call('tell', [doc, ...told]);
  }

  #begin(told: readonly Doc[]): Doc {
    if (this.#base === 'course') {
      return told.length === 0 ? 'course' : this.#append('course', told);
    }
    if (this.#base === 'state') {
      this.#isOpen = true;
      return call(this.#program.hasTimers ? 'tell' : 'keep', ['state', ...told]);
    }
    const outputs = prefixed('outputs: ', told.length === 0 ? 'nothing' : list(told));
    return object([...this.#hasTimers('generation: 0', 'timers: nothing'), outputs]);
  }

  #hasTimers(...fields: readonly string[]): readonly string[] {
    return this.#program.hasTimers ? fields : [];
  }
}

/** How many timers the nodes around this one have. */
function armedAround({ parent }: Node): number {
  return parent === null ? 0 : timersOf(parent).length;
}

function raise(
  program: Program,
  place: Place,
  op: Extract<ScriptOp, { readonly kind: 'raise' | 'final' }>,
): readonly string[] {
  const type = op.kind === 'raise' ? op.event.type : reserved.final;
  if (!program.drained.has(type)) return [];
  place.needs.raised = true;
  const event = op.kind === 'raise' ? op.event : { type: reserved.final, state: op.node.path };
  return lay(0, '', call('raised.push', [json(event)]), ';');
}

/** A call of a rule, with exactly as many arguments as it declares. */
function callRule(place: Place, { family, name, takes }: Rule, context: Doc): Doc {
  if (takes === 2) place.needs.event.add(`${family}.${name}`);
  return call(`${family}.${name}`, [context, 'event'].slice(0, takes));
}

/** Plain data as a literal. */
function json(value: unknown): Doc {
  if (Array.isArray(value)) return list(value.map(json));
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return object(Object.entries(value).map(([name, own]) => prefixed(`${key(name)}: `, json(own))));
}
