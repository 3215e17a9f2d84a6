/**
 * The worlds that other model checkers walk: small, each with another kind of fault, so that
 * together every hand-written part has something to do.
 *
 * It must never know how a world is printed.
 */
import type { World } from '../../world/world.ts';

const one = { tabs: ['a'], live: true } as const;
/** Two hosts on one store and nobody else, stopped between any two accesses to the store. */
const hosts = { tabs: [], hosts: ['h1', 'h2'], split: true, live: true } as const;
const starts = [{ kind: 'start', turnId: 'r1' }] as const;

export const calm: World = {
  ...one,
  name: 'one turn',
  about: 'One turn, and nothing goes wrong.',
  budgets: { turns: 1 },
};

/** The one of which the tests break a table. */
export const takeOver: World = {
  ...hosts,
  name: 'take-over',
  about: 'A host crashes between any two accesses to the store; another takes its turn over.',
  budgets: { turns: 1, crashes: 1 },
  chores: starts,
};

/** Large enough that where an engine begins does not matter: for a comparison of speeds, too. */
export const twoTabs: World = {
  name: 'two tabs',
  about: 'Two whole tabs, either of which asks for a turn of nothing but its terminal.',
  tabs: ['a', 'b'],
  live: false,
  script: [],
  sends: 1,
  budgets: { turns: 1 },
};

export const refereed: readonly World[] = [
  calm,
  {
    ...one,
    name: 'two turns',
    about: 'One turn after another.',
    budgets: { turns: 2 },
  },
  {
    ...one,
    name: 'breaks',
    about: 'A connection breaks twice, at any byte.',
    script: ['text', 'text'],
    budgets: { turns: 1, breaks: 2 },
  },
  {
    ...one,
    name: 'losses and duplicates',
    about: 'A request or an answer is lost, and a request arrives twice.',
    budgets: { turns: 1, losses: 1, duplicates: 1 },
  },
  {
    ...one,
    name: 'early ends and refusals',
    about: 'The host ends a stream early, and refuses to open one.',
    budgets: { turns: 1, ends: 1, refusals: 1 },
  },
  {
    ...one,
    name: 'stop',
    about: 'A turn is stopped at any moment.',
    budgets: { turns: 1, stops: 1 },
  },
  {
    ...one,
    name: 'crash',
    about: 'The host crashes at any moment, and restarts.',
    budgets: { turns: 1, crashes: 1 },
  },
  {
    ...one,
    name: 'echoes',
    about: 'A tab has waited long enough, and what it has left is still heard of.',
    budgets: { turns: 1, lates: 1 },
    echoes: true,
  },
  {
    ...one,
    name: 'slow reads',
    about: 'The journal grows while it is read; nobody takes what was sent; a watch says it again.',
    budgets: { turns: 1, breaks: 1 },
    slowly: true,
    retells: true,
  },
  {
    ...one,
    name: 'another tab',
    about: 'A robot at a second tab may start the turn.',
    robots: ['z'],
    sends: 1,
    budgets: { turns: 1 },
  },
  twoTabs,
  takeOver,
  {
    ...hosts,
    name: 'zombies',
    about: 'A lock or a lease of a living host runs out, and its holder comes back.',
    budgets: { turns: 1, expiries: 1 },
    chores: starts,
  },
  {
    ...hosts,
    name: 'a stop at the other host',
    about: 'A turn is stopped at either host, and its runner hears of it.',
    script: [],
    budgets: { turns: 1, stops: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }],
  },
  {
    ...one,
    hosts: ['h1', 'h2'],
    name: 'a stop, any host serves',
    about: 'A tab and two hosts: whichever it reaches starts, serves, stops and tells of its turn.',
    script: [],
    budgets: { turns: 1, stops: 1 },
  },
];
