/**
 * Larger worlds, for `npm run check -- --deep`: two faults of a kind between two whole tabs, three
 * where the suite has two, a zombie after another.
 *
 * Two tabs that are alike are walked as one (`tab-symmetry.ts`). Nothing is pinned here: what the
 * suite says in short is said again of more.
 */
import type { Chore } from './host-state.ts';
import type { World } from './world.ts';

const both = { tabs: ['a', 'b'], sends: 1, live: false } as const;
const one = { tabs: ['a'], live: true } as const;
const starts: readonly Chore[] = [
  { kind: 'start', turnId: 'r1' },
  { kind: 'start', turnId: 'r2' },
];
const hosts = { tabs: [], hosts: ['h1', 'h2'], split: true, live: true, chores: starts } as const;

export const deepSuite: readonly World[] = [
  {
    ...both,
    name: 'two tabs, two breaks',
    about: 'Two whole tabs, and connections break twice.',
    script: [],
    budgets: { turns: 1, breaks: 2 },
  },
  {
    ...both,
    name: 'two tabs, a break and a loss',
    about: 'Two whole tabs, a connection breaks, and an answer is lost.',
    script: [],
    budgets: { turns: 1, breaks: 1, losses: 1 },
  },
  {
    ...one,
    name: 'three breaks',
    about: 'Connections break three times over three frames.',
    script: ['text', 'text', 'text'],
    budgets: { turns: 2, breaks: 3 },
  },
  {
    ...one,
    name: 'three losses',
    about: 'Three answers are lost, with three retries.',
    budgets: { turns: 2, losses: 3 },
    bounds: { settleRetries: 3 },
  },
  {
    ...one,
    live: false,
    name: 'stops at an end, by anybody',
    about: 'A start meets a turn that is being stopped; any two stops are made by anybody.',
    script: [],
    sends: 1,
    chores: [
      { kind: 'start', turnId: 'r1' },
      { kind: 'cancel', streamId: 'r1' },
    ],
    budgets: { turns: 2, stops: 2 },
  },
  {
    ...hosts,
    name: 'two crashes',
    about: 'Hosts crash twice, between any two accesses to the store.',
    budgets: { turns: 2, crashes: 2 },
  },
  {
    ...hosts,
    name: 'two expiries',
    about: 'Locks and leases of living hosts run out twice, between any two accesses.',
    budgets: { turns: 2, expiries: 2 },
  },
];
