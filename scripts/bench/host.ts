/**
 * `host`: what a host and its stores do for a stream, against what others do for theirs.
 *
 * Each comparison has a file of its own, which says what is compared and what differs. All of those
 * over Redis run on one server, started for them, which flushes every write.
 */
import { startRedis } from '../redis-server.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { durableStreams, durableStreamsFigure } from './durable-streams.ts';
import { fileFsync, fileFsyncFigure } from './file-fsync.ts';
import { lateReaders, nameOf, resumable } from './late-readers.ts';
import { replayRaw, replayRawFigure } from './replay-raw.ts';

const frames = 20_000;
const readers = [0, 1, 5];

/** Without readers resumable-stream has nothing to do in Redis: that row is told, and no figure. */
const lateFigures: readonly Figure[] = [1, 5].map((count) => ({
  key: `resumableStream${count}`,
  contestant: resumable,
  comparison: nameOf({ frames, readers: count }),
  limit: 3,
}));

export const hostBenchmark: Benchmark = {
  name: 'host',
  figures: [...lateFigures, fileFsyncFigure, replayRawFigure, durableStreamsFigure],
  effort: { rounds: 9, warmUpRounds: 2, roundMsMin: 0 },
  async comparisons(after) {
    const redis = await startRedis();
    after(() => redis.close());
    const late = readers.map((count) => lateReaders(redis.url, { frames, readers: count }, after));
    const streams = await durableStreams(redis.url, after);
    const replayed = await replayRaw(after);
    return [...(await Promise.all(late)), fileFsync(after), ...replayed, ...streams];
  },
};
