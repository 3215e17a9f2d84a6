/** What a Redis may lose is said when a store is opened on it, whatever it is that loses it. */
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startRedis } from '../../../scripts/redis-server.ts';
import { createRedisStore } from './redis.ts';

let server: RedisServer;
const admin = () => createClient({ url: server.url });
let client: ReturnType<typeof admin>;

beforeAll(async () => {
  server = await startRedis();
  client = admin();
  await client.connect();
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

async function warnings(url = server.url): Promise<readonly string[]> {
  const said: string[] = [];
  const store = await createRedisStore({ url, warn: (message) => said.push(message) });
  await store.close();
  return said;
}

describe('on opening', () => {
  test('nothing is said of a Redis that loses nothing', async () => {
    expect(await warnings()).toEqual([]);
  });

  test.each([
    ['appendonly', 'no', 'yes', 'since its last snapshot are lost'],
    ['appendfsync', 'everysec', 'always', 'in the last second are lost'],
    ['appendfsync', 'no', 'always', 'in the last half minute or so are lost'],
  ])('%s %s is told', async (name, loose, strict, told) => {
    await client.configSet(name, loose);
    const said = await warnings();
    await client.configSet(name, strict);
    expect(said).toEqual([expect.stringContaining(told)]);
    expect(said.join()).toContain('set `appendonly yes` and `appendfsync always`');
  });

  test('a Redis that evicts sessions is told', async () => {
    await client.configSet('maxmemory-policy', 'allkeys-lru');
    expect(await warnings()).toEqual([]);
    await client.configSet('maxmemory', '100mb');
    const said = await warnings();
    await client.configSet({ maxmemory: '0', 'maxmemory-policy': 'noeviction' });
    expect(said).toEqual([expect.stringContaining('whole sessions and journals vanish')]);
  });

  test('a Redis that does not tell is said to be unknown, and is used', async () => {
    await client.sendCommand('ACL SETUSER guest on >word ~* &* +@all -config'.split(' '));
    const said = await warnings(server.url.replace('//', '//guest:word@'));
    expect(said).toEqual([expect.stringContaining('It is not known whether Redis keeps')]);
  });
});
