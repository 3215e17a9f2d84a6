/**
 * Which writer the environment asks for, and what is said when it asks for half of one: the
 * variable to mend, and never a secret.
 */
import { describe, expect, it } from 'vitest';

import { startFakeProvider } from './fake-provider.ts';
import { writerFromEnv } from './openai.ts';
import { joined, readAll } from './turn-stub.ts';

const url = 'http://127.0.0.1:9/v1';

describe('the writer that the environment asks for', () => {
  it.each([{}, { HOLDFAST_LLM_URL: '', HOLDFAST_LLM_MODEL: ' ' }])(
    'is the built-in one when nothing is configured: %j',
    async (env) => {
      const { frames } = await readAll(writerFromEnv(env), {}, function stopAtFirst() {
        throw new Error('enough');
      });
      expect(frames[0]?.kind).toBe('reasoning');
    },
  );

  it.each([
    ['', ' none'],
    ['key-2', ' key-2'],
  ])('asks the endpoint it names, with the key %j', async (key, sent) => {
    const provider = await startFakeProvider(async (reply) => {
      await reply.delta({ content: 'Hello' }, 'stop');
      await reply.done();
    });
    const { baseURL } = provider;
    const env = { HOLDFAST_LLM_URL: `${baseURL}/`, HOLDFAST_LLM_MODEL: 'm', HOLDFAST_LLM_KEY: key };
    const { frames, error } = await readAll(writerFromEnv(env));
    await provider.close();
    expect(error).toBeNull();
    expect(joined(frames)).toBe('Hello');
    expect(provider.requests[0]?.path).toBe('/v1/chat/completions');
    expect(provider.requests[0]?.headers.authorization).toBe(`Bearer${sent}`);
  });

  it.each([
    ['HOLDFAST_LLM_MODEL is missing', { HOLDFAST_LLM_URL: url }],
    ['HOLDFAST_LLM_MODEL is missing', { HOLDFAST_LLM_URL: url, HOLDFAST_LLM_KEY: 'k' }],
    ['HOLDFAST_LLM_URL is missing', { HOLDFAST_LLM_MODEL: 'm' }],
    ['HOLDFAST_LLM_URL is missing', { HOLDFAST_LLM_KEY: 'k' }],
    ['HOLDFAST_LLM_URL is no', { HOLDFAST_LLM_URL: 'localhost:8080', HOLDFAST_LLM_MODEL: 'm' }],
    ['HOLDFAST_LLM_URL is no', { HOLDFAST_LLM_URL: 'my model', HOLDFAST_LLM_MODEL: 'm' }],
  ])('says "%s" when half configured: %j', (message, env) => {
    expect(() => writerFromEnv(env)).toThrow(message);
  });

  it('refuses a password in the address without repeating it', () => {
    const env = { HOLDFAST_LLM_URL: 'http://me:secret@127.0.0.1/v1', HOLDFAST_LLM_MODEL: 'm' };
    expect(() => writerFromEnv(env)).toThrow('HOLDFAST_LLM_URL holds a password');
    expect(() => writerFromEnv(env)).not.toThrow('secret');
  });
});
