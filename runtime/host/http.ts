/**
 * The host over HTTP: a function from Request to Response, for any server that speaks them.
 *
 * docs/protocol.md is what it does, sentence by sentence. `authorize` is asked for each action,
 * session and stream (`http-gate.ts`); there is no default that lets everybody in. What the
 * addresses do is in `http-routes.ts`; it decides nothing.
 */
import { Hono } from 'hono';
import { type Clock, systemClock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import { Crowd } from './crowd.ts';
import type { Host } from './host.ts';
import { type Authorize, admit, type Gate } from './http-gate.ts';
import { allowOrigin, demandOrigin, type Origins, preflight } from './http-origin.ts';
import { problem, problemOf } from './http-problem.ts';
import { demandBriefHead, demandId, readObject } from './http-request.ts';
import { type Call, type Route, routes } from './http-routes.ts';
import { type HttpLimits, httpLimits, limitsOf } from './limits.ts';
import { logError } from './report.ts';

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

/** Throws `misuse` without a host and an `authorize`, and for limits that are none. */
export function createHandler(host: Host, options: HandlerOptions): Handler {
  demandHost(host, options);
  const { authorize, basePath = '/', origins = [], clock = systemClock } = options;
  const { report = logError } = options;
  const limits = limitsOf(httpLimits, options.limits);
  const bounds = { limits, clock };
  const gate: Gate = { authorize, callers: new Crowd('caller') };
  const app = new Hono().basePath(basePath);
  for (const route of routes) {
    const { method, path } = route;
    app.on(method, path, async ({ req }) =>
      admit(gate, route, await readCall(route, req.param(), { host, request: req.raw, ...bounds })),
    );
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
      demandBriefHead(request, limits.headCharsMax);
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
      return allowOrigin(request, problemOf(error, report), origins);
    }
  };
}

function demandHost(host: unknown, options: unknown): void {
  if (typeof (host as Partial<Host> | null | undefined)?.start !== 'function') {
    throw new HoldfastError('misuse', 'createHandler needs a host: see createHost()');
  }
  if (typeof (options as Partial<HandlerOptions> | null | undefined)?.authorize !== 'function') {
    throw new HoldfastError('misuse', 'createHandler needs `authorize`: see allowAll()');
  }
}

function unheaded(request: Request): Request {
  return new Request(request.url, { method: 'OPTIONS', headers: request.headers });
}

/** The address of a request, and its body where that says which stream is meant. */
async function readCall(
  { action }: Route,
  params: { readonly [name: string]: string },
  bounds: Pick<Call, 'host' | 'request' | 'limits' | 'clock'>,
): Promise<Call> {
  const { request, limits } = bounds;
  const id = (name: string) => (name in params ? demandId(params[name], name) : '');
  const sessionId = id('sessionId');
  const promptId = id('promptId');
  const watched = new URL(request.url).searchParams.getAll('session');
  if (watched.length > limits.watchedMax) {
    const message = `more than ${limits.watchedMax} sessions are watched at once`;
    throw new HoldfastError('too_large', message);
  }
  const body = action === 'start' ? await readObject(bounds) : {};
  return {
    ...bounds,
    sessionId,
    promptId,
    body,
    turnId: action === 'start' ? demandId(body['turnId'], 'turnId') : id('turnId'),
    watched: watched.map((one) => demandId(one, 'session')),
    hold: () => undefined,
  };
}
