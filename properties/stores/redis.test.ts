/**
 * Several hosts and processes over one Redis: readers attach whenever and wherever they like, while
 * connections are killed, and each gets every frame once; and who was stopped comes back too late.
 */
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCode } from '../../runtime/core/errors.ts';
import { createDecoder } from '../../runtime/core/sse.ts';
import { createHost, type Host, type Store } from '../../runtime/host/index.ts';
import { createRedisStore } from '../../runtime/host/stores/redis.ts';
import { type RedisServer, startRedis } from '../../scripts/redis-server.ts';
import { seededRandom } from '../simulation/virtual-clock.ts';
import { OtherProcess } from './other-process.ts';
import { seeLateHolderRefused } from './stopped-holder.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.close());

const seed = Number(process.env.SEED ?? 1);
const turns = 20;
const readersPerTurn = 50;
const framesPerTurn = 400;

/** Every seq that one reader got, to the terminal; it comes back by its cursor when it is cut. */
async function readAll(host: Host, name: string, after: number): Promise<readonly number[]> {
  const seqs: number[] = [];
  let isOver = false;
  const decoder = () =>
    createDecoder({
      frame: (_streamId, seq, kind) => {
        seqs.push(seq);
        isOver ||= kind === 'done';
      },
      streamEnd: () => undefined,
      reset: () => expect.fail('a cursor of our own was refused'),
      heartbeat: () => undefined,
      unknown: () => undefined,
      malformed: (code) => expect.fail(`malformed: ${code}`),
    });
  while (!isOver) {
    const opened = await host.open(name, name, seqs.at(-1) ?? after);
    if (opened.state !== 'open') throw new Error(`the stream is ${opened.state}`);
    const { push } = decoder();
    try {
      for await (const bytes of opened.body) push(bytes);
    } catch (error) {
      if (!isCode(error, 'gone')) throw error;
    }
  }
  return seqs;
}

test(`F1 F2: 1,000 readers attach while connections are killed (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const stores: Store[] = [];
  const hosts: Host[] = [];
  const admin = createClient({ url: server.url });
  await admin.connect();
  const kill = (type: 'normal' | 'pubsub') =>
    admin.sendCommand(['CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes']);
  const reads: Promise<void>[] = [];

  const attach = async (name: string): Promise<void> => {
    const at = Math.floor(random() * hosts.length);
    const [host, store] = [hosts[at], stores[at]];
    if (host === undefined || store === undefined) throw new Error('there is no host');
    const stored = (await store.head(`${name}.${name}`))?.lastSeq ?? 0;
    const after = Math.floor(random() * (stored + 1));
    const seqs = await readAll(host, name, after);
    const expected = Array.from({ length: framesPerTurn + 1 - after }, (_, k) => after + k + 1);
    expect(seqs, `${name} after ${after}`).toEqual(expected);
  };
  async function* produce(name: string) {
    const moments = Array.from({ length: readersPerTurn }, () => random() * framesPerTurn);
    const kills = [random() * framesPerTurn, random() * framesPerTurn];
    for (let frame = 0; frame < framesPerTurn; frame += 1) {
      const isDue = (moment: number) => Math.floor(moment) === frame;
      for (const _ of moments.filter(isDue)) reads.push(attach(name));
      for (const one of kills.filter(isDue)) await kill(one === kills[0] ? 'normal' : 'pubsub');
      if (frame % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
      yield { kind: 'text', data: `frame ${frame}` };
    }
  }
  for (const _ of [1, 2]) {
    const store = await createRedisStore({ url: server.url, report: () => undefined });
    stores.push(store);
    hosts.push(createHost({ store, producer: ({ sessionId }) => produce(sessionId) }));
  }
  for (let turn = 0; turn < turns; turn += 1) {
    const name = `turn-${turn}`;
    await hosts[turn % 2]?.start(name, name, null);
    // Two at a time, one on each host.
    if (turn % 2 === 1) {
      while (reads.length < (turn + 1) * readersPerTurn) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await Promise.all(reads);
    }
  }
  expect(reads.length).toBe(turns * readersPerTurn);
  for (const host of hosts) await host.close();
  for (const store of stores) await store.close();
  admin.destroy();
});

test('L1: who is stopped while it holds a lock comes back with an old fence', async () => {
  const other = new OtherProcess();
  const { url } = server;
  await seeLateHolderRefused(other, url, (options) => createRedisStore({ ...options, url }));
  await other.kill();
});
