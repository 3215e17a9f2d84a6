/**
 * The built-in writer: what it shows, that it follows from the question alone, and that it stops
 * when it is told to.
 */
import { describe, expect, it } from 'vitest';

import { createBuiltInWriter } from './built-in.ts';
import type { ToolCall } from './frames.ts';
import { tokensOf } from './pen.ts';
import { joined, messageOf, readAll } from './turn-stub.ts';

const writer = createBuiltInWriter({ paceMs: 0 });

/** The kinds in their order, repetitions left out. */
function kindsOf(frames: readonly { readonly kind: string }[]): readonly string[] {
  return frames.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1]);
}

describe('the built-in writer', () => {
  it('thinks, writes, calls a tool, asks, goes on and gives an account', async () => {
    const { frames, error } = await readAll(writer);
    expect(error).toBeNull();
    const order = ['reasoning', 'text', 'tool', 'text', 'prompt', 'text', 'usage'];
    expect(kindsOf(frames)).toEqual(order);
  });

  it.each(['lighthouse', 'rope', 'harbour'])(
    'writes every kind of Markdown on a %s',
    async (word) => {
      const { frames } = await readAll(writer, { question: `Tell me about a ${word}.` });
      const markdown = joined(frames);
      expect(markdown).toMatch(/^## /m);
      expect(markdown).toMatch(/^(- |1\. )/m);
      expect(markdown).toMatch(/^```text\n[^`]+^```$/m);
      expect(markdown).toMatch(/^\|.+\|\n\| --- \| ---: \|\n(\|.+\|\n){4,}/m);
      expect(markdown).toMatch(/\p{Emoji_Presentation}/u);
      expect(markdown).toMatch(/\p{Script=Han}/u);
      expect(markdown).toContain(word);
    },
  );

  it('shows one call of a tool in several frames under one id, the last of them done', async () => {
    const { frames } = await readAll(writer);
    const calls = frames.filter(({ kind }) => kind === 'tool').map(({ data }) => data);
    const states = calls.map((data) => (data as unknown as ToolCall).state);
    expect(new Set(calls.map((data) => (data as unknown as ToolCall).id)).size).toBe(1);
    expect(states.slice(0, -1)).toEqual(['running', 'running', 'running', 'running', 'running']);
    expect(states.at(-1)).toBe('done');
    const output = (calls.at(-1) as unknown as ToolCall).output as readonly (readonly string[])[];
    expect(output[0]).toEqual(['2 m', '16.3 M']);
    for (const row of output) expect(joined(frames)).toContain(`| ${row.join(' | ')} |`);
  });

  it('goes on as it was told: an approval and a denial lead to different words', async () => {
    const yes = await readAll(writer, { answer: 'Approve' });
    const no = await readAll(writer, { answer: 'Deny' });
    expect(joined(yes.frames)).toContain('The message is out');
    expect(joined(no.frames)).toContain('nobody is told');
    expect(joined(no.frames)).not.toContain('The message is out');
  });

  it('takes an answer it does not know for a denial', async () => {
    const { frames } = await readAll(writer, { answer: { surprise: true } });
    expect(joined(frames)).toContain('nobody is told');
  });

  it('asks with a title, a detail and the two options', async () => {
    const { frames } = await readAll(writer);
    const prompt = frames.find(({ kind }) => kind === 'prompt');
    expect(prompt?.data).toMatchObject({
      id: 'permission',
      title: expect.stringContaining('?'),
      detail: expect.any(String),
      options: ['Approve', 'Deny'],
    });
  });

  it('gives the same answer to the same question, frame by frame', async () => {
    const question = 'What do you do on a quiet evening? At length: a long one.';
    const first = await readAll(writer, { question });
    const second = await readAll(createBuiltInWriter({ paceMs: 0 }), { question });
    expect(second.frames).toEqual(first.frames);
  });

  it('gives another answer to another question, and with another seed', async () => {
    const answers = await Promise.all([
      readAll(writer, { question: 'A long winter?' }),
      readAll(writer, { question: 'A long summer?' }),
      readAll(createBuiltInWriter({ paceMs: 0, seed: 1 }), { question: 'A long winter?' }),
    ]);
    const bodies = answers.map(({ frames }) => joined(frames).replace(/^>.*\n/, ''));
    expect(new Set(bodies).size).toBe(3);
  });

  it('answers "long" with several thousand tokens', async () => {
    const { frames } = await readAll(writer, { question: 'A long answer, please' });
    const tokens = frames.filter(({ kind }) => kind === 'text').length;
    expect(tokens).toBeGreaterThan(3000);
    expect(tokens).toBeLessThan(6000);
    expect(kindsOf(frames)).toEqual(['reasoning', 'text', 'usage']);
  });

  it('answers "plain" with text and nothing else', async () => {
    const { frames, error } = await readAll(writer, { question: 'Say it plain' });
    expect(error).toBeNull();
    expect(kindsOf(frames)).toEqual(['text']);
  });

  it('throws halfway when asked to fail, after some text, and says why', async () => {
    const { frames, error } = await readAll(writer, { question: 'Please fail about ropes' });
    const whole = await readAll(writer, { question: 'Please be plain about ropes' });
    expect(messageOf(error)).toBe('The writer failed halfway, as the question told it to.');
    expect(kindsOf(frames)).toEqual(['text']);
    expect(frames.length).toBeGreaterThan(50);
    expect(frames.length).toBeLessThan(whole.frames.length);
  });

  it.each([
    ['{ text }', { text: 'plain ropes' }],
    ['another shape', { parts: ['plain ropes'] }],
  ])('takes a question as %s', async (_, question) => {
    const { frames, error } = await readAll(writer, { question });
    expect(error).toBeNull();
    expect(joined(frames)).toContain('plain ropes');
  });

  it('counts in its usage what it wrote', async () => {
    const { frames } = await readAll(writer, { question: 'one two' });
    const outputTokens = frames.filter(
      ({ kind }) => kind === 'text' || kind === 'reasoning',
    ).length;
    const totalTokens = outputTokens + 2;
    expect(frames.at(-1)?.data).toEqual({ inputTokens: 2, outputTokens, totalTokens });
  });

  it('stops at once when the turn is aborted between two tokens', async () => {
    const abort = new AbortController();
    const slow = createBuiltInWriter({ paceMs: 60_000 });
    const began = performance.now();
    setTimeout(() => abort.abort(new Error('stop')), 20);
    const { frames, error } = await readAll(slow, { signal: abort.signal });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(frames).toEqual([]);
    expect(error).toMatchObject({ name: 'AbortError', cause: { message: 'stop' } });
  });

  it('stops at the next token when it writes without a pace', async () => {
    const abort = new AbortController();
    const { frames, error } = await readAll(writer, { signal: abort.signal }, () => abort.abort());
    expect(frames).toHaveLength(1);
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  it('keeps its pace', async () => {
    const began = performance.now();
    let count = 0;
    const slow = createBuiltInWriter({ paceMs: 5 });
    const abort = new AbortController();
    await readAll(slow, { signal: abort.signal }, () => {
      if (++count === 20) abort.abort();
    });
    // A timer may come a millisecond early.
    expect(performance.now() - began).toBeGreaterThan(20 * 4);
  });
});

describe('tokens', () => {
  it.each(['', ' ', 'a', 'lighthouses  stand\n\n', '👩🏽‍🚀 灯台 منارة\r\n\tx', 'trailing \n'])(
    'put together are the text again: %j',
    (words) => {
      expect(tokensOf(words).join('')).toBe(words);
    },
  );

  it('never cut a character in two', () => {
    for (const token of tokensOf('𝔉𝔯𝔞𝔪𝔢 🗼🏴‍☠️ 𠜎')) {
      expect(token).not.toMatch(/\p{Surrogate}/u);
    }
  });
});
