/**
 * The backend over HTTP against a host that says anything: what is not an answer by its shape is
 * never handed to the machines, and a wait that is asked for is kept.
 */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../machines/vocabulary.ts';
import { systemClock } from '../clock.ts';
import { httpBackend } from './http-backend.ts';

/** A backend whose host answers everything with this body. */
const saying = (body: Json, status = 200) =>
  httpBackend({ url: 'http://host.example', fetch: async () => Response.json(body, { status }) });

const turn = {
  streamId: 't',
  ordinal: 1,
  question: 'why?',
  parts: [{ type: 'text', text: 'so' }],
  usage: null,
  outcome: 'done',
  detail: null,
  coveredSeq: 2,
};
const last = { streamId: 't', ordinal: 1, phase: 'ended' };

describe('what has the shape of an answer is handed on as it is', () => {
  test('to a settle', async () => {
    const answer = { state: 'restored', turn };
    expect(await saying(answer).settle('s', 't')).toEqual(answer);
    expect(await saying({ state: 'missing' }, 404).settle('s', 't')).toEqual({ state: 'missing' });
  });

  test('to a load', async () => {
    for (const one of [
      { state: 'loaded', turns: [turn, { ...turn, outcome: null, parts: [] }], last },
      { state: 'loaded', turns: [], last: null },
    ]) {
      expect(await saying(one).load('s')).toEqual(one);
    }
  });

  test('to a start', async () => {
    const started = { state: 'started', ordinal: 1 };
    expect(await saying(started, 201).start('s', 't', 'why?')).toEqual(started);
    const conflict = { ...last, state: 'conflict', phase: 'ending' };
    expect(await saying(conflict, 409).start('s', 't', 'why?')).toEqual(conflict);
  });
});

describe('what only looks like an answer is none', () => {
  test.each<Json>([
    { state: 'restored' },
    { state: 'restored', turn: { ...turn, parts: null } },
    { state: 'restored', turn: { ...turn, parts: [null] } },
    { state: 'restored', turn: { ...turn, outcome: 'well' } },
    { state: 'restored', turn: { ...turn, coveredSeq: '2' } },
    { state: 'well' },
    'restored',
    null,
  ])('to a settle: %j', async (body) => {
    expect(await saying(body).settle('s', 't')).toEqual({ state: 'error' });
  });

  test.each<Json>([
    { state: 'loaded' },
    { state: 'loaded', turns: null, last: null },
    { state: 'loaded', turns: [null], last: null },
    { state: 'loaded', turns: [turn] },
    { state: 'loaded', turns: [], last: { ...last, phase: 'well' } },
  ])('to a load: %j', async (body) => {
    expect(await saying(body).load('s')).toEqual({ state: 'unreachable' });
  });

  test.each<Json>([{ state: 'started' }, { state: 'started', ordinal: -1 }, { state: 'conflict' }])(
    'to a start: %j',
    async (body) => {
      expect(await saying(body).start('s', 't', 'why?')).toEqual({ state: 'unreachable' });
    },
  );
});

test('E11: a source that fails in whoever reads it gives its connection back', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(': hb\n\n')),
    cancel: () => {
      isCancelled = true;
    },
  });
  const headers = { 'content-type': 'text/event-stream' };
  const fetch = async () => new Response(body, { headers });
  const broken = await new Promise((resolve) => {
    const nothing = () => undefined;
    httpBackend({ url: 'http://host.example', fetch }).open('s', 't', 0, {
      opened: nothing,
      frame: nothing,
      heartbeat: () => {
        throw new Error('no room');
      },
      reset: nothing,
      streamEnd: nothing,
      broken: () => resolve('broken'),
      refused: nothing,
    });
  });
  expect(broken).toBe('broken');
  await expect.poll(() => isCancelled).toBe(true);
});

test('a wait that no timer of the platform can hold is not cut to nothing', async () => {
  let isOver = false;
  const cancel = systemClock.after(2 ** 31, () => {
    isOver = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  cancel();
  expect(isOver).toBe(false);
});
