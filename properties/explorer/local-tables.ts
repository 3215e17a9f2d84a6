/**
 * The filled tables as plain data, actor by actor: for what exports them to another checker, and
 * for what asks which reactions were ever taken.
 *
 * Local states and messages are numbers here, with lists that say what they stand for. It only
 * reads, and it knows no worlds.
 */
import type { Message, Offer } from './system.ts';
import type { Tables } from './tables.ts';
import {
  offerMessage,
  offerSize,
  rowMessage,
  rowNext,
  rowPostCount,
  rowPosts,
  rowSize,
  rowState,
} from './tables.ts';

/** One entry of an actor's table. Messages are numbers in `Tables.messages`. */
export interface LocalReaction {
  readonly state: number;
  readonly message: number;
  /** Null: this can't happen. */
  readonly next: number | null;
  readonly posts: readonly { readonly to: number; readonly message: number }[];
  /** In how many actions it took part. */
  readonly taken: number;
}

export interface LocalTable {
  readonly actor: string;
  readonly states: readonly unknown[];
  readonly messages: readonly { readonly id: number; readonly message: Message }[];
  readonly reactions: readonly LocalReaction[];
  /** By state; null where no world has ever been left in it. */
  readonly offers: readonly (readonly Offer[] | null)[];
}

/** The tables of all actors, in the order of the system. */
export function* localTables(tables: Tables): Generator<LocalTable> {
  const reactions = tables.locals.map((): LocalReaction[] => []);
  for (let row = rowSize; row < tables.rowsEnd; row += rowSize) {
    const reaction = reactionAt(tables, row);
    reactions[tables.messages[reaction.message]?.actor ?? -1]?.push(reaction);
  }
  for (const [actor, local] of tables.locals.entries()) {
    reactions[actor]?.push(...unasked(tables, actor));
    const ids = [...tables.messages.keys()];
    yield {
      actor: local.actor.name,
      states: local.states,
      messages: ids
        .filter((id) => tables.messages[id]?.actor === actor)
        .map((id) => ({ id, message: tables.messageOf(id) })),
      reactions: reactions[actor] ?? [],
      offers: local.states.map((_, state) => {
        const offers = tables.offersOf(actor, state);
        return offers?.flatMap((offer) => tables.offered[offer] ?? []) ?? null;
      }),
    };
  }
}

/** What is offered where it was never affordable, so that nobody has asked what it comes to. */
function unasked(tables: Tables, actor: number): readonly LocalReaction[] {
  return tables.local(actor).states.flatMap((_, state) => {
    const offers = tables.offersOf(actor, state) ?? [];
    const cells = offers.map((offer) => offer * offerSize);
    const messages = cells.map((cell) => tables.offers[cell + offerMessage] as number);
    return [...new Set(messages)]
      .filter((message) => !tables.isAsked(state, message))
      .map((message) => ({ state, message, next: null, posts: [], taken: 0 }));
  });
}

function reactionAt(tables: Tables, row: number): LocalReaction {
  const cell = (field: number) => tables.rows[row + field] as number;
  const next = cell(rowNext);
  return {
    state: cell(rowState),
    message: cell(rowMessage),
    next: next < 0 ? null : next,
    posts: Array.from({ length: cell(rowPostCount) }, (_, index) => {
      const at = cell(rowPosts) + index * 2;
      return { to: tables.posts[at] as number, message: tables.posts[at + 1] as number };
    }),
    taken: tables.timesTaken(row),
  };
}
