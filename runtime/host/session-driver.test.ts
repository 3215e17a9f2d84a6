/** One turn over a store that fails, and with producers that do not listen. */
import { describe, expect, test } from 'vitest';
import { createManualClock } from '../../properties/protocol/manual-clock.ts';
import { journalName } from '../core/host.ts';
import { createHost } from './host.ts';
import { hostLimits } from './limits.ts';
import type { Producer } from './producer.ts';
import type { Store } from './store.ts';
import { createMemoryStore } from './stores/memory.ts';

const words: Producer = async function* ({ signal }) {
  yield { kind: 'text', data: 'a' };
  yield { kind: 'text', data: 'b' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};
const words3: Producer = async function* () {
  for (const data of ['a', 'b', 'c']) yield { kind: 'text', data };
};
const journal = journalName('s', 't');
const { ahead, batch } = hostLimits;

function hostOver(change: (store: Store) => Partial<Store>, producer: Producer = words) {
  const memory = createMemoryStore();
  const clock = createManualClock();
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const host = createHost({ producer, clock, report, store: { ...memory, ...change(memory) } });
  const kinds = async () =>
    (await memory.read(journal, 0, { frames: 9_999, chars: 9_999_999 }))?.map(
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

/** One turn to its end, over a store that takes its time for each write. */
async function stepByStep(
  producer: Producer,
  stored: number[],
  change: (store: Store) => Partial<Store> = () => ({}),
) {
  const slow = (memory: Store): Partial<Store> => {
    const { append } = { ...memory, ...change(memory) };
    return {
      append: async (...args) => {
        // Longer than any producer takes here, in turns of the event loop.
        for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
        await append(...args);
        stored.push(args[2].length);
      },
    };
  };
  const rig = hostOver(slow, producer);
  await rig.host.start('s', 't', 'why?');
  for (let second = 0; second < 5; second += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await rig.clock.advance(1_000);
  }
  // Thousands of frames may take a busy machine more than the second that a poll waits.
  const owner = async () => (await rig.memory.load('s'))?.owner;
  await expect.poll(owner, { timeout: 60_000 }).toBe(null);
  return rig;
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

  test('is ahead of the store up to a bound, and what waits is stored in one go', async () => {
    const stored: number[] = [];
    const waiting: number[] = [];
    let produced = 0;
    const counting: Producer = async function* () {
      while (produced < 5_000) {
        waiting.push(produced - stored.reduce((sum, size) => sum + size, 0));
        produced += 1;
        yield { kind: 'text', data: produced };
      }
    };
    const { kinds } = await stepByStep(counting, stored);
    expect(Math.max(...waiting)).toBe(ahead.frames - 1);
    expect(stored.slice(0, 3)).toEqual([1, 2_048, 2_048]);
    expect((await kinds())?.at(-1)).toBe('5001 done');
  });

  test('that yields much text is held back by how much it is', async () => {
    const stored: number[] = [];
    const long = 'x'.repeat(ahead.chars / 4);
    const { kinds } = await stepByStep(async function* () {
      for (let n = 0; n < 9; n += 1) yield { kind: 'text', data: long };
    }, stored);
    expect(stored.slice(0, 4)).toEqual([1, 3, 1, 3]);
    expect(await kinds()).toHaveLength(10);
  });

  test('may change what it has yielded: the frame is what it was then', async () => {
    const shared = { n: 0 };
    const { memory } = await stepByStep(async function* () {
      for (; shared.n < 3; shared.n += 1) yield { kind: 'data', data: shared };
    }, []);
    const frames = await memory.read(journal, 0, batch);
    expect(frames?.map(({ data }) => data)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, null]);
  });

  test('L5: that has returned is not done while a frame of it can still be lost', async () => {
    const { outcome, kinds, reported } = await stepByStep(words3, [], ({ append }) => ({
      append: failing(append, [2]),
    }));
    expect(await outcome()).toBe('failed');
    expect(await kinds()).toEqual(['1 text', '2 failed']);
    expect(reported, 'two frames of one write fail once').toHaveLength(1);
  });

  test('whose frames are stored although that fails ends after all of them', async () => {
    const { outcome, kinds } = await stepByStep(words3, [], ({ append }) => ({
      append: failing(append, [2], 'after'),
    }));
    expect(await outcome()).toBe('failed');
    expect(await kinds()).toEqual(['1 text', '2 text', '3 text', '4 failed']);
  });
});
