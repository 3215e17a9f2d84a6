/**
 * The writer over a provider, through real HTTP: what it asks, and every way in which an answer can
 * fail. None of them may end as an answer that is complete, and none is tried again.
 */
import { describe, expect, it, vi } from 'vitest';

import type { StoredTurn } from '../../../machines/vocabulary.ts';
import { ask, readingTime, writerOf } from './ask-provider.ts';
import { type Reply, startFakeProvider } from './fake-provider.ts';
import { joined, messageOf, readAll } from './turn-stub.ts';

// The library takes hold of the console when it first logs, so this has to come before any test.
const printed = vi.spyOn(console, 'error').mockReturnValue();

async function sayHello(reply: Reply): Promise<void> {
  await reply.delta({ content: 'Hello' }, 'stop');
  await reply.done();
}

function stored(question: string, answer: string): StoredTurn {
  return {
    streamId: 'stream-0',
    ordinal: 1,
    question,
    parts: [
      { type: 'reasoning', text: 'hidden' },
      { type: 'text', text: answer.slice(0, 2) },
      { type: 'text', text: answer.slice(2) },
    ],
    usage: null,
    outcome: 'done',
    detail: null,
    coveredSeq: 4,
  };
}

describe('what is asked of a provider', () => {
  it('is a streamed completion with usage, by the model and the key it was given', async () => {
    const { requests } = await ask(sayHello, { question: { text: 'Who are you?' } });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.path).toBe('/v1/chat/completions');
    expect(requests[0]?.headers.authorization).toBe('Bearer key-1');
    expect(requests[0]?.body).toEqual({
      model: 'test-model',
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: 'Who are you?' }],
    });
  });

  it('carries the conversation so far, without thoughts or unanswered questions', async () => {
    const transcript = [stored('One?', 'First.'), stored('Lost?', ''), stored('Two?', 'Second.')];
    const { requests } = await ask(sayHello, { question: 'Three?', transcript });
    const messages = [
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: 'First.' },
      { role: 'user', content: 'Two?' },
      { role: 'assistant', content: 'Second.' },
      { role: 'user', content: 'Three?' },
    ];
    expect(requests[0]?.body).toMatchObject({ messages });
  });

  it('carries nothing that the environment holds for another provider', async () => {
    const names = ['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'];
    const before = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) process.env[name] = 'not-for-you';
    try {
      const { requests } = await ask(sayHello);
      expect(JSON.stringify(requests)).not.toContain('not-for-you');
      expect(requests[0]?.headers.authorization).toBe('Bearer key-1');
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe('an answer that fails', () => {
  it.each([
    [
      401,
      { error: { message: 'Incorrect API key provided', code: 'invalid_api_key' } },
      'Incorrect',
    ],
    [429, { error: { message: 'Rate limit reached', type: 'requests' } }, 'Rate limit reached'],
    [500, { error: { message: 'The server had an error' } }, 'The server had an error'],
    [502, '<html><h1>Bad gateway</h1></html>', 'Bad gateway'],
  ])('with HTTP %i is told in the words of the provider', async (code, body, words) => {
    const { frames, error } = await ask((reply) => reply.status(code, body));
    expect(frames).toEqual([]);
    expect(messageOf(error)).toMatch(new RegExp(`^The model answered: ${code} `));
    expect(messageOf(error)).toContain(words);
  });

  it.each([429, 500, 503])('with HTTP %i is not tried again, even when told to', async (code) => {
    const headers = { 'retry-after-ms': '1', 'x-should-retry': 'true' };
    const { requests, error } = await ask((reply) => reply.status(code, {}, headers));
    expect(messageOf(error)).toContain(String(code));
    expect(requests).toHaveLength(1);
  });

  it('with a page of HTML does not put the whole page into the message', async () => {
    const { error } = await ask((reply) => reply.status(500, `<html>${'🗼'.repeat(5000)}</html>`));
    expect([...messageOf(error)].length).toBeLessThan(400);
    expect(messageOf(error)).not.toMatch(/\p{Surrogate}/u);
  });

  it('since nobody listens there says so', async () => {
    const provider = await startFakeProvider(sayHello);
    await provider.close();
    const { error } = await readAll(writerOf(provider));
    expect(messageOf(error)).toMatch(/^The model cannot be reached: .*ECONNREFUSED/);
  });

  it.each([
    ['an object', { error: { message: 'The engine is overloaded', code: 503 } }],
    ['a string', { error: 'The engine is overloaded' }],
    ['an error object without that key', { object: 'error', message: 'The engine is overloaded' }],
    ['a bare message', { message: 'The engine is overloaded', status: 503 }],
  ])('midway by an error in the stream, as %s, keeps its text and throws', async (_, data) => {
    const { frames, error, requests } = await ask(async (reply) => {
      await reply.delta({ content: 'Half an ' });
      await reply.data(data);
      await reply.done();
    });
    expect(joined(frames)).toBe('Half an ');
    expect(messageOf(error)).toMatch(/^The model answered: .*The engine is overloaded/);
    expect(requests).toHaveLength(1);
  });

  it('by an error after its finish_reason is still a failure', async () => {
    const { error } = await ask(async (reply) => {
      await reply.delta({ content: 'Hello' }, 'stop');
      await reply.data({ error: { message: 'Withdrawn' } });
      await reply.done();
    });
    expect(messageOf(error)).toContain('Withdrawn');
  });

  it('by a finish_reason that says error', async () => {
    const { error } = await ask(async (reply) => {
      await reply.delta({ content: 'Half' }, 'error');
      await reply.done();
    });
    expect(messageOf(error)).toContain('stopped because of an error');
  });

  it('by a connection that is reset midway throws, and asks only once', async () => {
    const { frames, error, requests } = await ask(async (reply) => {
      await reply.delta({ content: 'Half an ' });
      await readingTime();
      reply.reset();
    });
    expect(joined(frames)).toBe('Half an ');
    expect(messageOf(error)).toMatch(/^The connection to the model broke: /);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['without [DONE] and finish_reason', ''],
    ['with [DONE] and without finish_reason', 'data: [DONE]\n\n'],
    ['in the middle of a line', 'data: {"choices":[{"index":0,"delta":{"content":"answ'],
    ['after a chunk that was not closed', `data: ${finishChunk()}\n`],
  ])('by a clean end %s was cut, and throws', async (_, bytes) => {
    const { frames, error } = await ask(async (reply) => {
      await reply.delta({ content: 'Half an ' });
      if (bytes) await reply.bytes(bytes);
      reply.end();
    });
    expect(joined(frames)).toBe('Half an ');
    expect(messageOf(error)).toContain('cut off');
  });

  it('by a line that is no JSON throws, and does not print what was written', async () => {
    const { error } = await ask(async (reply) => {
      await reply.delta({ content: 'Half' });
      await reply.bytes('data: {"choices":[{"delta":{"content":"sec\n\n');
      await reply.done();
    });
    expect(messageOf(error)).toBe('The model sent a line that is no JSON.');
    expect(printed).not.toHaveBeenCalled();
  });

  it('by an answer that is no event stream at all', async () => {
    const { frames, error } = await ask((reply) => reply.status(200, '<html>Welcome</html>'));
    expect(frames).toEqual([]);
    expect(messageOf(error)).toContain('cut off');
  });
});

function finishChunk(): string {
  return JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
}
