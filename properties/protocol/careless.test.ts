/**
 * Clients that leave early or send nonsense, a store that fails, a host that closes in the middle
 * of a start: nothing of that leaves a reader, a watcher or a turn behind, and nobody's turn ends
 * because of somebody's bad request.
 *
 * What is left behind is counted where it shows: in the subscriptions that the store still has.
 */
import { expect, onTestFinished, test } from 'vitest';
import { createHost } from '../../runtime/host/host.ts';
import { createHandler } from '../../runtime/host/http.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { createRig, createScript, type RigOptions } from './rig.ts';

/** A store that counts who listens, with some methods changed. */
function countingStore(changes: (store: Store) => Partial<Store> = () => ({})) {
  const store = createMemoryStore();
  const listening = new Set<symbol>();
  const counting: Store = {
    ...store,
    ...changes(store),
    subscribe(topic, wake) {
      const key = Symbol(topic);
      const end = store.subscribe(topic, wake);
      listening.add(key);
      return () => {
        listening.delete(key);
        end();
      };
    },
  };
  return { store: counting, listening };
}

async function rigged(options: RigOptions) {
  const rig = await createRig(options);
  onTestFinished(() => rig.close());
  return rig;
}

test.each(['/watch?session=s', '/sessions/s/turns/t/stream'])(
  'M23: who has left before %s was answered leaves nobody behind',
  async (path) => {
    const { store, listening } = countingStore();
    const host = createHost({ store, producer: createScript().producer });
    onTestFinished(() => host.close());
    await host.start('s', 't', 'why?');
    // The turn itself, which goes on.
    await expect.poll(() => listening.size).toBe(1);
    const abort = new AbortController();
    const handler = createHandler(host, {
      authorize: () => {
        abort.abort();
        return true;
      },
    });
    await handler(new Request(`http://host.example${path}`, { signal: abort.signal }));
    await expect.poll(() => listening.size).toBe(1);
  },
);

test('M33: a watch whose store fails is cut, reported, and leaves nobody behind', async () => {
  const { store, listening } = countingStore(() => ({
    loadSummary: () => Promise.reject(new Error('the disk is gone')),
  }));
  const rig = await rigged({ store });
  await expect(rig.text('/watch?session=s')).rejects.toThrow(/terminated|the disk is gone/);
  expect(rig.reported).toMatchObject([{ message: 'the disk is gone' }]);
  expect(listening.size).toBe(0);
});

test('M35: a turn whose start was being stored when the host closed is interrupted', async () => {
  let isSlow = true;
  const { store } = countingStore(({ save }) => ({
    async save(record, fence) {
      if (isSlow) await new Promise((resolve) => setTimeout(resolve, 50));
      isSlow = false;
      return save(record, fence);
    },
  }));
  const host = createHost({ store, producer: createScript().producer });
  const started = host.start('s', 't', 'why?');
  await new Promise((resolve) => setTimeout(resolve, 10));
  await host.close();
  await started;
  expect(await host.status('s', 't')).toMatchObject({ turn: { outcome: 'interrupted' } });
});

test('M4: an answer nested without end is refused, and the turn goes on', async () => {
  const rig = await rigged({
    async *producer(turn) {
      yield { kind: 'text', data: yield* turn.ask({ id: 'p', title: 'Go on?' }) };
    },
  });
  const nested = '['.repeat(100_000) + ']'.repeat(100_000);
  const post = (path: string, body: string) =>
    rig.ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const asked = await post('/sessions/s2/turns', `{"turnId":"t","question":${nested}}`);
  expect([asked.status, asked.body['code']]).toEqual([400, 'bad_request']);
  await rig.start('s', 't');
  const prompt = '/sessions/s/turns/t/prompts/p';
  await expect.poll(async () => (await rig.text('/sessions/s/turns/t')).text).toContain('active');
  const bad = await post(prompt, `{"answerId":"a","value":${nested}}`);
  expect([bad.status, bad.body['code']]).toEqual([400, 'bad_request']);
  const events = await rig.events('/sessions/s/turns/t/stream');
  await events.next();
  expect((await rig.post(prompt, { answerId: 'b', value: 'yes' })).status).toBe(202);
  expect((await events.rest()).map(({ event }) => event)).toContain('done');
  expect(rig.reported).toEqual([]);
});

test('a turn that asks again and again leaves no listener on its signal', async () => {
  const asks = 30;
  const { listeners, producer } = counted(asks);
  const rig = await rigged({ producer });
  await rig.start('s', 't');
  const events = await rig.events('/sessions/s/turns/t/stream');
  for (let at = 0; at < asks; at += 1) {
    await events.next();
    await rig.post(`/sessions/s/turns/t/prompts/p${at}`, { answerId: 'a', value: at });
    await events.next();
  }
  await events.rest();
  expect(listeners.size).toBe(0);
});

test('M2 M3: the answer of `authorize` may be one whose headers can not be changed', async () => {
  const host = createHost({ store: createMemoryStore(), producer: createScript().producer });
  const authorize = () => Response.redirect('https://login.example/');
  const handler = createHandler(host, { authorize, origins: ['https://app.example'] });
  const answer = await handler(new Request('http://host.example/sessions/s'));
  expect(answer.status).toBe(302);
  expect(answer.headers.get('vary')).toBe('origin');
});

/** A producer that asks so many times, and the listeners that its signal has. */
function counted(asks: number) {
  const listeners = new Set<unknown>();
  const producer: RigOptions['producer'] = async function* ({ signal, ask }) {
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (type: string, listener: never, options: never) => {
      listeners.add(listener);
      addEventListener.call(signal, type, listener, options);
    };
    signal.removeEventListener = (type: string, listener: never, options: never) => {
      listeners.delete(listener);
      removeEventListener.call(signal, type, listener, options);
    };
    for (let at = 0; at < asks; at += 1) yield* ask({ id: `p${at}`, title: 'Go on?' });
  };
  return { listeners, producer };
}
