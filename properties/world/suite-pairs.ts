/**
 * Worlds for pairs of faults: each small in all but the kinds it is named after, one of each, so
 * that every two kinds that can meet do meet in some world.
 *
 * Kinds that cost little meet by fours, as the points of a plane do on its lines: each two on
 * exactly one. Each of the others meets them one by one. What each kind does, it does not know.
 */
import type { Budgets, FaultKind } from './budget.ts';
import type { World } from './world.ts';

/** A plane of order 3 has as many points as lines, and four points on a line. */
const light = [
  'breaks',
  'losses',
  'ends',
  'duplicates',
  'offline',
  'refusals',
  'garbles',
  'trims',
  'slips',
  'lates',
  'throws',
  'shutdowns',
  'chores',
] as const satisfies readonly FaultKind[];

/** Any two points differ by the difference of two of these, modulo 13, in one way only. */
const line = [0, 1, 3, 9];

function withOne(kinds: readonly FaultKind[], more: Partial<World> = {}): World {
  const budgets: Budgets = Object.fromEntries(['turns', ...kinds].map((kind) => [kind, 1]));
  const edit = { kind: 'edit', from: 'a1' } as const;
  return {
    name: kinds.join(', '),
    about: 'Each of these once, whenever it likes.',
    tabs: ['a'],
    live: true,
    ...(kinds.includes('chores') ? { chores: [edit] } : {}),
    ...more,
    budgets,
  };
}

/** A turn of nothing but its terminal. */
const brief = { script: [] } as const;
const two = { hosts: ['h1', 'h2'] } as const;
/** No tab to be shown anything: the robot starts and stops. */
const unseen = { tabs: [], robots: ['r'], sends: 1, split: true } as const;

export const pairs: readonly World[] = [
  ...light.map((_, at) =>
    withOne(line.map((step) => light[(at + step) % light.length] ?? light[0])),
  ),
  ...light.map((kind) => withOne(['stops', 'hangs', kind], brief)),
  ...light.map((kind) => withOne(['crashes', kind], brief)),
  ...light.map((kind) => withOne(['expiries', kind], two)),
  ...light.map((kind) => withOne(['failures', kind])),
  withOne(['crashes', 'expiries', 'failures'], { ...unseen, ...two, split: false }),
  withOne(['stops', 'hangs', 'crashes'], { ...unseen, ...two }),
  withOne(['stops', 'hangs', 'expiries'], { ...unseen, ...two }),
  withOne(['stops', 'hangs', 'failures'], unseen),
];
