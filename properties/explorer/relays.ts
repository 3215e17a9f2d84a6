/**
 * A system that is all about size: independent relays, each a sender, a lossy channel of bounded
 * length and a receiver, with resends and acknowledgements.
 *
 * Its local tables are tiny and its worlds are the product of the relays, so what it measures is
 * the explorer and nothing else. Its counts are pinned. It knows nothing of what Holdfast is about.
 */
import type { Actor, Message, Offer, Post, Reaction, Symmetry, System } from './system.ts';

export interface RelaySize {
  readonly relays: number;
  /** Items that each sender sends. */
  readonly items: number;
  /** Items and acknowledgements that a channel may hold. */
  readonly room: number;
}

interface Item extends Message {
  readonly item: number;
}

interface Channel {
  readonly items: readonly number[];
  readonly acks: readonly number[];
}

const stay = <State>(state: State): Reaction<State> => ({ state, posts: [] });

/** Sends an item, again if need be, until it is acknowledged; then the next one. */
function sender(id: number, items: number): Actor<number, Item> {
  return {
    name: `sender${id}`,
    initial: 0,
    offers: (sent) =>
      sent < items
        ? [{ message: { type: 'send', item: sent }, fair: `send${id}`, label: `send ${sent}` }]
        : [],
    react(sent, { type, item }) {
      if (type === 'acknowledged') return stay(item === sent ? sent + 1 : sent);
      return { state: sent, posts: [post(`channel${id}`, 'put', sent)] };
    },
  };
}

/** Two queues. A full one can't be put into. */
function channel(id: number, room: number): Actor<Channel, Item> {
  const offer = (type: string, fair: string | null): Offer => ({
    message: { type, item: 0 } as Message,
    fair: fair === null ? null : `${fair}${id}`,
    label: `channel${id} ${type}`,
  });
  return {
    name: `channel${id}`,
    initial: { items: [], acks: [] },
    offers: ({ items, acks }) => [
      ...(items.length > 0 ? [offer('deliver', 'deliver'), offer('lose', null)] : []),
      ...(acks.length > 0 ? [offer('return', 'return'), offer('forget', null)] : []),
    ],
    react({ items, acks }, { type, item }) {
      const [item0 = 0, ...itemsLeft] = items;
      const [ack0 = 0, ...acksLeft] = acks;
      switch (type) {
        case 'put':
          return items.length < room ? stay({ items: [...items, item], acks }) : null;
        case 'putAck':
          return acks.length < room ? stay({ items, acks: [...acks, item] }) : null;
        case 'deliver':
          return {
            state: { items: itemsLeft, acks },
            posts: [post(`receiver${id}`, 'deliver', item0)],
          };
        case 'return':
          return {
            state: { items, acks: acksLeft },
            posts: [post(`sender${id}`, 'acknowledged', ack0)],
          };
        case 'lose':
          return stay({ items: itemsLeft, acks });
        default:
          return stay({ items, acks: acksLeft });
      }
    },
  };
}

/** Takes items in order and acknowledges whatever it is given. */
function receiver(id: number): Actor<number, Item> {
  return {
    name: `receiver${id}`,
    initial: 0,
    offers: () => [],
    react: (next, { item }) => ({
      state: item === next ? next + 1 : next,
      posts: [post(`channel${id}`, 'putAck', item)],
    }),
  };
}

function post(to: string, type: string, item: number): Post {
  return { to, message: { type, item } as Message };
}

/** The given order first. */
function permutations(ids: readonly number[]): readonly (readonly number[])[] {
  if (ids.length === 0) return [[]];
  return ids.flatMap((first) =>
    permutations(ids.filter((id) => id !== first)).map((rest) => [first, ...rest]),
  );
}

/** Relays change places. No state and no message says which of them it is of. */
function placesOf(ids: readonly number[]): Symmetry {
  return {
    actor: (name) => name.replace(/\d+$/, (id) => String(ids[Number(id)] ?? id)),
    rename: (value) => value,
  };
}

/** Its properties are true, and over one, two and three actors. */
export function relaySystem({ relays, items, room }: RelaySize): System {
  const ids = Array.from({ length: relays }, (_, id) => id);
  return {
    name: `${relays} relays of ${items} items`,
    symmetries: permutations(ids).slice(1).map(placesOf),
    actors: ids.flatMap((id): Actor[] => [sender(id, items), channel(id, room), receiver(id)]),
    properties: ids.flatMap((id) => [
      {
        kind: 'always' as const,
        id: `bounded${id}`,
        name: 'nothing is acknowledged before it was received, nothing received before it was sent',
        over: [`sender${id}`, `receiver${id}`],
        holds: (sent: number, received: number) => sent <= received && received <= sent + 1,
      },
      {
        kind: 'sometimes' as const,
        id: `full${id}`,
        name: 'the channel is full both ways',
        over: [`channel${id}`],
        holds: ({ items: one, acks }: Channel) => one.length === room && acks.length === room,
      },
      {
        kind: 'alwaysStep' as const,
        id: `order${id}`,
        name: 'no item is received before its turn',
        actor: `receiver${id}`,
        holds: (before: number, message: Item) => message.item <= before,
      },
    ]),
  };
}
