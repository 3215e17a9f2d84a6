/** docs/protocol.md, what is bounded, and who is told nothing. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDeferred } from '../../runtime/host/deferred.ts';
import type { Verdict } from '../../runtime/host/http-gate.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { createManualClock } from './manual-clock.ts';
import { createRig, createScript, type Rig, type RigOptions } from './rig.ts';

const rigged = async (options?: RigOptions) => {
  const rig = await createRig(options);
  onTestFinished(rig.close);
  return rig;
};
const stream = '/sessions/s/turns/t/stream';
const json = { 'content-type': 'application/json' };

describe('ids', () => {
  test('M59: who starts a turn makes ids that are long enough, or is refused', async () => {
    const rig = await rigged({ http: { limits: { madeIdCharsMin: 16 } } });
    const long = 'x'.repeat(16);
    const short = 'x'.repeat(15);
    const refused = [await rig.start(short, long), await rig.start(long, short)];
    for (const { status, body } of refused) {
      expect([status, body['code']]).toEqual([400, 'bad_id']);
      expect(body['detail']).toMatch(/16 characters/);
    }
    expect((await rig.start(long, long)).status).toBe(201);
    expect((await rig.ask('/sessions/s')).body['turns'], 'a short id is no harm').toEqual([]);
  });
});

describe('a stream of a session that the caller may not read', () => {
  const hiding = (verdict: Verdict): RigOptions => ({
    producer: createScript().producer,
    http: { authorize: (_, { sessionId }) => (sessionId === 'theirs' ? verdict : true) },
  });
  const requests = (rig: Rig, sessionId: string, turnId: string) => {
    const path = `/sessions/${sessionId}/turns/${turnId}`;
    const answer = { answerId: 'a', value: 1 };
    const post = (to: string, body: object) =>
      rig.raw({ path: to, method: 'POST', headers: json, parts: [JSON.stringify(body)] });
    return Promise.all([
      rig.raw({ path }),
      rig.raw({ path: `${path}/stream` }),
      rig.raw({ path: `${path}/stream?after=3` }),
      rig.raw({ path: `${path}/stream`, headers: { 'last-event-id': 'x' } }),
      post(`${path}/cancel`, {}),
      post(`${path}/prompts/p`, answer),
      post(`${path}/prompts/p`, { answerId: '' }),
    ]);
  };

  test('M60: answers as if it did not exist, byte by byte, and nothing has happened', async () => {
    const rig = await rigged(hiding(false));
    await rig.host.start('theirs', 't', 'why?');
    const before = await rig.host.load('theirs');
    const shown = async (sessionId: string, turnId: string) =>
      (await requests(rig, sessionId, turnId)).map(({ status, headers, text }) => {
        const told = [...headers].filter(([name]) => name !== 'date');
        return { status, headers: told, text };
      });
    expect(await shown('theirs', 't')).toEqual(await shown('nobodys', 't'));
    expect(await shown('theirs', 'other')).toEqual(await shown('nobodys', 'other'));
    expect(await rig.host.load('theirs')).toEqual(before);
    expect(await rig.host.status('theirs', 't')).toEqual({ state: 'active' });
    await rig.host.close();
  });

  test('M60: the store is asked as often for it as for one that is not there', async () => {
    const store = createMemoryStore();
    const counts: Record<string, number> = {};
    const counted = Object.fromEntries(
      (['load', 'head', 'read', 'loadSummary'] as const).map((name) => [
        name,
        (...args: never[]) => {
          counts[name] = (counts[name] ?? 0) + 1;
          return (store[name] as (...all: never[]) => unknown)(...args);
        },
      ]),
    );
    const rig = await rigged({ ...hiding(false), store: { ...store, ...counted } });
    await rig.host.start('theirs', 't', 'why?');
    const spent = async (sessionId: string) => {
      for (const name of Object.keys(counts)) counts[name] = 0;
      await rig.ask(`/sessions/${sessionId}/turns/t`);
      await rig.ask(`/sessions/${sessionId}/turns/t/stream`);
      return { ...counts };
    };
    expect(await spent('theirs')).toEqual(await spent('nobodys'));
    await rig.host.close();
  });

  test('M60: who may read it, and not stop it, is told so', async () => {
    const rig = await rigged({
      http: { authorize: (_, { action }) => action === 'open' || action === 'start' },
    });
    await rig.start('s', 't');
    const refused = await rig.post('/sessions/s/turns/t/cancel');
    expect([refused.status, refused.body['code']]).toEqual([403, 'forbidden']);
  });

  test('M2: what is neither a yes nor a Response is a no', async () => {
    for (const verdict of [undefined, null, 1, 'yes', {}, { caller: 7 }]) {
      const rig = await rigged(hiding(verdict as never));
      expect([verdict, (await rig.ask('/sessions/theirs')).status]).toEqual([verdict, 403]);
      await rig.host.close();
    }
  });
});

describe('bounds', () => {
  test('M61: an address and headers that are too long together are refused', async () => {
    const rig = await rigged();
    const long = 'x'.repeat(17_000);
    const asked = [
      await rig.raw({ path: '/sessions/s', headers: { cookie: long } }),
      await rig.raw({ path: `/sessions/s?${long}` }),
      await rig.raw({ path: stream, headers: { 'last-event-id': long } }),
    ];
    for (const { status, headers, text } of asked) {
      expect(status).toBe(431);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(JSON.parse(text)).toMatchObject({ code: 'too_large', status: 431 });
    }
  });

  test('M62: a body that does not come is not waited for', async () => {
    const rig = await rigged({ http: { limits: { bodyMsMax: 50 } } });
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"turnId":')),
    });
    const init = { method: 'POST', headers: json, body, duplex: 'half' as const };
    const late = await rig.ask('/sessions/s/turns', init);
    expect([late.status, late.body['code']]).toEqual([408, 'bad_request']);
    expect((await rig.start('s', 't')).status).toBe(201);
  });

  test('M63: one stream can not have all readers, and gets one when another leaves', async () => {
    const { producer } = createScript();
    const rig = await rigged({ producer, limits: { readersPerStreamMax: 2 } });
    await rig.start('s', 't');
    await rig.start('s2', 't');
    const first = await rig.events(stream);
    await rig.events(stream);
    const third = await rig.ask(stream);
    expect([third.status, third.body['code']]).toEqual([503, 'busy']);
    expect(third.headers.get('retry-after')).toBe('1');
    expect((await rig.events('/sessions/s2/turns/t/stream')).response.status).toBe(200);
    first.leave();
    await expect.poll(async () => (await rig.events(stream)).response.status).toBe(200);
  });

  test('M63: one caller can not have all readers, and a refused open takes no place', async () => {
    const { producer } = createScript();
    const authorize = (request: Request) => ({ caller: request.headers.get('x-user') ?? '' });
    const limits = { readersPerCallerMax: 2 };
    const rig = await rigged({ producer, http: { authorize, limits } });
    const as = (caller: string) => ({ 'x-user': caller });
    const open = (path: string, caller: string) => rig.events(path, as(caller));
    await rig.ask('/sessions/s/turns', {
      method: 'POST',
      headers: { ...json, ...as('a') },
      body: '{"turnId":"t","question":1}',
    });
    for (let n = 0; n < 5; n += 1) {
      expect((await rig.ask('/sessions/s/turns/no/stream', { headers: as('a') })).status).toBe(404);
    }
    const first = await open(stream, 'a');
    await open('/watch?session=s', 'a');
    expect((await rig.ask(stream, { headers: as('a') })).body['code']).toBe('busy');
    expect((await rig.ask('/watch?session=s', { headers: as('a') })).status).toBe(503);
    expect((await open(stream, 'b')).response.status).toBe(200);
    first.leave();
    await expect.poll(async () => (await open(stream, 'a')).response.status).toBe(200);
  });

  test('M6: a host has room for so many readers, as many watchers, and no more', {
    timeout: 10_000,
  }, async () => {
    const { producer } = createScript();
    const rig = await rigged({ producer, limits: { readersMax: 1 } });
    await rig.start('s', 't');
    await rig.start('s2', 't');
    const [reader, watcher] = [await rig.events(stream), await rig.events('/watch?session=s')];
    for (const path of ['/sessions/s2/turns/t/stream', '/watch?session=s2']) {
      const refused = await rig.ask(path);
      expect([path, refused.status, refused.body['code']]).toEqual([path, 503, 'busy']);
    }
    reader.leave();
    watcher.leave();
    for (const path of ['/sessions/s2/turns/t/stream', '/watch?session=s2']) {
      await expect.poll(async () => (await rig.events(path)).response.status).toBe(200);
    }
  });

  test('M64: a watcher that takes nothing is cut', async () => {
    const clock = createManualClock();
    const rig = await rigged({ clock, http: { limits: { idleMsMax: 30_000 } } });
    const { watchBody } = await import('../../runtime/host/http-watch.ts');
    const watcher = rig.host.watch(['s']);
    const body = watchBody(watcher, clock, { heartbeatMs: 5_000, idleMsMax: 30_000 });
    const reader = body.getReader();
    const word = reader.read();
    await clock.advance(5_000);
    expect(new TextDecoder().decode((await word).value)).toBe(': hb\n\n');
    await clock.advance(29_999);
    await clock.advance(1);
    await watcher.closed;
    await expect(reader.read()).rejects.toThrow(/cut/);
    expect(clock.armed).toBe(0);
  });
});

describe('a host that closes', () => {
  test('M65: hands over at once who reads what it does not run', async () => {
    const store = createMemoryStore();
    const script = createScript();
    const one = await rigged({ store, producer: script.producer });
    const other = await rigged({ store });
    await one.start('s', 't');
    script.say('a');
    const reading = await other.events(stream);
    expect((await reading.next())?.id).toBe('t:1');
    await other.host.close();
    expect(await reading.rest()).toEqual([
      { id: '', event: 'stream_end', data: { terminal: null, lastSeq: 1 } },
    ]);
    script.say('b');
    script.finish();
    const rest = (await one.all(`${stream}?after=1`)).map(({ id, event }) => id || event);
    expect(rest).toEqual(['t:2', 't:3', 'stream_end']);
  });

  test('M65: does not keep them until its own turns have ended', async () => {
    const store = createMemoryStore();
    const saved = createDeferred();
    const decide: Store['decide'] = async (...args) => {
      await saved.promise;
      return store.decide(...args);
    };
    const one = await rigged({ store, producer: createScript().producer });
    const other = await rigged({
      store: { ...store, decide },
      producer: createScript().producer,
    });
    await one.start('s', 't');
    await other.start('own', 't');
    const handed = await other.events(stream);
    const kept = await other.events('/sessions/own/turns/t/stream');
    const closing = other.host.close();
    expect(await handed.rest()).toMatchObject([{ event: 'stream_end', data: { terminal: null } }]);
    saved.resolve();
    await closing;
    expect((await kept.rest()).map(({ event }) => event)).toEqual(['interrupted', 'stream_end']);
  });

  test('M35: waits no longer than its bound for a store that does not answer', {
    timeout: 5_000,
  }, async () => {
    const store = { ...createMemoryStore(), decide: () => new Promise<never>(() => undefined) };
    const { producer } = createScript();
    const rig = await rigged({ store, producer, limits: { closeMsMax: 50 } });
    await rig.start('s', 't');
    await rig.host.close();
    expect(await rig.host.status('s', 't')).toEqual({ state: 'active' });
  });
});
