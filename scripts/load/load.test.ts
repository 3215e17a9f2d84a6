/** A small crowd in front of a real host in another process: each reader gets all of it, once. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { encodeControl, encodeFrame } from '../../runtime/core/sse.ts';
import { gather } from './crowd.ts';
import { runHold, runShape } from './run.ts';

const orders = { frames: 30, pauseMs: 1 };
const readers = 40;
const exact = { delivered: readers * 31, lost: 0, twice: 0, reopened: 0 };

describe('a crowd', () => {
  test.each(['one stream', 'many streams'] as const)(
    'on %s gets all of it, once',
    async (shape) => {
      const row = await runShape(shape, readers, orders, () => undefined);
      expect(row).toMatchObject({ shape, readers, frames: 31, ...exact });
      expect(row.bytesPerReader).toBeGreaterThan(0);
    },
    30_000,
  );

  test('holds for a while, turn after turn', async () => {
    const { turns, tally } = await runHold(0.001, readers, orders, () => undefined);
    expect(turns).toBeGreaterThan(1);
    expect(tally).toEqual({ ...exact, delivered: exact.delivered * turns });
  }, 30_000);

  test('says what was lost and what came twice', async () => {
    const frame = (seq: number) => encodeFrame('t', { seq, kind: 'text', data: 'x' });
    const end = encodeControl({ type: 'stream_end', terminal: 'done', lastSeq: 4 });
    const liar = createServer((_, response) => {
      response.end(frame(1) + frame(2) + frame(2) + frame(4) + end);
    });
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    const { port } = liar.address() as AddressInfo;
    const crowd = gather([`http://127.0.0.1:${port}/`]);
    await crowd.ended;
    liar.close();
    expect(crowd.tally()).toEqual({ delivered: 3, lost: 1, twice: 1, reopened: 0 });
  });
});
