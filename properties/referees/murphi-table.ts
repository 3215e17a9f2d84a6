/**
 * An actor that is given as a table, in Murphi: what it does with a message, as lookups and a
 * procedure, and what it offers, as actions that may be chosen.
 *
 * Its numbers are those of the table. It must never know what else is in the model.
 */
import { printLookup } from './lookup.ts';
import type { TableActor, TablePost } from './table.ts';

/** Actions of one kind: one for each of the numbers that `may` is true of. */
export interface Choices {
  /** A function that says whether it may happen now, and a procedure that begins it. */
  readonly may: string;
  readonly begin: string;
  /** The arguments of both: 0 to these, exclusive. The procedure takes the queue before them. */
  readonly sizes: readonly number[];
}

/** The head of a procedure that reacts to messages. */
export const takes = (name: string) =>
  `procedure take_${name}(message: message_number; var queue: queue_record);`;

/** What it does in a state with a message is one number: the next state, and a list of posts. */
export function takeOfTable(
  { name, states, messages, entries }: TableActor,
  numberOf: ReadonlyMap<string, number>,
): string {
  const lists = new Map<string, readonly TablePost[]>([['[]', []]]);
  for (const { reaction } of entries) {
    if (reaction !== null) lists.set(JSON.stringify(reaction.posts), reaction.posts);
  }
  const listOf = new Map([...lists.keys()].map((text, at) => [text, at]));
  const longest = Math.max(...[...lists.values()].map((list) => list.length));
  const rows = entries.map(({ state, message, reaction }) => {
    const list = listOf.get(JSON.stringify(reaction?.posts)) ?? 0;
    return { args: [state, message], value: reaction ? reaction.next * lists.size + list : -1 };
  });
  const posts = [...lists.values()].flatMap((list, at) =>
    list.map(({ to, message }, place) => ({
      args: [at, place],
      value: message * numberOf.size + (numberOf.get(to) ?? 0),
    })),
  );
  const parameters = [
    { name: 'state', type: `0..${states - 1}`, size: states },
    { name: 'message', type: `0..${Math.max(0, messages - 1)}`, size: Math.max(1, messages) },
  ];
  const placed = [
    { name: 'list', type: `0..${lists.size - 1}`, size: lists.size },
    { name: 'place', type: `0..${longest}`, size: longest + 1 },
  ];
  return [
    printLookup({ name: `row_of_${name}`, parameters, rows }),
    printLookup({ name: `post_of_${name}`, parameters: placed, rows: posts, otherwise: -1 }),
    takes(name),
    `var row: -1..${states * lists.size - 1};`,
    'begin',
    `  row := row_of_${name}(state_of_${name}, message);`,
    '  assume row >= 0;',
    `  state_of_${name} := row / ${lists.size};`,
    `  for place: 0..${longest} do`,
    `    if post_of_${name}(row % ${lists.size}, place) >= 0 then`,
    `      post_code(queue, post_of_${name}(row % ${lists.size}, place));`,
    '    end;',
    '  end;',
    'end;',
  ].join('\n');
}

export function hasOffers({ offers }: TableActor): boolean {
  return offers.some((of) => of.length > 0);
}

function mostOffers({ offers }: TableActor): number {
  return Math.max(...offers.map((of) => of.length));
}

export function choicesOfTable(table: TableActor): Choices {
  const { name } = table;
  return { may: `may_${name}`, begin: `begin_${name}`, sizes: [mostOffers(table)] };
}

/** An action for each place in the list of what a state offers. */
export function offersOfTable(table: TableActor): string {
  const { name, offers } = table;
  const most = mostOffers(table);
  const rows = offers.flatMap((of, state) =>
    of.map((message, at) => ({ args: [state, at], value: message })),
  );
  const place = `0..${most - 1}`;
  const parameters = [
    { name: 'state', type: `0..${offers.length - 1}`, size: offers.length },
    { name: 'place', type: place, size: most },
  ];
  return [
    printLookup({ name: `offer_of_${name}`, parameters, rows, otherwise: -1 }),
    '',
    `function may_${name}(place: ${place}): boolean;`,
    `begin return offer_of_${name}(state_of_${name}, place) >= 0; end;`,
    '',
    `procedure begin_${name}(var queue: queue_record; place: ${place});`,
    `begin post(queue, to_${name}, offer_of_${name}(state_of_${name}, place)); end;`,
  ].join('\n');
}
