/**
 * The worlds in which the known races happen: each as small as its races allow, because what a
 * race needs is an order of events and not much of anything.
 *
 * It knows no race.
 */
import type { World } from '../../world/world.ts';

const one = { tabs: ['a'], live: true } as const;

export const raceWorlds: readonly World[] = [
  {
    ...one,
    name: 'early end',
    about: 'One turn, whose stream the host ends before its terminal.',
    budgets: { turns: 1, ends: 1 },
  },
  {
    ...one,
    name: 'early end, then another turn',
    about: 'Somebody else starts a turn while the first is being settled.',
    robots: ['b'],
    sends: 1,
    budgets: { turns: 2, ends: 1 },
    live: false,
  },
  {
    ...one,
    name: 'early end of a turn that asks',
    about: 'A turn waits on a prompt, and its stream is ended early.',
    script: ['prompt'],
    budgets: { turns: 1, ends: 1 },
  },
  {
    ...one,
    name: 'stop',
    about: 'One turn, and its person stops it.',
    budgets: { turns: 1, stops: 1 },
  },
  {
    ...one,
    name: 'stop, with echoes',
    about: 'One turn is stopped; an older settle or source may still be heard of.',
    echoes: true,
    budgets: { turns: 1, stops: 1 },
    live: false,
  },
  {
    ...one,
    name: 'stop and break',
    about: 'One turn is stopped, and a connection breaks.',
    budgets: { turns: 1, stops: 1, breaks: 1 },
  },
  {
    ...one,
    name: 'stop and loss',
    about: 'One turn is stopped, and an answer is lost.',
    budgets: { turns: 1, stops: 1, losses: 1 },
  },
  {
    ...one,
    name: 'stop, then another turn',
    about: 'The same person stops one turn and sends the next question.',
    sends: 2,
    budgets: { turns: 2, stops: 1 },
    live: false,
  },
  {
    ...one,
    name: 'break',
    about: 'One turn of two frames, and one break.',
    script: ['text', 'text'],
    budgets: { turns: 1, breaks: 1 },
  },
  {
    ...one,
    name: 'two tabs and a break',
    about: 'Two tabs read one turn, and a connection breaks.',
    tabs: ['a', 'b'],
    sends: 1,
    budgets: { turns: 1, breaks: 1 },
    live: false,
  },
  {
    ...one,
    name: 'two hosts and a lease',
    about: 'Two hosts on one store; a lease of a living host may run out.',
    tabs: [],
    robots: ['a', 'b'],
    hosts: ['host 1', 'host 2'],
    sends: 1,
    split: true,
    budgets: { turns: 2, expiries: 1 },
    live: false,
  },
  {
    ...one,
    name: 'maintenance',
    about: 'A host reads and saves records beside a turn.',
    tabs: [],
    robots: ['a'],
    chores: [{ kind: 'read' }, { kind: 'read_partial' }, { kind: 'save' }],
    budgets: { turns: 1, chores: 1 },
    live: false,
  },
  {
    ...one,
    name: 'crash and a store that fails',
    about: 'The host crashes, and when it is back a read fails.',
    tabs: [],
    robots: ['a'],
    split: true,
    budgets: { turns: 1, crashes: 1, failures: 1 },
    live: true,
  },
];
