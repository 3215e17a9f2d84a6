/** The bounds of streams and sessions, who is said to read, and when journals are dropped. */
import { expect, test, vi } from 'vitest';
import { createManualClock } from '../../properties/protocol/manual-clock.ts';
import { isCode } from '../core/errors.ts';
import { createDeferred } from './deferred.ts';
import { createHost, type Host } from './host.ts';
import type { HostLimits } from './limits.ts';
import type { Producer } from './producer.ts';
import type { Store } from './store.ts';
import { recordOf, until } from './stores/contract-kit.ts';
import { createMemoryStore } from './stores/memory.ts';

const counting: Producer = async function* ({ question }) {
  for (let at = 0; at < Number(question); at += 1) yield { kind: 'text', data: 'four' };
};

function hostWith(limits: Partial<HostLimits>, producer = counting) {
  const store = createMemoryStore();
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  return { host: createHost({ producer, store, report, limits }), store, reported };
}

async function outcomeOf(host: Host, sessionId: string, turnId: string, count: number) {
  await host.start(sessionId, turnId, count);
  await until(async () => (await host.status(sessionId, turnId)).state === 'restored');
  const status = await host.status(sessionId, turnId);
  if (status.state !== 'restored') throw new Error(status.state);
  return status.turn;
}

test('a turn that yields more frames than a stream may have fails', async () => {
  const { host } = hostWith({ streamFramesMax: 3 });
  expect((await outcomeOf(host, 's', 'full', 3)).outcome).toBe('done');
  expect(await outcomeOf(host, 's', 'over', 4)).toMatchObject({
    outcome: 'failed',
    detail: { message: expect.stringContaining('more than 3 frames') },
    parts: [{ type: 'text', text: 'fourfourfour' }],
  });
});

test('a turn whose frames are longer than a stream may be fails', async () => {
  const { host } = hostWith({ streamCharsMax: 18 });
  expect((await outcomeOf(host, 's', 'full', 3)).outcome).toBe('done');
  expect(await outcomeOf(host, 's', 'over', 4)).toMatchObject({
    outcome: 'failed',
    detail: { message: expect.stringContaining('more than 18 characters') },
  });
});

test('a session that is full starts no new turn, and has room after a cut', async () => {
  const { host } = hostWith({ sessionTurnsMax: 2 });
  for (const turnId of ['a', 'b']) await outcomeOf(host, 's', turnId, 1);
  await expect(host.start('s', 'c', 1)).rejects.toSatisfy((error) => isCode(error, 'too_large'));
  expect(await host.start('s', 'b', 1)).toMatchObject({ answer: { ordinal: 2 }, isNew: false });
  await until(async () => (await host.edit('s', 'b')).state === 'done');
  expect((await outcomeOf(host, 's', 'c', 1)).ordinal).toBe(3);
});

test('a journal is said to be read while somebody reads it, once for all of them', async () => {
  const clock = createManualClock();
  const memory = createMemoryStore({ clock });
  const said: (readonly [string, number])[] = [];
  const store = {
    ...memory,
    attend: async (...args: readonly [string, number]) => {
      said.push(args);
      return memory.attend(...args);
    },
  };
  const host = createHost({ producer: counting, store, clock });
  await host.start('s', 't', 2);
  const readers = [await host.open('s', 't', 0), await host.open('s', 't', 0)];
  for (const opened of readers) {
    if (opened.state !== 'open') throw new Error(opened.state);
    expect(await new Response(opened.body).text()).toContain('stream_end');
  }
  expect(said).toEqual([['s.t', 60_000]]);
  await expect(memory.trim('s.t', 9)).rejects.toSatisfy((error) => isCode(error, 'attended'));
});

/** A host whose store can be made to wait, or to fail, when it is asked for closed journals. */
async function retaining() {
  const manual = createManualClock();
  const idly = vi.fn(manual.idly);
  const clock = { ...manual, idly };
  const memory = createMemoryStore({ clock });
  const asked: (() => Promise<void>)[] = [];
  let answer = async (): Promise<void> => undefined;
  const store: Store = {
    ...memory,
    closed: async (...args) => {
      asked.push(answer);
      await answer();
      return memory.closed(...args);
    },
  };
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const limits = { retainMs: 1_000, retainEveryMs: 5_000 };
  const host = createHost({ producer: counting, store, clock, limits, report });
  const end = async (turnId: string) => {
    await host.start('s', turnId, 1);
    await expect.poll(async () => (await memory.load('s'))?.owner).toBe(null);
  };
  await end('a');
  return {
    clock,
    host,
    asked,
    reported,
    end,
    answerBy: (next: () => Promise<void>) => {
      answer = next;
    },
    firstSeq: async (turnId: string) => (await memory.head(`s.${turnId}`))?.firstSeq,
  };
}

test('a host that is idle drops journals that have grown old, every so often', async () => {
  const { clock, host, end, firstSeq } = await retaining();
  await clock.advance(4_999);
  await end('b');
  expect(await firstSeq('a')).toBe(1);
  await clock.advance(1);
  expect([await firstSeq('a'), await firstSeq('b')]).toEqual([3, 1]);
  await clock.advance(5_000);
  expect(await firstSeq('b')).toBe(3);
  await end('c');
  await clock.advance(1_000);
  expect(await host.retain()).toEqual({ trimmed: 1, spared: 0, kept: 0 });
  expect(await host.open('s', 'a', 0)).toEqual({ state: 'gone' });
  expect(await host.status('s', 'a')).toMatchObject({ state: 'restored' });
});

test('it looks at one time once only, and again after a look that failed', async () => {
  const { clock, host, asked, reported, answerBy, firstSeq } = await retaining();
  const waiting = createDeferred();
  answerBy(() => waiting.promise);
  await clock.advance(20_000);
  const now = host.retain();
  await clock.advance(20_000);
  expect(asked.length).toBe(1);
  const failure = new Error('not now');
  answerBy(() => Promise.reject(failure));
  waiting.reject(failure);
  await expect(now).rejects.toThrow(failure);
  expect(reported).toEqual([failure]);
  answerBy(async () => undefined);
  await clock.advance(5_000);
  expect(await firstSeq('a')).toBe(3);
});

test('it begins no look while it closes, and ends the one that is under way', async () => {
  const { clock, host, asked, reported, answerBy, firstSeq } = await retaining();
  const waiting = createDeferred();
  answerBy(() => waiting.promise);
  await clock.advance(5_000);
  const closed = host.close();
  await expect(host.retain()).rejects.toSatisfy((error) => isCode(error, 'closing'));
  waiting.resolve();
  await closed;
  await clock.advance(50_000);
  expect([asked.length, reported, await firstSeq('a')]).toEqual([1, [], 1]);
  expect(clock.idly).toHaveBeenCalledTimes(1);
});

test('an edit may cut more turns at once than a session keeps marks of', async () => {
  const { host, store } = hostWith({});
  const fence = await store.lock('s');
  const record = recordOf('s', 300);
  const turns = record.turns.map((turn) => ({ ...turn, outcome: 'done' as const }));
  await store.save({ ...record, turns }, fence);
  await store.unlock('s', fence);
  expect(await host.edit('s', 'turn2')).toEqual({ state: 'done' });
  expect((await store.load('s'))?.turns.length).toBe(1);
});
