/**
 * The demo's server: the page, a host behind `/api`, and `/harm`.
 *
 * The host and its handler are the ones that ship. The only thing between them and the socket is
 * the harbour, which puts a hand on the event streams of a pane; a pane is known by a header that
 * the page's own backend adds. This file knows neither frames nor machines.
 */
import type { ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { demandOrigin } from '../../runtime/host/http-origin.ts';
import { problemOf } from '../../runtime/host/http-problem.ts';
import {
  allowAll,
  createHandler,
  createHost,
  type Handler,
  type Producer,
  type Store,
} from '../../runtime/host/index.ts';
import { createHostObserver, type Sighting } from '../../runtime/inspect/index.ts';
import { createHarbour, type Harbour, readOrder } from './harm.ts';
import { listen, type Ports } from './listening.ts';
import { bundlePage, type Page } from './page-bundle.ts';
import { readSightings } from './sightings.ts';

export interface DemoOptions {
  readonly hostname: string;
  readonly ports: Ports;
  readonly producer: Producer;
  /** Default: the host's own, which is durable. */
  readonly store?: Store;
  /** Who answers, for the person. */
  readonly writer: string;
  /** Errors of the writer and the host. */
  readonly report: (error: unknown) => void;
  /** Takes what is seen of the page's controllers and of the host; without it nothing is said. */
  readonly inspection?: InspectionTaker;
}

export interface InspectionTaker {
  /** The page is asked for people's text too. */
  readonly text: boolean;
  readonly take: (sighting: Sighting) => void;
}

export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

export const paneHeader = 'x-demo-pane';

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { hostname, ports, producer, store, writer, report, inspection = null } = options;
  const page = await bundlePage({ writer, inspect: inspection });
  const observe = inspection === null ? undefined : hostObservers(inspection);
  const given = { ...(store && { store }), ...(observe && { observe }) };
  const host = createHost({ producer, report, ...given });
  const harbour = createHarbour();
  const api = createHandler(host, { authorize: allowAll(), basePath: '/api', report });
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: (request, { outgoing }) =>
      isMeant(request, hostname)
        ? answer(request, { api, page, harbour, inspection, outgoing: outgoing as ServerResponse })
        : new Response('This demo answers to the name of this machine only.\n', { status: 421 }),
  });
  const port = await listen(server, hostname, ports).catch(async (error: unknown) => {
    await host.close();
    throw error;
  });
  const shown = hostname === '0.0.0.0' || hostname === '::' ? '127.0.0.1' : hostname;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`,
    close: async () => {
      await host.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Browsers keep connections open that carry nothing.
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * A page elsewhere can have its own name resolved to this machine, and is of the same origin then.
 * Everybody may ask here, a model that costs money too; so who listens on loopback goes by name.
 */
function isMeant(request: Request, hostname: string): boolean {
  const listened = hostname.includes(':') ? `[${hostname}]` : hostname;
  return !loopback.test(listened) || loopback.test(new URL(request.url).hostname);
}

interface Call {
  readonly api: Handler;
  readonly page: Page;
  readonly harbour: Harbour;
  readonly inspection: InspectionTaker | null;
  readonly outgoing: ServerResponse;
}

async function answer(request: Request, call: Call): Promise<Response> {
  const { api, page, harbour, inspection, outgoing } = call;
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith('/api/')) {
    if (pathname === '/harm') return inflict(request, harbour);
    if (pathname === '/inspection' && inspection !== null) return inspect(request, inspection);
    return page.answer(pathname) ?? new Response('Not here.\n', { status: 404 });
  }
  const response = await api(request);
  const pane = request.headers.get(paneHeader);
  const isEvents = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (pane === null || !isEvents) return response;
  const purpose = pathname === '/api/watch' ? 'watch' : 'stream';
  return harbour.hold(response, pane, purpose, () => outgoing.socket?.resetAndDestroy());
}

async function inflict(request: Request, harbour: Harbour): Promise<Response> {
  try {
    demandOrigin(request, []);
    const isPost = request.method === 'POST';
    const order = isPost ? readOrder(await request.json().catch(() => null)) : null;
    if (order === null) return new Response('No such harm.\n', { status: 400 });
    return Response.json(harbour.inflict(order));
  } catch (error) {
    return problemOf(error, () => undefined);
  }
}

/** What the page has seen of its controllers since the last time. */
async function inspect(request: Request, { take }: InspectionTaker): Promise<Response> {
  try {
    demandOrigin(request, []);
    const body: unknown = request.method === 'POST' ? await request.json().catch(() => null) : null;
    const sightings = readSightings(body);
    if (sightings === null) return new Response('No such sightings.\n', { status: 400 });
    for (const sighting of sightings) take(sighting);
    return new Response(null, { status: 204 });
  } catch (error) {
    return problemOf(error, () => undefined);
  }
}

/** Who answers, as `writerFromEnv` decides it: never with the key, nor with the whole address. */
export function describeWriter(env: Readonly<Record<string, string | undefined>>): string {
  const url = env['HOLDFAST_LLM_URL']?.trim() ?? '';
  const model = env['HOLDFAST_LLM_MODEL']?.trim() ?? '';
  if (url === '' || model === '') return 'the built-in writer';
  return `${model} at ${new URL(url).host}`;
}

/** A session that rests is forgotten, so when it is under way again its machines are others. */
function hostObservers({ text, take: tell }: InspectionTaker) {
  let times = 0;
  return () => {
    times += 1;
    return createHostObserver({ actor: `host-${times}`, text, tell });
  };
}
