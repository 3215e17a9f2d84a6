/**
 * What a client shows: the same objects until something changed, and the transcript as it
 * streamed.
 */
import { expect, test } from 'vitest';
import type { Frame, StoredTurn } from '../../machines/vocabulary.ts';
import { type Client, type ClientMessage, start, step } from './client.ts';
import { emptyScene, fold, partsOf } from './fold.ts';
import { createView } from './view.ts';

const frames: readonly Frame[] = [
  { seq: 1, kind: 'text', data: 'Hel' },
  { seq: 2, kind: 'text', data: 'lo' },
  { seq: 3, kind: 'tool', data: { id: 'a', name: 'look up' } },
  { seq: 4, kind: 'prompt', data: { id: 'p', title: 'go on?' } },
  { seq: 5, kind: 'cancelled', data: null },
];

const scene = frames.reduce((so, { seq, kind, data }) => fold(so, seq, kind, data), emptyScene);
const asked = { streamId: 't', ordinal: 1, question: 'hi', usage: null, detail: null };
const turn: StoredTurn = { ...asked, parts: partsOf(scene), outcome: 'cancelled', coveredSeq: 5 };

const from = { attachmentId: 1, source: 1 };
const loaded: ClientMessage = {
  to: 'pane',
  event: {
    type: 'loaded',
    request: 1,
    answer: {
      state: 'loaded',
      turns: [{ ...turn, parts: [], outcome: null, coveredSeq: 0 }],
      last: { streamId: 't', ordinal: 1, phase: 'running' },
    },
  },
};
const opened: ClientMessage = { to: 'attachment', event: { type: 'opened', ...from } };
const rendered = frames.map(
  (frame): ClientMessage => ({
    to: 'attachment',
    event: { type: 'frame', streamId: 't', ...from, ...frame },
  }),
);
const settled: ClientMessage = {
  to: 'attachment',
  event: { type: 'settled', attachmentId: 1, request: 1, answer: { state: 'restored', turn } },
};

function play(messages: readonly ClientMessage[]): Client {
  const [first] = start({ offline: false });
  return messages.reduce((client, message) => step(client, message)[0], first);
}

test('what is settled is what was streamed', () => {
  const view = createView();
  const before = view(play([loaded, opened, ...rendered]));
  const after = view(play([loaded, opened, ...rendered, settled]));
  expect(before.turns[0]).toMatchObject({ state: 'live', outcome: 'cancelled' });
  expect(after.turns[0]).toEqual({ ...before.turns[0], state: 'settled' });
});

test('a message that nobody takes gives the same client and the same snapshot', () => {
  const view = createView();
  const client = play([loaded, opened, ...rendered, settled]);
  const [same, effects] = step(client, opened);
  expect(same).toBe(client);
  expect(effects).toEqual([]);
  expect(view(same)).toBe(view(client));
});

test('a turn that did not change is the same object in the next snapshot', () => {
  const view = createView();
  const client = play([loaded, opened, ...rendered, settled]);
  const send: ClientMessage = {
    to: 'pane',
    event: { type: 'send', turnId: 'next', question: 'and?' },
  };
  const before = view(client);
  const after = view(step(client, send)[0]);
  expect(after).not.toBe(before);
  expect(after.turns[0]).toBe(before.turns[0]);
  expect(after.turns.map(({ state }) => state)).toEqual(['settled', 'asked']);
});

test('a frame of an older source changes nothing but is not an error', () => {
  const client = play([loaded, opened, ...rendered.slice(0, 2)]);
  const late: ClientMessage = {
    to: 'attachment',
    event: {
      type: 'frame',
      streamId: 't',
      attachmentId: 1,
      source: 0,
      seq: 3,
      kind: 'text',
      data: '!',
    },
  };
  expect(createView()(step(client, late)[0]).turns).toEqual(createView()(client).turns);
});
