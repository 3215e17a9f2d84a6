/**
 * The part of a Promela model that is C: the tables as arrays, an action that is tried on a copy of
 * the world and taken, what a claim sees, and which fairness classes can be taken.
 *
 * `w_state` and `w_taken` are the model's. It must never know a claim's automaton.
 */
import type { TableActor } from './table.ts';

/** A table whose offers say their fairness class; null: nobody promises it. */
export interface FairActor extends TableActor {
  /** In the places of `offers`. */
  readonly fair: readonly (readonly (string | null)[])[];
}

/** True in some states of some actors, which are given in this order. */
export interface Sight {
  readonly over: readonly string[];
  readonly holds: (...states: readonly number[]) => boolean;
}

export interface Leads {
  readonly from: Sight;
  readonly to: Sight;
}

export interface PromelaSystem {
  readonly name: string;
  readonly tables: readonly FairActor[];
  /** The most posts of one action. More ends the run with an error. */
  readonly postsMax: number;
  readonly claims: readonly Leads[];
}

/** A system with its fairness classes and its choices numbered: an actor's place in its offers. */
export interface Numbered extends PromelaSystem {
  readonly classes: readonly string[];
  readonly choices: readonly { readonly actor: number; readonly place: number }[];
}

export function printCode(system: Numbered): string {
  const { tables, postsMax, claims, classes, choices } = system;
  const most = tables.map(({ offers }) => Math.max(1, ...offers.map((of) => of.length)));
  const messages = tables.map((table) => Math.max(1, table.messages));
  return [
    called('Q_ACTORS', String(tables.length)),
    called('Q_POSTS', String(postsMax)),
    called('Q_TAKEN', claims.length === 0 ? 'w_taken' : 'now.w_taken'),
    ...tables.flatMap((table, at) => arraysOf(table, at, system)),
    ...['q_row', 'q_post', 'q_offer'].map((name) => pointers(name, tables)),
    numbers('q_messages', messages),
    numbers('q_most', most),
    actions,
    ...claims.flatMap(({ from, to }, at) => [
      sightOf(`q_from${at}`, from, tables),
      sightOf(`q_goal${at}`, to, tables),
    ]),
    canTake(system),
    // Spin takes any call in an expression for a side effect, so it is given names to read.
    ...choices.map(({ actor, place }, at) => called(`Q_MAY${at}`, `q_may(${actor}, ${place})`)),
    ...classes.map((_, at) => called(`Q_CAN${at + 1}`, `q_can(${at + 1})`)),
    ...claims.flatMap((_, at) => [
      called(`Q_FROM${at}`, `q_from${at}()`),
      called(`Q_GOAL${at}`, `q_goal${at}()`),
    ]),
    '',
  ].join('\n');
}

/** Rows are (next, first post), and -1 for what is void; offers are (message, class). */
function arraysOf(table: FairActor, at: number, { tables, classes }: Numbered): readonly string[] {
  const size = Math.max(1, table.messages);
  const rows = Array.from({ length: table.states * size * 2 }, () => -2);
  const posts: number[] = [];
  for (const { state, message, reaction } of table.entries) {
    const row = (state * size + message) * 2;
    rows[row] = reaction?.next ?? -1;
    rows[row + 1] = posts.length;
    for (const post of reaction?.posts ?? []) {
      posts.push(
        tables.findIndex((one) => one.name === post.to),
        post.message,
      );
    }
    posts.push(-1);
  }
  const most = Math.max(1, ...table.offers.map((of) => of.length));
  const offers = table.offers.flatMap((of, state) =>
    Array.from({ length: most }, (_, place) => [
      of[place] ?? -1,
      classes.indexOf(table.fair[state]?.[place] ?? '') + 1,
    ]).flat(),
  );
  return [
    numbers(`q_row${at}`, rows),
    numbers(`q_post${at}`, posts),
    numbers(`q_offer${at}`, offers),
  ];
}

function called(name: string, what: string): string {
  return `#define ${name} ${what}`;
}

function numbers(name: string, values: readonly number[]): string {
  return `static const int ${name}[] = {${values.length === 0 ? '0' : values.join(',')}};`;
}

function pointers(name: string, tables: readonly FairActor[]): string {
  const all = tables.map((_, at) => `${name}${at}`);
  return `static const int *const ${name}[] = {${all.join(',')}};`;
}

/** Tries an action on a copy of the world, and takes it. */
const actions = `
static short q_now[Q_ACTORS];
static int q_try(int actor, int message) {
  int queue[2 * Q_POSTS], head = 0, tail = 2, at;
  for (at = 0; at < Q_ACTORS; at++) q_now[at] = now.w_state[at];
  queue[0] = actor; queue[1] = message;
  while (head < tail) {
    const int who = queue[head], said = queue[head + 1];
    const int *row = q_row[who] + (q_now[who] * q_messages[who] + said) * 2;
    const int *post;
    head += 2;
    if (row[0] == -1) return 0;
    if (row[0] == -2) { printf("q_error: no entry\\n"); exit(1); }
    q_now[who] = row[0];
    for (post = q_post[who] + row[1]; *post >= 0; post += 2) {
      if (tail >= 2 * Q_POSTS) { printf("q_error: too many posts\\n"); exit(1); }
      queue[tail] = post[0]; queue[tail + 1] = post[1]; tail += 2;
    }
  }
  for (at = 0; at < Q_ACTORS; at++) if (q_now[at] != now.w_state[at]) return 1;
  return 0;
}
static const int *q_offered(int actor, int place) {
  return q_offer[actor] + (now.w_state[actor] * q_most[actor] + place) * 2;
}
static int q_may(int actor, int place) {
  const int message = q_offered(actor, place)[0];
  return message >= 0 && q_try(actor, message);
}
static void q_take(int actor, int place) {
  const int *offer = q_offered(actor, place);
  const int taken = offer[1];
  int at;
  q_try(actor, offer[0]);
  for (at = 0; at < Q_ACTORS; at++) now.w_state[at] = q_now[at];
  Q_TAKEN = taken;
}`;

/** What is seen in the present world: a row of truths over the states of some actors. */
function sightOf(name: string, { over, holds }: Sight, tables: readonly FairActor[]): string {
  const places = over.map((actor) => {
    const at = tables.findIndex((table) => table.name === actor);
    if (at < 0) throw new Error(`no actor is called ${actor}`);
    return { at, states: tables[at]?.states ?? 0 };
  });
  const all = places.reduce<readonly (readonly number[])[]>(
    (tuples, { states }) =>
      tuples.flatMap((tuple) => Array.from({ length: states }, (_, state) => [...tuple, state])),
    [[]],
  );
  const index = places.reduce((text, { at, states }) => {
    return `(${text}) * ${states} + now.w_state[${at}]`;
  }, '0');
  const truths = all.map((states) => (holds(...states) ? '1' : '0')).join('');
  return [
    `static const char *const ${name}_seen = "${truths}";`,
    `static int ${name}(void) { return ${name}_seen[${index}] == '1'; }`,
  ].join('\n');
}

/** Whether some offer of a fairness class can be taken in the present world. */
function canTake({ tables, classes }: Numbered): string {
  const cases = classes.map((name, at) => {
    const places = tables.flatMap(({ fair }, actor) =>
      Array.from({ length: Math.max(0, ...fair.map((of) => of.length)) }, (_, place) => place)
        .filter((place) => fair.some((of) => of[place] === name))
        .map((place) => {
          const isOf = `q_offered(${actor}, ${place})[1] == ${at + 1}`;
          return `(${isOf} && q_may(${actor}, ${place}))`;
        }),
    );
    return `  case ${at + 1}: return ${places.join(' || ')};`;
  });
  return [
    'static int q_can(int which) {',
    '  switch (which) {',
    ...cases,
    '  }',
    '  return 0;',
    '}',
  ].join('\n');
}
