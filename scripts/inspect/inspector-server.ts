/**
 * Serves what is inspected to whoever looks, on loopback: a page that holds Stately's inspector,
 * and a WebSocket that says each inspection event as a JSON message, as `@statelyai/inspect` does.
 *
 * A page of another origin is refused, and so is another name for this machine; a program that is
 * no browser sends no origin and may look. What comes from a socket is never read. The server that
 * the package itself brings listens on every address and asks for no origin.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { listen, type Ports } from '../demo/listening.ts';
import { bundleInspectorPage, type InspectorPage } from './page-bundle.ts';

export interface InspectorServer {
  readonly url: string;
  /** Says an event to everybody who looks. */
  send(event: object): void;
  close(): Promise<void>;
}

export interface InspectorServerOptions {
  readonly ports: Ports;
  /** What somebody is told first who comes late. */
  readonly present: () => readonly object[];
}

const hostname = '127.0.0.1';
const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;
/** A reader that has not taken this much is cut: it is told everything anew when it comes back. */
const backlogBytesMax = 8 * 1024 * 1024;

export async function startInspectorServer(
  options: InspectorServerOptions,
): Promise<InspectorServer> {
  const page = await bundleInspectorPage();
  const server = createServer((request, response) => answer(request, response, page));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request);
    if (refusal !== null) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (reader) => {
      // What a reader does wrong ends its socket, and nothing else.
      reader.on('error', () => reader.terminate());
      for (const event of options.present()) reader.send(JSON.stringify(event));
    });
  });
  const port = await listen(server, hostname, options.ports, '--inspector-port');
  return {
    url: `http://${hostname}:${port}`,
    send: (event) => {
      const text = JSON.stringify(event);
      for (const reader of sockets.clients) {
        if (reader.readyState !== WebSocket.OPEN) continue;
        if (reader.bufferedAmount > backlogBytesMax) reader.terminate();
        else reader.send(text);
      }
    },
    close: async () => {
      for (const reader of sockets.clients) reader.terminate();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Null for whoever may look; else the status. */
function refusalOf({ headers }: IncomingMessage): 403 | 421 | null {
  const { host = '', origin } = headers;
  if (!loopback.test(host)) return 421;
  return origin === undefined || origin === `http://${host}` ? null : 403;
}

function refuse(socket: Duplex, status: 403 | 421): void {
  const reason = status === 403 ? 'Forbidden' : 'Misdirected Request';
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function answer(request: IncomingMessage, response: ServerResponse, page: InspectorPage): void {
  const refusal = refusalOf(request);
  const file = refusal === null ? page.file(request.url ?? '/', request.headers.host ?? '') : null;
  response.writeHead(refusal ?? (file === null ? 404 : 200), file?.headers);
  response.end(file?.text ?? '');
}
