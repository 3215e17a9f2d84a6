/** The recorders of a host and of a port: what is linked to what, and what is kept out. */
import { expect, test } from 'vitest';
import { createHost } from '../host/host.ts';
import { createMemoryStore } from '../host/stores/memory.ts';
import { recordCalls } from './call-recorder.ts';
import { createHostRecorder } from './host-recorder.ts';
import { createRing } from './ring.ts';

const secret = 'secret';

async function oneTurn(text: boolean) {
  const ring = createRing(1_000);
  const recorder = createHostRecorder({ actor: 'host', ring, text });
  const memory = createMemoryStore();
  const methods = ['lock', 'save', 'append'] as const;
  const store = recordCalls(memory, { actor: 'store', ring, text, methods });
  const host = createHost({
    producer: async function* () {
      yield { kind: 'text', data: secret };
    },
    store,
    observe: recorder.observe,
  });
  await host.start('s', 'r1', secret);
  await expect.poll(async () => (await memory.load('s'))?.owner).toBeNull();
  await host.start('s', 'r1', secret);
  await host.close();
  return recorder;
}

test('every answer of a host’s effect names it, and nothing else is named', async () => {
  const records = (await oneTurn(false)).records().filter(({ actor }) => actor !== 'store');
  const sent = new Map(records.map((one) => [one.sendId, one.event.type]));
  const answered = records.flatMap(({ recvId, event }) => {
    const { type } = (event['event'] ?? {}) as { readonly type?: string };
    return recvId === null ? [] : [`${sent.get(recvId)} > ${type}`];
  });
  expect(new Set(answered)).toEqual(
    new Set([
      'lock > locked',
      'load > loaded',
      'save > saved',
      'unlock > unlocked',
      'claim > claimed',
      'decide > decided',
      'fold > folded',
      'close_journal > closed',
    ]),
  );
});

test('each time that a host takes a session up is an actor with a beginning', async () => {
  const records = (await oneTurn(false)).records();
  const actors = [...new Set(records.map(({ actor }) => actor))];
  expect(actors).toEqual(['host.1:s', 'store', 'host.2:s']);
  for (const actor of ['host.1:s', 'host.2:s']) {
    const own = records.filter((one) => one.actor === actor);
    expect(own[0]?.event).toEqual({ to: 'host', event: { type: 'start' } });
    expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => at + 1));
  }
});

test('a call and what came of it are two records, which say when', async () => {
  const records = (await oneTurn(false)).records().filter(({ actor }) => actor === 'store');
  const [call, back] = records;
  expect(call?.event).toMatchObject({ type: 'call', method: 'lock', args: [{ length: 1 }] });
  expect(back?.event).toMatchObject({ type: 'return', method: 'lock', call: 1, result: 1 });
  expect(back?.sendId).toBe('store/2');
});

test('an error is recorded by its code, and thrown on as it was', async () => {
  const ring = createRing();
  const cause = new Error(secret);
  const port = recordCalls(
    { fails: (): Promise<number> => Promise.reject(cause) },
    { actor: 'port', ring, methods: ['fails'] },
  );
  await expect(port.fails()).rejects.toBe(cause);
  expect(ring.records()[1]?.event).toMatchObject({ type: 'return', error: 'store_failed' });
});

test('nobody’s words are in it, unless it is asked for', async () => {
  expect((await oneTurn(false)).ndjson()).not.toContain(secret);
  expect((await oneTurn(true)).ndjson()).toContain(secret);
});
