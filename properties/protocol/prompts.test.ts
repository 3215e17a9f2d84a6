/** docs/protocol.md, prompts: one answer is applied once, or the card stays. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../machines/vocabulary.ts';
import type { Producer } from '../../runtime/host/producer.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { createRig, type RigOptions } from './rig.ts';

const turn = '/sessions/s/turns/t';

/** Asks for `p`, says what was answered, and asks for `q`. */
const asking = async (options?: RigOptions) => {
  const answers: Json[] = [];
  const producer: Producer = async function* ({ ask }) {
    answers.push(yield* ask({ id: 'p', title: 'Run it?', detail: undefined }));
    yield { kind: 'text', data: 'thanks' };
    answers.push(yield* ask({ id: 'q', title: 'And this?' }));
  };
  const rig = await createRig({ producer, ...options });
  onTestFinished(rig.close);
  await rig.start('s', 't');
  const events = await rig.events(`${turn}/stream`);
  expect(await events.next()).toEqual({
    id: 't:1',
    event: 'prompt',
    data: { id: 'p', title: 'Run it?' },
  });
  const answer = async (promptId: string, answerId: string, value: Json) => {
    const { status, body } = await rig.post(`${turn}/prompts/${promptId}`, { answerId, value });
    return [status, body['state']];
  };
  return { rig, events, answer, answers };
};

describe('an answer', () => {
  test('M29: it is journaled, then handed on; a repeated one is the same', async () => {
    const { events, answer, answers } = await asking();
    expect(await answer('p', 'a1', { yes: true })).toEqual([202, 'accepted']);
    expect(await answer('p', 'a1', { yes: true })).toEqual([202, 'accepted']);
    const seen = [await events.next(), await events.next(), await events.next()];
    expect(seen.map((event) => [event?.event, event?.data])).toEqual([
      ['prompt-closed', { id: 'p', answer: { yes: true } }],
      ['text', 'thanks'],
      ['prompt', { id: 'q', title: 'And this?' }],
    ]);
    expect(answers).toEqual([{ yes: true }]);
    expect(await answer('p', 'a1', { yes: true })).toEqual([202, 'accepted']);
    events.leave();
  });

  test('M30: of two answers one is applied, and the other hears that it came second', async () => {
    const { events, answer, answers } = await asking();
    const both = await Promise.all([answer('p', 'a1', 'one'), answer('p', 'a2', 'two')]);
    expect(new Set(both.map(String))).toEqual(new Set(['202,accepted', '409,already']));
    const closed = await events.next();
    expect([closed?.data]).toEqual([{ id: 'p', answer: answers[0] }]);
    expect((await events.next())?.event).toBe('text');
    expect(answers).toHaveLength(1);
    events.leave();
  });

  test('M30: a prompt that was never asked, or whose turn is over, is gone', async () => {
    const { rig, events, answer } = await asking();
    expect(await answer('x', 'a1', 1)).toEqual([410, 'gone']);
    expect(await answer('p', 'a2', 1)).toEqual([202, 'accepted']);
    await rig.post(`${turn}/cancel`);
    await events.rest();
    expect(await answer('q', 'a3', 1)).toEqual([410, 'gone']);
    expect((await rig.ask('/sessions/x/turns/t/prompts/q', { method: 'GET' })).status).toBe(405);
  });

  test('M29: what the store did not take is not accepted, and can be sent again', async () => {
    const store = createMemoryStore();
    const disk = { isFull: true };
    const full = async (): Promise<never> => {
      throw new Error('disk full');
    };
    const put: Store['answer'] = (...args) => (disk.isFull ? full() : store.answer(...args));
    const { rig, events, answer, answers } = await asking({ store: { ...store, answer: put } });
    expect(await answer('p', 'a1', 1)).toEqual([503, undefined]);
    expect(rig.reported.map(String)).toContain('Error: disk full');
    disk.isFull = false;
    expect(await answer('p', 'a1', 1)).toEqual([202, 'accepted']);
    expect((await events.next())?.event).toBe('prompt-closed');
    expect(answers).toEqual([1]);
    events.leave();
  });

  test('M66: what was accepted is in the journal, also if its turn fails meanwhile', async () => {
    const store = createMemoryStore();
    let isFull = true;
    const append: Store['append'] = async (journal, seq, frames, fence) => {
      const isClosing = frames[0]?.kind === 'prompt-closed';
      if (isClosing && isFull) {
        isFull = false;
        throw new Error('disk full');
      }
      return store.append(journal, seq, frames, fence);
    };
    const { rig, events, answer, answers } = await asking({ store: { ...store, append } });
    expect(await answer('p', 'a1', 1)).toEqual([202, 'accepted']);
    expect((await events.rest()).map(({ id, event }) => [id, event])).toEqual([
      ['t:2', 'prompt-closed'],
      ['t:3', 'failed'],
      ['', 'stream_end'],
    ]);
    expect(answers).toEqual([]);
    expect(await rig.ask('/sessions/s')).toMatchObject({
      body: { turns: [{ outcome: 'failed', parts: [{ id: 'p', state: 'closed', answer: 1 }] }] },
    });
  });

  test('M66: an answer at another host reaches the producer, and one of two is taken', async () => {
    const store = createMemoryStore();
    const { events, answer, answers } = await asking({ store });
    const other = await createRig({ store, producer: async function* () {} });
    onTestFinished(other.close);
    const { status } = await other.post(`${turn}/prompts/p`, { answerId: 'a1', value: 'there' });
    expect([status, await answer('p', 'a2', 'here')]).toEqual([202, [409, 'already']]);
    expect((await events.next())?.data).toEqual({ id: 'p', answer: 'there' });
    expect((await events.next())?.event).toBe('text');
    expect(answers).toEqual(['there']);
    events.leave();
  });
});
