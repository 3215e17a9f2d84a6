/** The Redis store keeps the contract: on a server of its own, and on a cluster. */
import { createClient, createCluster } from 'redis';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type RedisServer, startRedis } from '../../../scripts/redis-server.ts';
import { storeCases } from './contract-cases.ts';
import { createRedisStore, type RedisStore, type RedisStoreOptions } from './redis.ts';

const servers: RedisServer[] = [];
const stores: RedisStore[] = [];

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all(servers.map((server) => server.close()));
});

function holdToContract(options: () => RedisStoreOptions): void {
  test.each(storeCases.map(({ name, run }) => [name, run] as const))('%s', async (_name, run) => {
    await run(async (lockWaitMsMax) => {
      // Each case has a part of the server to itself.
      const prefix = `case ${stores.length}`;
      const store = await createRedisStore({ ...options(), prefix, lockWaitMsMax });
      stores.push(store);
      return store;
    });
  });
}

describe('the Redis store', () => {
  let url = '';
  beforeAll(async () => {
    const server = await startRedis();
    servers.push(server);
    url = server.url;
  });
  holdToContract(() => ({ url }));
});

describe('the Redis store on a cluster, where a script may touch the keys of one slot only', () => {
  let client: RedisStoreOptions['client'];
  beforeAll(async () => {
    const server = await startRedis({ cluster: true });
    servers.push(server);
    const node = createClient({ url: server.url });
    await node.connect();
    await node.clusterAddSlotsRange({ start: 0, end: 16_383 });
    while ((await node.clusterInfo()).includes('cluster_state:fail')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    node.destroy();
    client = createCluster({ rootNodes: [{ url: server.url }] });
  });
  holdToContract(() => (client === undefined ? {} : { client }));
});
