/**
 * The Redis store when its server fails: connections are killed, the server is killed and started
 * again, paused, or forgets its scripts.
 *
 * What was acknowledged stays, what was asked is done once, nobody who listens misses anything, and
 * every call ends.
 */
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../../machines/vocabulary.ts';
import { type RedisServer, startRedis } from '../../../scripts/redis-server.ts';
import { isCode } from '../../core/errors.ts';
import { emptyRecord } from '../../core/host.ts';
import type { Store } from '../store.ts';
import { createRedisStore, type RedisClient, type RedisStoreOptions } from './redis.ts';
import { entriesOf } from './redis-entries.ts';
import { journalHash } from './redis-journal-scripts.ts';
import { redisKeys } from './redis-keys.ts';
import { script } from './redis-lua.ts';
import { lockHash } from './redis-scripts.ts';

const leaseMs = 60_000;
const everything = { frames: 1_000_000, chars: 100_000_000 };
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let server: RedisServer;
const stores: Store[] = [];

beforeAll(async () => {
  server = await startRedis();
});

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

afterAll(() => server.close());

async function open(options: RedisStoreOptions = {}): Promise<Store> {
  const store = await createRedisStore({ url: server.url, report: () => undefined, ...options });
  stores.push(store);
  return store;
}

/** Cuts every connection but its own, those that listen too. */
async function killClients(): Promise<void> {
  const admin = createClient({ url: server.url });
  await admin.connect();
  for (const type of ['normal', 'pubsub']) {
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes']);
  }
  admin.destroy();
}

const batch = (after: number, count: number): readonly Frame[] =>
  Array.from({ length: count }, (_, at) => ({
    seq: after + at + 1,
    kind: 'text',
    data: `frame ${after + at + 1}`,
  }));

/** Appends one batch after the other, and its terminal when it is told to end. */
function keepAppending(store: Store, journal: string) {
  let acknowledged = 0;
  let isOver = false;
  const run = async (): Promise<number> => {
    const fence = await store.claim(journal, 0, leaseMs);
    while (!isOver) {
      const frames = batch(acknowledged, 1 + (acknowledged % 7));
      await store.append(journal, acknowledged, frames, fence);
      acknowledged += frames.length;
    }
    await store.decide(journal, 'done', null, fence);
    const terminal = { seq: acknowledged + 1, kind: 'done', data: null };
    await store.append(journal, acknowledged, [terminal], fence);
    return acknowledged + 1;
  };
  const ended = run();
  return {
    /** Resolves when so many more frames were acknowledged. */
    more: async (count: number) => {
      const enough = acknowledged + count;
      while (acknowledged < enough) await Promise.race([wait(5), ended]);
    },
    /** How many frames there are. */
    end: () => {
      isOver = true;
      return ended;
    },
  };
}

/** Reads on after each wake-up, as a reader does, until the terminal. */
async function follow(store: Store, journal: string): Promise<readonly number[]> {
  const seen: number[] = [];
  let wake: () => void = () => undefined;
  let isWoken = false;
  const end = store.subscribe(journal, () => {
    isWoken = true;
    wake();
  });
  for (;;) {
    isWoken = false;
    const frames = (await store.read(journal, seen.length, everything)) ?? [];
    seen.push(...frames.map(({ seq }) => seq));
    if (frames.at(-1)?.kind === 'done') break;
    if (!isWoken) await new Promise<void>((resolve) => (wake = resolve));
  }
  end();
  return seen;
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('CLIENT KILL', () => {
  test('mid-append and mid-subscription: nothing is lost, twice or out of order', async () => {
    const [writer, reader] = [await open(), await open()];
    const writing = keepAppending(writer, 's.killed');
    const reading = follow(reader, 's.killed');
    for (let round = 0; round < 15; round += 1) {
      await writing.more(1 + 11 * (round % 4));
      await killClients();
    }
    const acknowledged = await writing.end();
    expect(await reading).toEqual(upTo(acknowledged));
  });

  test('P1: mid-answer: of two who answer one is accepted, and each hears the truth', async () => {
    const [store, other] = [await open(), await open()];
    const fence = await store.claim('s.asked', 0, leaseMs);
    for (let round = 0; round < 15; round += 1) {
      const promptId = `p${round}`;
      const frame = { seq: round + 1, kind: 'prompt', data: { id: promptId } };
      await store.append('s.asked', round, [frame], fence);
      const answering = [store, other].map((one, at) =>
        one.answer('s.asked', { promptId, answerId: `by ${at}`, value: round }),
      );
      await killClients();
      const heard = await Promise.all(answering);
      expect(heard.toSorted()).toEqual(['accepted', 'already']);
      const { answers } = await store.renew('s.asked', fence, leaseMs);
      const answerId = `by ${heard.indexOf('accepted')}`;
      expect(answers.length).toBe(round + 1);
      expect(answers.at(-1)).toEqual({ promptId, answerId, value: round });
    }
  });

  test('what is written while nobody can be told is heard of afterwards', async () => {
    const [writer, reader] = [await open(), await open()];
    const keys = redisKeys('holdfast');
    await writer.claim('s.quiet', 0, leaseMs);
    const reading = follow(reader, 's.quiet');
    await wait(50);
    const admin = createClient({ url: server.url });
    await admin.connect();
    for (let seq = 1; seq <= 3; seq += 1) {
      // In one transaction, so that no reader comes back before the frame is there.
      const frame: Frame = { seq, kind: seq < 3 ? 'text' : 'done', data: null };
      const [id = '', text = ''] = entriesOf('s.quiet', seq - 1, [frame]);
      await admin
        .multi()
        .addCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub'])
        .eval(altered(journalHash), {
          keys: [keys.journal('s.quiet')],
          arguments: ['last', String(seq)],
        })
        .xAdd(keys.frames('s.quiet'), id, { frames: text })
        .exec();
      await wait(150);
    }
    admin.destroy();
    expect(await reading).toEqual([1, 2, 3]);
  });
});

/** Sets fields of such a hash, as the store itself would. */
function altered(hash: string): string {
  return script(hash, 'keep(KEYS[1], opened(KEYS[1]), unpack(ARGV))').text;
}

/** A client whose channels are confirmed late. */
function slowToHear(client: RedisClient): RedisClient {
  const late: RedisClient['subscribe'] = async (channel, hear) => {
    await wait(60);
    return client.subscribe(channel, hear);
  };
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'duplicate') return () => slowToHear(target.duplicate());
      if (name === 'subscribe') return late;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

test('A12: what is written before the server has confirmed a channel is heard of', async () => {
  const client = slowToHear(createClient({ url: server.url }));
  const [writer, reader] = [await open(), await open({ client })];
  const fence = await writer.claim('s.late', 0, leaseMs);
  const woken = new Promise<void>((resolve) => void reader.subscribe('s.late', resolve));
  await writer.append('s.late', 0, batch(0, 1), fence);
  await woken;
});

describe('the server', () => {
  test('L5: killed and started again, it has every frame that was acknowledged', async () => {
    const store = await open();
    const writing = keepAppending(store, 's.restarted');
    for (let round = 0; round < 3; round += 1) {
      await writing.more(30);
      await server.kill();
      await server.start();
    }
    const acknowledged = await writing.end();
    const frames = await store.read('s.restarted', 0, everything);
    expect(frames?.map(({ seq }) => seq)).toEqual(upTo(acknowledged));
  });

  test('L5: a record that was saved survives a kill', async () => {
    const store = await open();
    const fence = await store.lock('kept');
    await store.save({ ...emptyRecord('kept'), meta: 'here' }, fence);
    await server.kill();
    await server.start();
    expect((await store.load('kept'))?.meta).toBe('here');
    await store.unlock('kept', fence);
    expect(await store.lock('kept')).toBe(fence + 1);
  });

  test('paused, it holds a call up to its bound, and goes on where it was', async () => {
    const store = await open({ callMsMax: 300 });
    const fence = await store.claim('s.paused', 0, leaseMs);
    server.pause();
    const soon = store.append('s.paused', 0, batch(0, 1), fence);
    await wait(100);
    server.resume();
    await soon;
    server.pause();
    const startMs = performance.now();
    const late = store.append('s.paused', 1, batch(1, 1), fence);
    await expect(late).rejects.toSatisfy((error) => isCode(error, 'store_failed'));
    expect(performance.now() - startMs).toBeLessThan(1_000);
    server.resume();
    await store.append('s.paused', 1, batch(1, 1), fence);
    expect(await store.read('s.paused', 0, everything)).toEqual(batch(0, 2));
  });

  test('gone for good, it fails every call within the bound', async () => {
    const other = await startRedis();
    const store = await open({ url: other.url, callMsMax: 200, lockWaitMsMax: 100 });
    const fence = await store.claim('j', 0, leaseMs);
    await other.close();
    const calls = [
      store.append('j', 0, batch(0, 1), fence),
      store.read('j', 0, everything),
      store.lock('s'),
      store.list('', 1),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call.status === 'rejected' && isCode(call.reason, 'store_failed')).toBe(true);
    }
    const opening = createRedisStore({ url: other.url, callMsMax: 200, report: () => undefined });
    await expect(opening).rejects.toSatisfy((error) => isCode(error, 'store_failed'));
  });

  test('whose clock was set back keeps nobody waiting for what was held before', async () => {
    const store = await open({ lockWaitMsMax: 1_000 });
    const lockFence = await store.lock('back');
    const turnFence = await store.claim('back.j', 0, leaseMs);
    const admin = createClient({ url: server.url });
    await admin.connect();
    const keys = redisKeys('holdfast');
    const inAnHour = String(Date.now() + 3_600_000);
    const since = ['since', inAnHour];
    await admin.eval(altered(lockHash), { keys: [keys.lock('back')], arguments: since });
    const span = [...since, 'until', inAnHour];
    await admin.eval(altered(journalHash), { keys: [keys.journal('back.j')], arguments: span });
    admin.destroy();
    expect(await store.lock('back')).toBe(lockFence + 1);
    expect(await store.lease('back.j')).toEqual({ turnFence, isLive: false, outcome: null });
    expect(await store.claim('back.j', turnFence, leaseMs)).toBe(turnFence + 1);
  });

  test('that has forgotten its scripts is sent them again', async () => {
    const store = await open();
    const fence = await store.claim('s.flushed', 0, leaseMs);
    await store.append('s.flushed', 0, batch(0, 1), fence);
    const admin = createClient({ url: server.url });
    await admin.connect();
    await admin.scriptFlush();
    admin.destroy();
    await store.append('s.flushed', 1, batch(1, 1), fence);
    expect(await store.read('s.flushed', 0, everything)).toEqual(batch(0, 2));
  });
});
