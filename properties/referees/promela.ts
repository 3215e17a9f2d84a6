/**
 * Prints a system of tables as a Promela model with one claim `from leads to to`, under our
 * fairness: a class that can be taken for ever is taken again and again, and a run may come to
 * rest. Spin then has to give the explorer's verdict.
 *
 * One process takes one action a step. An action is tried on a copy, so that what is void or
 * changes nothing is no step; which classes can be taken is worked out anew after each. Fairness is
 * the premise of the formula. All names have a prefix, for spin's C has names of its own.
 */
import { checkTable, type TableActor, type TableEntry } from './table.ts';

/** A table whose offers say their fairness class; null: nobody promises it. */
export interface FairActor extends TableActor {
  /** In the places of `offers`. */
  readonly fair: readonly (readonly (string | null)[])[];
}

/** True where one of these is; each names the states of some actors. */
export type Somewhere = readonly Readonly<Record<string, number>>[];

export interface PromelaSystem {
  readonly name: string;
  readonly tables: readonly FairActor[];
  readonly postsMax: number;
  readonly from: Somewhere;
  readonly to: Somewhere;
}

export function printPromela(system: PromelaSystem): string {
  const { name, tables, postsMax, from, to } = system;
  const messagesOf = new Map(tables.map((table) => [table.name, table.messages]));
  for (const table of tables) checkTable(table, messagesOf);
  const classes = [...new Set(tables.flatMap(({ fair }) => fair.flat()))].filter(
    (one) => one !== null,
  );
  const premise = ['true', ...classes.map(fairness)].join(' && ');
  return [
    `/* ${name}: printed, not written. See properties/referees/promela.ts. */`,
    ...tables.flatMap((table) => [`short w_${table.name};`, `hidden short n_${table.name};`]),
    'byte w_taken;',
    ...classes.map((_, at) => `bit w_can${at + 1};`),
    `hidden short q_to[${postsMax}];`,
    `hidden short q_message[${postsMax}];`,
    'hidden short q_head; hidden short q_tail; hidden byte q_ok; hidden short q_now;',
    `#define q_from (${somewhere(from)})`,
    `#define q_goal (${somewhere(to)})`,
    tryOut(tables, postsMax),
    look(tables, classes),
    process(tables, classes),
    `ltl q_claim { (${premise}) -> ([](q_from -> <>q_goal)) }`,
    '',
  ].join('\n');
}

function fairness(_: string, at: number): string {
  return `(([]<>(w_taken == ${at + 1})) || ([]<>(w_can${at + 1} == 0)))`;
}

function somewhere(places: Somewhere): string {
  const all = places.map((place) =>
    Object.entries(place)
      .map(([name, state]) => `w_${name} == ${state}`)
      .join(' && '),
  );
  return all.length === 0 ? 'false' : all.map((one) => `(${one})`).join(' || ');
}

/** Tries an action on the copy; `q_ok`: it can happen, and changes something. */
function tryOut(tables: readonly FairActor[], postsMax: number): string {
  const numberOf = new Map(tables.map(({ name }, at) => [name, at]));
  const post = (to: number | undefined, message: number) =>
    `assert(q_tail < ${postsMax}); q_to[q_tail] = ${to}; q_message[q_tail] = ${message}; q_tail++;`;
  const reaction = (name: string, { reaction: what }: TableEntry) =>
    what === null
      ? 'q_ok = 0;'
      : [
          `n_${name} = ${what.next};`,
          ...what.posts.map(({ to, message }) => post(numberOf.get(to), message)),
        ].join(' ');
  const cases = tables.flatMap(({ name, entries }, at) =>
    entries.map((entry) => {
      const { state, message } = entry;
      const now = `q_to[q_now] == ${at} && q_message[q_now] == ${message}`;
      return `    :: ${now} && n_${name} == ${state} -> ${reaction(name, entry)}`;
    }),
  );
  return [
    'inline q_try(q_whom, q_what) {',
    ...tables.map(({ name }) => `  n_${name} = w_${name};`),
    '  q_ok = 1; q_head = 0; q_tail = 1; q_to[0] = q_whom; q_message[0] = q_what;',
    '  do',
    '  :: q_ok && q_head < q_tail ->',
    '    q_now = q_head; q_head++;',
    '    if',
    ...cases,
    '    :: else -> assert(false)',
    '    fi',
    '  :: else -> break',
    '  od;',
    `  if :: ${tables.map(({ name }) => `n_${name} == w_${name}`).join(' && ')} -> q_ok = 0`,
    '  :: else -> skip fi',
    '}',
  ].join('\n');
}

interface Offered {
  readonly at: number;
  readonly name: string;
  readonly state: number;
  readonly message: number;
  /** 0: none. */
  readonly taken: number;
}

function offered(tables: readonly FairActor[], classes: readonly string[]): readonly Offered[] {
  return tables.flatMap(({ name, offers, fair }, at) =>
    offers.flatMap((of, state) =>
      of.map((message, index) => {
        const taken = classes.indexOf(fair[state]?.[index] ?? '') + 1;
        return { at, name, state, message, taken };
      }),
    ),
  );
}

/** Which classes can be taken in the present world. */
function look(tables: readonly FairActor[], classes: readonly string[]): string {
  const fair = offered(tables, classes).filter(({ taken }) => taken > 0);
  return [
    'inline q_look() {',
    '  skip;',
    ...classes.map((_, at) => `  w_can${at + 1} = 0;`),
    ...fair.map(
      ({ at, name, state, message, taken }) =>
        `  if :: w_${name} == ${state} -> q_try(${at}, ${message}); ` +
        `if :: q_ok -> w_can${taken} = 1 :: else -> skip fi :: else -> skip fi;`,
    ),
    '}',
  ].join('\n');
}

function process(tables: readonly FairActor[], classes: readonly string[]): string {
  const become = tables.map(({ name }) => `w_${name} = n_${name};`).join(' ');
  return [
    'active proctype q_world() {',
    '  d_step { q_look() }',
    '  do',
    ...offered(tables, classes).map(
      ({ at, name, state, message, taken }) =>
        `  :: d_step { w_${name} == ${state}; q_try(${at}, ${message}); ` +
        `if :: q_ok -> ${become} w_taken = ${taken}; q_look() :: else -> w_taken = 0 fi }`,
    ),
    '  :: w_taken = 0',
    '  od',
    '}',
  ].join('\n');
}
