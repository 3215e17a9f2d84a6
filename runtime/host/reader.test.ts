/** The shell of a reader: what it holds, and when it reads. */
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../properties/protocol/manual-clock.ts';
import { createReader } from './reader.ts';
import type { Store } from './store.ts';
import { createMemoryStore } from './stores/memory.ts';

const batch = { frames: 2, chars: 1_000 };
const frames = Array.from({ length: 6 }, (_, at) => ({
  seq: at + 1,
  kind: 'text',
  data: `t${at}`,
}));

/** A reader of six frames, over a store that counts its reads and may be told to fail. */
async function opened(after = 0) {
  const memory = createMemoryStore();
  const fence = await memory.claim('j', 0, 60_000);
  await memory.append('j', 0, frames, fence);
  const clock = createManualClock();
  const reported: unknown[] = [];
  const counts = { reads: 0, failing: false };
  const read: Store['read'] = async (...args) => {
    counts.reads += 1;
    if (counts.failing) throw new Error('disk gone');
    return memory.read(...args);
  };
  const reader = createReader(
    { journal: 'j', streamId: 't', after },
    {
      store: { ...memory, read },
      clock,
      batch,
      attend: () => ({ stay: () => undefined, leave: () => undefined }),
      lookAfter: () => undefined,
      report: (error) => reported.push(error),
    },
  );
  const answer = await reader.opened;
  if (answer.state !== 'open') throw new Error(answer.state);
  await turns();
  return { reader, pull: answer.body.getReader(), clock, counts, reported, memory, fence };
}

async function turns() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

describe('a reader', () => {
  test('holds one batch until it is taken, and reads the next one only then', async () => {
    const { pull, counts } = await opened();
    expect(counts.reads).toBe(1);
    const first = new TextDecoder().decode((await pull.read()).value);
    expect(first.match(/^id: /gm)).toHaveLength(2);
    await turns();
    expect(counts.reads).toBe(2);
    await turns();
    expect(counts.reads).toBe(2);
  });

  test('is cut when it leaves a batch untaken for 30 s, the last one too', async () => {
    const { pull, clock, reader, memory, fence } = await opened(4);
    await memory.decide('j', 'done', null, fence);
    await memory.append('j', 6, [{ seq: 7, kind: 'done', data: null }], fence);
    await pull.read();
    await turns();
    await clock.advance(29_999);
    await clock.advance(1);
    await reader.ended;
    await expect(pull.read()).rejects.toThrow(/cut/);
    expect(clock.armed).toBe(0);
  });

  test('is cut, and says so to the host, when the store fails', async () => {
    const { pull, counts, reported, reader } = await opened();
    counts.failing = true;
    await pull.read();
    await expect(pull.read()).rejects.toThrow(/cut/);
    await reader.ended;
    expect(reported.map(String)).toEqual(['Error: disk gone']);
  });

  test('is told that the connection ends when the host closes', async () => {
    const { pull, reader } = await opened();
    reader.shutdown();
    const text = new TextDecoder().decode((await pull.read()).value);
    expect(text).toMatch(/^id: t:1\n[\s\S]*event: stream_end\ndata: {"terminal":null,"lastSeq":2}/);
    expect((await pull.read()).done).toBe(true);
  });
});
