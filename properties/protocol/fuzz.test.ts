/**
 * Requests that nobody would send: odd methods, addresses, cursors, headers and bodies, by a call
 * of the handler and as bytes on a socket.
 *
 * Each is answered as docs/protocol.md says, or with a problem that names what is wrong; never with
 * a 500, a stack, or anything of a stream but what follows the cursor. And afterwards all that was
 * stored is there, and the host serves as before.
 */
import { STATUS_CODES } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHost } from '../../runtime/host/host.ts';
import { createHandler } from '../../runtime/host/http.ts';
import { allowAll } from '../../runtime/host/http-gate.ts';
import { serve } from '../../runtime/host/node.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';

const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const numRuns = isDeep ? 100_000 : 3_000;
const socketRuns = isDeep ? 5_000 : 300;
const kept = ['kept-session-0001', 'kept-turn-0000001'] as const;
const whole = ['reset', '1', '2', '3', '4', 'stream_end'];

/** A host that has one turn with its end, and one whose prompt is open. */
async function rig() {
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const host = createHost({
    store: createMemoryStore(),
    report,
    async *producer({ question, ask }) {
      for (const data of ['one', 'two', 'three']) yield { kind: 'text', data };
      if (question === 'ask') yield* ask({ id: 'p', title: 'Go on?' });
    },
  });
  await host.start(...kept, 'why?');
  await host.start('asking-session-01', 'asking-turn-00001', 'ask');
  const handler = createHandler(host, { authorize: allowAll(), report });
  await expect.poll(async () => (await host.status(...kept)).state).toBe('restored');
  return { host, handler, reported, before: await host.status(...kept) };
}

const word = fc.oneof(
  fc.constantFrom(...kept, 'asking-session-01', 'asking-turn-00001', 'p', 's', 'turns', 'stream'),
  fc.constantFrom('', '.', '..', '%00', '%2F', '%', 'a b', 'ü', '%ff', '__proto__', '*', ':id'),
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const method = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('GET', 'POST') },
  fc.constantFrom('HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'get', 'PURGE', 'QUERY'),
);
const address = fc.oneof(
  fc.constantFrom(
    '/sessions/kept-session-0001',
    '/sessions/kept-session-0001/turns',
    '/sessions/kept-session-0001/turns/kept-turn-0000001',
    '/sessions/kept-session-0001/turns/kept-turn-0000001/cancel',
    '/sessions/kept-session-0001/turns/kept-turn-0000001/prompts/p',
    '/sessions/asking-session-01/turns/asking-turn-00001/prompts/p',
    '/watch',
  ),
  { weight: 2, arbitrary: fc.constant(`/sessions/${kept[0]}/turns/${kept[1]}/stream`) },
  fc.array(word, { maxLength: 7 }).map((words) => `/${words.join('/')}`),
);
const cursor = fc.oneof(
  fc.integer({ min: -2, max: 9 }).map(String),
  fc.integer({ min: -2, max: 9 }).map((seq) => `${kept[1]}:${seq}`),
  fc.tuple(word, word).map(([one, other]) => `${one}:${other}`),
  fc.constantFrom('', ':', '1e0', '0x1', '01', '+1', ' 1', '1 ', '9007199254740993', 'NaN', '1,2'),
  fc.string({ maxLength: 400 }),
);
const query = fc.oneof(
  fc.constant(''),
  cursor.map((after) => `?${new URLSearchParams({ after })}`),
  fc.array(word, { maxLength: 70 }).map((ids) => `?${ids.map((id) => `session=${id}`).join('&')}`),
  word.map((text) => `?${text}`),
);
const headers = fc.record(
  {
    'last-event-id': cursor,
    'content-type': fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('application/json', 'Application/JSON; charset=x') },
      fc.constantFrom('text/plain', '', 'application/json5', ';', 'multipart/form-data'),
    ),
    'content-length': fc.constantFrom('0', '1', '-1', 'x', '99999999999', '1e9'),
    origin: fc.constantFrom('null', 'http://host.example', 'https://evil.example', '', 'x'),
    'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site', 'none', 'x'),
    'access-control-request-method': fc.constantFrom('POST', 'x'),
    accept: word,
    'x-forwarded-host': word,
    authorization: word,
  },
  { requiredKeys: [] },
);
const idLike = fc.oneof(fc.constantFrom(...kept, 'new-turn-000000001'), word, fc.jsonValue());
const json = fc.oneof(
  fc.record({ turnId: idLike, question: fc.jsonValue() }, { requiredKeys: [] }),
  fc.record({ answerId: idLike, value: fc.jsonValue() }, { requiredKeys: [] }),
  fc.jsonValue(),
);
const body = fc.oneof(
  { weight: 3, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value))) },
  fc.tuple(json, fc.nat(200)).map(([value, at]) => Buffer.from(JSON.stringify(value)).subarray(at)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom('{"__proto__":{"turnId":"x"}}', '[', '['.repeat(9_000)).map(Buffer.from),
);
const wanted = fc.record({ method, address, query, headers, body });

type Wanted = typeof wanted extends fc.Arbitrary<infer One> ? One : never;

/** Null for what is no request: nobody could send it. */
function requestOf({
  method: verb,
  address: path,
  query: search,
  headers: head,
  body: bytes,
}: Wanted) {
  const hasBody = !/^(?:get|head)$/i.test(verb);
  try {
    return new Request(`http://host.example${path}${search}`, {
      method: verb,
      headers: head as Record<string, string>,
      ...(hasBody && { body: bytes }),
    });
  } catch {
    return null;
  }
}

test('any request is answered with what the protocol says, or with a problem', async () => {
  const { host, handler, reported, before } = await rig();
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(wanted, async (one) => {
      const request = requestOf(one);
      if (request === null) return;
      const said = await judged(await handler(request), request);
      seen.set(said, (seen.get(said) ?? 0) + 1);
    }),
    { numRuns, seed: 85 },
  );
  expect(reported, 'errors of the host').toEqual([]);
  const status = await host.status(...kept);
  expect(status, 'what was stored').toEqual(before);
  expect([...seen.keys()].toSorted()).toEqual(
    expect.arrayContaining(['200', '204', '400', '403', '404', '405', '413', '415', 'stream']),
  );
  await host.close();
});

/** What it was, once nothing is wrong with it. */
async function judged(response: Response, request: Request): Promise<string> {
  const { status } = response;
  const type = response.headers.get('content-type');
  if (type === 'text/event-stream') {
    const isKept = request.url.includes(`${kept[0]}/turns/${kept[1]}/stream`);
    if (isKept) judgeStream(await response.text(), request);
    else await response.body?.cancel();
    return 'stream';
  }
  const text = await response.text();
  if (status < 300) judgeAnswer(status, text);
  else judgeProblem(status, type, text);
  return String(status);
}

function judgeAnswer(status: number, text: string): void {
  const state = text === '' ? 'none' : (JSON.parse(text) as { state?: string }).state;
  expect(state).toMatch(status === 204 ? /^none$/ : /^[a-z]+$/);
}

function judgeProblem(status: number, type: string | null, text: string): void {
  expect(type).toBe('application/problem+json');
  const { code, detail, title, ...rest } = JSON.parse(text) as Record<string, string>;
  expect(rest['status']).toBe(status);
  // Node calls a 413 as it was called before RFC 9110.
  expect(title).toBe(status === 413 ? 'Content Too Large' : STATUS_CODES[status]);
  for (const said of [code, detail]) expect(said).toMatch(/^\S[^\n]+$/);
  expect(text).not.toMatch(/node:|\.ts\b|node_modules|:\d+:\d+/);
  expect([status, status === 503 || status < 500]).toEqual([status, true]);
}

/** All that follows the cursor, or everything after a reset. */
function judgeStream(text: string, request: Request): void {
  const events = text.split('\n\n').slice(0, -1);
  const shown = events.map((event) => /^id: [\w-]+:(\d+)$/m.exec(event)?.[1] ?? event.slice(7));
  const names = shown.map((name) => name.split('\n')[0] ?? '');
  const at = names[0] === 'reset' ? 0 : whole.indexOf(names[0] ?? '');
  expect(names).toEqual(whole.slice(at));
  if (at === 0) return;
  const given = request.headers.get('last-event-id') ?? '';
  const after = given === '' ? new URL(request.url).searchParams.get('after') : given.split(':')[1];
  expect(at).toBe(Number(after ?? 0) + 1);
}

const first = fc
  .tuple(method, address, fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/9', ''))
  .map((words) => words.join(' '));
const line = fc.oneof(
  fc.tuple(word, word).map(([name, value]) => `${name}: ${value}`),
  fc.constantFrom(
    'GET http://other.example/sessions/s HTTP/1.1',
    'GET * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'CONNECT host:1 HTTP/1.1',
    'TRACE /sessions/s HTTP/1.1',
    'GET /sessions/s?%%% HTTP/1.1',
    'GET //evil HTTP/1.1',
    'GET /sessions/s\\..\\x HTTP/1.1',
    'host: a b',
    'host: h@x',
    'transfer-encoding: chunked',
    'transfer-encoding: x',
    'content-length: 5',
    'content-length: x',
    'upgrade: websocket',
    'connection: upgrade',
    'expect: 100-continue',
    'expect: x',
    `cookie: ${'x'.repeat(17_000)}`,
  ),
);
const bytesOf = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.oneof(first, line), fc.array(line, { maxLength: 4 }))
      .map(([head, others]) => `${[head, ...others].join('\r\n')}\r\n\r\n`),
  },
  fc.string({ unit: 'binary', maxLength: 300 }),
);

test('any bytes on a socket are answered with HTTP, or not at all', async () => {
  const { host, handler, reported } = await rig();
  const server = await serve(handler, { limits: { headMsMax: 200, requestMsMax: 200 } });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(bytesOf, async (bytes) => {
      for (const { status, type, text } of await answersTo(server.port, bytes)) {
        statuses.add(status);
        if (status >= 300) judgeProblem(status, type, text);
      }
    }),
    { numRuns: socketRuns, seed: 85 },
  );
  expect(reported).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([400, 404, 431]));
  expect((await fetch(`${server.url}/sessions/${kept[0]}`)).status, 'it serves').toBe(200);
  await host.close();
  await server.close();
}, 300_000);

/** What came back on a connection that sends this and then no more. */
function answersTo(port: number, bytes: string) {
  return new Promise<readonly { status: number; type: string | null; text: string }[]>(
    (resolve) => {
      let said = '';
      const socket = connect(port, '127.0.0.1', () => socket.end(Buffer.from(bytes, 'latin1')));
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        said += chunk;
        // An event stream goes on.
        if (said.includes('text/event-stream')) socket.destroy();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(parsed(said, bytes.includes('HEAD'))));
    },
  );
}

function parsed(said: string, isHead: boolean) {
  return said
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n');
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
      const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? null;
      const text = rest
        .join('\r\n\r\n')
        .replaceAll(/^[0-9a-f]+\r\n|\r\n[0-9a-f]+\r\n|\r\n0?$/g, '');
      // Of a HEAD there is no body, and what goes on was cut.
      if ((isHead && text === '') || type === 'text/event-stream' || status < 200) return [];
      return [{ status, type, text }];
    });
}
