/**
 * Fuzzes the generator from the command line: as many random machines as asked for, or one
 * counterexample again. It draws in small batches, each of a seed of its own, so that what it
 * prints at a difference replays in seconds. It knows nothing of what a machine is.
 */
import { command, launch } from '../../command.ts';
import { fuzz } from './check.ts';

const batch = 250;

const spec = command({
  name: 'fuzz',
  purpose: 'Generates random machines and runs them against XState.',
  options: {
    runs: { type: 'string', value: 'N', help: 'how many machines (default 1000)' },
    deep: { type: 'boolean', help: '10000 machines, biased and drawn evenly in turn' },
    seed: { type: 'string', value: 'N', help: 'where to begin (default: another one each time)' },
    path: { type: 'string', value: 'P', help: 'replay one counterexample of that seed' },
    unbiased: { type: 'boolean', help: 'draw evenly instead of preferring small values' },
  },
  run({ options, say, progress }) {
    const { deep, path } = options;
    const first = options.seed === undefined ? Date.now() % 1_000_000_000 : Number(options.seed);
    const runs = Number(options.runs ?? (deep ? 10_000 : 1_000));
    const size = path === undefined ? batch : runs;
    let machines = 0;
    for (let index = 0; index * size < runs; index += 1) {
      const seed = first + index;
      progress(`seed ${seed}`);
      const report = fuzz({
        runs: Math.min(size, runs - index * size),
        seed,
        unbiased: deep ? index % 2 === 1 : options.unbiased,
        ...(path === undefined ? {} : { path }),
      });
      const { steps, ends, exercised, refused, failure } = report;
      machines += report.machines;
      say(
        `seed ${seed}: ${report.machines} machines, ${steps} steps, ${ends.done} done, ` +
          `${ends.endless} endless on both sides, ${refused} refused`,
      );
      say(
        `  ${Object.entries(exercised)
          .map((entry) => entry.join(' '))
          .join(', ')}`,
      );
      if (failure === null) continue;
      say(failure);
      return Promise.resolve({ ok: false, data: { seed, machines, failure } });
    }
    return Promise.resolve({ ok: true, data: { seed: first, machines } });
  },
});

await launch(import.meta.url, spec);
