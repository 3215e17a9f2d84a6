/**
 * A request as no polite client sends it: any headers, and a body in parts whose length is told by
 * nobody. Over a socket, and as a call of the handler.
 *
 * It knows nothing of what is asked for.
 */
import { request as nodeRequest } from 'node:http';
import type { Handler } from '../../runtime/host/http.ts';

export interface RawRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parts?: readonly string[];
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export function askRaw(port: number, wanted: RawRequest): Promise<RawAnswer> {
  const { path, method = 'GET', headers = {}, parts = [] } = wanted;
  return new Promise((resolve, reject) => {
    const request = nodeRequest({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      const told = new Headers();
      for (const [name, value] of Object.entries(response.headers)) told.set(name, String(value));
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: told, text }));
    }).on('error', reject);
    for (const part of parts) request.write(part);
    request.end();
  });
}

export async function callRaw(handler: Handler, wanted: RawRequest): Promise<RawAnswer> {
  const { path, method = 'GET', headers = {}, parts = [] } = wanted;
  const body = parts.length === 0 ? {} : { body: bodyOf(parts), duplex: 'half' as const };
  const request = new Request(`http://host.example${path}`, { method, headers, ...body });
  const response = await handler(request);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function bodyOf(parts: readonly string[]): ReadableStream<Uint8Array> {
  const left = [...parts];
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: (controller) => {
      const part = left.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(encoder.encode(part));
    },
  });
}
