/**
 * Fuzzes the generator from the command line: as many random machines as asked for, or one
 * counterexample again.
 */
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { type FuzzReport, fuzz } from './check.ts';

const usage = `npx tsx scripts/generate/fuzz/main.ts [--runs=N] [--seed=N] [--unbiased]

Generates random machines and runs them against XState.

  --runs=N      how many machines (default 1000)
  --deep        10000 machines, biased and unbiased in turn
  --seed=N      where to begin (default: another one each time)
  --path=P      replay one counterexample of that seed
  --unbiased    draw evenly
  --json        report as one line of JSON
  --help        this text`;

const { values } = parseArgs({
  options: {
    runs: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    deep: { type: 'boolean', default: false },
    unbiased: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function main(): number {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed);
  const runs = Number(values.runs ?? (values.deep ? 10_000 : 1_000));
  const batch = values.path === undefined ? 250 : runs;
  let failed = false;
  for (let done = 0; done < runs && !failed; done += batch) {
    const began = performance.now();
    const unbiased = values.deep ? (done / batch) % 2 === 1 : values.unbiased;
    const path = values.path === undefined ? {} : { path: values.path };
    const ownSeed = seed + Math.floor(done / batch);
    const report = fuzz({ runs: Math.min(batch, runs - done), seed: ownSeed, unbiased, ...path });
    failed = report.failure !== null;
    say(report, ownSeed, Math.round(performance.now() - began));
  }
  return failed ? 1 : 0;
}

function say(report: FuzzReport, seed: number, ms: number): void {
  if (values.json) {
    console.log(JSON.stringify({ seed, ms, ...report }));
    return;
  }
  const { machines, refused, steps, ends, exercised, failure } = report;
  console.log(
    `seed ${seed}: ${machines} machines, ${steps} steps, ${ends.done} done, ` +
      `${ends.endless} endless on both sides, ${refused} refused, ${ms} ms`,
  );
  console.log(
    `  ${Object.entries(exercised)
      .map((entry) => entry.join(' '))
      .join(', ')}`,
  );
  if (failure !== null) console.error(failure);
}

process.exitCode = main();
