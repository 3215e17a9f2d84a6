/**
 * `sse`: from the bytes of a connection to a rendered scene. What ships (our decoder, the
 * composed client, the fold) against eventsource-parser with a streaming TextDecoder,
 * JSON.parse and the same fold.
 *
 * The baseline gets the fold for nothing: it counts frames instead of reading ids, so it
 * notices no duplicate, no gap and no foreign frame, and decides nothing. Calling the same fold
 * leaves as the only difference what is compared: reading the bytes, and deciding. `machine
 * only` is ours without the composed client and shows what the composition costs. Each reads
 * its whole text once at the end, so that a text that was only concatenated is really there.
 */
import { createParser } from 'eventsource-parser';
import type { Json } from '../../machines/vocabulary.ts';
import { type Client, type ClientMessage, start, step } from '../../runtime/core/client.ts';
import { emptyScene, fold, partsOf, type Scene } from '../../runtime/core/fold.ts';
import { createDecoder, encodeFrame, type FrameSink } from '../../runtime/core/sse.ts';
import * as attachment from '../../runtime/generated/attachment.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { type Comparison, type Contestant, WrongResult } from './harness.ts';

const streamId = 'turn-1';
const framesPerRun = 20_000;
const chunkBytes = 4_096;
const baseline = 'eventsource-parser';

function figure(textBytes: number): Figure {
  const key = `eventsourceParser${textBytes}`;
  return { key, contestant: baseline, comparison: workName(textBytes), limit: 1 / 1.3 };
}

export const sseBenchmark: Benchmark = {
  name: 'sse',
  figures: [figure(6), figure(60), figure(600)],
  comparisons: () => [comparison(6), comparison(60), comparison(600)],
};

function workName(textBytes: number): string {
  return `${textBytes} bytes of text a frame`;
}

function comparison(textBytes: number): Comparison {
  const { chunks, text } = connection(textBytes);
  const contestant = (name: string, read: Reader): Contestant => ({
    name,
    prepare: (times) => () => {
      let sum = 0;
      for (let left = times; left > 0; left -= 1) sum += checksum(name, read(chunks), text);
      return sum;
    },
  });
  return {
    name: workName(textBytes),
    operations: framesPerRun,
    ours: contestant('decoder, client, fold', readByClient),
    others: [
      contestant(baseline, readByParser),
      contestant('decoder, machine only, fold', readByMachine),
    ],
  };
}

/** What a host sends, cut as a network might; every frame has its own text. */
export function connection(textBytes: number): {
  readonly chunks: readonly Uint8Array[];
  readonly text: string;
} {
  const words = 'the stream holds what a turn has said so far and lets go of none of it ';
  const source = words.repeat(Math.ceil((textBytes + words.length) / words.length));
  const texts = Array.from({ length: framesPerRun }, (_, index) => {
    const from = (index * 7) % words.length;
    return source.slice(from, from + textBytes);
  });
  const frames = texts.map((data, index) =>
    encodeFrame(streamId, { seq: index + 1, kind: 'text', data }),
  );
  const bytes = new TextEncoder().encode(frames.join(''));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    chunks.push(bytes.slice(at, at + chunkBytes));
  }
  return { chunks, text: texts.join('') };
}

type Reader = (chunks: readonly Uint8Array[]) => Scene;

/** As the shells do it: the decoder's frames become messages of the client. */
export function readByClient(chunks: readonly Uint8Array[]): Scene {
  let client = liveClient();
  const attachmentId = client.attachment?.context.attachmentId ?? 0;
  const source = client.attachment?.context.source ?? 0;
  const decoder = createDecoder({
    ...deaf,
    frame(stream, seq, kind, data) {
      const [next, effects] = step(client, {
        to: 'attachment',
        event: { type: 'frame', attachmentId, source, streamId: stream, seq, kind, data },
      });
      client = next;
      if (effects.length > 0) throw new WrongResult('a text frame asked the shell for something');
    },
  });
  for (const chunk of chunks) decoder.push(chunk);
  return client.scene;
}

/** Without the client around it: what the composition costs is the difference. */
export function readByMachine(chunks: readonly Uint8Array[]): Scene {
  const attachmentId = 1;
  const source = 1;
  let [state, outputs] = attachment.start({ attachmentId, streamId, cursor: 0, offline: false });
  [state] = attachment.step(state, { type: 'opened', attachmentId, source });
  let scene = emptyScene;
  const decoder = createDecoder({
    ...deaf,
    frame(stream, seq, kind, data) {
      [state, outputs] = attachment.step(state, {
        type: 'frame',
        attachmentId,
        source,
        streamId: stream,
        seq,
        kind,
        data,
      });
      for (const output of outputs) {
        if (output.type !== 'render') throw new WrongResult(`unexpected ${output.type}`);
        scene = fold(scene, output.frame.seq, output.frame.kind, output.frame.data);
      }
    },
  });
  for (const chunk of chunks) decoder.push(chunk);
  return scene;
}

export function readByParser(chunks: readonly Uint8Array[]): Scene {
  const text = new TextDecoder();
  let scene = emptyScene;
  let seq = 0;
  const parser = createParser({
    onEvent(event) {
      seq += 1;
      scene = fold(scene, seq, event.event ?? 'message', JSON.parse(event.data) as Json);
    },
  });
  for (const chunk of chunks) parser.feed(text.decode(chunk, { stream: true }));
  return scene;
}

/** A client that holds a running turn and whose source is open. */
function liveClient(): Client {
  let [client, effects] = start({ offline: false });
  const say = (message: ClientMessage) => {
    [client, effects] = step(client, message);
  };
  const request = effects.find((effect) => effect.type === 'load')?.request ?? 0;
  const last = { streamId, ordinal: 1, phase: 'running' } as const;
  say({
    to: 'pane',
    event: { type: 'loaded', request, answer: { state: 'loaded', turns: [], last } },
  });
  const held = client.attachment?.context;
  if (held === undefined) throw new Error('the client did not attach');
  const { attachmentId, source } = held;
  say({ to: 'attachment', event: { type: 'opened', attachmentId, source } });
  return client;
}

/** A connection that carries frames only. */
const deaf: Omit<FrameSink, 'frame'> = {
  streamEnd: unexpected,
  reset: unexpected,
  heartbeat: unexpected,
  unknown: unexpected,
  malformed: unexpected,
};

function unexpected(): never {
  throw new WrongResult('the connection carries frames only');
}

/** The comparison reads the whole text, and so flattens it. */
function checksum(name: string, scene: Scene, text: string): number {
  const [part, ...more] = partsOf(scene);
  if (more.length > 0 || part?.type !== 'text' || part.text !== text) {
    throw new WrongResult(`${name} rendered another text`);
  }
  return scene.cursor;
}
