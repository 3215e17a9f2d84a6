/**
 * The host over HTTP: a function from Request to Response, for any server that speaks them.
 *
 * docs/protocol.md is what it does, sentence by sentence. Each route asks `authorize` first, for
 * its action, session and stream; there is no default that lets everybody in. It parses, calls the
 * host and says the answer; it decides nothing.
 */
import { Hono } from 'hono';
import type { Json } from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type ErrorCode, HoldfastError } from '../core/errors.ts';
import type { Host } from './host.ts';
import { allowOrigin, demandOrigin, type Origins, preflight } from './http-origin.ts';
import { problem, problemOf } from './http-problem.ts';
import { demandId, readCursor, readObject } from './http-request.ts';
import { watchBody } from './http-watch.ts';
import { type HttpLimits, httpLimits } from './limits.ts';

export type Action = 'start' | 'load' | 'open' | 'status' | 'cancel' | 'answer' | 'watch';

/** What somebody wants to do. `streamId` is there for whatever names a stream. */
export interface Wish {
  readonly action: Action;
  readonly sessionId: string;
  readonly streamId?: string;
}

/** True lets in, false answers 403, a Response is the answer: a 401 with its challenge, say. */
export type Authorize = (
  request: Request,
  wish: Wish,
) => boolean | Response | Promise<boolean | Response>;

export interface HandlerOptions {
  /** Asked for each request, and for each session of a watch. `allowAll()` lets everybody in. */
  readonly authorize: Authorize;
  /** Where the routes begin, such as `/api/holdfast`. Default: at the root. */
  readonly basePath?: string;
  /** Origins whose pages may ask, beside the host's own. Default: none. */
  readonly origins?: Origins;
  readonly limits?: Partial<HttpLimits>;
  readonly clock?: Clock;
  /** Errors that are answered with a 500. Default: the console. */
  readonly report?: (error: unknown) => void;
}

export type Handler = (request: Request) => Promise<Response>;

/** Lets everybody do everything: for a host that only its owner can reach. */
export function allowAll(): Authorize {
  return () => true;
}

interface Call {
  readonly host: Host;
  readonly request: Request;
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly sessionId: string;
  readonly turnId: string;
  readonly promptId: string;
  readonly watched: readonly string[];
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly action: Action;
  readonly handle: (call: Call) => Promise<Response>;
}

const session = '/sessions/:sessionId';
const turn = `${session}/turns/:turnId`;

const routes: readonly Route[] = [
  { method: 'GET', path: session, action: 'load', handle: load },
  { method: 'POST', path: `${session}/turns`, action: 'start', handle: start },
  { method: 'GET', path: turn, action: 'status', handle: status },
  { method: 'GET', path: `${turn}/stream`, action: 'open', handle: open },
  { method: 'POST', path: `${turn}/cancel`, action: 'cancel', handle: cancel },
  { method: 'POST', path: `${turn}/prompts/:promptId`, action: 'answer', handle: answer },
  { method: 'GET', path: '/watch', action: 'watch', handle: watch },
];

/** Throws `misuse` without an `authorize`. */
export function createHandler(host: Host, options: HandlerOptions): Handler {
  const { authorize, basePath = '/', origins = [], clock = systemClock } = options;
  const { report = logError } = options;
  const limits = { ...httpLimits, ...options.limits };
  if (typeof authorize !== 'function') {
    throw new HoldfastError('misuse', 'createHandler needs `authorize`: see allowAll()');
  }
  const app = new Hono().basePath(basePath);
  for (const { method, path, action, handle } of routes) {
    app.on(method, path, async ({ req }) => {
      const request = req.raw;
      const call = { host, request, limits, clock, ...readAddress(req.param(), request, limits) };
      const { sessionId, turnId, watched } = call;
      for (const id of action === 'watch' ? watched : [sessionId]) {
        const stream = turnId === '' ? {} : { streamId: turnId };
        const allowed = await authorize(request, { action, sessionId: id, ...stream });
        if (allowed instanceof Response) return allowed;
        if (!allowed) throw new HoldfastError('forbidden', `${action} is not allowed`);
      }
      return handle(call);
    });
    app.all(path, () =>
      problem({
        code: 'wrong_method',
        message: `This address takes ${method} only`,
        headers: { allow: method },
      }),
    );
  }
  app.notFound(() => problem({ code: 'not_found', message: 'No route has this address' }));
  app.onError((error) => problemOf(error, report));

  return async (request) => {
    try {
      const early = preflight(request, origins);
      if (early !== null) return early;
      demandOrigin(request, origins);
      // The router would run the GET of a HEAD and drop its body, with a reader at the end of it.
      const asked = request.method === 'HEAD' ? unheaded(request) : request;
      const response = await app.fetch(asked);
      // Who left before the answer was there will never read it: nothing else would end its reader.
      if (request.signal.aborted) await response.body?.cancel();
      return allowOrigin(request, response, origins);
    } catch (error) {
      return problemOf(error, report);
    }
  };
}

function unheaded(request: Request): Request {
  return new Request(request.url, { method: 'OPTIONS', headers: request.headers });
}

function readAddress(
  params: { readonly [name: string]: string },
  request: Request,
  { watchedMax }: HttpLimits,
) {
  const id = (name: string) => (name in params ? demandId(params[name], name) : '');
  const watched = new URL(request.url).searchParams.getAll('session');
  if (watched.length > watchedMax) {
    throw new HoldfastError('too_large', `more than ${watchedMax} sessions are watched at once`);
  }
  return {
    sessionId: id('sessionId'),
    turnId: id('turnId'),
    promptId: id('promptId'),
    watched: watched.map((one) => demandId(one, 'session')),
  };
}

async function load({ host, sessionId }: Call): Promise<Response> {
  return json(200, await host.load(sessionId));
}

async function start({ host, request, limits, sessionId }: Call): Promise<Response> {
  const body = await readObject(request, limits.bodyBytesMax);
  const turnId = demandId(body['turnId'], 'turnId');
  const { question } = body;
  if (question === undefined) throw new HoldfastError('bad_request', 'question is missing');
  if (JSON.stringify(question).length > limits.questionCharsMax) {
    const message = `the question has more than ${limits.questionCharsMax} characters`;
    throw new HoldfastError('too_large', message);
  }
  const { answer: said, isNew } = await host.start(sessionId, turnId, question);
  switch (said.state) {
    case 'started':
      return json(isNew ? 201 : 200, said);
    case 'conflict':
      return refuse('conflict', 'Another turn of this session has not ended', said);
    case 'refused':
      return refuse('refused', 'This turn was cancelled before it started', said);
    case 'unreachable':
      return elsewhere();
  }
}

async function status({ host, sessionId, turnId }: Call): Promise<Response> {
  const said = await host.status(sessionId, turnId);
  if (said.state !== 'missing') return json(200, said);
  return refuse('missing', 'This session has no such turn', said);
}

async function open({ host, request, sessionId, turnId }: Call): Promise<Response> {
  const opened = await host.open(sessionId, turnId, readCursor(request, turnId));
  switch (opened.state) {
    case 'open':
      return events(opened.body);
    case 'gone':
      return refuse('gone', 'Frames after this cursor are no longer kept', opened);
    case 'missing':
      return refuse('missing', 'This session has no such stream', opened);
  }
}

async function cancel({ host, sessionId, turnId }: Call): Promise<Response> {
  const said = await host.cancel(sessionId, turnId);
  switch (said.state) {
    case 'accepted':
      return json(202, said);
    case 'refused':
      return refuse('decided', 'This turn ends, or has ended, in another way', said);
    case 'unreachable':
      return elsewhere();
  }
}

async function answer(call: Call): Promise<Response> {
  const { host, request, limits, sessionId, turnId, promptId } = call;
  const body = await readObject(request, limits.bodyBytesMax);
  const answerId = demandId(body['answerId'], 'answerId');
  const { value } = body;
  if (value === undefined) throw new HoldfastError('bad_request', 'value is missing');
  const said = await host.answer(sessionId, turnId, { promptId, answerId, value });
  switch (said.state) {
    case 'accepted':
      return json(202, said);
    case 'already':
      return refuse('already', 'Somebody has answered this prompt', said);
    case 'gone':
      return refuse('prompt_gone', 'Nobody waits for this answer', said);
    case 'refused':
      return refuse('refused', 'The answer is not accepted', said);
    case 'unreachable':
      return elsewhere();
  }
}

async function watch({ host, limits, clock, watched }: Call): Promise<Response> {
  if (watched.length === 0) throw new HoldfastError('bad_request', 'no session is named');
  return events(watchBody(host.watch(watched), clock, limits.heartbeatMs));
}

function json(code: number, value: object): Response {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  return Response.json(value, { status: code, headers });
}

function refuse(code: ErrorCode, message: string, said: object): Response {
  return problem({ code, message, members: said as { readonly [name: string]: Json } });
}

function elsewhere(): Response {
  return problem({ code: 'elsewhere', message: 'This turn is not run by this host' });
}

function events(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
  });
}

function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- the default: an error must be seen somewhere
  console.error(error);
}
