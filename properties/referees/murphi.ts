/**
 * Prints a system as a Murphi model, such that rumur's states and rule firings are the explorer's
 * states and transitions: one firing for an offer with all the posts that follow from it. `assume`
 * takes back what is void and what changes nothing, and rumur counts neither.
 *
 * Actors are tables, or are written in Murphi by hand over variables of their own: so what
 * surrounds the machines can come from docs/protocol.md and not from our code. It must never know
 * a machine.
 */
import {
  type Choices,
  choicesOfTable,
  hasOffers,
  offersOfTable,
  takeOfTable,
  takes,
} from './murphi-table.ts';
import { checkTable, type TableActor } from './table.ts';

/** An actor in Murphi's words, as far as others see it. */
export interface WrittenActor {
  readonly name: string;
  /** How many messages it takes, numbered from 0. */
  readonly messages: number;
  /**
   * Reacts to `message`: declarations, `begin`, and statements. They post by
   * `post(queue, to_<name>, <number>);` and say that something can't happen by `assume false;`.
   */
  readonly take: string;
}

/** What is written by hand. The state of a table is the variable `state_of_<name>`. */
export interface Written {
  readonly actors: readonly WrittenActor[];
  /** Declarations of types and constants. */
  readonly types: string;
  /** The type of each variable that it keeps its state in. */
  readonly fields: Readonly<Record<string, string>>;
  /** Functions and procedures that the reactions call. */
  readonly text: string;
  /** Statements that make the variables what they are at first. They post nothing. */
  readonly start: string;
  /** What may happen by itself. */
  readonly choices: readonly Choices[];
}

export const nothingWritten: Written = {
  actors: [],
  types: '',
  fields: {},
  text: '',
  start: '',
  choices: [],
};

export interface MurphiSystem {
  readonly name: string;
  readonly tables: readonly TableActor[];
  readonly written: Written;
  /** The most posts of one action. More is an error of the run. */
  readonly postsMax: number;
  /** Claims over the variables, by name. */
  readonly invariants?: Readonly<Record<string, string>>;
}

/** The whole model. Throws if a table is not sound. */
export function printMurphi(system: MurphiSystem): string {
  const { name, tables, written } = system;
  const messagesOf = new Map([
    ...tables.map((table) => [table.name, table.messages] as const),
    ...written.actors.map((actor) => [actor.name, actor.messages] as const),
  ]);
  if (messagesOf.size !== tables.length + written.actors.length) {
    throw new Error('two actors have one name');
  }
  for (const table of tables) checkTable(table, messagesOf);
  const numberOf = new Map([...messagesOf.keys()].map((actor, at) => [actor, at]));
  return [
    `-- ${name}: printed, not written. See properties/referees/murphi.ts.`,
    types(system, Math.max(1, ...messagesOf.values())),
    ...tables.map((table) => takeOfTable(table, numberOf)),
    ...tables.filter(hasOffers).map(offersOfTable),
    written.text,
    ...written.actors.map(takeOfWritten),
    drain([...messagesOf.keys()]),
    start(system),
    rule([...tables.filter(hasOffers).map(choicesOfTable), ...written.choices], fieldsOf(system)),
    ...Object.entries(system.invariants ?? {}).map(([said, holds]) => claim(said, holds)),
    '',
  ].join('\n\n');
}

function claim(said: string, holds: string): string {
  return `invariant "${said}"\n  ${holds};`;
}

function types({ tables, written, postsMax }: MurphiSystem, messages: number): string {
  const names = [...tables, ...written.actors].map(({ name }) => name);
  return [
    'const',
    ...names.map((name, at) => `  to_${name}: ${at};`),
    written.types,
    'type',
    `  actor_number: 0..${names.length - 1};`,
    `  message_number: 0..${messages - 1};`,
    '  post_record: record receiver: actor_number; message: message_number; end;',
    '  queue_record: record',
    `    posts: array [0..${postsMax - 1}] of post_record;`,
    `    head: 0..${postsMax};`,
    `    tail: 0..${postsMax};`,
    '  end;',
    'var',
    ...Object.entries(fieldsOf({ tables, written })).map(([name, type]) => `  ${name}: ${type};`),
    '',
    'procedure post(var queue: queue_record; receiver: actor_number; message: message_number);',
    'begin',
    `  if queue.tail = ${postsMax} then`,
    `    error "more than ${postsMax} posts in one action";`,
    '  end;',
    '  queue.posts[queue.tail].receiver := receiver;',
    '  queue.posts[queue.tail].message := message;',
    '  queue.tail := queue.tail + 1;',
    'end;',
    '',
    '-- A receiver and a message as one number.',
    `procedure post_code(var queue: queue_record; code: 0..${names.length * messages - 1});`,
    'begin',
    `  post(queue, code % ${names.length}, code / ${names.length});`,
    'end;',
  ].join('\n');
}

type Parts = Pick<MurphiSystem, 'tables' | 'written'>;

/** All variables, each with its type. One record of them all would be read anew at every use. */
function fieldsOf({ tables, written }: Parts): Readonly<Record<string, string>> {
  const states = tables.map(({ name, states: size }) => [`state_of_${name}`, `0..${size - 1}`]);
  return { ...(Object.fromEntries(states) as Record<string, string>), ...written.fields };
}

function takeOfWritten({ name, take }: WrittenActor): string {
  return [takes(name), take, 'end;'].join('\n');
}

function drain(names: readonly string[]): string {
  return [
    '-- First in, first out, until nothing is left.',
    'procedure drain(var queue: queue_record);',
    'var now: post_record;',
    'begin',
    '  while queue.head < queue.tail do',
    '    now := queue.posts[queue.head];',
    '    queue.head := queue.head + 1;',
    '    switch now.receiver',
    ...names.map((name) => `    case to_${name}: take_${name}(now.message, queue);`),
    '    end;',
    '  end;',
    'end;',
  ].join('\n');
}

function start({ tables, written }: MurphiSystem): string {
  return [
    'startstate',
    'var queue: queue_record;',
    'begin',
    '  queue.head := 0;',
    '  queue.tail := 0;',
    ...tables.map(({ name }) => `  state_of_${name} := 0;`),
    written.start.trimEnd(),
    'end;',
  ].join('\n');
}

/**
 * All actions as one rule: rumur reads a procedure anew wherever it is called, and the one that
 * delivers calls all others. Nothing has happened where nothing is changed.
 */
function rule(choices: readonly Choices[], fields: Readonly<Record<string, string>>): string {
  const names = Object.keys(fields);
  let from = 0;
  const cases = choices.map(({ may, begin, sizes }, at) => {
    const args = sizes.map((size, place) => {
      const below = sizes.slice(place + 1).reduce((product, one) => product * one, 1);
      return `((choice - ${from}) / ${below}) % ${size}`;
    });
    from += sizes.reduce((product, one) => product * one, 1);
    const when = `${at === 0 ? 'if' : 'elsif'} choice < ${from} then`;
    return {
      when,
      may: `${may}(${args.join(', ')})`,
      begin: `${begin}(queue, ${args.join(', ')})`,
    };
  });
  const type = `0..${Math.max(0, from - 1)}`;
  return [
    `function may(choice: ${type}): boolean;`,
    'begin',
    ...cases.map((one) => `  ${one.when} return ${one.may};`),
    '  end;',
    'end;',
    '',
    `procedure begin_action(choice: ${type}; var queue: queue_record);`,
    'begin',
    ...cases.map((one) => `  ${one.when} ${one.begin};`),
    '  end;',
    'end;',
    '',
    `ruleset choice: ${type} do`,
    'rule "an action"',
    '  may(choice)',
    '==>',
    'var',
    '  queue: queue_record;',
    ...Object.entries(fields).map(([name, kind]) => `  old_${name}: ${kind};`),
    'begin',
    ...names.map((name) => `  old_${name} := ${name};`),
    '  queue.head := 0;',
    '  queue.tail := 0;',
    '  begin_action(choice, queue);',
    '  drain(queue);',
    `  assume ${names.map((name) => `old_${name} != ${name}`).join(' | ')};`,
    'end;',
    'endruleset;',
  ].join('\n');
}
