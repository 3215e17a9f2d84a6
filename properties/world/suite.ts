/**
 * The suite: worlds that are small in all but one or two kinds of fault, and together look at every
 * promise that a world can show.
 *
 * The counts are pinned in `suite-expected.ts`, so that a silent change is seen.
 */
import type { Chore } from './host-state.ts';
import { pairs } from './suite-pairs.ts';
import { together } from './suite-together.ts';
import type { World } from './world.ts';

const one = { tabs: ['a'], live: true } as const;
const starts: readonly Chore[] = [
  { kind: 'start', turnId: 'r1' },
  { kind: 'start', turnId: 'r2' },
];
const startAndCancel: readonly Chore[] = [
  { kind: 'start', turnId: 'r1' },
  { kind: 'cancel', streamId: 'r1' },
];
/** Two hosts on one store and nobody else, stopped between any two accesses to the store. */
const hosts = { tabs: [], hosts: ['h1', 'h2'], split: true, live: true } as const;

const subjects: readonly World[] = [
  { ...one, name: 'calm', about: 'Two turns, and nothing goes wrong.', budgets: { turns: 2 } },
  {
    ...one,
    name: 'breaks',
    about: 'Connections break twice, at any byte.',
    script: ['text', 'text'],
    budgets: { turns: 2, breaks: 2 },
  },
  {
    ...one,
    name: 'losses',
    about: 'Two answers are lost, the last one of a settle among them (E12).',
    budgets: { turns: 2, losses: 2 },
    bounds: { settleRetries: 2 },
  },
  {
    ...one,
    name: 'more retries',
    about: 'The same with the retry bound at 3: another count, so the bound is reached.',
    budgets: { turns: 1, losses: 3 },
    bounds: { settleRetries: 3 },
  },
  {
    ...one,
    name: 'early ends',
    about: 'The host ends a stream early, and a connection breaks.',
    script: ['text', 'text'],
    budgets: { turns: 2, ends: 1, breaks: 1 },
  },
  {
    ...one,
    name: 'duplicates',
    about: 'A request arrives twice, and an answer is lost.',
    budgets: { turns: 2, duplicates: 1, losses: 1 },
  },
  {
    ...one,
    name: 'late answers',
    about: 'Two answers come after the patience for them is over.',
    budgets: { turns: 1, lates: 2 },
  },
  {
    ...one,
    name: 'echoes',
    about: 'What was closed or asked again is still heard of; a turn is stopped.',
    budgets: { turns: 1, stops: 1, lates: 1 },
    echoes: true,
  },
  {
    ...one,
    name: 'stop and break',
    about: 'A turn is stopped while its connection breaks.',
    budgets: { turns: 1, stops: 1, breaks: 1 },
  },
  {
    ...one,
    name: 'stop, then another',
    about: 'A turn is stopped, and the next is asked before that is answered.',
    budgets: { turns: 2, stops: 1 },
  },
  {
    ...one,
    live: false,
    name: 'a stop at an end',
    about: 'A start meets a turn of its host that is being stopped, there or by the tab.',
    script: [],
    sends: 1,
    chores: startAndCancel,
    budgets: { turns: 2, stops: 1 },
  },
  {
    ...one,
    live: false,
    name: 'stops at an end',
    about: 'A start meets a turn of its host that is being stopped, and is stopped itself.',
    script: [],
    sends: 1,
    hasty: true,
    chores: startAndCancel,
    budgets: { turns: 2, stops: 2 },
  },
  {
    ...one,
    name: 'prompts',
    about: 'A turn waits on a prompt; an answer is lost, or the turn is stopped.',
    script: ['prompt', 'text'],
    budgets: { turns: 1, stops: 1, losses: 1 },
  },
  {
    ...one,
    name: 'refusals',
    about: 'The host refuses to open, being busy, or because the caller may not.',
    budgets: { turns: 1, refusals: 2, breaks: 1 },
  },
  {
    ...one,
    name: 'refused answers',
    about: 'The answer to a prompt is refused, or arrives twice.',
    script: ['prompt', 'text'],
    budgets: { turns: 1, refusals: 1, duplicates: 1 },
  },
  {
    ...one,
    name: 'ends and losses',
    about: 'The host ends a stream early, and every answer about its transcript is lost.',
    budgets: { turns: 1, ends: 1, losses: 2 },
  },
  {
    ...one,
    name: 'weather over losses',
    about: 'What could not be settled is settled when the tab is back.',
    budgets: { turns: 1, offline: 1, losses: 2 },
  },
  {
    ...one,
    name: 'offline',
    about: 'The device goes offline and comes back, and a connection breaks.',
    budgets: { turns: 1, offline: 1, breaks: 1 },
  },
  {
    ...one,
    name: 'weather',
    about: 'The tab is suspended or offline, or just looked at, while all else goes wrong once.',
    budgets: { turns: 1, offline: 1, breaks: 1, losses: 1, refusals: 1 },
  },
  {
    ...one,
    name: 'readers',
    about: 'Readers take their time: look, read, beat, are too slow; connections break.',
    script: ['text', 'text'],
    budgets: { turns: 1, breaks: 1 },
    slowly: true,
  },
  {
    ...one,
    name: 'readers that end',
    about: 'The host ends a stream while its reader looks or reads.',
    budgets: { turns: 1, ends: 1, breaks: 1 },
    slowly: true,
  },
  {
    ...one,
    name: 'garbled',
    about: 'A cursor is unreadable, or a frame comes twice, never, or from another stream.',
    script: ['text', 'text'],
    budgets: { turns: 1, breaks: 1, garbles: 1, slips: 1 },
  },
  {
    ...one,
    name: 'slips',
    about: 'A host of another make slips, also about the transcript of a turn that is stopped.',
    budgets: { turns: 1, stops: 1, slips: 1 },
  },
  {
    ...one,
    name: 'empty answers',
    about: 'A stream of nothing but its terminal begins anew behind what is shown.',
    script: [],
    budgets: { turns: 1, breaks: 1, garbles: 1 },
  },
  {
    ...one,
    name: 'trims',
    about: 'The journal of a turn that has ended is trimmed while a tab reads it.',
    budgets: { turns: 1, breaks: 1, trims: 1 },
    slowly: true,
  },
  {
    ...one,
    name: 'crash',
    about: 'The host crashes at any moment, and restarts.',
    budgets: { turns: 1, crashes: 1 },
  },
  {
    ...one,
    name: 'shutdown',
    about: 'The host closes while a turn runs, and interrupts it.',
    budgets: { turns: 1, shutdowns: 1, breaks: 1 },
  },
  {
    ...one,
    name: 'producer',
    about: 'The producer throws, or hangs when it is told to unwind.',
    budgets: { turns: 1, throws: 1, stops: 1, hangs: 1 },
  },
  {
    ...one,
    name: 'another tab',
    about: 'A robot at a second tab starts a turn, too.',
    robots: ['z'],
    sends: 1,
    budgets: { turns: 2, breaks: 1 },
  },
  {
    ...hosts,
    name: 'two hosts',
    about: 'Two hosts on one store start a turn each.',
    budgets: { turns: 2 },
    chores: starts,
  },
  {
    ...hosts,
    name: 'take-over',
    about: 'A host crashes between any two accesses to the store; another takes its turn over.',
    budgets: { turns: 2, crashes: 1 },
    chores: starts,
  },
  {
    ...hosts,
    name: 'zombies',
    about: 'A lock or a lease of a living host runs out, and its holder comes back.',
    budgets: { turns: 2, expiries: 1 },
    chores: starts,
  },
  {
    ...hosts,
    name: 'zombies of zombies',
    about: 'Locks and leases of living hosts run out twice: one takes back what it has lost.',
    script: [],
    budgets: { turns: 1, expiries: 2 },
    chores: [{ kind: 'start', turnId: 'r1' }],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'one turn, two takers',
    about: 'A start and a look of one host meet a dead turn, as a lock runs out between them.',
    script: [],
    budgets: { turns: 2, crashes: 1, expiries: 1 },
    chores: starts,
  },
  {
    ...hosts,
    name: 'cancel at the host',
    about: 'A cancel meets the start, the finish and the other host.',
    budgets: { turns: 2, stops: 1 },
    chores: [...starts, { kind: 'cancel', streamId: 'r1' }],
  },
  {
    ...hosts,
    hosts: ['h1'],
    name: 'maintenance',
    about: 'Records that were read before are saved, also in part, and a transcript is edited.',
    budgets: { turns: 1, chores: 1 },
    chores: [
      { kind: 'start', turnId: 'r1' },
      { kind: 'edit', from: 'r1' },
      { kind: 'read' },
      { kind: 'read_partial' },
      { kind: 'save' },
    ],
  },
];

export const suite: readonly World[] = [...subjects, ...together, ...pairs];
