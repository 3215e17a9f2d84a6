/**
 * Builds random machines, generates them, and runs both sides in lockstep; on a difference it
 * shrinks to a small machine and a short list of events, and prints the command that replays it.
 *
 * It also counts what the machines did, so that a test can insist that each construct was
 * exercised: a fuzzer that never reaches a final state proves nothing about final states.
 */
import fc from 'fast-check';
import { Refusal } from '../refusal.ts';
import { type Construct, constructs } from './constructs.ts';
import { configOf, machineSketch } from './machines.ts';
import { runBoth } from './run.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
  /** fast-check's path to one counterexample. */
  readonly path?: string;
  /** Draw evenly, instead of preferring small and extreme values. */
  readonly unbiased: boolean;
}

export interface FuzzReport {
  readonly machines: number;
  readonly refused: number;
  readonly steps: number;
  readonly ends: Readonly<Record<'active' | 'done' | 'endless', number>>;
  /** How often each construct took part. */
  readonly exercised: Readonly<Record<Construct, number>>;
  /** What to print about a difference; null when there is none. */
  readonly failure: string | null;
}

export function fuzz({ runs, seed, path, unbiased }: FuzzOptions): FuzzReport {
  const ends = { active: 0, done: 0, endless: 0 };
  const exercised = Object.fromEntries(constructs.map((one) => [one, 0])) as Record<
    Construct,
    number
  >;
  const count = { machines: 0, refused: 0, steps: 0 };
  const events = fc.array(fc.nat({ max: 999 }), { minLength: 20, maxLength: 60 });
  const property = fc.property(machineSketch, events, (sketch, picks) => {
    try {
      const report = runBoth(configOf(sketch), picks);
      count.machines += 1;
      count.steps += report.steps;
      ends[report.ended] += 1;
      for (const one of report.exercised) exercised[one] += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      count.refused += 1;
    }
  });
  const parameters = { numRuns: runs, seed, unbiased, ...(path === undefined ? {} : { path }) };
  const result = fc.check(property, parameters);
  const failure = result.failed ? explain(result, { runs, seed, unbiased }) : null;
  return { ...count, ends, exercised, failure };
}

type Drawn = readonly [sketch: Parameters<typeof configOf>[0], picks: readonly number[]];

function explain(
  result: {
    counterexample: Drawn | null;
    counterexamplePath: string | null;
    errorInstance: unknown;
  },
  { runs, seed, unbiased }: FuzzOptions,
): string {
  const [sketch, picks] = result.counterexample ?? [];
  const flags = `--seed=${seed} --runs=${runs}${unbiased ? ' --unbiased' : ''}`;
  return [
    result.errorInstance instanceof Error ? result.errorInstance.message : 'failed',
    'machine:',
    sketch === undefined ? '' : JSON.stringify(configOf(sketch), null, 2),
    `events: ${JSON.stringify(picks)}`,
    'replay:',
    `  npx tsx scripts/generate/fuzz/main.ts ${flags} --path=${result.counterexamplePath}`,
  ].join('\n');
}
