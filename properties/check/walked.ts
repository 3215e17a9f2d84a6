/**
 * What is kept of the walk of a world: plain data, which may be posted between threads.
 *
 * A walk is `properties/explorer`'s; here it is only counted. It must never know how a world is
 * walked, nor on which thread.
 */
import type { Property } from '../explorer/system.ts';
import type { Recording } from '../mutants/switch.ts';
import type { World } from '../world/world.ts';

/** A walk to be made. */
export interface Walk {
  readonly world: World;
  /** Worlds that differ only in the names of tabs that are alike are one, where that is safe. */
  readonly symmetric: boolean;
}

/** One property of a world, judged in all of its states. */
export interface Judged {
  /** The promise it is a part of. */
  readonly id: string;
  readonly kind: Property['kind'];
  readonly name: string;
  /** Null: the walk ended before this was decided. */
  readonly holds: boolean | null;
  /** Worlds or reactions that show it, if it is a `sometimes`; worlds with the left side. */
  readonly seen: number;
  /** Of a `leadsTo`: worlds with the right side, reached from the left. */
  readonly reached: number | null;
  /** The counterexample, told in text; empty when there is none. */
  readonly story: string;
}

export interface Walked {
  readonly name: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** What each world takes, with its parent, its place in the table and its edges. */
  readonly bytesPerState: number;
  /** The peak of the whole process at the end of this walk: other walks are in it. */
  readonly peakMb: number;
  readonly judged: readonly Judged[];
  /** Every step that a machine took in it, once. */
  readonly recording: Recording;
}

/** A promise over all walks. */
export interface PromiseReport {
  readonly id: string;
  readonly kind: string;
  /** In how many worlds it was looked at. */
  readonly worlds: number;
  readonly holds: boolean;
  /** How often that was seen which shows that it is not empty. */
  readonly sometimes: number;
  /** What of it no world has shown, in words: a `sometimes`, or a side of a `leadsTo`. */
  readonly unseen: readonly string[];
}

/** Every promise that was looked at, by its id. */
export function promisesOf(walks: readonly Walked[]): readonly PromiseReport[] {
  const ids = new Set(walks.flatMap(({ judged }) => judged.map(({ id }) => id)));
  return [...ids].toSorted().map((id) => {
    const mine = walks.map(({ judged }) => judged.filter((one) => one.id === id));
    const all = mine.flat();
    const claims = all.filter(({ kind }) => !isOccasion(kind));
    return {
      id,
      kind: [...new Set(claims.map(({ kind }) => kind))].toSorted().join(', '),
      worlds: mine.filter((one) => one.length > 0).length,
      holds: claims.every(({ holds }) => holds === true),
      sometimes: all.reduce((sum, one) => sum + occasionsOf(one), 0),
      unseen: unseenOf(all),
    };
  });
}

export function isOccasion(kind: Property['kind']): boolean {
  return kind === 'sometimes' || kind === 'sometimesStep';
}

/** How often a property's occasion was seen; of one that has none of its own, never. */
function occasionsOf({ kind, seen, reached }: Judged): number {
  if (kind === 'leadsTo') return reached ?? 0;
  return isOccasion(kind) ? seen : 0;
}

/** Once for all tabs, hosts and turns of whom it is claimed: one that shows it is enough. */
function unseenOf(all: readonly Judged[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const one of all.filter(({ kind }) => isOccasion(kind) || kind === 'leadsTo')) {
    const claim = claimOf(one);
    seen.set(claim, (seen.get(claim) ?? 0) + occasionsOf(one));
  }
  return [...seen].filter(([, count]) => count === 0).map(([claim]) => claim);
}

/** 'a: a frame is shown' without the 'a'. */
function claimOf({ name }: Judged): string {
  return name.replace(/^\w+: /, '');
}
