/** docs/protocol.md, what is asked and refused: addresses, origins, errors. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHost } from '../../runtime/host/host.ts';
import { createHandler, type HandlerOptions } from '../../runtime/host/http.ts';
import type { Wish } from '../../runtime/host/http-gate.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { createRig, createScript, echo, type RigOptions } from './rig.ts';

const rigged = async (options?: RigOptions) => {
  const rig = await createRig(options);
  onTestFinished(rig.close);
  return rig;
};

describe('addresses', () => {
  test('M1: an id of other characters, or too long, is refused wherever it stands', async () => {
    const rig = await rigged();
    const long = 'x'.repeat(129);
    const bad = await Promise.all([
      rig.ask('/sessions/a.b'),
      rig.ask(`/sessions/${long}`),
      rig.ask('/sessions/s/turns/%C3%BC'),
      rig.ask('/sessions/s/turns/a%2Fb/stream'),
      rig.ask('/watch?session=a&session=b%20c'),
      rig.start('s', 'a b'),
      rig.post('/sessions/s/turns', { turnId: 7, question: 'why?' }),
      rig.post('/sessions/s/turns/t/prompts/p', { answerId: '', value: 1 }),
      rig.post('/sessions/s/turns/t/prompts/p.q', { answerId: 'a', value: 1 }),
    ]);
    expect(bad.map(({ status, body }) => [status, body['code']])).toEqual(
      bad.map(() => [400, 'bad_id']),
    );
    expect((await rig.start('s', 'x'.repeat(128))).status).toBe(201);
  });

  test('M2: nothing happens without the yes of authorize, asked for each action', async () => {
    const wishes: Wish[] = [];
    let allow: boolean | Response = false;
    const rig = await rigged({
      http: {
        authorize: (_request, wish) => {
          wishes.push(wish);
          return allow;
        },
      },
    });
    const turn = '/sessions/s/turns/t';
    const refused = [
      await rig.ask('/sessions/s'),
      await rig.start('s', 't'),
      await rig.ask(turn),
      await rig.ask(`${turn}/stream`),
      await rig.post(`${turn}/cancel`),
      await rig.post(`${turn}/prompts/p`, { answerId: 'a', value: 1 }),
      await rig.ask('/watch?session=s'),
    ];
    expect(refused.map(({ status, body }) => [status, body['code'] ?? body['state']])).toEqual([
      [403, 'forbidden'],
      [403, 'forbidden'],
      [404, 'missing'],
      [404, 'missing'],
      [202, 'accepted'],
      [410, 'prompt_gone'],
      [403, 'forbidden'],
    ]);
    const ofTurn = { sessionId: 's', streamId: 't' };
    expect(wishes).toEqual([
      { action: 'load', sessionId: 's' },
      { action: 'start', ...ofTurn },
      { action: 'status', ...ofTurn },
      { action: 'open', ...ofTurn },
      { action: 'open', ...ofTurn },
      { action: 'cancel', ...ofTurn },
      { action: 'open', ...ofTurn },
      { action: 'answer', ...ofTurn },
      { action: 'open', ...ofTurn },
      { action: 'watch', sessionId: 's' },
    ]);
    allow = new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
    const challenged = await rig.text('/sessions/s');
    expect([challenged.status, challenged.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer',
    ]);
    allow = true;
    expect((await rig.ask('/sessions/s')).body).toMatchObject({ turns: [], last: null });
    expect((await rig.start('s', 't')).status, 'the refused cancel left nothing').toBe(201);
  });

  test('M2: one session refused refuses a whole watch; there is no default', async () => {
    const rig = await rigged({ http: { authorize: (_, { sessionId }) => sessionId === 'mine' } });
    expect((await rig.ask('/watch?session=mine&session=theirs')).status).toBe(403);
    const host = createHost({ producer: echo, store: createMemoryStore() });
    expect(() => createHandler(host, {} as HandlerOptions)).toThrow(/authorize/);
  });

  test('M3: pages of other origins are refused unless they are named', async () => {
    const named = 'https://app.example';
    const rig = await rigged({ http: { origins: [named], limits: { headCharsMax: 2_000 } } });
    const from = (headers: Record<string, string>, method = 'GET') =>
      rig.raw({ path: '/sessions/s', method, headers });
    expect((await from({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await from({ origin: 'null' })).status).toBe(403);
    expect((await from({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await from({ origin: rig.url })).status).toBe(200);
    expect(
      (await from({ origin: 'https://shown.example', 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(200);
    const allowed = await from({ origin: named, 'sec-fetch-site': 'cross-site' });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([
      200,
      named,
    ]);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    const asked = { 'access-control-request-method': 'POST' };
    expect((await from({ origin: 'https://evil.example', ...asked }, 'OPTIONS')).status).toBe(403);
    const preflight = await from({ origin: named, ...asked }, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
    const tooLong = await from({ origin: named, cookie: 'x'.repeat(2_000) });
    expect([tooLong.status, tooLong.headers.get('access-control-allow-origin')]).toEqual([
      431,
      named,
    ]);
  });
});

describe('requests', () => {
  test('M4: wrong method, address, type, body and length are each told apart', async () => {
    const rig = await rigged({ http: { limits: { bodyBytesMax: 100, questionCharsMax: 20 } } });
    const start = '/sessions/s/turns';
    const json = { 'content-type': 'application/json' };
    const send = (body: string, headers: Record<string, string> = json) =>
      rig.ask(start, { method: 'POST', body, headers });
    const wrong = await rig.ask(start, { method: 'PUT' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    const head = await rig.text('/sessions/s/turns/t/stream', { method: 'HEAD' });
    expect(head.status, 'a HEAD must not open a reader').toBe(405);
    expect((await rig.ask('/session/s')).status).toBe(404);
    expect((await send('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    for (const body of ['{', '[]', 'null', '"x"', '', '{"turnId":"t"}']) {
      expect([body, (await send(body)).status]).toEqual([body, 400]);
    }
    const long = { turnId: 't', question: 'x'.repeat(100) };
    expect((await send(JSON.stringify(long))).status).toBe(413);
    expect((await send(JSON.stringify({ ...long, question: 'x'.repeat(30) }))).status).toBe(413);
    const parts = [JSON.stringify(long).slice(0, 60), JSON.stringify(long).slice(60)];
    const unmeasured = await rig.raw({ path: start, method: 'POST', headers: json, parts });
    expect(unmeasured.status, 'without a content-length').toBe(413);
    expect((await rig.ask('/sessions/s')).body['turns']).toEqual([]);
  });

  test('M5: a refusal is a problem with a code and without a stack or a foreign text', async () => {
    const store = createMemoryStore();
    const secret = 'password=hunter2';
    const load = async () => {
      throw new Error(secret);
    };
    const rig = await rigged({ store: { ...store, load } });
    const broken = await rig.ask('/sessions/s');
    expect(broken.status).toBe(500);
    expect(broken.headers.get('content-type')).toBe('application/problem+json');
    expect(broken.headers.get('x-content-type-options')).toBe('nosniff');
    expect(broken.body['title'], 'a problem without a type').toBe('Internal Server Error');
    expect(Object.keys(broken.body).toSorted()).toEqual(['code', 'detail', 'status', 'title']);
    expect(JSON.stringify(broken.body)).not.toMatch(/hunter2|\.ts|\\n/);
    expect(rig.reported.map(String)).toEqual([`Error: ${secret}`]);
  });

  test('M6: what may succeed later is a 503 that says when', async () => {
    const script = createScript();
    const rig = await rigged({ producer: script.producer, limits: { turnsMax: 1 } });
    await rig.start('a', 't1');
    const busy = await rig.start('b', 't2');
    expect([busy.status, busy.body['code'], busy.headers.get('retry-after')]).toEqual([
      503,
      'busy',
      '1',
    ]);
    script.finish();
    await rig.all('/sessions/a/turns/t1/stream');
    await expect.poll(async () => (await rig.start('b', 't2')).status).toBe(201);
  });
});
