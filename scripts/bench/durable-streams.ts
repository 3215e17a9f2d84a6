/**
 * Frames that are written as they come and followed over HTTP meanwhile: a host over Redis against
 * the server of durable-streams over its files. Both flush before they acknowledge.
 *
 * Frames come one by one, as a model writes them, in twenty streams at once; beside it, as fast as
 * one stream takes them. Theirs is given what ours does by itself: what comes while an append is
 * under way goes with the next one. Each stream has a reader that follows live and decodes Server-
 * Sent Events; theirs has a batch in an event, ours a frame. What differs besides: ours decides and
 * checks each frame and is written to by the process that produces, theirs by HTTP, as it is meant
 * to be; and theirs writes its files itself, where ours asks Redis to.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DurableStreamTestServer } from '@durable-streams/server';
import { createParser } from 'eventsource-parser';
import type { Frame, FrameInput } from '../../machines/vocabulary.ts';
import { createDecoder } from '../../runtime/core/sse.ts';
import { allowAll, createHandler, createHost, serve } from '../../runtime/host/index.ts';
import { createRedisStore } from '../../runtime/host/stores/redis.ts';
import type { After, Figure } from './benchmark.ts';
import { type Comparison, type Contestant, WrongResult } from './harness.ts';

export interface Work {
  readonly name: string;
  readonly streams: number;
  readonly framesPerStream: number;
  /** Frames come in turns of the event loop of their own. */
  readonly isPaced: boolean;
}

const paced: Work = {
  name: '20 streams of 250 frames that come one by one',
  streams: 20,
  framesPerStream: 250,
  isPaced: true,
};
const rushed: Work = {
  name: '5000 frames of one stream, all at once',
  streams: 1,
  framesPerStream: 5_000,
  isPaced: false,
};

const theirs = '@durable-streams/server';

export const durableStreamsFigure: Figure = {
  key: 'durableStreams',
  contestant: theirs,
  comparison: paced.name,
  limit: 1,
};

export async function durableStreams(
  url: string,
  after: After,
  works: readonly Work[] = [paced, rushed],
): Promise<readonly Comparison[]> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const ours = await ourServer(url, after);
  const other = await theirServer(folder, after);
  return works.map((work) => ({
    name: work.name,
    operations: work.streams * work.framesPerStream,
    ours: contestant('host over Redis', work, ours),
    others: [contestant(theirs, work, other)],
  }));
}

/** Writes the frames to a stream and reads it to its end; how many frames and characters came. */
type WriteAndRead = (name: string, work: Work) => Promise<Tally>;

function contestant(name: string, work: Work, writeAndRead: WriteAndRead): Contestant {
  let streams = 0;
  return {
    name,
    prepare: (times) => async () => {
      let sum = 0;
      for (let left = times; left > 0; left -= 1) {
        const together: Promise<Tally>[] = [];
        while (together.length < work.streams) {
          streams += 1;
          together.push(writeAndRead(`${work.isPaced ? 'paced' : 'rushed'}-${streams}`, work));
        }
        for (const tally of await Promise.all(together)) sum += tally.checksum(name);
      }
      return sum;
    },
  };
}

async function* frameInputs(work: Work): AsyncGenerator<FrameInput, void, void> {
  for (let at = 0; at < work.framesPerStream; at += 1) {
    if (work.isPaced) await new Promise((resolve) => setImmediate(resolve));
    yield { kind: 'text', data: `token ${at} ` };
  }
}

/** Frames that came, in order, each once. */
class Tally {
  #last = 0;
  #chars = 0;
  #wrong: string | null = null;

  take({ seq, data }: Pick<Frame, 'seq' | 'data'>): void {
    if (seq !== this.#last + 1) this.#wrong ??= `frame ${seq} came after ${this.#last}`;
    this.#last = seq;
    this.#chars += typeof data === 'string' ? data.length : 0;
  }

  checksum(name: string): number {
    if (this.#wrong !== null) throw new WrongResult(`${name}: ${this.#wrong}`);
    return this.#last + this.#chars;
  }
}

async function ourServer(url: string, after: After): Promise<WriteAndRead> {
  const store = await createRedisStore({ url, prefix: 'followed' });
  const works = new Map<string, Work>();
  const host = createHost({
    store,
    producer: ({ sessionId }) => frameInputs(works.get(sessionId) ?? paced),
  });
  const server = await serve(createHandler(host, { authorize: allowAll() }));
  after(async () => {
    await host.close();
    await server.close();
    await store.close();
  });
  return async (name, work) => {
    works.set(name, work);
    await host.start(name, name, null);
    const response = await fetch(`${server.url}/sessions/${name}/turns/${name}/stream`);
    const tally = new Tally();
    const wrong = (): void => {
      throw new WrongResult('ours sent something else than frames');
    };
    const decoder = createDecoder({
      frame: (_streamId, seq, kind, data) => {
        if (kind === 'text') tally.take({ seq, data });
      },
      streamEnd: () => undefined,
      reset: wrong,
      heartbeat: () => undefined,
      unknown: wrong,
      malformed: wrong,
    });
    for await (const bytes of bodyOf(response)) decoder.push(bytes);
    works.delete(name);
    return tally;
  };
}

async function theirServer(dataDir: string, after: After): Promise<WriteAndRead> {
  // It says on stdout how slow the disk is, in the midst of our JSON.
  // oxlint-disable-next-line no-console -- nothing is said by us
  console.info = () => undefined;
  const server = new DurableStreamTestServer({ port: 0, dataDir, compression: false });
  const url = await server.start();
  after(() => server.stop());
  const headers = { 'content-type': 'application/json' };
  return async (name, work) => {
    const stream = `${url}/${name}`;
    await demandOk(fetch(stream, { method: 'PUT', headers }));
    const reading = follow(`${stream}?offset=-1&live=sse`);
    const post = (frames: readonly Frame[], more: Record<string, string> = {}) => {
      const body = frames.length > 0 ? { body: JSON.stringify(frames) } : {};
      return demandOk(fetch(stream, { method: 'POST', headers: { ...headers, ...more }, ...body }));
    };
    let waiting: Frame[] = [];
    let posting: Promise<void> | null = null;
    const postAll = async (): Promise<void> => {
      for (let batch = waiting; batch.length > 0; batch = waiting) {
        waiting = [];
        await post(batch);
      }
      posting = null;
    };
    let seq = 0;
    for await (const input of frameInputs(work)) {
      seq += 1;
      waiting.push({ seq, ...input });
      posting ??= postAll();
    }
    await posting;
    await post([], { 'stream-closed': 'true' });
    return reading;
  };
}

async function follow(url: string): Promise<Tally> {
  const tally = new Tally();
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'data') for (const frame of JSON.parse(data) as Frame[]) tally.take(frame);
    },
  });
  const text = new TextDecoder();
  for await (const bytes of bodyOf(await demandOk(fetch(url)))) {
    parser.feed(text.decode(bytes, { stream: true }));
  }
  return tally;
}

async function demandOk(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  if (response.ok) return response;
  throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
}

function bodyOf(response: Response): AsyncIterable<Uint8Array> {
  if (response.body === null) throw new Error(`${response.url} has no body`);
  return response.body;
}
