/**
 * A handler behind a socket, with Node's own server.
 *
 * A client that goes away cancels the body of its response, which is how a reader learns that it
 * was left. A reader that the host cuts loses its connection without a word in the log: that is
 * everyday life. It knows nothing of the protocol.
 */
import {
  createServer,
  type IncomingMessage,
  type Server as NodeServer,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { systemClock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import type { Handler } from './http.ts';
import { problem, type Refusal } from './http-problem.ts';
import { limitsOf, type SocketLimits, socketLimits } from './limits.ts';

export interface ServeOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`: this machine only. */
  readonly hostname?: string;
  /** How long `close` lets open responses end before it cuts them. Default 5,000. */
  readonly closeMsMax?: number;
  readonly limits?: Partial<SocketLimits>;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  /** Takes no new request, waits for the open ones. Close the host first: it ends the streams. */
  close(): Promise<void>;
}

/** Resolves when the server listens; rejects when it can't, with Node's error. */
export async function serve(handler: Handler, options: ServeOptions = {}): Promise<Server> {
  const { port = 0, hostname = '127.0.0.1', closeMsMax = 5_000 } = options;
  if (typeof handler !== 'function') {
    throw new HoldfastError('misuse', 'serve needs a handler: see createHandler()');
  }
  const server = listenerOf(handler, limitsOf(socketLimits, options.limits));
  // Node closes the idle ones by itself, but not those that never sent a request: browsers and
  // fetch open such sockets ahead, and would hold up `close` for seconds.
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        const bound = systemClock.after(closeMsMax, () => server.closeAllConnections());
        server.close((error) => {
          bound();
          if (error === undefined) resolve();
          else reject(error);
        });
        for (const socket of unused) socket.destroy();
      }),
  };
}

function listenerOf(handler: Handler, limits: SocketLimits): NodeServer {
  const listener = getRequestListener(
    async (request, { outgoing }) =>
      withQuietCut(await handler(request), outgoing as ServerResponse),
    {
      overrideGlobalObjects: false,
      // A request that names no host is one of ours.
      hostname: 'localhost',
      errorHandler: () => problem(badRequest),
    },
  );
  const server = createServer(
    {
      maxHeaderSize: limits.headBytesMax,
      headersTimeout: limits.headMsMax,
      requestTimeout: limits.requestMsMax,
      keepAliveTimeout: limits.idleMsMax,
      connectionsCheckingInterval: Math.min(limits.headMsMax, limits.requestMsMax) / 4,
      requireHostHeader: false,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  const answering = new WeakSet<Socket>();
  server.on('request', ({ socket }: IncomingMessage, outgoing: ServerResponse) => {
    answering.add(socket);
    outgoing.once('close', () => answering.delete(socket));
  });
  // An expectation that is not ours to meet is no reason not to answer.
  server.on('checkExpectation', (incoming, outgoing) => server.emit('request', incoming, outgoing));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Behind half an answer a second one would be read as a part of it.
    if (!socket.writable || answering.has(socket)) socket.destroy();
    else void refuse(socket, refusals[error.code ?? ''] ?? badRequest);
  });
  return server;
}

const badRequest: Refusal = { code: 'bad_request', message: 'the request is not HTTP/1.1' };
/** What Node finds wrong before there is a request, by its code. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { code: 'too_large', message: 'the headers are too long', status: 431 },
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: 'bad_request',
    message: 'the request did not come in time',
    status: 408,
  },
};

/** Says a problem where nobody else can, and hangs up. */
async function refuse(socket: Socket, refusal: Refusal): Promise<void> {
  const response = problem(refusal);
  const { status, headers } = response;
  const text = await response.text();
  const lines = [...headers, ['connection', 'close'], ['content-length', `${text.length}`]];
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${text}`);
}

/** The adapter logs a body that fails; ours fails to cut its reader, so the socket is cut here. */
function withQuietCut(response: Response, outgoing: ServerResponse): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch {
          // Why it was cut has been reported; closing the socket cancels this stream as well.
          outgoing.destroy();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}
