/**
 * Two hosts on one Redis, and clients that ship: no request of theirs goes to the host that the one
 * before went to, so whoever starts a turn seldom is who runs it, and readers, answers and stops
 * come where it is not run. In the middle of it every connection to Redis is cut.
 */
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createController, httpBackend, type Snapshot } from '../../runtime/client/index.ts';
import {
  allowAll,
  createHandler,
  createHost,
  type Producer,
  serve,
} from '../../runtime/host/index.ts';
import { createRedisStore } from '../../runtime/host/stores/redis.ts';
import { type RedisServer, startRedis } from '../../scripts/redis-server.ts';

const timeoutMs = 60_000;

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

/** Asks twice, and goes on for ever. */
const asking: Producer = async function* ({ ask, signal }) {
  for (const id of ['one', 'two']) {
    const answer = yield* ask({ id, title: 'go on?' });
    yield { kind: 'text', data: `${id}: ${JSON.stringify(answer)} ` };
  }
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};

async function startHost(): Promise<string> {
  const store = await createRedisStore({ url: redis.url, report: () => undefined });
  const host = createHost({ producer: asking, store });
  const server = await serve(createHandler(host, { authorize: allowAll() }));
  onTestFinished(async () => {
    await host.close();
    await server.close();
    await store.close();
  });
  return server.url;
}

/** Asks one host after the other. */
function balanced(urls: readonly string[], first: number): typeof fetch {
  let asked = first;
  return (input, init) => {
    const { pathname, search } = new URL(input as string);
    asked += 1;
    return fetch(`${urls[asked % urls.length]}${pathname}${search}`, init);
  };
}

function openTab(sessionId: string, urls: readonly string[], first: number) {
  const backend = httpBackend({ url: urls[0] ?? '', fetch: balanced(urls, first) });
  const tab = createController({ sessionId, backend, weather: () => () => undefined });
  onTestFinished(() => tab.dispose());
  return tab;
}

const cards = ({ prompts }: Snapshot) => prompts.map(({ promptId }) => promptId);
const lastOf = ({ turns }: Snapshot) => {
  const { state, outcome, parts = [] } = turns.at(-1) ?? {};
  return { state, outcome, parts };
};

test.each([0, 1])(
  'O7 P3 P4 T3: a turn is at home at every host (first asked: %i)',
  async (first) => {
    const urls = [await startHost(), await startHost()];
    const sessionId = `a-session-of-two-hosts-${first}`;
    const [tab, other] = [openTab(sessionId, urls, first), openTab(sessionId, urls, first + 1)];
    await expect
      .poll(() => [tab, other].map((one) => one.getSnapshot().phase))
      .toEqual(['idle', 'idle']);
    tab.send('why?');
    await expect.poll(() => cards(tab.getSnapshot())).toEqual(['one']);
    await expect
      .poll(() => cards(other.getSnapshot()), { message: 'told by its watch' })
      .toEqual(['one']);
    other.answer('one', 'yes');
    await expect.poll(() => cards(tab.getSnapshot())).toEqual(['two']);

    const admin = createClient({ url: redis.url });
    await admin.connect();
    for (const type of ['normal', 'pubsub']) {
      await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes']);
    }
    admin.destroy();

    const late = openTab(sessionId, urls, first);
    await expect
      .poll(() => cards(late.getSnapshot()), { message: 'a reader that begins anew' })
      .toEqual(['two']);
    late.answer('two', 'no');
    const said = 'one: "yes" two: "no" ';
    const tabs = [tab, other, late];
    const textOf = (snapshot: Snapshot) =>
      lastOf(snapshot)
        .parts.map((part) => (part.type === 'text' ? part.text : ''))
        .join('');
    await expect
      .poll(() => tabs.map((one) => textOf(one.getSnapshot())))
      .toEqual(tabs.map(() => said));
    late.stop();
    await expect
      .poll(() => tabs.map((one) => lastOf(one.getSnapshot())), { timeout: 20_000 })
      .toMatchObject(tabs.map(() => ({ state: 'settled', outcome: 'cancelled' })));
    const [settled, ...others] = tabs.map((one) => lastOf(one.getSnapshot()).parts);
    for (const parts of others) expect(parts).toEqual(settled);

    // The session is free at once, wherever the next question goes.
    other.send('and?');
    await expect
      .poll(() => tabs.map((one) => cards(one.getSnapshot())))
      .toEqual(tabs.map(() => ['one']));
    other.stop();
    await expect.poll(() => lastOf(tab.getSnapshot()).state).toBe('settled');
  },
  timeoutMs,
);
