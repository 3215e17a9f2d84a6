/**
 * The stopwatch: contestants that do the same work take turns in one process, A B A B, and what
 * counts is the ratio of two neighbours in time, round by round. A slow minute of the machine
 * hits both sides of a ratio; the median forgets the rounds in which it hit only one.
 *
 * Every timed run returns a checksum of all that it did, and a checksum that differs between
 * two contestants, or between two runs of one, ends the benchmark: so nothing can be optimized
 * away, and nobody wins by doing less. It must never know what is measured.
 */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** One way of doing the work. */
export interface Contestant {
  readonly name: string;
  /**
   * Makes everything ready for `times` repetitions, untimed. What it returns is timed, and returns
   * the sum of the checksums of the repetitions; or that and what it took, by a clock of its own.
   * `turn` counts the calls that are made of each contestant alike, for work that varies by chance.
   */
  readonly prepare: (times: number, turn: number) => Run | Promise<Run>;
}

type Done = number | Timed;
export type Run = () => Done | Promise<Done>;

export interface Timed {
  readonly checksum: number;
  readonly ms: number;
}

/** One piece of work, done by ours and by others. */
export interface Comparison {
  readonly name: string;
  /** What one repetition consists of: events, or frames. */
  readonly operations: number;
  readonly ours: Contestant;
  readonly others: readonly Contestant[];
}

export interface Effort {
  readonly rounds: number;
  readonly warmUpRounds: number;
  /** A contestant repeats the work within a round until that takes this long. */
  readonly roundMsMin: number;
}

export const fullEffort: Effort = { rounds: 31, warmUpRounds: 5, roundMsMin: 12 };

/** Shows that everything runs and gives the same; its figures mean nothing. */
export const glance: Effort = { rounds: 1, warmUpRounds: 0, roundMsMin: 0 };

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What was measured of one contestant. */
export interface Row {
  readonly comparison: string;
  readonly contestant: string;
  readonly rounds: number;
  readonly nsPerOperation: Spread;
  /** Operations a second, by the median. */
  readonly perSecond: number;
  /** Its time divided by ours, round by round: above 1, we are that many times faster. */
  readonly ratio: Spread;
}

/** The contestants did not do the same: no figure of theirs means anything. */
export class WrongResult extends Error {
  override readonly name: string = 'WrongResult';
}

/** Measures; ours is the first row. Throws WrongResult. */
export async function compare(comparison: Comparison, effort: Effort): Promise<readonly Row[]> {
  const { name, operations, ours, others } = comparison;
  const first = await ours.prepare(1, 0);
  const sum = checksumOf(await first());
  const lanes: Lane[] = [];
  for (const contestant of [ours, ...others]) {
    const lane = { name, contestant, sum, ns: [], turn: 0, times: 1 };
    lanes.push(lane);
    await calibrate(lane, effort.roundMsMin);
  }
  // From here on their turns are counted alike, however long each was calibrated.
  for (const lane of lanes) lane.turn = 0;
  for (let round = -effort.warmUpRounds; round < effort.rounds; round += 1) {
    for (const lane of lanes) {
      const { times, ns } = lane;
      const ms = await time(lane);
      if (round >= 0) ns.push((ms * 1e6) / (times * operations));
    }
  }
  const base = lanes[0]?.ns ?? [];
  return lanes.map(({ contestant, ns }) => ({
    comparison: name,
    contestant: contestant.name,
    rounds: ns.length,
    nsPerOperation: spread(ns),
    perSecond: Math.round(1e9 / spread(ns).median),
    ratio: spread(ns.map((value, round) => value / (base[round] ?? Number.NaN))),
  }));
}

/** What is measured of one contestant, and by how many repetitions a time. */
interface Lane {
  readonly name: string;
  readonly contestant: Contestant;
  readonly sum: number;
  readonly ns: number[];
  times: number;
  turn: number;
}

/** How many repetitions a round needs; the search is the first part of the warm-up. */
async function calibrate(lane: Lane, msMin: number): Promise<void> {
  if (msMin === 0) return;
  // What was cold a moment ago may be far faster now.
  while ((await time(lane)) < msMin || (await time(lane)) < msMin) lane.times *= 2;
}

async function time(lane: Lane): Promise<number> {
  const { name, contestant, sum, times } = lane;
  const run = await contestant.prepare(times, lane.turn);
  lane.turn += 1;
  collectGarbage();
  const startMs = performance.now();
  const result = run();
  const done = result instanceof Promise ? await result : result;
  const ms = performance.now() - startMs;
  const checksum = checksumOf(done);
  if (checksum !== sum * times) {
    throw new WrongResult(
      `${name}: ${contestant.name} did something else: checksum ${checksum / times}, not ${sum}`,
    );
  }
  return typeof done === 'number' ? ms : done.ms;
}

setFlagsFromString('--expose-gc');
/** What one contestant has left behind is not collected on the time of the next. */
const gc = runInNewContext('gc') as (how: { type: 'minor' }) => void;
const collectGarbage = (): void => gc({ type: 'minor' });

function checksumOf(done: Done): number {
  return typeof done === 'number' ? done : done.checksum;
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}
