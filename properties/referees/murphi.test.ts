/**
 * What the printed model counts is what a plain search over the same tables counts: on random toys,
 * with void reactions, chains of posts and offers that change nothing among them.
 */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { needTool } from '../../scripts/setup-debian.ts';
import { runRumur } from './engine.ts';
import { nothingWritten, printMurphi, type Written } from './murphi.ts';
import type { TableActor, TableEntry, TablePost } from './table.ts';

const tools = { rumur: needTool('rumur'), spin: needTool('spin'), cc: needTool('cc') };
const postsMax = 12;

/** The world after an action; null: it is void. Throws when there are too many posts. */
function act(
  tables: readonly TableActor[],
  world: readonly number[],
  first: TablePost,
): readonly number[] | null {
  const next = [...world];
  const queue = [first];
  for (const { to, message } of queue) {
    const at = tables.findIndex(({ name }) => name === to);
    const entry = tables[at]?.entries.find((one) => {
      return one.state === next[at] && one.message === message;
    });
    if (entry === undefined) throw new Error('no entry');
    if (entry.reaction === null) return null;
    next[at] = entry.reaction.next;
    queue.push(...entry.reaction.posts);
    if (queue.length > postsMax) throw new Error('too many posts');
  }
  return next;
}

/** Every world, one after the other, with nothing clever. */
function search(tables: readonly TableActor[]) {
  const worlds = [tables.map(() => 0)] as (readonly number[])[];
  const seen = new Set(worlds.map(String));
  let transitions = 0;
  for (const world of worlds) {
    for (const [at, { name, offers }] of tables.entries()) {
      for (const message of offers[world[at] ?? 0] ?? []) {
        const next = act(tables, world, { to: name, message });
        if (next === null || String(next) === String(world)) continue;
        transitions += 1;
        if (seen.has(String(next))) continue;
        seen.add(String(next));
        worlds.push(next);
      }
    }
  }
  return { states: worlds.length, transitions };
}

const names = ['ann', 'bob', 'cy'];
const states = 5;
const messages = 3;
const number = (below: number) => fc.integer({ min: 0, max: below - 1 });

/** Posts go to actors further on, so that every action ends. */
function entryOf(at: number, state: number, message: number): fc.Arbitrary<TableEntry> {
  const later = names.slice(at + 1);
  const post = fc.record({ to: fc.constantFrom(...later, 'cy'), message: number(messages) });
  const posts = fc.array(post, { maxLength: later.length === 0 ? 0 : 2 });
  const reaction = fc.option(fc.record({ next: number(states), posts }), { freq: 5 });
  return reaction.map((one) => ({ state, message, reaction: one }));
}

const tables = fc.tuple(
  ...names.map((name, at) => {
    const pairs = Array.from({ length: states * messages }, (_, pair) => pair);
    return fc.record({
      name: fc.constant(name),
      states: fc.constant(states),
      messages: fc.constant(messages),
      offers: fc.array(fc.array(number(messages), { maxLength: 3 }), {
        minLength: states,
        maxLength: states,
      }),
      entries: fc.tuple(
        ...pairs.map((pair) => entryOf(at, Math.trunc(pair / messages), pair % messages)),
      ),
    });
  }),
);

const ring: TableActor = {
  name: 'ring',
  states: 3,
  messages: 2,
  offers: [[0], [0], [0, 1]],
  entries: [
    { state: 0, message: 0, reaction: { next: 1, posts: [{ to: 'lane', message: 0 }] } },
    { state: 1, message: 0, reaction: { next: 2, posts: [{ to: 'lane', message: 0 }] } },
    { state: 2, message: 0, reaction: { next: 0, posts: [] } },
    { state: 2, message: 1, reaction: null },
    { state: 0, message: 1, reaction: null },
    { state: 1, message: 1, reaction: { next: 0, posts: [] } },
  ],
};

describe('rumur counts what a plain search counts', () => {
  const large = fc
    .sample(tables, { seed: 7, numRuns: 200 })
    .filter((toy) => search(toy).states > 20)
    .slice(0, 8);

  test.each(large.map((toy, at) => [at, toy] as const))('on random toy %i', async (_, toy) => {
    const model = printMurphi({ name: 'toy', tables: toy, written: nothingWritten, postsMax });
    const {
      verdict,
      states: count,
      transitions,
    } = await runRumur(model, tools, { deadlocks: 'off', short: true });
    expect(verdict).toBe('holds');
    expect({ states: count, transitions }).toEqual(search(toy));
  });

  test('and with an actor that is written by hand', async () => {
    const lane: Written = {
      actors: [
        {
          name: 'lane',
          messages: 1,
          take: 'begin assume waiting < 2; waiting := waiting + 1;',
        },
      ],
      types: '',
      fields: { waiting: '0..2' },
      text: [
        'function leaves(how: 0..1): boolean;',
        'begin return waiting > 0; end;',
        'procedure leave(var queue: queue_record; how: 0..1);',
        'begin',
        '  waiting := waiting - 1;',
        '  if how = 0 then post(queue, to_ring, 1); end;',
        'end;',
      ].join('\n'),
      start: '  waiting := 0;',
      choices: [{ may: 'leaves', begin: 'leave', sizes: [2] }],
    };
    // The same lane as a table: its states are how many wait.
    const laneTable: TableActor = {
      name: 'lane',
      states: 3,
      messages: 3,
      offers: [[], [1, 2], [1, 2]],
      entries: [0, 1, 2].flatMap((state): TableEntry[] => [
        { state, message: 0, reaction: state === 2 ? null : { next: state + 1, posts: [] } },
        ...[1, 2].map((message) => ({
          state,
          message,
          reaction:
            state === 0
              ? null
              : { next: state - 1, posts: message === 1 ? [{ to: 'ring', message: 1 }] : [] },
        })),
      ]),
    };
    const invariants = { 'never two': 'waiting < 2' };
    const system = { name: 'ring', tables: [ring], written: lane, postsMax };
    const {
      verdict,
      states: count,
      transitions,
    } = await runRumur(printMurphi(system), tools, {
      deadlocks: 'off',
      short: true,
    });
    expect(verdict).toBe('holds');
    expect({ states: count, transitions }).toEqual(search([ring, laneTable]));
    const claimed = printMurphi({ ...system, invariants });
    const broken = await runRumur(claimed, tools, { deadlocks: 'off', short: true });
    expect(broken.verdict).toBe('never two');
  });
});

test('a table that is not sound is an error', () => {
  const table: TableActor = { name: 'a', states: 1, messages: 1, offers: [[1]], entries: [] };
  const print = (one: TableActor) =>
    printMurphi({ name: 'toy', tables: [one], written: nothingWritten, postsMax });
  expect(() => print(table)).toThrow('the table of a offers a message that it does not have');
  expect(() => print({ ...table, offers: [] })).toThrow('does not say the offers of each state');
});
