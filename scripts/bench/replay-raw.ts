/**
 * Replay: a late reader gets a journal of 100,000 frames from a host, by HTTP and Server-Sent
 * Events, against the same batch reads of the same store whose texts go into a bare socket.
 *
 * What differs is what is measured: authorising, the reader's machine, framing, HTTP, and Node's
 * streams between them. Both wait until the socket takes more, and both end when the reader has
 * the last byte. What has arrived is judged after the clock was stopped.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Frame } from '../../machines/vocabulary.ts';
import { journalName } from '../../runtime/core/host.ts';
import { createDecoder } from '../../runtime/core/sse.ts';
import {
  allowAll,
  createHandler,
  createHost,
  createLmdbStore,
  createMemoryStore,
  type Store,
  serve,
} from '../../runtime/host/index.ts';
import { hostLimits } from '../../runtime/host/limits.ts';
import type { After, Figure } from './benchmark.ts';
import { type Comparison, type Contestant, WrongResult } from './harness.ts';

const sessionId = 'session-of-a-late-reader';
const streamId = 'stream-of-a-late-reader';
const journal = journalName(sessionId, streamId);
const raw = 'a bare socket';

/** The lower of both stores: where reads cost next to nothing, all that differs is seen. */
export const replayRawFigure: Figure = { key: 'replayRaw', contestant: raw, limit: 1 / 3 };

export async function replayRaw(after: After, frames = 100_000): Promise<readonly Comparison[]> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const stores = { LMDB: createLmdbStore({ path: folder }), memory: createMemoryStore() };
  const comparisons = Object.entries(stores).map(async ([name, store]) => {
    after(() => store.close());
    await write(store, frames);
    return {
      name: `${frames} frames of ${name} to a late reader`,
      operations: frames,
      ours: await host(store, after),
      others: [await bareSocket(store, after)],
    };
  });
  return Promise.all(comparisons);
}

const textOf = (seq: number): string => `token ${seq} of an answer `;

/** A turn that is over: its frames, its outcome and its terminal. */
async function write(store: Store, count: number): Promise<void> {
  const fence = await store.claim(journal, 0, 600_000);
  const all = Array.from({ length: count }, (_, at): Frame => {
    return { seq: at + 1, kind: 'text', data: textOf(at + 1) };
  });
  const atOnce = 1_000;
  for (let at = 0; at < count; at += atOnce) {
    await store.append(journal, at, all.slice(at, at + atOnce), fence);
  }
  await store.decide(journal, 'done', null, fence);
  await store.append(journal, count, [{ seq: count + 1, kind: 'done', data: null }], fence);
}

async function host(store: Store, after: After): Promise<Contestant> {
  const running = createHost({
    store,
    producer: () => {
      throw new WrongResult('nothing is asked');
    },
  });
  const server = await serve(createHandler(running, { authorize: allowAll() }));
  after(async () => {
    await running.close();
    await server.close();
  });
  const url = `${server.url}/sessions/${sessionId}/turns/${streamId}/stream`;
  return contestant('host, Server-Sent Events', async () => {
    const response = await new Promise<Readable>((resolve, reject) => {
      get(url, { agent: false }, resolve).once('error', reject);
    });
    return readByDecoder(await gather(response));
  });
}

async function bareSocket(store: Store, after: After): Promise<Contestant> {
  const server = createServer((socket) => {
    void replay(store, socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => closed(server));
  const { port } = server.address() as AddressInfo;
  return contestant(raw, async () => {
    const bytes = await gather(connect(port, '127.0.0.1'));
    return () => Buffer.concat(bytes).toString();
  });
}

/** The batches that a reader of the host gets, text by text. */
async function replay(store: Store, socket: Socket): Promise<void> {
  for (let cursor = 0; ; ) {
    const frames = (await store.read(journal, cursor, hostLimits.batch)) ?? [];
    const texts = frames.flatMap(({ kind, data }) => (kind === 'text' ? [data as string] : []));
    if (texts.length === 0) break;
    cursor += frames.length;
    if (!socket.write(texts.join(''))) {
      await new Promise((resolve) => socket.once('drain', resolve));
    }
  }
  socket.end();
}

async function gather(stream: Readable): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return chunks;
}

function readByDecoder(chunks: readonly Buffer[]): () => string {
  return () => {
    const texts: string[] = [];
    const unexpected = (): never => {
      throw new WrongResult('a replay has frames and an end');
    };
    const decoder = createDecoder({
      frame: (_, seq, kind, data) => {
        if (kind === 'text' && seq === texts.length + 1) texts.push(data as string);
      },
      streamEnd: () => undefined,
      heartbeat: () => undefined,
      reset: unexpected,
      unknown: unexpected,
      malformed: unexpected,
    });
    for (const chunk of chunks) decoder.push(chunk);
    return texts.join('');
  };
}

/** `run` ends with the last byte; the text that it had in it is made of them afterwards. */
function contestant(name: string, run: () => Promise<() => string>): Contestant {
  return {
    name,
    prepare: (times) => async () => {
      let checksum = 0;
      let ms = 0;
      for (let left = times; left > 0; left -= 1) {
        const startMs = performance.now();
        const text = await run();
        ms += performance.now() - startMs;
        checksum += sumOf(text());
      }
      return { checksum, ms };
    },
  };
}

/** Of each character and its place, so that no text is taken for another. */
function sumOf(text: string): number {
  let sum = 7;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 31 + text.charCodeAt(at)) % 1_000_003;
  return sum;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
