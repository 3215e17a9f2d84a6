/**
 * Worlds of more than one of something: two full tabs, a tab with a host that is split at every
 * access to the store, a tab with two hosts, three turns; and faults without end.
 *
 * They cost the most, so each has the shortest script that still says something.
 */
import type { Chore } from './host-state.ts';
import type { World } from './world.ts';

const one = { tabs: ['a'], live: true } as const;
/** For safety only: what they lead to is looked at where the second tab is a robot. */
const both = { tabs: ['a', 'b'], sends: 1, live: false } as const;
/** A person at the host starts; a tab need not. */
const starts: readonly Chore[] = [{ kind: 'start', turnId: 'r1' }];
const answer: Chore = { kind: 'answer', streamId: 'r1', answerId: 'x' };
/** Two hosts on one store and nobody else, stopped between any two accesses to the store. */
const hosts = { tabs: [], hosts: ['h1', 'h2'], split: true, live: true } as const;

export const together: readonly World[] = [
  {
    ...both,
    name: 'two tabs',
    about: 'Two whole tabs, either of which asks.',
    budgets: { turns: 1 },
  },
  {
    ...both,
    name: 'two tabs, a break',
    about: 'Two whole tabs, and a connection of one of them breaks.',
    budgets: { turns: 1, breaks: 1 },
  },
  {
    ...both,
    name: 'two tabs, an early end',
    about: 'Two whole tabs, and the stream of one of them is ended early.',
    budgets: { turns: 1, ends: 1 },
  },
  {
    ...both,
    name: 'two tabs, a loss',
    about: 'Two whole tabs, and an answer to one of them is lost.',
    script: [],
    budgets: { turns: 1, losses: 1 },
  },
  {
    ...both,
    name: 'two tabs, a stop',
    about: 'Two whole tabs look on, and one of them stops the turn.',
    sends: 0,
    stoppers: ['a'],
    chores: starts,
    script: [],
    budgets: { turns: 1, stops: 1 },
  },
  {
    ...one,
    name: 'three turns',
    about: 'A tab and a robot own a session by turns, three of them.',
    robots: ['z'],
    sends: 2,
    script: [],
    live: false,
    budgets: { turns: 3 },
  },
  {
    ...one,
    name: 'told again',
    about: 'The watch says what it has said as often as it likes; a connection breaks.',
    retells: true,
    budgets: { turns: 1, breaks: 1, losses: 1 },
  },
  {
    ...one,
    name: 'breaks and losses without end',
    about: 'Every connection may break, and every answer be lost; what has ended ends here, too.',
    budgets: { turns: 1, breaks: Infinity, losses: Infinity },
  },
  {
    ...one,
    name: 'breaks without end',
    about: 'Every connection may break, and still each turn is learned.',
    script: ['text', 'text'],
    budgets: { turns: 2, breaks: Infinity },
  },
  {
    ...one,
    name: 'cancel, composed',
    about: 'A tab stops its turn between any two accesses of the host to the store.',
    script: [],
    split: true,
    budgets: { turns: 1, stops: 1 },
  },
  {
    ...one,
    name: 'crash, composed',
    about: 'A host crashes between any two accesses to the store, under a tab that looks on.',
    sends: 0,
    chores: starts,
    script: [],
    split: true,
    budgets: { turns: 1, crashes: 1 },
  },
  {
    ...one,
    name: 'take-over, composed',
    about: 'A tab and two hosts: one dies, and the tab and its turn go on at the other.',
    hosts: ['h1', 'h2'],
    budgets: { turns: 1, crashes: 1 },
  },
  {
    ...hosts,
    name: 'failures',
    about: 'An access to the store fails, done or not, as with a lock that is not released.',
    budgets: { turns: 2, failures: 1 },
    chores: [...starts, { kind: 'start', turnId: 'r2' }],
  },
  {
    ...hosts,
    name: 'zombies and an edit',
    about: 'A lock or a lease runs out, and a person cuts the transcript.',
    script: [],
    budgets: { turns: 1, expiries: 1, chores: 1 },
    chores: [...starts, { kind: 'edit', from: 'r1' }],
  },
  {
    ...hosts,
    name: 'zombies and a cancel',
    about: 'A lock or a lease runs out, and a person cancels the turn at either host.',
    script: [],
    budgets: { turns: 1, expiries: 1, stops: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }],
  },
  {
    ...hosts,
    name: 'a stop at the other host',
    about: 'A turn that waits for a person is stopped at either host, and its runner hears of it.',
    script: ['prompt'],
    budgets: { turns: 1, stops: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'a stop and a take-over',
    about: 'The turn of a host that died is stopped while it is claimed anew.',
    script: [],
    budgets: { turns: 1, crashes: 1, expiries: 1, stops: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }],
  },
  {
    ...one,
    hosts: ['h1', 'h2'],
    name: 'stops, any host serves',
    about: 'A tab and two hosts: whichever it reaches starts, serves and stops its turn.',
    script: [],
    budgets: { turns: 1, stops: 1, breaks: 1 },
  },
  {
    ...one,
    hosts: ['h1', 'h2'],
    name: 'prompts, any host serves',
    about:
      'A tab and two hosts: whichever it reaches takes the answer for the one that runs the turn.',
    script: ['prompt'],
    budgets: { turns: 1 },
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'others answer',
    about: 'Somebody else answers a prompt: before it is asked, twice, and when all is over.',
    script: ['prompt', 'text'],
    budgets: { turns: 1, chores: 2 },
    chores: [
      { kind: 'start', turnId: 'r1' },
      { kind: 'answer', streamId: 'r1', answerId: 'x' },
      { kind: 'answer', streamId: 'r1', answerId: 'y' },
    ],
  },
  {
    ...hosts,
    name: 'answers and stops',
    about: 'A turn is answered at either host while it is stopped at either.',
    script: ['prompt'],
    budgets: { turns: 1, stops: 1, chores: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }, answer],
  },
  {
    ...hosts,
    name: 'answers and a take-over',
    about: 'A turn is answered at either host while it is taken over.',
    script: ['prompt'],
    budgets: { turns: 1, expiries: 1, chores: 1 },
    chores: [...starts, answer],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'answers and failures',
    about: 'The store fails while a prompt is answered, twice.',
    script: ['prompt', 'text'],
    budgets: { turns: 1, failures: 1, chores: 2 },
    chores: [...starts, answer, { ...answer, answerId: 'y' }],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'cancelled twice',
    about: 'A turn is cancelled twice, at any two moments.',
    budgets: { turns: 1, stops: 2 },
    chores: [
      { kind: 'start', turnId: 'r1' },
      { kind: 'cancel', streamId: 'r1' },
    ],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'throws and failures',
    about: 'The producer throws while the store can not say how its turn has ended.',
    budgets: { turns: 1, throws: 1, failures: 2 },
    chores: [{ kind: 'start', turnId: 'r1' }],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'ahead of the store',
    about: 'Frames that wait for each other are refused, or stored and said to have failed.',
    script: ['text', 'text'],
    budgets: { turns: 1, failures: 2, stops: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }],
  },
  {
    ...hosts,
    name: 'ahead of a take-over',
    about: 'Another host takes the turn while frames of it wait to be stored.',
    script: ['text', 'text'],
    budgets: { turns: 1, expiries: 1 },
    chores: starts,
  },
];
