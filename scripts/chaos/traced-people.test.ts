/**
 * Traces of all processes that had to do with a session are judged together, and what is rejected
 * is told and kept.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judgeTraces } from './traced-people.ts';

/** The lines of a process that takes the lock of `s` once. */
function locks(process: string, atMs: number, fence: number): string {
  const actor = `${process}/store`;
  const called = { type: 'call', method: 'lock', args: ['s'], atMs };
  const back = { type: 'return', method: 'lock', call: 1, atMs, result: fence };
  const records = [
    { actor, seq: 1, event: called, sendId: null, recvId: null },
    { actor, seq: 2, event: back, sendId: `${actor}/2`, recvId: null },
  ];
  return records.map((record, at) => `${atMs}00000${at} ${JSON.stringify(record)}\n`).join('');
}

test('two processes that are given one lock are told, with the trace that shows it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-traces-'));
  try {
    await writeFile(join(folder, 's.one-1.ndjson'), locks('one', 1, 1));
    await writeFile(join(folder, 's.other-1.ndjson'), locks('other', 9_000, 2));
    expect(await judgeTraces(folder, ['s', 'unheard'])).toMatchObject({
      judged: 1,
      accepted: 1,
      records: 4,
      lives: 2,
      untold: 0,
      complaints: [],
    });
    await writeFile(join(folder, 's.other-1.ndjson'), locks('other', 2, 2));
    const { judged, accepted, complaints } = await judgeTraces(folder, ['s']);
    expect({ judged, accepted }).toEqual({ judged: 1, accepted: 0 });
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^record 3 of .*s\.rejected: no state of the store/);
    const kept = await readFile(join(folder, 's.rejected'), 'utf8');
    expect(kept.split('\n').filter((line) => line !== '')).toHaveLength(4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
