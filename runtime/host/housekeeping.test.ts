/** The bounds of streams and sessions, who is said to read, and when journals are dropped. */
import { expect, test } from 'vitest';
import { createManualClock } from '../../properties/protocol/manual-clock.ts';
import { isCode } from '../core/errors.ts';
import { createHost, type Host } from './host.ts';
import type { HostLimits } from './limits.ts';
import type { Producer } from './producer.ts';
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

test('a host drops old journals when a session comes to rest, now and then', async () => {
  const clock = createManualClock();
  const store = createMemoryStore({ clock });
  const limits = { retainMs: 1_000, retainEveryMs: 5_000 };
  const host = createHost({ producer: counting, store, clock, limits });
  const ended = async (turnId: string) => {
    await host.start('s', turnId, 1);
    await expect.poll(async () => (await store.load('s'))?.owner).toBe(null);
  };
  const firstSeq = async (turnId: string) => (await store.head(`s.${turnId}`))?.firstSeq;
  await ended('a');
  await clock.advance(4_999);
  await ended('b');
  expect(await firstSeq('a')).toBe(1);
  await clock.advance(1);
  await ended('c');
  await expect.poll(() => firstSeq('a')).toBe(3);
  expect(await firstSeq('b')).toBe(1);
  await clock.advance(1_000);
  expect(await host.retain()).toEqual({ trimmed: 2, spared: 0, kept: 0 });
  expect(await host.open('s', 'a', 0)).toEqual({ state: 'gone' });
  expect(await host.status('s', 'a')).toMatchObject({ state: 'restored' });
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
