/**
 * A handler behind a socket, with Node's own server.
 *
 * A client that goes away cancels the body of its response, which is how a reader learns that it
 * was left. A reader that the host cuts loses its connection without a word in the log: that is
 * everyday life. It knows nothing of the protocol.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { systemClock } from '../clock.ts';
import type { Handler } from './http.ts';

export interface ServeOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`: this machine only. */
  readonly hostname?: string;
  /** How long `close` lets open responses end before it cuts them. Default 5,000. */
  readonly closeMsMax?: number;
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
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { outgoing }) =>
      withQuietCut(await handler(request), outgoing as ServerResponse),
  });
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
        const bound = systemClock.after(closeMsMax, () => {
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
        server.close((error) => {
          bound();
          if (error === undefined) resolve();
          else reject(error);
        });
        for (const socket of unused) socket.destroy();
      }),
  };
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
