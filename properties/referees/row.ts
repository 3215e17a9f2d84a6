/**
 * A row of what the referees say: one engine, one world, what it counted and whether we agree with
 * it. What is refereed makes rows; who wants them runs them, two at a time.
 *
 * It must never know how a row is made.
 */
import type { Tools, Verdict } from './engine.ts';

export interface Ruling extends Verdict {
  /** Counts or verdict are what they have to be. */
  readonly agrees: boolean;
  /** What they have to be, for a person. */
  readonly expected: string;
}

export interface Row {
  readonly engine: 'rumur' | 'spin';
  readonly world: string;
  readonly run: (tools: Tools) => Promise<Ruling>;
}

/** Runs all rows, so many at once; the rulings in the rows' order. The first error ends it. */
export async function runRows(
  rows: readonly Row[],
  tools: Tools,
  { atOnce, told }: { readonly atOnce: number; readonly told: (row: Row, ruling: Ruling) => void },
): Promise<readonly Ruling[]> {
  const rulings: Ruling[] = [];
  const waiting = rows.entries();
  const lane = async () => {
    for (const [at, row] of waiting) {
      const ruling = await row.run(tools);
      rulings[at] = ruling;
      told(row, ruling);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return rulings;
}
