/**
 * What providers really send, over real HTTP, and the frames that come of it: empty and null
 * fields, thoughts, refusals, usage, calls of tools, and the reasons for which a model stops.
 */
import { describe, expect, it } from 'vitest';

import { ask, framesOf, readingTime } from './ask-provider.ts';
import { chunk } from './fake-provider.ts';
import { joined, messageOf } from './turn-stub.ts';

describe('a streamed completion', () => {
  it('becomes text frames, one for each delta with words in it', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ role: 'assistant' });
      await reply.delta({ role: 'assistant', content: '' });
      await reply.delta({ content: 'One' });
      await reply.delta({});
      await reply.delta({ content: null, refusal: null, tool_calls: null });
      await reply.delta({ content: ' two' });
      await reply.delta({}, 'stop');
      await reply.done();
    });
    expect(frames).toEqual([
      { kind: 'text', data: 'One' },
      { kind: 'text', data: ' two' },
    ]);
  });

  it('reports usage once, from the chunk without choices, at the end', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.data({ ...chunk([{ index: 0, delta: { content: 'One' } }]), usage: null });
      await reply.delta({}, 'stop');
      await reply.usage(11, 22);
      await reply.done();
    });
    const data = { inputTokens: 11, outputTokens: 22, totalTokens: 33 };
    expect(frames.slice(1)).toEqual([{ kind: 'usage', data }]);
  });

  it('reports usage as numbers when a provider leaves one of them out', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ content: 'One' }, 'stop');
      await reply.data({ ...chunk([]), usage: { completion_tokens: 3 } });
      await reply.done();
    });
    const data = { inputTokens: 0, outputTokens: 3, totalTokens: 3 };
    expect(frames.at(-1)).toEqual({ kind: 'usage', data });
  });

  it('reports the last usage when every chunk has one', async () => {
    const frames = await framesOf(async (reply) => {
      for (const count of [1, 2, 3]) {
        const usage = { prompt_tokens: 5, completion_tokens: count };
        await reply.data({ ...chunk([{ index: 0, delta: { content: '.' } }]), usage });
      }
      await reply.delta({}, 'stop');
      await reply.done();
    });
    const data = { inputTokens: 5, outputTokens: 3, totalTokens: 8 };
    expect(frames.filter(({ kind }) => kind === 'usage')).toEqual([{ kind: 'usage', data }]);
  });

  it('is whole after its finish_reason, whether [DONE] comes or not', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ content: 'One' }, 'stop');
      reply.end();
    });
    expect(joined(frames)).toBe('One');
  });

  it('is whole after its finish_reason, although the connection is reset then', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ content: 'One' }, 'stop');
      await readingTime();
      reply.reset();
    });
    expect(joined(frames)).toBe('One');
  });

  it('is not whole at an empty finish_reason', async () => {
    const { frames, error } = await ask(async (reply) => {
      await reply.delta({ content: 'One' }, '');
      await reply.delta({ content: ' two' }, '');
      await reply.done();
    });
    expect(joined(frames)).toBe('One two');
    expect(messageOf(error)).toContain('cut off');
  });

  it.each(['length', 'content_filter'])('tells that it stopped for %s', async (reason) => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ content: 'One' }, reason);
      await reply.done();
    });
    expect(frames.slice(1)).toEqual([{ kind: 'data', data: { name: 'finish', reason } }]);
  });

  it.each(['reasoning_content', 'reasoning'])('reads thoughts from %s', async (field) => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ role: 'assistant', content: null, [field]: '' });
      await reply.delta({ content: null, [field]: 'Let me ' });
      await reply.delta({ content: '', [field]: 'see.' });
      await reply.delta({ content: 'Yes.', [field]: null });
      await reply.delta({}, 'stop');
      await reply.done();
    });
    expect(frames).toEqual([
      { kind: 'reasoning', data: 'Let me ' },
      { kind: 'reasoning', data: 'see.' },
      { kind: 'text', data: 'Yes.' },
    ]);
  });

  it('does not think twice when a provider sends a thought under both names', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ reasoning: 'Hm.', reasoning_content: 'Hm.' });
      await reply.delta({ content: 'Yes.' }, 'stop');
      await reply.done();
    });
    expect(joined(frames, 'reasoning')).toBe('Hm.');
  });

  it('shows a refusal as text, and says that it is one', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ content: null, refusal: 'I cannot ' });
      await reply.delta({ content: null, refusal: 'do that.' });
      await reply.delta({}, 'stop');
      await reply.done();
    });
    expect(joined(frames)).toBe('I cannot do that.');
    expect(frames.at(-1)).toEqual({ kind: 'data', data: { name: 'finish', reason: 'refusal' } });
  });

  it.each(['content', 'reasoning'])('throws at %s of a form it does not know', async (field) => {
    const { error } = await ask(async (reply) => {
      await reply.delta({ [field]: [{ type: 'text', text: 'Hello' }] });
      await reply.delta({}, 'stop');
      await reply.done();
    });
    expect(messageOf(error)).toContain('unknown form');
  });
});

describe('calls of tools', () => {
  const piece = (index: number | undefined, rest: object) => ({ tool_calls: [{ index, ...rest }] });

  it('are put together from their pieces, each under its own id', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta(piece(0, { id: 'a', function: { name: 'tide', arguments: '' } }));
      await reply.delta(piece(0, { function: { arguments: '{"hour"' } }));
      await reply.delta(piece(1, { id: 'b', function: { name: 'wind', arguments: '{}' } }));
      await reply.delta(piece(0, { function: { arguments: ':19}' } }));
      await reply.delta({}, 'tool_calls');
      await reply.done();
    });
    const tide = { id: 'a', name: 'tide', state: 'running', output: null };
    const wind = { id: 'b', name: 'wind', state: 'running', output: null };
    expect(frames.map(({ data }) => data)).toEqual([
      { ...tide, input: '' },
      { ...tide, input: '{"hour"' },
      { ...wind, input: '{}' },
      { ...tide, input: { hour: 19 }, state: 'done' },
      { ...wind, input: {}, state: 'done' },
    ]);
    expect(frames.every(({ kind }) => kind === 'tool')).toBe(true);
  });

  it('are kept apart where a provider gives no index', async () => {
    const frames = await framesOf(async (reply) => {
      const call = (id: string) => ({ id, function: { name: `name-${id}`, arguments: '[]' } });
      await reply.delta({ tool_calls: [call('a')] });
      await reply.delta({ tool_calls: [call('b')] });
      await reply.delta({}, 'stop');
      await reply.done();
    });
    const done = frames.map(({ data }) => data as { id: string; name: string; state: string });
    expect(done.filter(({ state }) => state === 'done').map(({ id, name }) => [id, name])).toEqual([
      ['a', 'name-a'],
      ['b', 'name-b'],
    ]);
  });

  it('are kept apart by their names where there is neither an index nor an id', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta({ tool_calls: [{ function: { name: 'tide', arguments: '{"hour"' } }] });
      await reply.delta({ tool_calls: [{ function: { arguments: ':19}' } }] });
      await reply.delta({ tool_calls: [{ function: { name: 'wind', arguments: '{}' } }] });
      await reply.delta({}, 'stop');
      await reply.done();
    });
    expect(frames.slice(-2).map(({ data }) => data)).toEqual([
      { id: 'call-0', name: 'tide', input: { hour: 19 }, state: 'done', output: null },
      { id: 'call-1', name: 'wind', input: {}, state: 'done', output: null },
    ]);
  });

  it('get an id where a provider gives none', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta(piece(0, { function: { name: 'tide', arguments: '{}' } }));
      await reply.delta(piece(1, { id: '', function: { name: 'wind', arguments: '{}' } }));
      await reply.delta({}, 'tool_calls');
      await reply.done();
    });
    const ids = frames.map(({ data }) => (data as { id: string }).id);
    expect(ids).toEqual(['call-0', 'call-1', 'call-0', 'call-1']);
  });

  it('keep arguments that are no JSON as they were written', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta(piece(0, { id: 'a', function: { name: 'tide', arguments: '{"hou' } }));
      await reply.delta({}, 'length');
      await reply.done();
    });
    const kept = { state: 'done', input: '{"hou' };
    expect(frames.filter(({ kind }) => kind === 'tool').at(-1)?.data).toMatchObject(kept);
  });

  it('with long arguments cost a journal no more than a few times their length', async () => {
    const frames = await framesOf(async (reply) => {
      await reply.delta(piece(0, { id: 'a', function: { name: 'write', arguments: '"' } }));
      for (let i = 0; i < 500; i++) {
        await reply.delta(piece(0, { function: { arguments: 'twenty letters of it' } }));
      }
      await reply.delta(piece(0, { function: { arguments: '"' } }), 'tool_calls');
      await reply.done();
    });
    expect(frames.length).toBeGreaterThan(5);
    expect(JSON.stringify(frames).length).toBeLessThan(4 * 10_000);
    expect(frames.at(-1)?.data).toMatchObject({ input: 'twenty letters of it'.repeat(500) });
  });
});
