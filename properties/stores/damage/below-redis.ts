/**
 * What lies below the Redis store. An address is a key; of a hash, the key and a field; of a
 * stream, the key and an entry's id; of a sorted set, the key and a member, which has no value.
 *
 * It knows the store's keys, and nothing of what it makes of the values.
 */
import { createClient, RESP_TYPES } from 'redis';
import { createRedisStore } from '../../../runtime/host/stores/redis.ts';
import { type Below, noSeqs, type Spot, type Values } from './below.ts';

const bytesClient = (url: string) =>
  createClient({ url }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
type BytesClient = ReturnType<typeof bytesClient>;

/** Between a key and what is within it: in no key, no field and no id. */
const within = '\t';

const nothing = Buffer.alloc(0);

export async function redisBelow(url: string): Promise<Below> {
  const client = bytesClient(url);
  await client.connect();
  const entriesOf = async (key: string): Promise<readonly (readonly [string, Buffer])[]> => {
    const type = await client.type(key);
    const at = (inner: unknown) => `${key}${within}${type}${within}${String(inner)}`;
    switch (type) {
      case 'string':
        return [[key, Buffer.from((await client.get(key)) ?? nothing)]];
      case 'hash':
        return Object.entries(await client.hGetAll(key)).map(([field, value]) => [
          at(field),
          Buffer.from(value),
        ]);
      case 'stream':
        return ((await client.xRange(key, '-', '+')) ?? []).map(({ id, message }) => [
          at(id),
          Buffer.from((message as unknown as Record<string, Buffer>)['frames'] ?? nothing),
        ]);
      default:
        return (await client.zRange(key, 0, -1)).map((member) => [at(member), nothing]);
    }
  };
  return {
    open: (report) => createRedisStore({ url, report, warn: () => undefined, callMsMax: 2_000 }),
    values: async () => {
      const keys = (await client.keys('*')).map(String).toSorted();
      return new Map((await Promise.all(keys.map(entriesOf))).flat());
    },
    put: async (values) => put(client, values),
    spotOf,
    close: async () => client.destroy(),
  };
}

async function put(client: BytesClient, values: Values): Promise<void> {
  const all = client.multi().flushDb();
  for (const [address, bytes] of values) {
    const [key = '', type, inner = ''] = address.split(within);
    if (type === undefined) all.set(key, bytes);
    else if (type === 'hash') all.hSet(key, inner, bytes);
    else if (type === 'stream') all.xAdd(key, inner, { frames: bytes });
    else all.zAdd(key, { score: 0, value: inner });
  }
  await all.exec();
}

function spotOf(address: string): Spot {
  const [key = '', type, inner = ''] = address.split(within);
  if (type === 'zset') return { of: 'index', name: inner, seqs: noSeqs };
  const [, session = '', kind = '', journal] = /\{(.*)\}:(\w+)(?::(.*))?$/.exec(key) ?? [];
  if (kind === 'prompts') return { of: 'prompt', name: `${journal}/${inner}`, seqs: noSeqs };
  if (kind !== 'frames') return { of: kind as Spot['of'], name: journal ?? session, seqs: noSeqs };
  const [last = 0, count = 0] = inner.split('-').map(Number);
  return { of: 'frame', name: journal ?? '', seqs: [last - count + 1, last] };
}
