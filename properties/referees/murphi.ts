/**
 * Prints a system as a Murphi model, such that rumur's states and rule firings are the explorer's
 * states and transitions: one rule for each offer, one step of the model for an offer with all the
 * posts that follow from it. `assume` takes back what is void and what changes nothing, and rumur
 * counts neither.
 *
 * Actors are tables, or are written in Murphi by hand over a record of their own: so what surrounds
 * the machines can come from docs/protocol.md and not from our code. It must never know a machine.
 */
import { checkTable, type TableActor, type TableEntry, type TablePost } from './table.ts';

/**
 * An actor in Murphi's words. Its state is `world.<name>`; it posts by
 * `post(queue, to_<name>, <number>);` and says that something can't happen by `assume false;`.
 */
export interface WrittenActor {
  readonly name: string;
  /** How many messages it takes, numbered from 0. */
  readonly messages: number;
  /** Declarations, the type `<name>_state` among them. */
  readonly types: string;
  /** Statements that make `world.<name>` what it is at first. */
  readonly start: string;
  /** For each message the statements that react to it. */
  readonly takes: readonly string[];
  /** For each message that it offers to itself, when: a Murphi expression. */
  readonly offers: readonly { readonly message: number; readonly when: string }[];
}

export interface MurphiSystem {
  readonly name: string;
  readonly tables: readonly TableActor[];
  readonly written: readonly WrittenActor[];
  /** The most posts of one action. More is an error of the run. */
  readonly postsMax: number;
  /** Claims over `world`, by name. */
  readonly invariants?: Readonly<Record<string, string>>;
}

/** The whole model. Throws if a table is not sound. */
export function printMurphi(system: MurphiSystem): string {
  const { name, tables, written } = system;
  const actors = [...tables, ...written];
  const messagesOf = new Map(actors.map((actor) => [actor.name, actor.messages]));
  if (messagesOf.size !== actors.length) throw new Error('two actors have one name');
  for (const table of tables) checkTable(table, messagesOf);
  return [
    `-- ${name}: printed, not written. See properties/referees/murphi.ts.`,
    types(system),
    ...tables.map(takeOfTable),
    ...written.map(takeOfWritten),
    drain(actors),
    start(system),
    ...tables.filter(({ offers }) => offers.some((of) => of.length > 0)).map(rulesOfTable),
    ...written.map(rulesOfWritten),
    ...Object.entries(system.invariants ?? {}).map(([said, holds]) => claim(said, holds)),
    '',
  ].join('\n\n');
}

function claim(said: string, holds: string): string {
  return `invariant "${said}"\n  ${holds};`;
}

function types({ tables, written, postsMax }: MurphiSystem): string {
  const actors = [...tables, ...written];
  const messages = Math.max(1, ...actors.map((actor) => actor.messages));
  return [
    ...written.map((actor) => actor.types.trimEnd()),
    'type',
    `  actor_name: enum {${actors.map(({ name }) => `to_${name}`).join(', ')}};`,
    `  message_number: 0..${messages - 1};`,
    '  post_record: record receiver: actor_name; message: message_number; end;',
    '  queue_record: record',
    `    posts: array [0..${postsMax - 1}] of post_record;`,
    `    head: 0..${postsMax};`,
    `    tail: 0..${postsMax};`,
    '  end;',
    '  world_record: record',
    ...tables.map(({ name, states }) => `    ${name}: 0..${states - 1};`),
    ...written.map(({ name }) => `    ${name}: ${name}_state;`),
    '  end;',
    '',
    'var world: world_record;',
    '',
    'procedure post(var queue: queue_record; receiver: actor_name; message: message_number);',
    'begin',
    `  if queue.tail = ${postsMax} then`,
    `    error "more than ${postsMax} posts in one action";`,
    '  end;',
    '  queue.posts[queue.tail].receiver := receiver;',
    '  queue.posts[queue.tail].message := message;',
    '  queue.tail := queue.tail + 1;',
    'end;',
  ].join('\n');
}

const takes = (name: string) =>
  `procedure take_${name}(message: message_number; var queue: queue_record);\nbegin\n`;

function takeOfTable({ name, entries }: TableActor): string {
  const states = [...new Set(entries.map(({ state }) => state))];
  const cases = states.map((state) => {
    const of = entries.filter((entry) => entry.state === state);
    const inner = of.map(({ message, reaction }) => [`    case ${message}:`, body(name, reaction)]);
    const missing = `    else error "${name} has no entry";`;
    return [`  case ${state}:`, '    switch message', ...inner.flat(), missing, '    end;'];
  });
  const missing = `  else error "${name} has no entry";`;
  const lines = ['  switch world.' + name, ...cases.flat(), missing, '  end;'];
  return `${takes(name)}${lines.join('\n')}\nend;`;
}

function body(name: string, reaction: TableEntry['reaction']): string {
  if (reaction === null) return '      assume false;';
  const posts = reaction.posts.map(printPost);
  return [`      world.${name} := ${reaction.next};`, ...posts].join('\n');
}

function printPost({ to, message }: TablePost): string {
  return `      post(queue, to_${to}, ${message});`;
}

function takeOfWritten({ name, takes: reactions }: WrittenActor): string {
  const cases = reactions.map((reaction, at) => `  case ${at}:\n${reaction}`);
  const lines = ['  switch message', ...cases, `  else error "${name} has no entry";`, '  end;'];
  return `${takes(name)}${lines.join('\n')}\nend;`;
}

function drain(actors: readonly { readonly name: string }[]): string {
  return [
    '-- First in, first out, until nothing is left.',
    'procedure act(receiver: actor_name; message: message_number);',
    'var',
    '  queue: queue_record;',
    '  now: post_record;',
    '  before: world_record;',
    'begin',
    '  before := world;',
    '  queue.head := 0;',
    '  queue.tail := 0;',
    '  post(queue, receiver, message);',
    '  while queue.head < queue.tail do',
    '    now := queue.posts[queue.head];',
    '    queue.head := queue.head + 1;',
    '    switch now.receiver',
    ...actors.map(({ name }) => `    case to_${name}: take_${name}(now.message, queue);`),
    '    end;',
    '  end;',
    '  assume before != world;',
    'end;',
  ].join('\n');
}

function start({ tables, written }: MurphiSystem): string {
  return [
    'startstate',
    'begin',
    ...tables.map(({ name }) => `  world.${name} := 0;`),
    ...written.map((actor) => actor.start.trimEnd()),
    'end;',
  ].join('\n');
}

/** One rule for the first offer of every state, one for the second, and so on. */
function rulesOfTable({ name, offers }: TableActor): string {
  const most = Math.max(...offers.map((of) => of.length));
  return Array.from({ length: most }, (_, at) => {
    const having = offers.flatMap((of, state) => {
      const message = of[at];
      return message === undefined ? [] : [{ state, message }];
    });
    return [
      `rule "${name} ${at}"`,
      `  ${having.map(({ state }) => `world.${name} = ${state}`).join(' | ')}`,
      '==> begin',
      `  switch world.${name}`,
      ...having.map(({ state, message }) => `  case ${state}: act(to_${name}, ${message});`),
      '  end;',
      'end;',
    ].join('\n');
  }).join('\n\n');
}

function rulesOfWritten({ name, offers }: WrittenActor): string {
  return offers
    .map(({ message, when }, at) =>
      [`rule "${name} ${at}"`, `  ${when}`, `==> begin act(to_${name}, ${message}); end;`].join(
        '\n',
      ),
    )
    .join('\n\n');
}
