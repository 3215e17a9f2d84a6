/**
 * The worlds in which mutants are hunted: small ones, each with what some mutant needs to show.
 * Which mutant that is, it does not know.
 */
import type { World } from '../world/world.ts';

const base = { about: 'hunted in', tabs: ['a'], live: true } as const;

function one(name: string, world: Partial<World>): World {
  return { ...base, name, budgets: { turns: 1 }, ...world };
}

const faults = [
  'breaks',
  'losses',
  'ends',
  'duplicates',
  'stops',
  'lates',
  'crashes',
  'shutdowns',
  'throws',
  'refusals',
  'offline',
] as const;

export const worlds: readonly World[] = [
  one('one turn', {}),
  one('one prompt', { script: ['prompt'] }),
  ...faults.map((f) => one(`one turn, ${f}`, { budgets: { turns: 1, [f]: 1 } })),
  ...(
    [
      'breaks',
      'losses',
      'ends',
      'duplicates',
      'stops',
      'lates',
      'crashes',
      'throws',
      'shutdowns',
    ] as const
  ).map((f) => one(`one prompt, ${f}`, { script: ['prompt'], budgets: { turns: 1, [f]: 1 } })),
  one('one turn, two texts, breaks', {
    script: ['text', 'text'],
    budgets: { turns: 1, breaks: 1 },
  }),
  one('one turn, retells', { retells: true }),
  one('one turn, split reads', { splitReads: true }),
  one('one turn, heartbeats', { heartbeats: true, budgets: { turns: 1, lates: 2 } }),
  ...faults.map((f) => one(`two turns, ${f}`, { budgets: { turns: 2, [f]: 1 } })),
  one('one turn, failures', { split: true, budgets: { turns: 1, failures: 1 } }),
  one('one turn, stops, failures', { split: true, budgets: { turns: 1, stops: 1, failures: 1 } }),
  one('robot', { robots: ['z'], budgets: { turns: 2 }, sends: 1 }),
  one('robot, stops', { robots: ['z'], budgets: { turns: 2, stops: 1 }, sends: 1 }),
  one('robot, lates', { robots: ['z'], budgets: { turns: 2, lates: 1 }, sends: 1 }),
  one('robot, losses', { robots: ['z'], budgets: { turns: 2, losses: 1 }, sends: 1 }),
  one('robot, breaks', { robots: ['z'], budgets: { turns: 2, breaks: 1 }, sends: 1 }),
  one('robot, offline', { robots: ['z'], budgets: { turns: 2, offline: 1 }, sends: 1 }),
  ...(
    [
      ['stops', 'losses'],
      ['stops', 'breaks'],
      ['stops', 'lates'],
      ['stops', 'throws'],
      ['stops', 'shutdowns'],
      ['ends', 'losses'],
      ['ends', 'lates'],
      ['ends', 'offline'],
      ['breaks', 'offline'],
      ['breaks', 'refusals'],
      ['breaks', 'losses'],
      ['losses', 'lates'],
      ['losses', 'offline'],
      ['crashes', 'breaks'],
      ['lates', 'duplicates'],
    ] as const
  ).map(([f, g]) => one(`one turn, ${f}, ${g}`, { budgets: { turns: 1, [f]: 1, [g]: 1 } })),
  one('one turn, breaks 2', { budgets: { turns: 1, breaks: 2 } }),
  one('one turn, losses 2', { budgets: { turns: 1, losses: 2 } }),
  one('one turn, lates 2', { budgets: { turns: 1, lates: 2 } }),
  one('one turn, ends 2', { budgets: { turns: 1, ends: 2 } }),
  one('one turn, stops 2, losses', { budgets: { turns: 1, stops: 2, losses: 1 } }),
  one('chores: edit', { chores: [{ kind: 'edit', from: 'a1' }], budgets: { turns: 1, chores: 1 } }),
  one('chores: save', {
    chores: [{ kind: 'read' }, { kind: 'save' }],
    budgets: { turns: 1, chores: 1 },
  }),
  one('chores: partial', {
    chores: [{ kind: 'read_partial' }, { kind: 'save' }],
    budgets: { turns: 1, chores: 1 },
  }),
  one('chores: cancel', {
    chores: [{ kind: 'cancel', streamId: 'a1' }],
    budgets: { turns: 1, stops: 1 },
  }),
  one('two hosts', {
    hosts: ['h', 'k'],
    budgets: { turns: 1, expiries: 1 },
    split: true,
    live: false,
  }),
];
