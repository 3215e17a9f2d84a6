/** The tables as plain data say what the actors do, and how often they did it. */
import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { type LocalTable, localTables } from './local-tables.ts';
import { relaySystem } from './relays.ts';

function tablesOf(outcomesMax: number): readonly LocalTable[] {
  const system = relaySystem({ relays: 2, items: 2, room: 1 });
  return [...localTables(explore(system, { outcomesMax }).tables)];
}

test('every reaction is what the actor answers', () => {
  const { actors } = relaySystem({ relays: 2, items: 2, room: 1 });
  for (const [index, table] of tablesOf(1000).entries()) {
    const messages = new Map(table.messages.map(({ id, message }) => [id, message]));
    for (const { state, message, next } of table.reactions) {
      const said = messages.get(message) ?? { type: 'none' };
      const answer = actors[index]?.react(table.states[state], said) ?? null;
      expect(next === null ? null : table.states[next]).toEqual(answer?.state ?? null);
    }
    const offers = table.states.map((state) => actors[index]?.offers(state));
    expect(table.offers).toEqual(offers);
  }
});

test('counts are the same, however few outcomes are remembered', () => {
  const taken = (max: number) => tablesOf(max).map(({ reactions }) => reactions);
  expect(taken(0)).toEqual(taken(1000));
  expect(taken(7)).toEqual(taken(1000));
});
