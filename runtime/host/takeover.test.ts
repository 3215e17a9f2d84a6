/** Two hosts in one process on one memory store, one of which dies or is only very slow. */
import { describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock } from '../../properties/protocol/manual-clock.ts';
import { isCode } from '../core/errors.ts';
import { journalName } from '../core/host.ts';
import { createDeferred } from './deferred.ts';
import { createHost, type Host } from './host.ts';
import type { Producer } from './producer.ts';
import type { Store } from './store.ts';
import { frameKey } from './stores/engine-entries.ts';
import { createMemory, createMemoryStore } from './stores/memory.ts';

const journal = journalName('s', 't1');
const never = () => new Promise<never>(() => undefined);

/** A host whose store can be taken away from it: what it asks from then on is not answered. */
function pair() {
  const clock = createManualClock();
  const memory = createMemoryStore({ clock });
  const failing = { name: '' };
  let reach: () => Promise<void> = async () => undefined;
  let comeBack: () => void = () => undefined;
  const store = Object.fromEntries(
    Object.entries(memory).map(([name, call]) => [
      name,
      name === 'subscribe'
        ? call
        : async (...args: never[]) => {
            await reach();
            if (name === failing.name) throw new Error('not now');
            return (call as (...all: never[]) => unknown)(...args);
          },
    ]),
  ) as unknown as Store;
  const said: { speak: (text: string) => void; aborted: boolean } = {
    speak: () => undefined,
    aborted: false,
  };
  const producer: Producer = async function* ({ signal }) {
    signal.addEventListener('abort', () => {
      said.aborted = true;
    });
    yield { kind: 'text', data: 'half' };
    const text = await new Promise<string>((resolve) => {
      said.speak = resolve;
      signal.addEventListener('abort', () => resolve('aborted'));
    });
    yield { kind: 'text', data: text };
  };
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const first = createHost({ producer, clock, report, store });
  const second = createHost({ producer, clock, report, store: memory });
  return {
    clock,
    memory,
    first,
    second,
    said,
    reported,
    failing,
    kill: () => {
      reach = never;
    },
    pause: () => {
      const wait = new Promise<void>((resolve) => {
        comeBack = resolve;
      });
      reach = () => wait;
    },
    comeBack: () => comeBack(),
    kinds: async () =>
      (await memory.read(journal, 0, { frames: 99, chars: 9_999 }))?.map(({ kind }) => kind),
    outcome: async () => (await memory.load('s'))?.turns[0]?.outcome,
  };
}

async function running() {
  const all = pair();
  expect((await all.first.start('s', 't1', 'why?')).isNew).toBe(true);
  await expect.poll(all.kinds).toEqual(['text']);
  return all;
}

describe('a turn whose host lives', () => {
  test('O6: is not touched by another, however long it is silent', async () => {
    const { clock, second, kinds, outcome } = await running();
    await clock.advance(60_000);
    expect((await second.start('s', 't2', 'and?')).answer).toMatchObject({
      state: 'conflict',
      phase: 'running',
    });
    expect(await second.status('s', 't1')).toEqual({ state: 'active' });
    await clock.advance(60_000);
    expect([await kinds(), await outcome()]).toEqual([['text'], null]);
  });

  test('T3: is cancelled at another, and hears of it at once', async () => {
    const { second, kinds, outcome } = await running();
    expect(await second.cancel('s', 't1')).toEqual({ state: 'accepted' });
    await expect.poll(kinds).toEqual(['text', 'cancelled']);
    await expect.poll(outcome).toBe('cancelled');
  });

  test('T3: is cancelled at another, and hears of it by its next frame', async () => {
    const { second, said, kinds } = await running();
    expect(await second.cancel('s', 't1')).toEqual({ state: 'accepted' });
    said.speak('too late');
    await expect.poll(kinds).toEqual(['text', 'cancelled']);
    expect(await second.cancel('s', 't1')).toEqual({ state: 'accepted' });
  });

  test('T3: is cancelled at another while it can not hear, and hears by its renewal', async () => {
    const { clock, second, kinds, outcome, failing } = await running();
    failing.name = 'renew';
    expect(await second.cancel('s', 't1')).toEqual({ state: 'accepted' });
    await clock.advance(1_000);
    expect(await outcome()).toBe(null);
    failing.name = '';
    await clock.advance(3_000);
    await expect.poll(kinds).toEqual(['text', 'cancelled']);
  });

  test('T3: is cancelled at another, which says from then on that it ends', async () => {
    const { second, failing } = await running();
    failing.name = 'renew';
    await second.cancel('s', 't1');
    expect(await second.load('s')).toMatchObject({ last: { streamId: 't1', phase: 'ending' } });
    const watcher = second.watch(['s']);
    expect(await watcher.next()).toMatchObject({ streamId: 't1', phase: 'ending' });
    watcher.close();
  });

  test('outlives renewals that fail for less than its lease', async () => {
    const { clock, second, kinds, failing, said } = await running();
    failing.name = 'renew';
    await clock.advance(6_500);
    failing.name = '';
    await clock.advance(6_500);
    await second.load('s');
    said.speak('whole');
    await expect.poll(kinds).toEqual(['text', 'text', 'done']);
  });
});

/** What makes a host look at a session. */
const comeBy = {
  start: (host: Host) => host.start('s', 't2', 'and?'),
  status: (host: Host) => host.status('s', 't1'),
  load: (host: Host) => host.load('s'),
  watch: (host: Host) => host.watch(['s']).next(),
  reader: async (host: Host, clock: ManualClock) => {
    const opened = await host.open('s', 't1', 0);
    const text = opened.state === 'open' ? new Response(opened.body).text() : null;
    // The first heartbeat of a reader that waits.
    await clock.advance(5_000);
    return text;
  },
};

describe('a turn whose host died', () => {
  test.each(['start', 'status', 'load', 'watch', 'reader'] as const)(
    'T4: ends as interrupted when somebody comes by: %s',
    async (by) => {
      const { clock, second, kill, kinds, outcome } = await running();
      kill();
      await clock.advance(9_000);
      await second.load('s');
      await clock.advance(500);
      expect(await outcome(), 'its lease still runs').toBe(null);
      await clock.advance(1_000);
      await comeBy[by](second, clock);
      await expect.poll(outcome).toBe('interrupted');
      await expect.poll(kinds).toEqual(['text', 'interrupted']);
      await expect
        .poll(async () => (await second.start('s', 't2', 'and?')).answer)
        .toMatchObject({ state: 'started', ordinal: 2 });
    },
  );
});

describe('a host that was only slow', () => {
  test('L1: is fenced off, aborts its producer and writes nothing more', async () => {
    const all = await running();
    const { clock, memory, second, pause, comeBack, said, kinds, reported } = all;
    pause();
    await clock.advance(10_500);
    await second.load('s');
    await expect.poll(kinds).toEqual(['text', 'interrupted']);
    await expect.poll(async () => (await memory.load('s'))?.owner).toBe(null);
    const left = await memory.load('s');
    said.speak('too late');
    comeBack();
    await expect.poll(() => said.aborted).toBe(true);
    await clock.advance(70_000);
    expect(await kinds()).toEqual(['text', 'interrupted']);
    expect(await memory.load('s')).toEqual(left);
    expect(reported.filter((error) => !isCode(error, 'fenced'))).toEqual([]);
    expect(clock.armed, 'nothing of the turn is left').toBe(0);
  });

  test('goes on when nobody has taken its turn meanwhile', async () => {
    const { clock, pause, comeBack, said, kinds } = await running();
    pause();
    await clock.advance(30_000);
    comeBack();
    await clock.advance(1_000);
    said.speak('whole');
    await expect.poll(kinds).toEqual(['text', 'text', 'done']);
  });
});

test('a turn whose journal is damaged ends with what is left, and covers no more', async () => {
  const memory = createMemory();
  const store = createMemoryStore({ memory });
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const waiting = createDeferred();
  const producer: Producer = async function* () {
    for (const data of ['one', ' and', ' two']) yield { kind: 'text', data };
    await waiting.promise;
  };
  const host = createHost({ report, store, producer });
  await host.start('s', 't1', 'why?');
  await expect.poll(async () => (await store.head(journal))?.lastSeq).toBe(3);
  memory.entries.set(frameKey(journal, 2), 'litter');
  waiting.resolve();
  await expect.poll(async () => (await store.load('s'))?.owner).toBe(null);
  expect(await host.status('s', 't1')).toMatchObject({
    state: 'restored',
    turn: { outcome: 'done', parts: [{ type: 'text', text: 'one' }], coveredSeq: 1 },
  });
  expect((await store.head(journal))?.terminal).toBe('done');
  expect(reported.map((error) => isCode(error, 'damaged'))).toEqual([true]);
});
