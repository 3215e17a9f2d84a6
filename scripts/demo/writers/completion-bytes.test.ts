/**
 * The bytes that providers frame their chunks with, over real HTTP: either line end, comments that
 * keep a connection alive, and cuts anywhere, in the middle of a character too.
 */
import { describe, expect, it } from 'vitest';

import { framesOf, provide } from './ask-provider.ts';
import { chunk, type Script } from './fake-provider.ts';
import { joined } from './turn-stub.ts';

const words = 'Grüße aus dem Hafen: 灯台, منارة, маяк 👩🏽‍🚀🏴‍☠️ 𠜎';

describe('the bytes of a stream', () => {
  it.each(['\n', '\r\n'])('may use %j at the end of a line', async (eol) => {
    const frames = await framesOf(async (reply) => {
      for (const [content, reason] of [
        ['One', null],
        [' two\r\nthree', 'stop'],
      ] as const) {
        const choice = { index: 0, delta: { content }, finish_reason: reason };
        await reply.data(chunk([choice]), eol);
      }
      await reply.bytes(`data: [DONE]${eol}${eol}`);
      reply.end();
    });
    expect(joined(frames)).toBe('One two\r\nthree');
  });

  it('may hold comments that keep the connection alive, anywhere', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.bytes(': OPENROUTER PROCESSING\n\n');
      await reply.delta({ content: 'One' });
      await reply.bytes(':\n\n: ping\r\n\r\n');
      await reply.bytes(': glued to its event\n');
      await reply.delta({ content: ' two' }, 'stop');
      await reply.done();
    });
    expect(joined(frames)).toBe('One two');
  });

  it('may hold events without choices', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.data({ ...chunk([]), prompt_filter_results: [{ prompt_index: 0 }] });
      await reply.bytes('event: ping\ndata: {}\n\n');
      await reply.delta({ content: 'One' }, 'stop');
      await reply.done();
    });
    expect(joined(frames)).toBe('One');
  });

  it('may leave out the space after the colon', async () => {
    const frames = await framesOf(async (reply) => {
      const choice = { index: 0, delta: { content: 'One' }, finish_reason: 'stop' };
      await reply.bytes(`data:${JSON.stringify(chunk([choice]))}\n\ndata:[DONE]\n\n`);
      reply.end();
    });
    expect(joined(frames)).toBe('One');
  });

  it.each([1, 2, 3, 5, 7, 64, 1 << 20])('may arrive %i at a time', async (size) => {
    const script = inPieces(size);
    expect(joined(await framesOf(script))).toBe(words);
  });

  it('did arrive cut within a character, in the test above', async () => {
    const provider = await provide(inPieces(1));
    const response = await fetch(provider.baseURL, { method: 'POST', body: '{}' });
    let cuts = 0;
    for await (const bytes of response.body ?? []) {
      if (((bytes[0] ?? 0) & 0b1100_0000) === 0b1000_0000) cuts++;
    }
    expect(cuts).toBeGreaterThan(20);
  });
});

/** An answer whose bytes come `size` at a time, whatever they are in the middle of. */
function inPieces(size: number): Script {
  return async (reply) => {
    const deltas = [words.slice(0, 20), words.slice(20)].map((content) => ({ content }));
    const [first, second] = deltas.map((delta) => chunk([{ index: 0, delta }]));
    const last = chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]);
    const lines = [first, second, last].map((value) => `data: ${JSON.stringify(value)}\r\n\r\n`);
    const bytes = Buffer.from(`${lines.join('')}data: [DONE]\r\n\r\n`);
    for (let at = 0; at < bytes.length; at += size)
      await reply.bytes(bytes.subarray(at, at + size));
    reply.end();
  };
}
