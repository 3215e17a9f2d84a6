/**
 * Producers that throw wherever one can: each ends its turn with one outcome, in the journal and in
 * the transcript, and none reaches the process.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isTerminal } from '../../machines/vocabulary.ts';
import { journalName } from '../core/host.ts';
import { createHost, type Host } from './host.ts';
import type { Producer } from './producer.ts';
import { createMemoryStore } from './stores/memory.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

const failure = () => new Error('it broke');
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

/** A generator by hand, so that each of its methods can do what no generator function would. */
function byHand(methods: Partial<ReturnType<Producer>>): Producer {
  return () =>
    ({
      next: async () => ({ done: true, value: undefined }),
      return: async () => ({ done: true, value: undefined }),
      [Symbol.asyncIterator]() {
        return this;
      },
      ...methods,
    }) as ReturnType<Producer>;
}

/** What it does, the outcome when it is left alone, and when it is cancelled after a while. */
const producers: readonly (readonly [what: string, Producer, outcome: string])[] = [
  [
    'before it is a generator',
    () => {
      throw failure();
    },
    'failed',
  ],
  ['by being none', () => undefined as never, 'failed'],
  [
    'before its first frame',
    // oxlint-disable-next-line require-yield -- that is the case
    async function* () {
      throw failure();
    },
    'failed',
  ],
  [
    'behind a frame',
    async function* () {
      yield { kind: 'text', data: 'a' };
      throw failure();
    },
    'failed',
  ],
  [
    'something that is no error',
    async function* () {
      yield { kind: 'text', data: 'a' };
      // oxlint-disable-next-line only-throw-error -- a producer may
      throw null;
    },
    'failed',
  ],
  [
    'in its finally, when it has returned',
    async function* () {
      try {
        yield { kind: 'text', data: 'a' };
      } finally {
        throwNow();
      }
    },
    'failed',
  ],
  [
    'in its finally, when a frame of it was refused',
    async function* () {
      try {
        yield { kind: 'No Kind', data: 'a' };
      } finally {
        throwNow();
      }
    },
    'failed',
  ],
  [
    'in its finally, when it was aborted',
    async function* ({ signal }) {
      try {
        yield { kind: 'text', data: 'a' };
        await untilAborted(signal);
        yield { kind: 'text', data: 'too late' };
      } finally {
        throwNow();
      }
    },
    'cancelled',
  ],
  [
    'when it was aborted, and not by the abort',
    async function* ({ signal }) {
      yield { kind: 'text', data: 'a' };
      await untilAborted(signal);
      throw failure();
    },
    'cancelled',
  ],
  ['from a next that is no promise', byHand({ next: () => throwNow() }), 'failed'],
  [
    'from its return',
    byHand({
      next: async () => ({ done: false, value: { kind: 'No Kind', data: 1 } }),
      return: async () => throwNow(),
    }),
    'failed',
  ],
];

/** Once its first frame is there. */
async function cancelBehind(host: Host, kinds: () => Promise<readonly string[]>): Promise<void> {
  await expect.poll(kinds).toEqual(['text']);
  await host.cancel('s', 't');
}

function throwNow(): never {
  throw failure();
}

describe('a producer that throws', () => {
  test.each(producers)('%s: one outcome, journaled once', async (_, producer, outcome) => {
    const store = createMemoryStore();
    const reported: unknown[] = [];
    const host = createHost({ producer, store, report: (error) => void reported.push(error) });
    await host.start('s', 't', 'why?');
    const kinds = async () =>
      (await store.read(journalName('s', 't'), 0, { frames: 9, chars: 999 }))?.map(
        ({ kind }) => kind,
      ) ?? [];
    if (outcome === 'cancelled') await cancelBehind(host, kinds);
    await expect.poll(async () => (await store.load('s'))?.owner).toBe(null);
    expect((await kinds()).filter(isTerminal)).toEqual([outcome]);
    expect(await host.status('s', 't')).toMatchObject({ turn: { outcome } });
    await host.close();
    expect(unhandled).toEqual([]);
  });

  test('ends one turn and not its neighbour', async () => {
    const host = createHost({
      store: createMemoryStore(),
      report: () => undefined,
      async *producer({ sessionId, signal }) {
        yield { kind: 'text', data: sessionId };
        if (sessionId === 'bad') throw failure();
        await untilAborted(signal);
      },
    });
    await host.start('good', 't', 'why?');
    await host.start('bad', 't', 'why?');
    await expect.poll(async () => (await host.status('bad', 't')).state).toBe('restored');
    expect((await host.status('good', 't')).state).toBe('active');
    await host.close();
  });
});
