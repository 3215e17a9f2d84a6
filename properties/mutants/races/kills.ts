/**
 * The committed kills (`kills.json`): by which promise each race dies, and the shortest way there.
 *
 * They are written by `npm run mutants -- --write`, and held against a fresh hunt by the tests; the
 * pages of docs/races are made of them, so that nothing has to be walked for a page. It must never
 * know how a race is hunted.
 */
import { mermaid } from '../../explorer/diagram.ts';
import type { RaceFound } from './hunt.ts';
import kills from './kills.json' with { type: 'json' };

export interface Kill {
  readonly id: string;
  readonly promise: string;
  /** The promise in the words of its claim. */
  readonly claim: string;
  /** Steps to where it is broken; for liveness, those that repeat for ever after them. */
  readonly steps: number;
  readonly cycle: number | null;
  /** The lines of a mermaid sequence diagram. */
  readonly diagram: readonly string[];
}

export const committedKills: readonly Kill[] = kills;

/** Null: nothing was broken. */
export function killOf({ race, broken }: RaceFound): Kill | null {
  if (broken === null) return null;
  const { promise, claim, steps, cycle, story } = broken;
  return {
    id: race.id,
    promise,
    claim,
    steps,
    cycle,
    diagram: mermaid(story).trimEnd().split('\n'),
  };
}

/** Two kills tell the same when they are the same text. */
export function textOf(found: readonly Kill[]): string {
  return `${JSON.stringify(found, null, 1)}\n`;
}
