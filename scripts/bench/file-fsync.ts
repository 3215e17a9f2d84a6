/**
 * Durable frames: an LMDB store against a plain file to which the same batches are appended, each
 * with an fsync before the next.
 *
 * Nothing that is durable is less than that file; nor can anybody read it by a cursor, fence its
 * writer or find a turn's outcome in it. Both write batches of frames as JSON, and both wait until
 * a batch is on the disk. The checksum is of what is read back.
 */
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from '../../machines/vocabulary.ts';
import { createLmdbStore } from '../../runtime/host/index.ts';
import type { After, Figure } from './benchmark.ts';
import type { Comparison, Contestant } from './harness.ts';

const batches = 60;
const framesPerBatch = 32;
const name = `${batches} batches of ${framesPerBatch} frames, each durable`;
const file = 'a file, fsync';

export const fileFsyncFigure: Figure = {
  key: 'fileFsync',
  contestant: file,
  comparison: name,
  limit: 1 / 3.5,
};

export function fileFsync(after: After): Comparison {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    name,
    operations: batches * framesPerBatch,
    ours: lmdb(folder, after),
    others: [plainFile(folder)],
  };
}

function batchAt(at: number): readonly Frame[] {
  return Array.from({ length: framesPerBatch }, (_, index) => {
    const seq = at * framesPerBatch + index + 1;
    return { seq, kind: 'text', data: `token ${seq} of an answer ` };
  });
}

function checksum(frames: readonly Frame[]): number {
  return frames.reduce(
    (sum, { seq, data }, at) => sum + (seq === at + 1 ? JSON.stringify(data).length : 0),
    0,
  );
}

function lmdb(folder: string, after: After): Contestant {
  const store = createLmdbStore({ path: join(folder, 'lmdb') });
  after(() => store.close());
  let journals = 0;
  return {
    name: 'LMDB',
    prepare: (times) => async () => {
      let sum = 0;
      for (let left = times; left > 0; left -= 1) {
        journals += 1;
        const journal = `journal${journals}`;
        const fence = await store.claim(journal, 0, 60_000);
        for (let at = 0; at < batches; at += 1) {
          await store.append(journal, at * framesPerBatch, batchAt(at), fence);
        }
        const all = { frames: batches * framesPerBatch, chars: Number.POSITIVE_INFINITY };
        sum += checksum((await store.read(journal, 0, all)) ?? []);
      }
      return sum;
    },
  };
}

function plainFile(folder: string): Contestant {
  let files = 0;
  return {
    name: file,
    prepare: (times) => () => {
      let sum = 0;
      for (let left = times; left > 0; left -= 1) {
        files += 1;
        const path = join(folder, `frames-${files}`);
        const opened = openSync(path, 'a');
        for (let at = 0; at < batches; at += 1) {
          const lines = batchAt(at).map((frame) => `${JSON.stringify(frame)}\n`);
          writeSync(opened, lines.join(''));
          fsyncSync(opened);
        }
        closeSync(opened);
        const lines = readFileSync(path, 'utf8').trim().split('\n');
        sum += checksum(lines.map((line) => JSON.parse(line) as Frame));
      }
      return sum;
    },
  };
}
