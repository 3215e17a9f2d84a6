/** The host by itself: what a turn does between its start and its end. */
import { describe, expect, test } from 'vitest';
import { createHost, type Host } from './host.ts';
import type { Producer } from './producer.ts';

const said = async (host: Host, sessionId: string, streamId: string, after = 0) => {
  const opened = await host.open(sessionId, streamId, after);
  if (opened.state !== 'open') throw new Error(opened.state);
  return new Response(opened.body).text();
};

const words: Producer = async function* () {
  yield { kind: 'text', data: 'a' };
  yield { kind: 'text', data: 'b' };
};

describe('a turn', () => {
  test('is journaled, streamed, stored and said to be over', async () => {
    const host = createHost({ producer: words });
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
