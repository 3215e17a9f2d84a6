/**
 * Random small systems: three actors with random tables and random offers, and one claim of every
 * kind about them, true of some and false of others.
 *
 * An actor posts to later ones only, so every action ends. It knows no explorer.
 */
import fc from 'fast-check';
import type { Actor, Message, Offer, Post, Property, System } from './system.ts';

interface Numbered extends Message {
  readonly number: number;
}

/** By state and message: the next state and what is posted, or null. */
type Table = readonly (readonly ([number, readonly (readonly [number, number])[]] | null)[])[];

const size = { actors: 3, states: 4, messages: 3 };
const names = ['ada', 'bob', 'cyd'];
const below = (count: number) => fc.nat({ max: count - 1 });

const reactions = fc.option(
  fc.tuple(
    below(size.states),
    fc.array(fc.tuple(below(size.actors), below(size.messages)), { maxLength: 2 }),
  ),
  { freq: 3 },
);
const tables: fc.Arbitrary<Table> = fc.array(
  fc.array(reactions, { minLength: size.messages, maxLength: size.messages }),
  { minLength: size.states, maxLength: size.states },
);
const offers = fc.array(
  fc.array(fc.tuple(below(size.messages), fc.constantFrom(null, 'x', 'y', 'z')), { maxLength: 2 }),
  { minLength: size.states, maxLength: size.states },
);

function randomActor(
  index: number,
  table: Table,
  offered: readonly (readonly (readonly [number, string | null])[])[],
): Actor<{ at: number }, Numbered> {
  const say = (number: number) => ({ type: 'say', number }) as Message;
  return {
    name: names[index] ?? '',
    initial: { at: 0 },
    offers: ({ at }): readonly Offer[] =>
      (offered[at] ?? []).map(([number, fair]) => ({ message: say(number), fair, label: 'say' })),
    react({ at }, { number }) {
      const reaction = table[at]?.[number] ?? null;
      if (reaction === null) return null;
      const posts = reaction[1]
        // To later actors only: such an action always ends.
        .filter(([to]) => to > index)
        .map(([to, said]): Post => ({ to: names[to] ?? '', message: say(said) }));
      return { state: { at: reaction[0] }, posts };
    },
  };
}

type At = { readonly at: number };

const claims: readonly Property[] = [
  { kind: 'always', id: 'a1', name: '', over: ['ada'], holds: ({ at }: At) => at < 3 },
  {
    kind: 'always',
    id: 'a2',
    name: '',
    over: ['bob', 'cyd'],
    holds: (bob: At, cyd: At) => bob.at + cyd.at < 5,
  },
  {
    kind: 'sometimes',
    id: 's1',
    name: '',
    over: ['cyd', 'ada', 'bob'],
    holds: (cyd: At, ada: At, bob: At) => cyd.at === 1 && ada.at === 2 && bob.at !== 0,
  },
  {
    kind: 'alwaysStep',
    id: 'as',
    name: '',
    actor: 'bob',
    holds: (before: At, { number }: Numbered) => before.at !== 1 || number !== 2,
  },
  {
    kind: 'sometimesStep',
    id: 'ss',
    name: '',
    actor: 'cyd',
    holds: (_before: At, _message: Message, { state }: { state: At }) => state.at === 3,
  },
  {
    kind: 'leadsTo',
    id: 'l1',
    name: '',
    over: ['ada', 'bob'],
    from: (ada: At) => ada.at === 1,
    to: (_ada: At, bob: At) => bob.at === 2,
  },
  {
    kind: 'leadsTo',
    id: 'l2',
    name: '',
    over: ['bob'],
    from: ({ at }: At) => at === 0,
    to: ({ at }: At) => at > 0,
  },
];

export const randomSystems: fc.Arbitrary<System> = fc
  .array(fc.tuple(tables, offers), { minLength: size.actors, maxLength: size.actors })
  .map((made) => ({
    name: 'random',
    actors: made.map(([table, offered], index) => randomActor(index, table, offered)),
    properties: claims,
  }));
