/**
 * The stopwatch and the command around it: what is refused, and the shape of what is said.
 * Nothing here looks at a time: a timing is never a test. `--quick` runs both benchmarks whole,
 * with their checks of every contestant's results.
 */
import { expect, test } from 'vitest';
import { calm } from '../../properties/referees/exported/worlds.ts';
import { perform } from '../command.ts';
import { startRedis } from '../redis-server.ts';
import { type After, readFigure } from './benchmark.ts';
import { durableStreams } from './durable-streams.ts';
import { exploreBenchmark, refereedComparison, relayComparison } from './explore.ts';
import { compare, glance, type Row, WrongResult } from './harness.ts';
import { hostBenchmark } from './host.ts';
import { lateReaders } from './late-readers.ts';
import { spec } from './main.ts';
import { replayRaw } from './replay-raw.ts';

const contestant = (name: string, checksum: number) => ({
  name,
  prepare: (times: number) => () => checksum * times,
});

test('a contestant that did something else ends the benchmark', async () => {
  const comparison = {
    name: 'sums',
    operations: 1,
    ours: contestant('ours', 7),
    others: [contestant('theirs', 8)],
  };
  await expect(compare(comparison, glance)).rejects.toThrow(WrongResult);
  await compare({ ...comparison, others: [contestant('theirs', 7)] }, glance);
});

test('every contestant has a row with all rounds, and ours is the measure', async () => {
  const comparison = {
    name: 'sums',
    operations: 1,
    ours: contestant('ours', 7),
    others: [contestant('theirs', 7)],
  };
  const rows = await compare(comparison, { rounds: 3, warmUpRounds: 1, roundMsMin: 0 });
  expect(rows.map((row) => [row.contestant, row.rounds])).toEqual([
    ['ours', 3],
    ['theirs', 3],
  ]);
  expect(rows[0]?.ratio).toEqual({ median: 1, min: 1, max: 1 });
});

test('a figure is the lowest of its ratios, and without a row there is none', () => {
  const row = (comparison: string, name: string, median: number): Row => ({
    comparison,
    contestant: name,
    rounds: 1,
    nsPerOperation: { median: 1, min: 1, max: 1 },
    perSecond: 1e9,
    ratio: { median, min: median, max: median },
  });
  const rows = [row('a', 'hand', 3), row('b', 'hand', 2), row('b', 'other', 1)];
  const figure = { key: 'hand', contestant: 'hand', limit: null };
  expect(readFigure(figure, rows)).toBe(2);
  expect(readFigure({ ...figure, comparison: 'a' }, rows)).toBe(3);
  expect(() => readFigure({ ...figure, comparison: 'c' }, rows)).toThrow('no row');
});

test('with --json there are exactly name, machine, ratios and rows', async () => {
  const out: string[] = [];
  const outside = { out: (text: string) => out.push(text), err: () => {}, nowMs: () => 0 };
  const code = await perform(spec, ['step', '--quick', '--json'], outside);
  const said: unknown = JSON.parse(out.join(''));
  expect(code).toBe(0);
  expect(said).toEqual({
    name: 'step',
    machine: expect.any(String),
    ratios: { xstateActor: expect.any(Number), handWritten: expect.any(Number) },
    rows: expect.any(Array),
  });
});

test('the explorer, spin and rumur walk the same worlds by the same ways', async () => {
  const rows = await compare(relayComparison({ relays: 2, items: 2, room: 2 }), glance);
  expect(rows.map(({ contestant: name }) => name)).toEqual(['explorer', 'spin', 'rumur']);
  const named = exploreBenchmark.figures.map(({ contestant: name }) => name);
  expect(rows.map((row) => row.contestant)).toEqual(expect.arrayContaining(named));
}, 120_000);

test('and so they do with what is exported of a refereed world', async () => {
  const rows = await compare(await refereedComparison(calm), glance);
  expect(rows.map(({ contestant: name }) => name)).toEqual(['explorer', 'spin', 'rumur']);
}, 120_000);

test('a connection is rendered the same by all three readers, at every size of text', async () => {
  const out: string[] = [];
  const outside = { out: (text: string) => out.push(text), err: () => {}, nowMs: () => 0 };
  expect(await perform(spec, ['sse', '--quick', '--json'], outside)).toBe(0);
  expect(Object.keys((JSON.parse(out.join('')) as { ratios: object }).ratios)).toEqual([
    'eventsourceParser6',
    'eventsourceParser60',
    'eventsourceParser600',
  ]);
});

test('those who keep streams give every reader the same frames', async () => {
  const redis = await startRedis();
  const cleans: (() => void | Promise<void>)[] = [() => redis.close()];
  const after: After = (clean) => cleans.unshift(clean);
  const work = { name: 'few', streams: 3, framesPerStream: 50, isPaced: true };
  try {
    const comparisons = [
      await lateReaders(redis.url, { frames: 1_000, readers: 3 }, after),
      ...(await replayRaw(after, 3_000)),
      ...(await durableStreams(redis.url, after, [work, { ...work, name: 'all', isPaced: false }])),
    ];
    for (const comparison of comparisons) {
      const [, row] = await compare(comparison, glance);
      const named = hostBenchmark.figures.map(({ contestant: name }) => name);
      expect(named).toContain(row?.contestant);
    }
  } finally {
    for (const clean of cleans) await clean();
  }
});

test('an unknown name is refused', async () => {
  const err: string[] = [];
  const outside = { out: () => {}, err: (text: string) => err.push(text), nowMs: () => 0 };
  expect(await perform(spec, ['speed'], outside)).toBe(1);
  expect(err.join('')).toContain("there is no benchmark 'speed'");
});
