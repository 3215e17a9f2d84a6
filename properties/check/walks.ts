/**
 * Walks of worlds, on as many threads as wanted; the longest first, so that all end together.
 *
 * It must never know what is judged in a world.
 */
import { bundle } from '../mutants/bundle.ts';
import { Crew } from '../mutants/crew.ts';
import type { World } from '../world/world.ts';
import type { Walk, Walked } from './walked.ts';

export interface WalksOptions {
  readonly threads: number;
  /** See `Walk`. Default: no. */
  readonly symmetric?: boolean;
  /** Told when a walk has ended, in whatever order they end. */
  readonly walked?: (walk: Walked) => void;
  /** Told now and then how far a long walk has come. */
  readonly progress?: (text: string) => void;
}

/** The walks in the order of the worlds. */
export async function walksOf(
  worlds: readonly World[],
  weightOf: (world: World) => number,
  { threads, symmetric = false, walked, progress }: WalksOptions,
): Promise<readonly Walked[]> {
  const walks = new Map<string, Walked>();
  const made = await bundle({ entry: 'properties/check/walk.ts', switched: true });
  try {
    const crew = new Crew<Walk, Walked>(made.file, Math.min(threads, worlds.length));
    const longestFirst = worlds.toSorted((a, b) => weightOf(b) - weightOf(a));
    await crew.run(
      longestFirst.map((world) => ({ world, symmetric })),
      (walk) => {
        walks.set(walk.name, walk);
        walked?.(walk);
      },
      progress,
    );
    await crew.end();
  } finally {
    await made.remove();
  }
  return worlds.flatMap(({ name }) => walks.get(name) ?? []);
}
