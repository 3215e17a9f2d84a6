/**
 * What each address does: it reads the body, calls the host and says the answer.
 *
 * Who may ask has been decided before (`http-gate.ts`), and what becomes of it is decided by the
 * host: nothing here is but words of the one in words of the other.
 */
import type { Json } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { type ErrorCode, HoldfastError } from '../core/errors.ts';
import type { Host } from './host.ts';
import { problem } from './http-problem.ts';
import { demandId, demandMadeId, type JsonObject, readCursor, readObject } from './http-request.ts';
import { watchBody } from './http-watch.ts';
import type { HttpLimits } from './limits.ts';

export type Action = 'start' | 'load' | 'open' | 'status' | 'cancel' | 'answer' | 'watch';

/** One request, as far as it has been read. */
export interface Call {
  readonly host: Host;
  readonly request: Request;
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly sessionId: string;
  readonly turnId: string;
  readonly promptId: string;
  readonly watched: readonly string[];
  /** Of a start; the others that have one read it themselves. */
  readonly body: JsonObject;
  /** Holds a place of the caller's until what it was taken for is over. */
  readonly hold: (over: Promise<void>) => void;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly action: Action;
  readonly handle: (call: Call) => Promise<Response>;
}

const session = '/sessions/:sessionId';
const turn = `${session}/turns/:turnId`;

export const routes: readonly Route[] = [
  { method: 'GET', path: session, action: 'load', handle: load },
  { method: 'POST', path: `${session}/turns`, action: 'start', handle: start },
  { method: 'GET', path: turn, action: 'status', handle: status },
  { method: 'GET', path: `${turn}/stream`, action: 'open', handle: open },
  { method: 'POST', path: `${turn}/cancel`, action: 'cancel', handle: cancel },
  { method: 'POST', path: `${turn}/prompts/:promptId`, action: 'answer', handle: answer },
  { method: 'GET', path: '/watch', action: 'watch', handle: watch },
];

async function load({ host, sessionId }: Call): Promise<Response> {
  return json(200, await host.load(sessionId));
}

async function start({ host, limits, sessionId, turnId, body }: Call): Promise<Response> {
  // Made by whoever starts: from here on they are known to whom they are told.
  demandMadeId(sessionId, 'sessionId', limits.madeIdCharsMin);
  demandMadeId(turnId, 'turnId', limits.madeIdCharsMin);
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

async function open({ host, request, hold, sessionId, turnId }: Call): Promise<Response> {
  const opened = await host.open(sessionId, turnId, readCursor(request, turnId));
  switch (opened.state) {
    case 'open':
      hold(opened.ended);
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
  const { host, sessionId, turnId, promptId } = call;
  const body = await readObject(call);
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

async function watch({ host, limits, clock, hold, watched }: Call): Promise<Response> {
  if (watched.length === 0) throw new HoldfastError('bad_request', 'no session is named');
  const watcher = host.watch(watched);
  hold(watcher.closed);
  return events(watchBody(watcher, clock, limits));
}

/** An answer that nobody on the way may keep. */
export function json(code: number, value: object): Response {
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
