/** The Redis store keeps the contract: on a server; and it keeps to slots on a cluster. */
import { createClient, createCluster, RESP_TYPES } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startRedis } from '../../../scripts/redis-server.ts';
import type { Store } from '../store.ts';
import { answerCases } from './contract-answers.ts';
import { type Kept, type Place, storeCases } from './contract-cases.ts';
import { closingCases } from './contract-closings.ts';
import {
  answerOf,
  asked,
  frame,
  leaseMs,
  limit,
  promptEnd,
  recordOf,
  written,
} from './contract-kit.ts';
import { createRedisStore, type RedisClient, type RedisStoreOptions } from './redis.ts';
import { redisKeys } from './redis-keys.ts';
import { writeKept } from './redis-scripts.ts';
import { seal, unseal } from './sealed.ts';

let places = 0;

/** A prefix of its own on a server, and ways behind the stores' backs. */
function createPlace(server: RedisServer, options: RedisStoreOptions) {
  places += 1;
  const prefix = `place ${places}`;
  const keys = redisKeys(prefix);
  const opened: Store[] = [];

  const behind = async <T>(run: (client: BytesClient) => Promise<T>): Promise<T> => {
    const client = bytesClient(server.url);
    await client.connect();
    try {
      return await run(client);
    } finally {
      client.destroy();
    }
  };
  const change = (kept: Kept, how: (place: string, bytes: Buffer) => Buffer | null) =>
    behind(async (client) => {
      if (kept.of === 'frame') {
        await changeEntry(client, keys.frames(kept.journal), kept, how);
        return;
      }
      if (kept.of === 'answer') {
        const [key, id] = [keys.prompts(kept.journal), encodeURIComponent(kept.promptId)];
        const found = await client.hGet(key, id);
        const changed = how(`${key}/${id}`, Buffer.from(found ?? ''));
        await (changed === null ? client.hDel(key, id) : client.hSet(key, id, changed));
        return;
      }
      const key = keys[kept.of](kept.sessionId);
      const found = await client.get(key);
      if (found === null) throw new Error(`nothing is kept as ${key}`);
      const changed = how(key, Buffer.from(found));
      await (changed === null ? client.del(key) : client.set(key, changed));
    });

  const place: Place = {
    open: async (more = {}) => {
      const store = await createRedisStore({ prefix, ...options, ...more });
      opened.push(store);
      return store;
    },
    rewrite: (kept, rewrite) =>
      change(kept, (at, bytes) => {
        const text = rewrite(unseal(at, bytes.toString()));
        return text === null ? null : Buffer.from(seal(at, text));
      }),
    damage: (kept, damage) => change(kept, (_at, bytes) => damage(bytes)),
    litter: () =>
      behind(async (client) => {
        await client.zAdd(keys.sessions, { score: 0, value: 'a foreign entry' });
        await client.rPush(keys.record('a foreign entry'), 'litter');
      }),
  };
  return {
    place,
    close: async () => {
      for (const store of opened) await store.close();
    },
  };
}

const bytesClient = (url: string) =>
  createClient({ url }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
type BytesClient = ReturnType<typeof bytesClient>;

/** An entry of a stream never changes, so the stream is made anew. */
async function changeEntry(
  client: BytesClient,
  key: string,
  { journal, seq }: Extract<Kept, { of: 'frame' }>,
  how: (place: string, bytes: Buffer) => Buffer | null,
): Promise<void> {
  const entries = (await client.xRange(key, '-', '+')) ?? [];
  await client.del(key);
  for (const { id, message } of entries) {
    const { frames = Buffer.alloc(0) } = message as unknown as Record<string, Buffer>;
    const isIt = String(id) === `${seq}-1`;
    const bytes = isIt ? how(`${journal}/${String(id)}`, frames) : frames;
    if (bytes !== null) await client.xAdd(key, String(id), { frames: bytes });
  }
}

describe('the Redis store', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  test.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    const { place, close } = createPlace(server, { url: server.url });
    await run(place);
    await close();
  });
});

/**
 * A client that runs every script twice and tells what came of the second, as if the first answer
 * was lost. A save looks again after that, each time, so it is let alone.
 */
function losingAnswers(client: RedisClient): RedisClient {
  const twice =
    (run: RedisClient['eval']): RedisClient['eval'] =>
    async (script, options) => {
      if (script !== writeKept.sha && script !== writeKept.text) await run(script, options);
      return run(script, options);
    };
  const replaced: Readonly<Record<PropertyKey, unknown>> = {
    duplicate: () => losingAnswers(client.duplicate()),
    eval: twice(client.eval.bind(client)),
    evalSha: twice(client.evalSha.bind(client)),
  };
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = replaced[name] ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe('where every script is run twice', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  const cases = [...answerCases, ...closingCases];
  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    const client = losingAnswers(createClient({ url: server.url }));
    const { place, close } = createPlace(server, { client });
    await run(place);
    await close();
  });
});

describe('on a cluster, where a script may touch the keys of one slot only', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ cluster: true });
    const node = createClient({ url: server.url });
    await node.connect();
    await node.clusterAddSlotsRange({ start: 0, end: 16_383 });
    while ((await node.clusterInfo()).includes('cluster_state:fail')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    node.destroy();
  });
  afterAll(() => server.close());

  test('a session and its journal go through their whole life', async () => {
    const client = createCluster({ rootNodes: [{ url: server.url }] });
    const { place, close } = createPlace(server, { client });
    const store = await place.open();
    const woken = new Promise<void>((resolve) => void store.subscribe('s.j', resolve));
    const lockFence = await store.lock('s');
    const record = recordOf('s', 2);
    await store.save(record, lockFence);
    await store.save({ ...record, turns: [], removed: ['turn1', 'turn2'] }, lockFence);
    await store.unlock('s', lockFence);
    const fence = await written(store, 's.j', 3);
    await store.renew('s.j', fence, leaseMs);
    await store.append('s.j', 1, [frame(2)], fence);
    await store.append('s.j', 3, [asked(4, 'p'), asked(5, 'q')], fence);
    for (const id of ['p', 'q']) {
      expect(await store.answer('s.j', answerOf(id))).toBe('accepted');
    }
    expect((await store.renew('s.j', fence, leaseMs)).answers.length).toBe(2);
    expect((await store.decide('s.j', 'done', null, fence)).answers.length).toBe(2);
    await store.append('s.j', 5, [promptEnd(6, 'p'), frame(7, 'done')], fence);
    await woken;
    expect((await store.read('s.j', 0, limit))?.length).toBe(7);
    await store.attend('s.j', 0);
    expect((await store.closed('', 9)).map(({ journal }) => journal)).toEqual(['s.j']);
    await store.trim('s.j', 8);
    expect(await store.closed('', 9)).toEqual([]);
    expect(await store.head('s.j')).toMatchObject({ firstSeq: 8, lastSeq: 7, terminal: 'done' });
    expect(await store.lease('s.j')).toEqual({ turnFence: fence, isLive: true, outcome: 'done' });
    expect(await store.list('', 9)).toEqual([await store.loadSummary('s')]);
    await close();
    const later = await place.open();
    expect((await later.load('s'))?.removed).toEqual(['turn1', 'turn2']);
    await later.close();
  });
});
