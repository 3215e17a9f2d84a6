/**
 * A host behind a real socket, and a plain client that believes nothing: what the tests of
 * docs/protocol.md stand on. `by-call.test.ts` has the same tests call the handler instead.
 *
 * Events are read by an independent parser. Time is the test's own where it asks for that: then no
 * test waits, and a heartbeat of five seconds comes when it is told to.
 */
import { createParser } from 'eventsource-parser';
import type { FrameInput, Json } from '../../machines/vocabulary.ts';
import { createHost } from '../../runtime/host/host.ts';
import type { HostOptions } from '../../runtime/host/host-options.ts';
import { createHandler, type HandlerOptions } from '../../runtime/host/http.ts';
import { allowAll } from '../../runtime/host/http-gate.ts';
import { serve } from '../../runtime/host/node.ts';
import type { Producer, ProducerTurn } from '../../runtime/host/producer.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { askRaw, callRaw, type RawRequest } from './raw.ts';

export interface RigOptions extends Partial<HostOptions> {
  readonly http?: Partial<HandlerOptions>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly [field: string]: Json };
}

/** One event: `id` is '' for a control notice; a heartbeat has the event `:`. */
export interface WireEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Json;
}

export async function createRig({ http, ...options }: RigOptions = {}) {
  const reported: unknown[] = [];
  const report = (error: unknown) => void reported.push(error);
  const host = createHost({ producer: echo, report, store: createMemoryStore(), ...options });
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  // The tests' ids are short, so that they can be read.
  const limits = { madeIdCharsMin: 1, ...http?.limits };
  const handler = createHandler(host, {
    authorize: allowAll(),
    report,
    ...clock,
    ...http,
    limits,
  });
  const server = way === 'socket' ? await serve(handler) : null;
  const url = server?.url ?? 'http://host.example';
  const request: Fetch =
    server === null ? async (to, init) => pumped(await handler(new Request(to, init))) : fetch;

  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const { status, headers, ...response } = await text(path, init);
    return { status, headers, body: JSON.parse(response.text) as Answer['body'] };
  };
  const text = async (path: string, init?: RequestInit) => {
    const response = await request(url + path, init);
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
  };
  const post = (path: string, body: Json = {}, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  return {
    host,
    url,
    reported,
    /** With whatever headers and in whatever parts; fetch would not let us. */
    raw: (wanted: RawRequest) =>
      server === null ? callRaw(handler, wanted) : askRaw(server.port, wanted),
    ask,
    text,
    post,
    start: (sessionId: string, turnId: string, question: Json = 'why?') =>
      post(`/sessions/${sessionId}/turns`, { turnId, question }),
    /** Everything a stream says until it ends. */
    all: async (path: string, headers: Record<string, string> = {}) => {
      const stream = await openEvents(request, url + path, headers);
      return stream.rest();
    },
    events: (path: string, headers: Record<string, string> = {}) =>
      openEvents(request, url + path, headers),
    close: async () => {
      await host.close();
      await server?.close();
    },
  };
}

export type Rig = Awaited<ReturnType<typeof createRig>>;

/** Says the question back, in two frames. */
export const echo: Producer = async function* ({ question }) {
  yield { kind: 'text', data: 'you asked: ' };
  yield { kind: 'text', data: JSON.stringify(question) };
};

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

let way: 'socket' | 'call' = 'socket';

/** From here on, rigs have no socket. */
export function callHandlers(): void {
  way = 'call';
}

/** With a few chunks on the way, as behind a socket: so it is read before anybody looks. */
function pumped(response: Response): Response {
  const line = new TransformStream(undefined, { highWaterMark: 16 });
  return new Response(response.body?.pipeThrough(line) ?? null, response);
}

export async function openEvents(request: Fetch, url: string, headers: Record<string, string>) {
  const abort = new AbortController();
  const response = await request(url, { headers, signal: abort.signal });
  const waiting: WireEvent[] = [];
  const parser = createParser({
    onEvent: ({ id = '', event = '', data }) =>
      waiting.push({ id, event, data: JSON.parse(data) as Json }),
    onComment: () => waiting.push({ id: '', event: ':', data: null }),
  });
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  /** The next event; null when the connection has ended. Rejects when it was cut. */
  const next = async (): Promise<WireEvent | null> => {
    for (;;) {
      const event = waiting.shift();
      if (event !== undefined) return event;
      const { done, value } = await reader.read();
      if (done) return null;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  };
  const rest = async (): Promise<readonly WireEvent[]> => {
    const events: WireEvent[] = [];
    for (let event = await next(); event !== null; event = await next()) events.push(event);
    return events;
  };
  return {
    response,
    next,
    rest,
    leave: () => {
      abort.abort();
      // Nobody else tells a body that was made by a call.
      void reader.cancel().catch(() => undefined);
    },
  };
}

type Step = { readonly frame: FrameInput } | { readonly error: unknown } | 'return';

/** A producer that does what the test says, when the test says it. */
export function createScript() {
  const steps: Step[] = [];
  const turns: ProducerTurn[] = [];
  let wake: () => void = () => undefined;
  const add = (step: Step) => {
    steps.push(step);
    wake();
  };
  const producer: Producer = async function* (turn) {
    turns.push(turn);
    turn.signal.addEventListener('abort', () => wake());
    for (;;) {
      const step = steps.shift();
      if (step === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (turn.signal.aborted) resolve();
        });
        turn.signal.throwIfAborted();
      } else if (step === 'return') return;
      else if ('error' in step) throw step.error;
      else yield step.frame;
    }
  };
  return {
    producer,
    /** The turns it was called for, in order. */
    turns,
    say: (data: Json, kind = 'text') => add({ frame: { kind, data } }),
    fail: (error: unknown) => add({ error }),
    finish: () => add('return'),
  };
}
