/** The explorer on systems small enough to be counted by hand. */
import { describe, expect, test } from 'vitest';
import { Batch } from './batch.ts';
import { BrokenWorld, explore } from './explore.ts';
import { relaySystem } from './relays.ts';
import type { Actor, LeadsTo, Offer, Post, Property, System } from './system.ts';
import { Worlds } from './worlds.ts';

function system(actors: readonly Actor[], properties: readonly Property[]): System {
  return { name: 'a test', actors, properties };
}

function offer(type: string, fair: string | null): Offer {
  return { message: { type }, fair, label: type };
}

/** Counts to `last`, offering each step with the class. */
function counter(name: string, last: number, fair: string | null): Actor<number> {
  return {
    name,
    initial: 0,
    offers: (at) => (at < last ? [offer('next', fair)] : []),
    react: (at) => ({ state: at + 1, posts: [] }),
  };
}

/** Goes from state to state: for each a list of [message, class, next]. */
type Way = readonly [string, string | null, string];
function walker(ways: Readonly<Record<string, readonly Way[]>>): Actor<string> {
  return {
    name: 'walker',
    initial: 'start',
    offers: (at) => (ways[at] ?? []).map(([type, fair]) => offer(type, fair)),
    react(at, { type }) {
      const way = ways[at]?.find(([message]) => message === type);
      return way === undefined ? null : { state: way[2], posts: [] };
    },
  };
}

/** Answers a start with posts; null for the message 'no'. */
function poster(posts: readonly Post[]): Actor<boolean> {
  return {
    name: 'poster',
    initial: false,
    offers: (done) => (done ? [] : [offer('start', null)]),
    react: (_done, { type }) => (type === 'no' ? null : { state: true, posts }),
  };
}

const home: LeadsTo = {
  kind: 'leadsTo',
  id: 'home',
  name: 'whoever starts comes home',
  over: ['walker'],
  from: (at: string) => at === 'start',
  to: (at: string) => at === 'home',
};

function verdict(ways: Readonly<Record<string, readonly Way[]>>) {
  const report = explore(system([walker(ways)], [home]));
  const [found] = report.properties;
  const { steps, cycle } = found?.counterexample ?? { steps: [], cycle: null };
  return {
    holds: found?.holds,
    stem: steps.map(({ label }) => label),
    cycle: cycle?.map(({ label }) => label) ?? null,
  };
}

describe('the walk', () => {
  test('meets the product of two counters', () => {
    const report = explore(system([counter('a', 3, null), counter('b', 4, null)], []));
    expect(report).toMatchObject({ states: 20, transitions: 31, depth: 7, complete: true });
  });

  test('packs anew when an actor has more states than its field holds', () => {
    const counters = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => counter(name, 1, null));
    const report = explore(system([...counters, counter('g', 300, null)], []));
    expect(report).toMatchObject({ states: 64 * 301, transitions: 64 * 300 + 6 * 32 * 301 });
    expect(report.repacks).toBeGreaterThan(0);
    expect(report.world(report.states - 1)).toEqual([1, 1, 1, 1, 1, 1, 300]);
  });

  test('has pinned counts on the relays', () => {
    const report = explore(relaySystem({ relays: 3, items: 2, room: 2 }));
    expect(report).toMatchObject({ states: 117_649, transitions: 1_051_638, depth: 33, ok: true });
  });

  test('asks each actor once about each state and each message', () => {
    const { tables } = explore(relaySystem({ relays: 2, items: 2, room: 2 }));
    const pairs = tables.rowsEnd / 8 - 1;
    const states = tables.locals.reduce((sum, local) => sum + local.states.length, 0);
    expect(tables.calls).toBe(pairs + states);
  });

  test('undoes an action that one actor of it can not take part in', () => {
    const posts = [
      { to: 'a', message: { type: 'next' } },
      { to: 'poster', message: { type: 'no' } },
    ];
    const report = explore(system([poster(posts), counter('a', 1, null)], []));
    expect(report).toMatchObject({ states: 2, transitions: 1 });
  });

  test('does not ask for a reaction whose need can not be met', () => {
    const asked: string[] = [];
    const needs = { to: 'a', message: { type: 'next' } };
    const buyer: Actor<string> = {
      name: 'buyer',
      initial: '',
      offers: () => [{ ...offer('buy', null), needs }],
      react: (bought) => {
        asked.push(bought);
        return { state: `${bought}x`, posts: [needs] };
      },
    };
    const purse: Actor<number> = {
      name: 'a',
      initial: 0,
      offers: () => [],
      react: (at) => (at < 3 ? { state: at + 1, posts: [] } : null),
    };
    const report = explore(system([buyer, purse], []));
    expect(report).toMatchObject({ states: 4, transitions: 3 });
    expect(asked).toEqual(['', 'x', 'xx']);
    const liar = { ...buyer, react: (bought: string) => ({ state: `${bought}x`, posts: [] }) };
    expect(() => explore(system([liar, purse], []))).toThrow('does not post first what it needs');
  });

  test('fails a run that meets more worlds than it may', () => {
    const big = system([counter('a', 100, null)], []);
    expect(() => explore(big, { statesMax: 100 })).toThrow('more than 100 worlds');
    expect(explore(big, { statesMax: 101 }).states).toBe(101);
  });

  test('fails an action that never ends, and tells the way to it', () => {
    const endless = poster([{ to: 'poster', message: { type: 'start' } }]);
    expect(() => explore(system([endless], []))).toThrow(BrokenWorld);
    expect(() => explore(system([endless], []))).toThrow(/more than 64 posts.*after\n {2}start/s);
  });

  test('tells worlds apart that share their hash', () => {
    const worlds = new Worlds(2, 10);
    const batch = new Batch(2);
    batch.hashes.fill(12_345);
    batch.words.set([1, 2, 1, 3, 1, 2, 1, 3]);
    const numbers = [0, 1, 2, 3].map((index) => worlds.insert(batch, index));
    expect(numbers).toEqual([0, 1, 0, 1]);
  });
});

describe('a broken property has the shortest way to it', () => {
  const actors = [counter('a', 5, null), counter('b', 5, null)];
  const apart: Property = {
    kind: 'always',
    id: 'apart',
    name: 'the sum is small',
    over: ['b', 'a'],
    holds: (b: number, a: number) => a + 2 * b < 7,
  };

  test('of worlds', () => {
    const [found] = explore(system(actors, [apart])).properties;
    expect(found).toMatchObject({ holds: false });
    expect(found?.counterexample?.steps.length).toBe(4);
    expect(found?.counterexample?.steps[0]).toEqual({
      label: 'next',
      actor: 'a',
      fair: null,
      reactions: [{ actor: 'a', before: 0, message: { type: 'next' }, after: 1, posts: [] }],
    });
  });

  test('and ends the walk, unless all of it is wanted', () => {
    expect(explore(system(actors, [apart])).complete).toBe(false);
    const all = explore(system(actors, [apart]), { all: true });
    expect(all).toMatchObject({ complete: true, states: 36, ok: false });
    expect(all.properties[0]).toMatchObject({ holds: false, seen: 21 });
  });

  test('of reactions', () => {
    const step: Property = {
      kind: 'alwaysStep',
      id: 'step',
      name: 'it stops at three',
      actor: 'b',
      holds: (before: number) => before < 3,
    };
    const report = explore(system(actors, [step, { ...step, kind: 'sometimesStep', id: 'low' }]));
    expect(report.properties.map(({ holds }) => holds)).toEqual([false, true]);
    expect(report.properties[0]?.counterexample?.steps.at(-1)?.reactions[0]?.after).toBe(4);
    expect(report.properties[0]?.counterexample?.steps.length).toBe(4);
  });

  test('and is not looked for when others are asked for', () => {
    expect(explore(system(actors, [apart]), { only: ['other'] })).toMatchObject({
      complete: true,
      properties: [],
    });
  });
});

describe('leads to', () => {
  test('is broken by a fair cycle', () => {
    const ways: Readonly<Record<string, readonly Way[]>> = {
      start: [['go', 'a', 'left']],
      left: [
        ['on', 'a', 'right'],
        ['home', 'b', 'home'],
      ],
      right: [['back', 'a', 'left']],
    };
    expect(verdict(ways)).toEqual({ holds: false, stem: ['go'], cycle: ['on', 'back'] });
  });

  test('is broken by a rest', () => {
    const ways: Readonly<Record<string, readonly Way[]>> = {
      start: [
        ['go', 'a', 'home'],
        ['fall', null, 'pit'],
      ],
    };
    expect(verdict(ways)).toEqual({ holds: false, stem: ['fall'], cycle: [] });
  });

  test('is not broken by a run that starves somebody', () => {
    const ways: Readonly<Record<string, readonly Way[]>> = {
      start: [
        ['idle', 'a', 'idle'],
        ['home', 'b', 'home'],
        ['home2', 'b', 'home'],
      ],
      idle: [
        ['busy', 'a', 'start'],
        ['home', 'b', 'home'],
      ],
    };
    expect(verdict(ways)).toEqual({ holds: true, stem: [], cycle: null });
  });

  test('takes a class for disabled where it is, however often it is enabled elsewhere', () => {
    const ways: Readonly<Record<string, readonly Way[]>> = {
      start: [
        ['idle', 'a', 'idle'],
        ['home', 'b', 'home'],
        ['home2', 'b', 'home'],
      ],
      idle: [['busy', 'a', 'start']],
    };
    expect(verdict(ways)).toEqual({ holds: false, stem: [], cycle: ['idle', 'busy'] });
  });
});
