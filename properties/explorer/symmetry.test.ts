/** One world for all that differ in names only: fewer, the same verdicts, runs of the system. */
import { describe, expect, test } from 'vitest';
import { type ExploreOptions, explore, type Report } from './explore.ts';
import { relaySystem } from './relays.ts';
import type { Property, System } from './system.ts';

function verdicts({ properties }: Report) {
  return properties.map(({ property, holds }) => [property.id, holds]);
}

function both(system: System, options: ExploreOptions = {}) {
  return [explore(system, options), explore(system, { ...options, symmetry: true })] as const;
}

/** Broken when one relay has had two items acknowledged, and the other one. */
const claims: readonly Property[] = [0, 1].map((id) => ({
  kind: 'always',
  id: `apart${id}`,
  name: 'one is never done while the other has begun',
  over: [`sender${id}`, `sender${1 - id}`],
  holds: (one: number, other: number) => one < 2 || other < 1,
}));

describe('relays that may change places', () => {
  test('are walked once for each set of states that they have', () => {
    const [all, kept] = both(relaySystem({ relays: 2, items: 2, room: 1 }));
    const one = explore(relaySystem({ relays: 1, items: 2, room: 1 })).states;
    expect(all.states).toBe(one ** 2);
    expect(kept.states).toBe((one * (one + 1)) / 2);
    expect(kept.depth).toBe(all.depth);
    expect(verdicts(kept)).toEqual(verdicts(all));
  });

  test('three of them, packed anew on the way', () => {
    const [all, kept] = both(relaySystem({ relays: 3, items: 2, room: 2 }));
    const one = Math.cbrt(all.states);
    expect(kept.states).toBe(Math.round((one * (one + 1) * (one + 2)) / 6));
    expect(kept.repacks).toBeGreaterThan(0);
    expect(verdicts(kept)).toEqual(verdicts(all));
  });

  test('break what they break, by as short a run, which is one of the system itself', () => {
    const relays = relaySystem({ relays: 2, items: 2, room: 1 });
    const system = { ...relays, properties: claims };
    const [all, kept] = both(system);
    const broken = ({ properties }: Report) => properties.filter(({ holds }) => holds === false);
    expect(broken(kept).length).toBeGreaterThan(0);
    const [run, short] = [broken(kept)[0], broken(all)[0]].map(
      (one) => one?.counterexample?.steps ?? [],
    );
    expect(run?.length).toBe(short?.length);
    const states = new Map(system.actors.map(({ name, initial }) => [name, initial]));
    for (const { reactions } of run ?? []) {
      for (const { actor, before, after } of reactions) {
        expect(states.get(actor)).toEqual(before);
        states.set(actor, after);
      }
    }
    const ends = [states.get('sender0'), states.get('sender1')].map(String);
    expect(ends.toSorted()).toEqual(['1', '2']);
  });
});

describe('a symmetry that is none fails the run', () => {
  test('when an outcome is not that of its image', () => {
    const { actors, properties, symmetries } = relaySystem({ relays: 2, items: 2, room: 1 });
    const deaf = actors.map((actor) => {
      if (actor.name !== 'receiver1') return actor;
      return { ...actor, react: (state: unknown) => ({ state, posts: [] }) };
    });
    const system = { name: 'uneven', actors: deaf, properties, symmetries: symmetries ?? [] };
    expect(() => explore(system, { symmetry: true })).toThrow('a symmetry is none');
  });

  test('when the first world is not its own image', () => {
    const relays = relaySystem({ relays: 2, items: 2, room: 1 });
    const [sender, ...others] = relays.actors;
    const ahead = sender === undefined ? others : [{ ...sender, initial: 1 }, ...others];
    expect(() => explore({ ...relays, actors: ahead }, { symmetry: true })).toThrow('first world');
  });

  test('and with leadsTo there is none', () => {
    const leads = { kind: 'leadsTo', id: 'l', name: 'l', over: ['sender0'] } as const;
    const properties = [{ ...leads, from: () => true, to: () => true }];
    const system = { ...relaySystem({ relays: 2, items: 1, room: 1 }), properties };
    expect(() => explore(system, { symmetry: true })).toThrow('there is no leadsTo');
  });
});
