/**
 * The worlds in which mutants are hunted: one turn each, with one or two kinds of fault, so that a
 * mutant is found out within a second. Larger ones add time, and hardly a kill.
 * Which mutant needs which of them, it does not know.
 */
import type { Fault } from '../world/budget.ts';
import type { World } from '../world/world.ts';

function small(name: string, world: Partial<World> = {}, ...faults: readonly Fault[]): World {
  const budgets: Partial<Record<Fault, number>> = { turns: 1 };
  for (const fault of faults) budgets[fault] = (budgets[fault] ?? 0) + 1;
  return { about: 'Mutants are hunted in it.', tabs: ['a'], live: true, ...world, name, budgets };
}

const prompt = { script: ['prompt'] } as const;

const single = [
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

const pairs: readonly (readonly Fault[])[] = [
  ['ends', 'offline'],
  ['breaks', 'offline'],
  ['breaks', 'refusals'],
  ['breaks', 'losses'],
  ['losses', 'offline'],
  ['lates', 'duplicates'],
  ['lates', 'lates'],
  ['breaks', 'breaks'],
  ['ends', 'ends'],
];

export const worlds: readonly World[] = [
  small('turn'),
  small('prompt', prompt),
  ...single.map((fault) => small(`turn, ${fault}`, {}, fault)),
  ...single
    .filter((fault) => fault !== 'stops' && fault !== 'crashes')
    .map((fault) => small(`prompt, ${fault}`, prompt, fault)),
  ...pairs.map((faults) => small(`turn, ${faults.join(', ')}`, {}, ...faults)),
  small('two texts, breaks', { script: ['text', 'text'] }, 'breaks'),
  small('split reads', { splitReads: true }),
  small('heartbeats', { heartbeats: true }, 'lates'),
  small('heartbeats, breaks', { heartbeats: true }, 'breaks'),
  ...(['duplicates', 'offline', 'throws'] as const).map((fault) =>
    small(`two turns, ${fault}`, {}, 'turns', fault),
  ),
  small('maintenance', { chores: [{ kind: 'read' }, { kind: 'save' }] }, 'chores'),
  small(
    'maintenance of a head',
    { chores: [{ kind: 'read_partial' }, { kind: 'save' }] },
    'chores',
  ),
  small('cancel by the host', { chores: [{ kind: 'cancel', streamId: 'a1' }] }, 'stops'),
];
