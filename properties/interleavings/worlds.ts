/**
 * The worlds of the random interleavings, far past what can be walked whole: every kind of fault at
 * once and without end, streams of ten frames, and no count jumped over.
 *
 * In the crowd a host does a whole operation in one action, so that much happens in a run; among
 * the hosts every access to the store is an action of its own, and two of them share the store.
 * They say what there is; what a run makes of it is in its picks.
 */
import type { Actor, System } from '../explorer/system.ts';
import { type Bounds, smallBounds } from '../world/bounds.ts';
import type { Budgets } from '../world/budget.ts';
import { systemOf, type World } from '../world/world.ts';

const endless = Number.POSITIVE_INFINITY;

/** Every retry, rung and heartbeat is a state of its own. */
const wholeBounds = Object.fromEntries(
  Object.keys(smallBounds).map((bound) => [bound, endless]),
) as unknown as Bounds;

const budgets: Budgets = {
  turns: 6,
  stops: endless,
  breaks: endless,
  losses: endless,
  ends: endless,
  duplicates: endless,
  crashes: endless,
  offline: endless,
  refusals: endless,
  garbles: endless,
  slips: endless,
  trims: endless,
  lates: endless,
  expiries: endless,
  throws: endless,
  shutdowns: endless,
  hangs: endless,
};

const texts = (count: number) => Array.from({ length: count }, () => 'text' as const);

export const crowd: World = {
  name: 'crowd',
  about: 'Four tabs, six turns of ten frames, one host that may die at any time.',
  tabs: ['a', 'b', 'c', 'd'],
  sends: 2,
  script: [...texts(3), 'prompt', ...texts(6)],
  budgets,
  bounds: wholeBounds,
  retells: true,
  echoes: true,
  slowly: true,
  live: true,
};

/**
 * A person asks once, since a lane tells no two starts of one tab apart; the hosts start the
 * others. A turn waits for somebody, who answers at either host.
 */
export const hosts: World = {
  name: 'hosts',
  about: 'Two hosts that share a store and are overtaken at every access to it, and two tabs.',
  tabs: ['a', 'b'],
  hosts: ['h', 'i'],
  sends: 1,
  script: [...texts(3), 'prompt', ...texts(6)],
  // Only a host that is split can fail at an access, and only this one has work of its own.
  budgets: { ...budgets, failures: endless, chores: endless },
  bounds: wholeBounds,
  split: true,
  echoes: true,
  live: true,
  chores: [
    ...['r1', 'r2', 'r3', 'r4'].map((turnId) => ({ kind: 'start', turnId }) as const),
    { kind: 'cancel', streamId: 'r1' },
    { kind: 'answer', streamId: 'r1', answerId: 'x' },
    { kind: 'answer', streamId: 'r1', answerId: 'y' },
    { kind: 'read' },
    { kind: 'read_partial' },
    { kind: 'save' },
  ],
};

export const worlds: readonly World[] = [crowd, hosts];

/**
 * Takes the answers that nobody waits for any more: of an access that was done although it failed.
 * A lock or a lease that it was given is one that nobody knows of, and runs out.
 */
const nobody: Actor<null> = {
  name: 'nobody',
  initial: null,
  offers: () => [],
  react: (state) => ({
    state,
    posts: [{ to: 'store', message: { type: 'dead', host: 'nobody' } as never }],
  }),
};

export function crowded(world: World): System {
  const system = systemOf(world);
  return { ...system, actors: [...system.actors, nobody] };
}
