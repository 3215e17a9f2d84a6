/**
 * Lets each known race happen: its changes are bundled, its world is walked in a thread, and what
 * is broken there comes back as a story that has gone through the real XState machines.
 *
 * It must never know what a race is about.
 */

import type { World } from '../../world/world.ts';
import { bundle } from '../bundle.ts';
import { Crew } from '../crew.ts';
import type { Race } from './race.ts';
import type { Broken, RaceJob, RaceWalk } from './race-worker.ts';
import { raceWorldNamed } from './worlds.ts';

const entry = 'properties/mutants/races/race-worker.ts';
/** Races die early: one that needs more worlds is in too large a world. */
const statesMax = 200_000;
/** A world without a break is walked to its end. */
const unbrokenMax = 1_000_000;
const atOnce = 2;

/** The worlds with every rule in its place: by name, what is broken there, which is nothing. */
export async function walkUnbroken(
  worlds: readonly World[],
): Promise<readonly (readonly [world: string, broken: Broken | null])[]> {
  const made = await bundle({ entry, switched: true });
  const crew = new Crew<RaceJob, RaceWalk>(made.file, atOnce);
  const broken = new Map<string, Broken | null>();
  const jobs = worlds.map((world) => ({
    world,
    promises: null,
    claim: '',
    statesMax: unbrokenMax,
  }));
  try {
    await crew.run(jobs, (walk, { world }) => void broken.set(world.name, walk.broken));
  } finally {
    await crew.end();
    await made.remove();
  }
  return worlds.map(({ name }) => [name, broken.get(name) ?? null]);
}

export type RaceFound = RaceWalk & { readonly race: Race; readonly seconds: number };

/** In the order of the races, each told when it is done. */
export async function huntRaces(
  races: readonly Race[],
  done: (found: RaceFound) => void = () => undefined,
): Promise<readonly RaceFound[]> {
  const queue = races.entries();
  const found: RaceFound[] = [];
  const hunter = async () => {
    for (const [at, race] of queue) {
      const one = await huntRace(race);
      found[at] = one;
      done(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, hunter));
  return found;
}

async function huntRace(race: Race): Promise<RaceFound> {
  const startMs = performance.now();
  const { changes: patches, promises, claim = '', world } = race;
  const made = await bundle({ entry, patches, switched: true });
  const crew = new Crew<RaceJob, RaceWalk>(made.file, 1);
  const walks: RaceWalk[] = [];
  try {
    const job = { world: raceWorldNamed(world), promises, claim, statesMax };
    await crew.run([job], (walk) => void walks.push(walk));
    const [walk] = walks;
    if (walk === undefined) throw new Error(`${race.id}: no walk came back`);
    return { ...walk, race, seconds: (performance.now() - startMs) / 1000 };
  } catch (error) {
    throw new Error(`${race.id}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await crew.end();
    await made.remove();
  }
}
