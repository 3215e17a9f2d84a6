/**
 * Two ways to speak HTTP to a host: ask once, and read a stream. By fetch, in browsers and in Node.
 *
 * A request ends in what the host stated or in what its status means, never in a rejection; a
 * stream ends once. What is said and read is the backend's; nothing here knows the protocol.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Source } from './backend.ts';
import { answerOf } from './http-answers.ts';

export interface HttpOptions {
  /** Where the host's handler is mounted, such as `/api/chat` or `https://chat.example/api`. */
  readonly url: string;
  /** Asked before each request: a token, for example. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** A request without an answer by then is given up. Milliseconds, 10,000 by default. */
  readonly requestTimeoutMs?: number;
}

type Push = (chunk: Uint8Array) => void;

export interface Http {
  readonly clock: Clock;
  /** One request: what its body says, if that is an answer, else what its status means. */
  ask<Answer extends { readonly state: string }>(
    path: string,
    body: Json | undefined,
    states: readonly Answer['state'][],
    otherwise: (status: number) => Answer,
  ): Promise<Answer>;
  /** Reads until the stream ends, breaks or is closed; `onResponse` may decline to read on. */
  stream(path: string, onResponse: (r: Response) => Push | null, onOver: () => void): Source;
}

export function createHttp(options: HttpOptions): Http {
  const { url, clock = systemClock, requestTimeoutMs = 10_000 } = options;

  const send = (
    path: string,
    init: Omit<RequestInit, 'headers'>,
    headers?: Readonly<Record<string, string>>,
  ) =>
    (options.fetch ?? fetch)(url + path, {
      ...init,
      headers: { ...options.headers?.(), ...headers },
    });

  return {
    clock,

    async ask<Answer extends { readonly state: string }>(
      path: string,
      body: Json | undefined,
      states: readonly Answer['state'][],
      otherwise: (status: number) => Answer,
    ) {
      const abort = new AbortController();
      const { signal } = abort;
      const cancel = clock.after(requestTimeoutMs, () => abort.abort());
      let status = 0;
      try {
        const response = await (body === undefined
          ? send(path, { signal })
          : send(path, { signal, method: 'POST', body: JSON.stringify(body) }, json));
        status = response.status;
        return answerOf<Answer>(await response.json(), states) ?? otherwise(status);
      } catch {
        // Not reached, cut off, or not JSON: all that is known is the status, if there was one.
        return otherwise(status);
      } finally {
        cancel();
      }
    },

    stream(path, onResponse, onOver) {
      const abort = new AbortController();
      const run = async () => {
        const response = await send(path, { signal: abort.signal, cache: 'no-store' }, eventStream);
        const push = onResponse(response);
        const reader = response.body?.getReader();
        if (push === null || reader === undefined) return abort.abort();
        try {
          for (let read = await reader.read(); !read.done; read = await reader.read()) {
            push(read.value);
          }
        } catch (error) {
          // Not read any more, it would hold its connection for ever.
          void reader.cancel().catch(() => undefined);
          throw error;
        }
        onOver();
      };
      run().catch(onOver);
      return { close: () => abort.abort() };
    },
  };
}

const json = { 'content-type': 'application/json' };
const eventStream = { accept: 'text/event-stream' };

/** A proxy's or a portal's page is no event stream, whatever its status. */
export function isEventStream(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return response.ok && type.startsWith('text/event-stream');
}
