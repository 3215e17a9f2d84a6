/**
 * Prints choices and plans as straight-line code: a guard becomes an `if`, a plan becomes the calls
 * of its rules in order, one literal for the next state and one for the outputs.
 *
 * Each update's result gets a name of its own (`next`, `next2`), so an effect is given the
 * context as it was at its place in the order although all outputs are built in one array at the
 * end.
 */
import { call, type Doc, key, lay, list, member, object, quoted } from './layout.ts';
import { type Guard, type Node, type Rule, reserved } from './machine.ts';
import { type Choice, hasAlways, type Plan } from './plan.ts';
import type { Program } from './program.ts';
import { finalMatters } from './reach.ts';

/** The function that code is printed into. */
export interface Place {
  readonly kind: 'start' | 'step' | 'always' | 'queue';
  /** Names that the code turned out to need, of: context generation timers event rest. */
  readonly uses: Set<string>;
  /** What was put out before: nothing, or what is in the variable `output`. */
  readonly output: 'nothing' | 'output';
  /** What waits in the queue: nothing, or what is in the variable. */
  readonly waiting: 'nothing' | 'raised' | 'rest';
}

/** The lines of a list of choices; `otherwise` is what is done when every guard says no. */
export function emitChoices(
  program: Program,
  place: Place,
  choices: readonly Choice[],
  otherwise: () => readonly string[],
): readonly string[] {
  const lines = choices.flatMap(({ guard, plan }) => {
    if (guard === null) return emitPlan(program, place, plan);
    const body = emitPlan(program, place, plan).map((line) => `  ${line}`);
    return [...emitIf(condition(guard, place)), ...body, '}'];
  });
  return choices.at(-1)?.guard === null ? lines : [...lines, ...otherwise()];
}

function emitIf(test: Doc): readonly string[] {
  const isGroup = typeof test !== 'string' && test.open === '(';
  const group = isGroup ? test : { open: '(', items: [test], close: ')', between: ' &&' };
  return lay(0, 'if ', group, ' {');
}

/** What is left to do in a leaf when nothing was taken: its `always`, its queue, or nothing. */
export function emitRefusal(program: Program, place: Place, leaf: Node): readonly string[] {
  const end = { leaf, done: false, looksAgain: place.kind !== 'always' };
  return lay(0, 'return ', proceed(program, place, end, ['state', place.output, []]), ';');
}

/** The lines of one plan, the last of which returns. */
export function emitPlan(program: Program, place: Place, plan: Plan): readonly string[] {
  const script = new Script(program, place, plan);
  for (const op of plan.ops) script.add(op);
  const end = { ...plan, looksAgain: place.kind !== 'always' || plan.changes };
  const doc = proceed(program, place, end, [script.state(), script.output(), script.raised]);
  const trace = program.trace === null ? [] : [`${program.trace}(${quoted(traceOf(plan))});`];
  return [...trace, ...script.lines, ...lay(0, 'return ', doc, ';')];
}

/** How a taken transition is written down in traced code: its label, and the leaf it was taken in. */
export function traceOf(plan: Plan): string {
  return `${plan.transition?.label ?? 'start'} | ${plan.from?.path ?? ''}`;
}

/** Collects what a plan's operations become. */
class Script {
  readonly lines: string[] = [];
  readonly raised: Doc[] = [];
  readonly #program: Program;
  readonly #place: Place;
  readonly #plan: Plan;
  readonly #outputs: Doc[] = [];
  /** The timers that were armed or disarmed, and the generation they have then. */
  readonly #timers = new Map<string, string>();
  #context = 'context';
  #updates = 0;
  #armed = 0;

  constructor(program: Program, place: Place, plan: Plan) {
    this.#program = program;
    this.#place = place;
    this.#plan = plan;
  }

  add(op: Plan['ops'][number]): void {
    switch (op.kind) {
      case 'update': {
        const value = this.#call(op.rule);
        this.#updates += 1;
        this.#context = this.#updates === 1 ? 'next' : `next${this.#updates}`;
        this.lines.push(...lay(0, `const ${this.#context} = `, value, ';'));
        return;
      }
      case 'effect':
        this.#outputs.push(this.#call(op.rule));
        return;
      case 'raise':
        this.raised.push(json(op.event));
        return;
      case 'final':
        if (!finalMatters(this.#program.machine)) return;
        this.raised.push(json({ type: reserved.final, state: op.node.path }));
        return;
      case 'arm': {
        const { name, rule } = op.timer;
        this.#armed += 1;
        this.#timers.set(name, this.#generation());
        this.#outputs.push(call('arm', [quoted(name), this.#generation(), this.#call(rule)]));
        return;
      }
      case 'disarm': {
        const { name } = op.timer;
        const armed = this.#timers.get(name);
        const which = armed ?? member(this.#use('timers'), name);
        this.#timers.set(name, '0');
        this.#outputs.push(call('disarm', [quoted(name), which]));
        return;
      }
    }
  }

  /** The next state; the very same one when nothing in it changed. */
  state(): Doc {
    const { from, leaf, done } = this.#plan;
    const changed = this.#updates > 0 || this.#timers.size > 0 || done || leaf !== from;
    if (!changed) return 'state';
    const hasValue = !this.#program.passing.has(leaf);
    const context = this.#updates === 0 ? this.#use('context') : `context: ${this.#context}`;
    return object([
      ...(hasValue ? [`value: ${quoted(leaf.path)}`] : []),
      ...(hasValue ? [`status: ${quoted(done ? 'done' : 'active')}`] : []),
      context,
      ...(this.#program.hasTimers ? this.#timerFields() : []),
    ]);
  }

  output(): Doc {
    const before = this.#place.output;
    if (this.#outputs.length === 0) return before;
    return list([...(before === 'output' ? ['...output'] : []), ...this.#outputs]);
  }

  #timerFields(): readonly Doc[] {
    const generation = this.#generation();
    const field = generation === 'generation' ? generation : `generation: ${generation}`;
    if (this.#timers.size === 0) {
      return [field, this.#starts() ? 'timers: unarmed' : this.#use('timers')];
    }
    const base = this.#starts() ? '...unarmed' : `...${this.#use('timers')}`;
    const patches = [...this.#timers].map(([name, value]) => `${key(name)}: ${value}`);
    return [field, object([base, ...patches], 'timers: ')];
  }

  #generation(): string {
    if (this.#starts()) return String(this.#armed);
    const generation = this.#use('generation');
    return this.#armed === 0 ? generation : `${generation} + ${this.#armed}`;
  }

  #starts(): boolean {
    return this.#place.kind === 'start';
  }

  #use(name: string): string {
    this.#place.uses.add(name);
    return name;
  }

  #call(rule: Rule): Doc {
    return callRule(this.#place, rule, this.#context);
  }
}

/** How a microstep ends. */
interface End {
  readonly leaf: Node;
  readonly done: boolean;
  /** Whether `always` is looked at after it. */
  readonly looksAgain: boolean;
}

/** The expression that goes on from a microstep's end: to `always`, to the queue, or out. */
function proceed(
  program: Program,
  place: Place,
  { leaf, done, looksAgain }: End,
  [state, output, raised]: readonly [state: Doc, output: Doc, raised: readonly Doc[]],
): Doc {
  if (done) return list([state, output]);
  const queue = queueOf(place, raised);
  if (looksAgain && hasAlways(leaf)) {
    const event = program.eventful.has(leaf) ? ['event'] : [];
    const { queued } = program.reach.always.get(leaf) ?? { queued: false };
    if (event.length > 0) place.uses.add('event');
    if (queued) place.uses.add(place.waiting);
    return call(program.nameOf('always', leaf), [
      state,
      output,
      ...event,
      ...(queued ? [queue] : []),
    ]);
  }
  if (!program.reach.drains.has(leaf) || queue === 'nothing') return list([state, output]);
  place.uses.add(place.waiting);
  return call(program.nameOf('queue', leaf), [state, output, queue]);
}

function queueOf({ waiting }: Place, raised: readonly Doc[]): Doc {
  if (raised.length === 0) return waiting;
  return list([...(waiting === 'nothing' ? [] : [`...${waiting}`]), ...raised]);
}

/** A call of a rule, with exactly as many arguments as it declares. */
function callRule(place: Place, { family, name, takes }: Rule, context: string): Doc {
  if (takes >= 1) place.uses.add(context);
  if (takes === 2) place.uses.add('event');
  return call(`${family}.${name}`, [context, 'event'].slice(0, takes));
}

function condition(guard: Guard, place: Place): Doc {
  switch (guard.kind) {
    case 'rule':
      return callRule(place, guard.rule, 'context');
    case 'not': {
      return prefixed('!', condition(guard.guard, place));
    }
    case 'and':
    case 'or': {
      const between = guard.kind === 'and' ? ' &&' : ' ||';
      return {
        open: '(',
        items: guard.guards.map((part) => condition(part, place)),
        close: ')',
        between,
      };
    }
  }
}

/** Plain data as a literal. */
function json(value: unknown): Doc {
  if (Array.isArray(value)) return list(value.map(json));
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return object(Object.entries(value).map(([name, own]) => prefixed(`${key(name)}: `, json(own))));
}

function prefixed(head: string, doc: Doc): Doc {
  return typeof doc === 'string' ? head + doc : { ...doc, open: head + doc.open };
}
