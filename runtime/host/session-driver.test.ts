/** One turn over a store that fails, and with producers that do not listen. */
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../properties/protocol/manual-clock.ts';
import { journalName } from '../core/host.ts';
import { createHost } from './host.ts';
import type { Producer } from './producer.ts';
import type { Store } from './store.ts';
import { createMemoryStore } from './stores/memory.ts';

const words: Producer = async function* ({ signal }) {
  yield { kind: 'text', data: 'a' };
  yield { kind: 'text', data: 'b' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};
const journal = journalName('s', 't');

function hostOver(change: (store: Store) => Partial<Store>, producer: Producer = words) {
  const memory = createMemoryStore();
  const clock = createManualClock();
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const host = createHost({ producer, clock, report, store: { ...memory, ...change(memory) } });
  const kinds = async () =>
    (await memory.read(journal, 0, { frames: 99, chars: 9_999 }))?.map(
      ({ seq, kind }) => `${seq} ${kind}`,
    );
  const outcome = async () => (await memory.load('s'))?.turns[0]?.outcome;
  return { host, memory, clock, reported, kinds, outcome };
}

/** Fails the calls whose numbers are named, before or after they were done. */
function failing<T extends readonly unknown[], R>(
  run: (...args: T) => Promise<R>,
  numbers: readonly number[],
  when: 'before' | 'after' = 'before',
) {
  let calls = 0;
  return async (...args: T): Promise<R> => {
    calls += 1;
    const isBad = numbers.includes(calls);
    if (isBad && when === 'before') throw new Error('not stored');
    const result = await run(...args);
    if (isBad) throw new Error('stored, and not said');
    return result;
  };
}

describe('a turn whose store fails', () => {
  test.each(['before', 'after'] as const)(
    'ends as failed after the frames the journal has, if an append fails %s it is stored',
    async (when) => {
      const { host, kinds, outcome } = hostOver(({ append }) => ({
        append: failing(append, [2], when),
      }));
      await host.start('s', 't', 'why?');
      await expect.poll(outcome).toBe('failed');
      const content = when === 'before' ? ['1 text'] : ['1 text', '2 text'];
      await expect.poll(kinds).toEqual([...content, `${content.length + 1} failed`]);
    },
  );

  test.each(['decide', 'save'] as const)(
    'T3: a cancel is kept, answered and done although %s fails at first',
    async (method) => {
      const { host, clock, kinds, outcome } = hostOver((store) => ({
        // The first save is the start's.
        [method]: failing(store[method] as never, method === 'save' ? [2, 3] : [1, 2], 'before'),
      }));
      await host.start('s', 't', 'why?');
      await expect.poll(kinds).toEqual(['1 text', '2 text']);
      const answer = host.cancel('s', 't');
      for (let second = 0; second < 5; second += 1) await clock.advance(1_000);
      expect(await answer).toEqual({ state: 'accepted' });
      await expect.poll(outcome).toBe('cancelled');
      await expect.poll(kinds).toEqual(['1 text', '2 text', '3 cancelled']);
      await expect.poll(async () => (await host.load('s')).state).toBe('loaded');
      expect((await host.start('s', 't2', 'next')).answer).toMatchObject({ state: 'started' });
    },
  );

  test('a step of the finish whose answer is lost is done again, and once', async () => {
    const { host, clock, kinds, memory } = hostOver(
      ({ append, save }) => ({
        append: failing(append, [1], 'after'),
        save: failing(save, [2, 4], 'after'),
      }),
      async function* () {},
    );
    await host.start('s', 't', 'why?');
    for (let second = 0; second < 5; second += 1) await clock.advance(1_000);
    await expect.poll(kinds).toEqual(['1 done']);
    await expect.poll(async () => (await memory.load('s'))?.owner).toBe(null);
  });

  test('F7: a turn whose journal can not be made ends as failed, and owns nothing', async () => {
    const { host, clock, outcome, memory } = hostOver(({ claim }) => ({
      claim: failing(claim, [1, 2]),
    }));
    expect((await host.start('s', 't', 'why?')).answer).toEqual({ state: 'started', ordinal: 1 });
    for (let second = 0; second < 3; second += 1) await clock.advance(1_000);
    await expect.poll(outcome).toBe('failed');
    await expect.poll(async () => (await memory.load('s'))?.owner).toBe(null);
  });
});

describe('a producer', () => {
  test('B16: that never unwinds is left behind after 60 s, and its words are dropped', async () => {
    let speak: () => void = () => undefined;
    const deaf: Producer = async function* () {
      yield { kind: 'text', data: 'a' };
      await new Promise<void>((resolve) => {
        speak = resolve;
      });
      yield { kind: 'text', data: 'too late' };
    };
    const { host, clock, kinds } = hostOver(() => ({}), deaf);
    await host.start('s', 't', 'why?');
    await expect.poll(kinds).toEqual(['1 text']);
    expect(await host.cancel('s', 't')).toEqual({ state: 'accepted' });
    await clock.advance(59_999);
    expect((await host.start('s', 't2', 'next')).answer).toMatchObject({ phase: 'ending' });
    await clock.advance(1);
    await expect.poll(kinds).toEqual(['1 text', '2 cancelled']);
    speak();
    await expect
      .poll(async () => (await host.start('s', 't2', 'next')).answer)
      .toMatchObject({ state: 'started', ordinal: 2 });
    expect(await kinds()).toEqual(['1 text', '2 cancelled']);
  });

  test('that is aborted while it waits for an answer stops waiting, and cleans up', async () => {
    const seen: string[] = [];
    const asking: Producer = async function* ({ ask }) {
      try {
        yield* ask({ title: 'Well?' });
      } catch (error) {
        seen.push(String(error));
        throw error;
      } finally {
        seen.push('cleaned up');
      }
    };
    const { host, kinds } = hostOver(() => ({}), asking);
    await host.start('s', 't', 'why?');
    await expect.poll(kinds).toEqual(['1 prompt']);
    await host.cancel('s', 't');
    await expect.poll(kinds).toEqual(['1 prompt', '2 cancelled']);
    expect(seen).toEqual(['HoldfastError: the turn was aborted', 'cleaned up']);
  });

  test('is asked for its next frame only when the store has the last one', async () => {
    const pulled: number[] = [];
    const stored: number[] = [];
    const counting: Producer = async function* () {
      for (let n = 1; n <= 3; n += 1) {
        pulled.push(stored.length);
        yield { kind: 'text', data: n };
      }
    };
    const { host, kinds } = hostOver(
      ({ append }) => ({
        append: async (...args) => {
          await append(...args);
          for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
          stored.push(args[2][0]?.seq ?? 0);
        },
      }),
      counting,
    );
    await host.start('s', 't', 'why?');
    await expect.poll(kinds).toHaveLength(4);
    expect(pulled).toEqual([0, 1, 2]);
  });
});
