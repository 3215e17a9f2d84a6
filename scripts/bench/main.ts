/**
 * `npm run bench -- [name]`: how fast we are, as ratios to others doing the same work.
 *
 * Ratios carry from one machine to the next; times do not. A limit that is missed is said plainly
 * and fails nothing, because a timing is never a test: only a wrong result is. What each figure
 * means: docs/benchmarks.md.
 */
import { availableParallelism } from 'node:os';
import { CommandError, command, launch } from '../command.ts';
import { type Benchmark, type Figure, readFigure } from './benchmark.ts';
import { exploreBenchmark } from './explore.ts';
import {
  compare,
  type Effort,
  fullEffort,
  glance,
  type Row,
  type Spread,
  WrongResult,
} from './harness.ts';
import { hostBenchmark } from './host.ts';
import { sseBenchmark } from './sse.ts';
import { stepBenchmark } from './step.ts';

const benchmarks: readonly Benchmark[] = [
  stepBenchmark,
  sseBenchmark,
  exploreBenchmark,
  hostBenchmark,
];

export const spec = command({
  name: 'bench',
  purpose: 'Measures how fast we are, as ratios: above 1, we are that many times faster.',
  options: {
    quick: {
      type: 'boolean',
      help: 'one round without warm-up: shows that it runs, measures nothing',
    },
  },
  positionals: '[name]',
  notes: [
    `Names: ${benchmarks.map(({ name }) => name).join(', ')}; without one, all of them.`,
    'Fails on wrong results only, never on timing.',
    'With --json: { name, machine, ratios: { key: number }, rows }.',
  ],
  async run({ options, positionals, say, progress }) {
    const [name = 'all', ...more] = positionals;
    const chosen = benchmarks.filter((one) => name === 'all' || one.name === name);
    if (chosen.length === 0 || more.length > 0) {
      throw new CommandError(`there is no benchmark '${positionals.join(' ')}': see --help`);
    }
    const machine = describeMachine();
    say(machine);
    const ratios: Record<string, number> = {};
    const rows: Row[] = [];
    for (const benchmark of chosen) {
      const effort = options.quick ? glance : (benchmark.effort ?? fullEffort);
      const measured = await measure(benchmark, effort, progress);
      for (const line of table(measured)) say(line);
      for (const figure of benchmark.figures) {
        const ratio = readFigure(figure, measured);
        ratios[figure.key] = rounded(ratio);
        say(verdict(figure, ratio));
      }
      rows.push(...measured);
    }
    // A result is exactly these four fields: what is undefined is not printed.
    const data = { ok: undefined, seconds: undefined, name, machine, ratios, rows };
    return { ok: true, data };
  },
});

async function measure(
  benchmark: Benchmark,
  effort: Effort,
  progress: (doing: string) => void,
): Promise<readonly Row[]> {
  const cleans: (() => void | Promise<void>)[] = [];
  const rows: Row[] = [];
  try {
    progress(`${benchmark.name}: making the contestants`);
    for (const comparison of await benchmark.comparisons((clean) => cleans.unshift(clean))) {
      progress(`${benchmark.name}: ${comparison.name}`);
      rows.push(...(await compare(comparison, effort)));
    }
    return rows;
  } catch (error) {
    if (error instanceof WrongResult) throw new CommandError(`wrong result: ${error.message}`);
    throw error;
  } finally {
    for (const clean of cleans) await clean();
  }
}

function describeMachine(): string {
  const { platform, arch, version } = process;
  return `${availableParallelism()} cores, Node ${version.slice(1)}, ${platform} ${arch}`;
}

function table(rows: readonly Row[]): readonly string[] {
  const lines = rows.map((row) => [
    row.comparison,
    row.contestant,
    row.nsPerOperation.median.toFixed(0),
    row.perSecond.toLocaleString('en'),
    inWords(row.ratio),
  ]);
  const head = [
    'work',
    'contestant',
    'ns each',
    'a second',
    'ratio to ours (lowest to highest round)',
  ];
  const all = [head, ...lines];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const drawn = all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return ['', ...drawn, ''];
}

function inWords({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

function verdict({ key, limit }: Figure, ratio: number): string {
  const said = `${key}: ${ratio.toFixed(3)}`;
  if (limit === null) return `${said}, no limit`;
  const met = ratio >= limit ? 'met' : 'MISSED';
  return `${said}, limit ${limit.toFixed(3)} or more: ${met}`;
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}

await launch(import.meta.url, spec);
