/**
 * One producer of many small frames and readers that attach late, each at a moment drawn by chance:
 * a host over Redis against resumable-stream over the same Redis.
 *
 * Both sides without HTTP, for resumable-stream has none: what a reader gets is the text of
 * Server-Sent Events, and both decode it with the same decoder to the same frames. The producer
 * stands still while somebody attaches, so both have equally many frames left. What differs is what
 * is kept: ours has each frame in a durable journal before anybody sees it, theirs in the memory of
 * one process, and sends nothing to Redis while nobody reads.
 */
import { createClient } from 'redis';
import { createResumableStreamContext } from 'resumable-stream/redis';
import type { FrameInput } from '../../machines/vocabulary.ts';
import { seededRandom } from '../../properties/simulation/virtual-clock.ts';
import { createDecoder, encodeFrame } from '../../runtime/core/sse.ts';
import { createHost } from '../../runtime/host/index.ts';
import { createRedisStore } from '../../runtime/host/stores/redis.ts';
import type { After } from './benchmark.ts';
import { type Comparison, type Contestant, WrongResult } from './harness.ts';

export const resumable = 'resumable-stream';

export interface LateWork {
  readonly frames: number;
  readonly readers: number;
}

export function nameOf({ frames, readers }: LateWork): string {
  return `${frames} frames, ${readers} late readers`;
}

export async function lateReaders(url: string, work: LateWork, after: After): Promise<Comparison> {
  return {
    name: nameOf(work),
    operations: work.frames,
    ours: contestant('host over Redis', work, await ourStream(url, after)),
    others: [contestant(resumable, work, await theirStream(url, after))],
  };
}

/** Streams frames and calls `attach` before the frames it is due at; resolves when it is stored. */
type StreamAll = (
  name: string,
  framesOf: (attach: Attach) => AsyncGenerator<FrameInput, void, void>,
) => Promise<void>;
/** Resolves when somebody is attached, with what it is going to read. */
type Attach = () => Promise<ReadableStream<Uint8Array>>;

function contestant(name: string, work: LateWork, streamAll: StreamAll): Contestant {
  let streams = 0;
  const once = async (seed: number): Promise<number> => {
    const moments = momentsOf(work, seed);
    const reading: Promise<number>[] = [];
    streams += 1;
    await streamAll(`stream-${work.readers}-${streams}`, async function* (attach) {
      let due = 0;
      for (let at = 0; at < work.frames; at += 1) {
        for (; moments[due] === at; due += 1) reading.push(readAll(name, await attach()));
        yield { kind: 'text', data: `token ${at} ` };
      }
    });
    const sums = await Promise.all(reading);
    return sums.reduce((sum, one) => sum + one, work.frames);
  };
  return {
    name,
    prepare: (times, turn) => async () => {
      let sum = 0;
      for (let at = 0; at < times; at += 1) sum += await once(turn * 1_000 + at);
      return sum;
    },
  };
}

/** Before which frames somebody attaches; the same for every contestant. */
function momentsOf({ frames, readers }: LateWork, seed: number): readonly number[] {
  const random = seededRandom(seed + 1);
  const moments = Array.from({ length: readers }, () => Math.floor(random() * frames));
  return moments.toSorted((a, b) => a - b);
}

/** Reads to the end; the checksum of all frames, each once and in order. */
async function readAll(name: string, body: ReadableStream<Uint8Array>): Promise<number> {
  let last = 0;
  let chars = 0;
  const wrong = (what: string) => {
    throw new WrongResult(`${name}: ${what} after frame ${last}`);
  };
  const decoder = createDecoder({
    frame: (_streamId, seq, _kind, data) => {
      if (seq !== last + 1) wrong(`frame ${seq} came`);
      last = seq;
      chars += typeof data === 'string' ? data.length : 0;
    },
    streamEnd: () => undefined,
    reset: () => wrong('a reset came'),
    heartbeat: () => undefined,
    unknown: () => wrong('an unknown notice came'),
    malformed: () => wrong('something malformed came'),
  });
  for await (const bytes of body) decoder.push(bytes);
  return last + chars;
}

async function ourStream(url: string, after: After): Promise<StreamAll> {
  const store = await createRedisStore({ url });
  const producers = new Map<string, () => AsyncGenerator<FrameInput, void, void>>();
  const host = createHost({
    store,
    producer: ({ sessionId }) => {
      const produce = producers.get(sessionId);
      if (produce === undefined) throw new Error(`nobody produces for ${sessionId}`);
      return produce();
    },
  });
  after(async () => {
    await host.close();
    await store.close();
  });
  return async (name, framesOf) => {
    const attach = async () => {
      const opened = await host.open(name, name, 0);
      if (opened.state !== 'open') throw new WrongResult(`a journal is ${opened.state}`);
      return opened.body;
    };
    producers.set(name, () => framesOf(attach));
    const watcher = host.watch([name]);
    await host.start(name, name, null);
    for (let ended = false; !ended; ) {
      const word = await watcher.next();
      ended = word === null || word.phase === 'ended';
    }
    watcher.close();
    producers.delete(name);
  };
}

async function theirStream(url: string, after: After): Promise<StreamAll> {
  const [publisher, subscriber] = [createClient({ url }), createClient({ url })];
  await Promise.all([publisher.connect(), subscriber.connect()]);
  after(async () => {
    // What is still under way there has nobody to fail to.
    await publisher.close();
    await subscriber.close();
  });
  const endings = new Set<Promise<unknown>>();
  const streams = createResumableStreamContext({
    waitUntil: (ending) => void endings.add(ending),
    publisher,
    subscriber: {
      connect: async () => undefined,
      subscribe: (channel: string, hear: (message: string) => void) =>
        subscriber.subscribe(channel, hear),
      unsubscribe: (channel: string) => subscriber.unsubscribe(channel),
    },
  });
  return async (name, framesOf) => {
    const attach = async () => {
      const stream = await streams.resumeExistingStream(name);
      if (!stream) throw new WrongResult(`${resumable} has no stream`);
      return stream.pipeThrough(new TextEncoderStream());
    };
    const frames = framesOf(attach);
    let seq = 0;
    const stream = await streams.createNewResumableStream(name, () => {
      return new ReadableStream<string>({
        pull: async (controller) => {
          const { done, value } = await frames.next();
          seq += 1;
          const frame = value ?? { kind: 'done', data: null };
          controller.enqueue(encodeFrame(name, { seq, ...frame }));
          if (done === true) controller.close();
        },
      });
    });
    // What it hands out is for the first reader, whom this work has not: it reads by itself.
    if (stream === null) throw new WrongResult(`${resumable} made no stream`);
    await Promise.all(endings);
    endings.clear();
  };
}
