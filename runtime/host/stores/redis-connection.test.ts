/** What a person reads whose Redis is not there, or whose url is none. */
import { expect, test, vi } from 'vitest';
import { startRedis } from '../../../scripts/redis-server.ts';
import { HoldfastError } from '../../core/errors.ts';
import { createRedisStore, type RedisClient } from './redis.ts';

const opening = (url: string) =>
  createRedisStore({ url, callMsMax: 300 }).then(
    () => null,
    (error: unknown) => error,
  );

test('without a Redis: where it was looked for, why that failed, and one line', async () => {
  const server = await startRedis();
  const { port } = new URL(server.url);
  await server.close();
  const spies = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
  for (const spy of spies) spy.mockImplementation(() => undefined);
  const error = await opening(`redis://user:secret@127.0.0.1:${port}`);
  const said = spies.flatMap((spy) => spy.mock.calls.map(String));
  for (const spy of spies) spy.mockRestore();
  expect(error).toMatchObject({ code: 'store_failed', cause: { code: 'ECONNREFUSED' } });
  const where = `Redis at 127.0.0.1:${port} gives no connection`;
  expect(String(error)).toContain(`${where}: connect ECONNREFUSED 127.0.0.1:${port}; start it`);
  expect(said).toEqual([expect.stringMatching(`^${where} yet: .*$`)]);
  expect(`${said.join('')}${String(error)}`).not.toContain('secret');
});

test('a name with several addresses: what each of them said', async () => {
  const refusals = ['::1', '127.0.0.1'].map((address) => new Error(`refused by ${address}`));
  const client: Partial<RedisClient> = {
    duplicate: () => client as RedisClient,
    on: (event, listener) => event === 'error' && listener(new AggregateError(refusals)),
    connect: () => new Promise(() => undefined),
    destroy: () => undefined,
  };
  const warned: string[] = [];
  const warn = (line: string) => void warned.push(line);
  const store = createRedisStore({ client: client as RedisClient, callMsMax: 20, warn });
  await expect(store).rejects.toThrow(/: refused by ::1, refused by 127.0.0.1; start/);
  expect(warned).toEqual([expect.stringContaining('refused by ::1, refused by 127.0.0.1')]);
});

test.each(['nonsense', 'http://user:secret@127.0.0.1', 'redis://[', '', undefined])(
  'the url %s is a misuse, and is not said: it may have a password',
  async (url) => {
    const error = await opening(url as string);
    expect(error).toBeInstanceOf(HoldfastError);
    expect(error).toMatchObject({ code: 'misuse' });
    expect((error as HoldfastError).cause).toBe(undefined);
    expect(String(error)).not.toContain('secret');
  },
);
