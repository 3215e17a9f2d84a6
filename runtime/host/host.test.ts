/** The host by itself: what a turn does between its start and its end. */
import { describe, expect, test } from 'vitest';
import type { SessionRecord, StoredAnswer } from '../../machines/vocabulary.ts';
import { createManualClock } from '../../properties/protocol/manual-clock.ts';
import { emptyRecord, summaryOf } from '../core/host.ts';
import { createHost, type Host } from './host.ts';
import type { Producer } from './producer.ts';
import { refusedWith } from './stores/contract-kit.ts';
import { createMemoryStore } from './stores/memory.ts';

const said = async (host: Host, sessionId: string, streamId: string, after = 0) => {
  const opened = await host.open(sessionId, streamId, after);
  if (opened.state !== 'open') throw new Error(opened.state);
  return new Response(opened.body).text();
};

const words: Producer = async function* () {
  yield { kind: 'text', data: 'a' };
  yield { kind: 'text', data: 'b' };
};

const waiting: Producer = async function* ({ signal }) {
  yield { kind: 'text', data: 'a' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};

describe('a turn', () => {
  test('is journaled, streamed, stored and said to be over', async () => {
    const host = createHost({ producer: words, store: createMemoryStore() });
    expect(await host.start('s', 't', 'hello')).toEqual({
      answer: { state: 'started', ordinal: 1 },
      isNew: true,
    });
    expect(await said(host, 's', 't')).toBe(
      [
        'id: t:1\nevent: text\ndata: "a"\n\n',
        'id: t:2\nevent: text\ndata: "b"\n\n',
        'id: t:3\nevent: done\ndata: null\n\n',
        'event: stream_end\ndata: {"terminal":"done","lastSeq":3}\n\n',
      ].join(''),
    );
    expect(await host.status('s', 't')).toMatchObject({
      state: 'restored',
      turn: { parts: [{ type: 'text', text: 'ab' }], outcome: 'done', coveredSeq: 3 },
    });
    await host.close();
    expect(await host.load('s')).toMatchObject({ last: { streamId: 't', phase: 'ended' } });
  });
});

test('a producer that was left behind, and ends at last, is nothing to the next turn', async () => {
  const clock = createManualClock();
  let letGo: () => void = () => undefined;
  const producer: Producer = async function* (turn) {
    yield { kind: 'text', data: 'a' };
    if (turn.streamId === 'next') yield* waiting(turn);
    else await new Promise<void>((resolve) => void (letGo = resolve));
  };
  const host = createHost({ producer, clock, store: createMemoryStore({ clock }) });
  const phase = async () => {
    const answer = await host.load('s');
    return answer.state === 'loaded' ? answer.last?.phase : answer.state;
  };
  await host.start('s', 'hung', 'why?');
  expect(await host.cancel('s', 'hung')).toEqual({ state: 'accepted' });
  await clock.advance(60_000);
  await expect.poll(phase).toBe('ended');
  await host.start('s', 'next', 'and?');
  await expect.poll(phase).toBe('running');
  letGo();
  await clock.advance(1);
  await host.close();
  expect(await host.status('s', 'next')).toMatchObject({ turn: { outcome: 'interrupted' } });
});

describe('a host with room for two turns', () => {
  test('refuses the third of three that start at the same time', async () => {
    const host = createHost({
      producer: waiting,
      store: createMemoryStore(),
      limits: { turnsMax: 2 },
    });
    const starts = ['a', 'b', 'c'].map((sessionId) => host.start(sessionId, 't', 'why?'));
    const ends = await Promise.allSettled(starts);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(host.start('d', 't', 'why?')).rejects.toThrow(/2 turns already/);
    await host.close();
  });
});

test('an id with a dot is refused, whatever is asked: sessions might share a journal', async () => {
  const host = createHost({ producer: waiting, store: createMemoryStore() });
  await host.start('a', 'b', 'why?');
  for (const [sessionId, turnId] of [
    ['a', 'b.c'],
    ['a.b', 'c'],
    ['', 'c'],
  ] as const) {
    const answer = { promptId: 'p', answerId: 'x', value: null };
    const asked = [
      host.start(sessionId, turnId, 'why?'),
      host.open(sessionId, turnId, 0),
      host.status(sessionId, turnId),
      host.cancel(sessionId, turnId),
      host.answer(sessionId, turnId, answer),
      host.edit(sessionId, turnId),
    ];
    for (const one of asked) await refusedWith('bad_id', one);
  }
  await refusedWith('bad_id', host.load('a.b'));
  await refusedWith('bad_id', host.save(emptyRecord('a.b')));
  expect(() => host.watch(['a', 'a.b'])).toThrow(/"a.b" is not an id/);
  await host.close();
});

describe('what can not be kept is a misuse, and said to be so', () => {
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const host = createHost({ producer: words, store: createMemoryStore(), report });
  const ask = {
    'no question': () => host.start('s', 't', undefined as unknown as null),
    'a question with a date': () => host.start('s', 't', { at: new Date() } as unknown as null),
    'no record': () => host.save(undefined as unknown as SessionRecord),
    'a summary': () => host.save(summaryOf(emptyRecord('s')) as unknown as SessionRecord),
    'a record that is more': () => host.save({ ...emptyRecord('s'), title: 'x' } as SessionRecord),
    'no answer': () => host.answer('s', 't', undefined as unknown as StoredAnswer),
    'an answer without an id': () =>
      host.answer('s', 't', { promptId: 'p', value: 1 } as unknown as StoredAnswer),
    'an answer without a value': () =>
      host.answer('s', 't', { promptId: 'p', answerId: 'x' } as unknown as StoredAnswer),
  };
  test.each(Object.entries(ask))('%s', async (_name, run) => {
    await refusedWith('misuse', run());
    expect(reported).toEqual([]);
  });
});

describe('the transcript', () => {
  test('L2: is cut by an edit, not while a turn runs, and stays cut', async () => {
    const store = createMemoryStore();
    const first = createHost({ producer: words, store });
    for (const turnId of ['t1', 't2']) {
      await first.start('s', turnId, 'why?');
      await said(first, 's', turnId);
      await expect.poll(async () => (await store.load('s'))?.owner).toBe(null);
    }
    const before = await store.load('s');
    expect(await first.edit('s', 't2')).toEqual({ state: 'done' });
    expect((await store.load('s'))?.turns.map(({ streamId }) => streamId)).toEqual(['t1']);
    expect(await first.start('s', 't2', 'why?')).toEqual({
      answer: { state: 'refused', reason: 'removed' },
      isNew: false,
    });
    const host = createHost({ producer: waiting, store });
    await host.start('s', 't3', 'why?');
    expect(await host.edit('s', 't1')).toMatchObject({ state: 'conflict', streamId: 't3' });
    await host.close();
    if (before === null) throw new Error('two turns were stored');
    expect(await first.save({ ...before, meta: 'title' }), 'made before the third').toEqual({
      state: 'refused',
      reason: 'shrinks',
    });
  });

  test('L4: is left as it is by maintenance, and so is the time', async () => {
    const store = createMemoryStore();
    const host = createHost({ producer: words, store });
    await host.start('s', 't', 'why?');
    await said(host, 's', 't');
    await expect.poll(async () => (await store.load('s'))?.owner).toBe(null);
    const before = await store.load('s');
    if (before === null) throw new Error('a turn was stored');
    expect(await host.save({ ...before, meta: 'title', updatedAt: 0 })).toEqual({ state: 'done' });
    expect(await store.load('s')).toEqual({ ...before, meta: 'title' });
  });
});
