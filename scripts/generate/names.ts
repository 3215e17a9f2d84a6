/**
 * Resolves the names in a machine's config to rules, raised events and guard expressions.
 *
 * A name means one thing only, and every name must mean something. Composite guards are read out of
 * XState's own and/or/not: each is a function that carries `check` and `guards`, and `check` is the
 * same function for each kind. They are taken apart here, so that the generated code says
 * `guards.a(context) && !guards.b(context)` and knows no combinator.
 */
import { and, not, or } from 'xstate';
import type { Model, Rules } from '../../machines/lift.ts';
import { type Action, type Guard, type Rule, reserved } from './machine.ts';
import { Refusal } from './refusal.ts';

/** Looks names up on behalf of one machine. `at` is where the name is written. */
export interface Names {
  readonly guard: (at: string, written: unknown) => Guard;
  readonly action: (at: string, written: unknown) => Action;
  readonly delay: (at: string, name: string) => Rule;
}

export type Source = Pick<Model, 'name' | 'rules' | 'extras'>;

const identifier = /^[A-Za-z_$][\w$]*$/;
const combinators = new Map<unknown, 'and' | 'or' | 'not'>([
  [Reflect.get(and([]), 'check'), 'and'],
  [Reflect.get(or([]), 'check'), 'or'],
  [Reflect.get(not(''), 'check'), 'not'],
]);

export function namesOf(source: Source): Names {
  const { name: machine, rules, extras } = source;
  refuseDoubles(source);
  const guard = (at: string, written: unknown, seen: readonly string[] = []): Guard => {
    if (typeof written === 'function') return composite(at, written, seen);
    const name = plainName(at, written, 'guard');
    if (Object.hasOwn(rules.guards, name)) return { kind: 'rule', rule: rule('guards', name) };
    if (!Object.hasOwn(extras.guards, name)) {
      throw new Refusal(at, `unknown guard '${name}'`, `add it to guards of ${machine}/rules.ts`);
    }
    if (seen.includes(name)) {
      throw new Refusal(at, `guard '${name}' is made of itself`, 'break the circle');
    }
    const made = extras.guards[name];
    if (typeof made !== 'function' || !combinators.has(Reflect.get(made, 'check'))) {
      const problem = `guard '${name}' is not made by and(), or() or not()`;
      throw new Refusal(at, problem, `move it to guards of ${machine}/rules.ts`);
    }
    return composite(at, made, [...seen, name]);
  };
  const composite = (at: string, made: object, seen: readonly string[]): Guard => {
    const kind = combinators.get(Reflect.get(made, 'check'));
    if (kind === undefined || seen.length === 0) {
      const problem = 'stateValue' in made ? 'stateIn() as a guard' : 'an inline guard';
      throw new Refusal(at, problem, 'name it in rules.ts, or combine named ones in extras.guards');
    }
    const parts = (Reflect.get(made, 'guards') as unknown[]).map((part) =>
      // A combinator within a combinator is inline by nature; its leaves must have names.
      guard(at, part, seen),
    );
    const [first] = parts;
    if (first === undefined) {
      throw new Refusal(at, `${kind}([]) guards nothing`, 'name at least one guard in it');
    }
    return kind === 'not' ? { kind, guard: first } : { kind, guards: parts };
  };
  const rule = (family: Rule['family'], name: string): Rule => {
    const takes = rules[family][name]?.length ?? 0;
    return { family, name, takes: takes >= 2 ? 2 : takes === 1 ? 1 : 0 };
  };
  return {
    guard: (at, written) => guard(at, written),
    action: (at, written) => {
      const name = plainName(at, written, 'action');
      if (Object.hasOwn(rules.updates, name)) {
        return { kind: 'update', rule: rule('updates', name) };
      }
      if (Object.hasOwn(rules.effects, name)) {
        return { kind: 'effect', rule: rule('effects', name) };
      }
      const event = Object.hasOwn(extras.raises, name) ? extras.raises[name] : undefined;
      if (event === undefined) {
        const instead = `add it to updates or effects of ${machine}/rules.ts, or to extras.raises`;
        throw new Refusal(at, `unknown action '${name}'`, instead);
      }
      refuseRaise(at, name, event);
      return { kind: 'raise', event };
    },
    delay: (at, name) => {
      refuseDelay(at, name, source);
      return rule('delays', name);
    },
  };
}

function refuseDelay(at: string, name: string, { name: machine, rules }: Source): void {
  if (!Number.isNaN(Number(name))) {
    const instead = `name the delay in delays of ${machine}/rules.ts`;
    throw new Refusal(at, `a delay written as a number ('${name}')`, instead);
  }
  if (!Object.hasOwn(rules.delays, name)) {
    throw new Refusal(at, `unknown delay '${name}'`, `add it to delays of ${machine}/rules.ts`);
  }
}

/** A guard or an action must be written as a plain name: everything else hides a function. */
function plainName(at: string, written: unknown, what: 'guard' | 'action'): string {
  if (typeof written === 'string') return written;
  if (typeof written === 'function') {
    const builtin: unknown = Reflect.get(written, 'type') ?? Reflect.get(written, 'name');
    const named = typeof builtin === 'string' && builtin !== '' ? builtin : 'a function';
    const problem = `an inline ${what} (${named})`;
    const instead =
      what === 'guard'
        ? 'give it a name in guards of rules.ts'
        : 'an update, an effect or a raise with a name is all there is: ' +
          'asynchronous work is an effect out and an event back';
    throw new Refusal(at, problem, instead);
  }
  if (typeof written === 'object' && written !== null && 'params' in written) {
    throw new Refusal(at, `a ${what} with params`, 'write one rule for each case, by its name');
  }
  throw new Refusal(at, `a ${what} that is not a name`, 'write the name as a string');
}

function refuseRaise(at: string, name: string, event: unknown): void {
  const plain = typeof event === 'object' && event !== null;
  const type: unknown = plain ? Reflect.get(event, 'type') : undefined;
  if (typeof type !== 'string' || JSON.stringify(event) !== JSON.stringify(copied(event))) {
    throw new Refusal(at, `raise '${name}' is not a plain event`, 'write { type: "..." } in JSON');
  }
  refuseEventType(`${at} (raise '${name}')`, type);
}

/** True JSON survives a copy; an expression in a raise does not. */
function copied(event: unknown): unknown {
  try {
    return structuredClone(event);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** An event type must be exact, and not one of those that XState or the runtime make. */
export function refuseEventType(at: string, type: string): void {
  if (type.includes('*')) {
    throw new Refusal(at, `the wildcard '${type}'`, 'write a handler for each event type');
  }
  if (type.startsWith('xstate.') || Object.values(reserved).some((taken) => taken === type)) {
    throw new Refusal(at, `'${type}' is made by the runtime itself`, 'use another event type');
  }
  if (!/^[A-Za-z][\w.:-]*$/.test(type)) {
    throw new Refusal(
      at,
      `the event type '${type}'`,
      'begin with a letter, then letters, digits, .:_-',
    );
  }
}

/** One name in two places would mean one thing to XState and another to us. */
function refuseDoubles({ name: machine, rules, extras }: Source): void {
  const families: readonly (readonly [string, readonly object[]])[] = [
    ['guard', [rules.guards, extras.guards]],
    ['action', [rules.updates, rules.effects, extras.raises]],
    ['delay', [rules.delays]],
  ];
  for (const [what, homes] of families) {
    const seen = new Set<string>();
    for (const name of homes.flatMap((home) => Object.keys(home))) {
      if (seen.has(name)) {
        throw new Refusal(machine, `two ${what}s are called '${name}'`, 'rename one of them');
      }
      if (!identifier.test(name)) {
        throw new Refusal(machine, `the ${what} name '${name}'`, 'use a plain identifier');
      }
      seen.add(name);
    }
  }
  refuseInexact({ name: machine, rules });
}

/** A rule is called with the arguments it declares, so it has to declare them plainly. */
function refuseInexact({ name: machine, rules }: { name: string; rules: Rules }): void {
  for (const family of ['guards', 'updates', 'effects', 'delays'] as const) {
    for (const [name, rule] of Object.entries<unknown>(rules[family])) {
      if (typeof rule !== 'function' || rule.length > 2) {
        const problem = `${family}.${name} is not a function of (context, event)`;
        throw new Refusal(
          machine,
          problem,
          'declare it as (context) => ... or (context, event) => ...',
        );
      }
    }
  }
}
