/**
 * Two ways to speak HTTP to a host: ask once, and read a stream. By fetch, in browsers and in Node.
 *
 * A request ends in what the host stated or in what its status means, never in a rejection; a
 * stream ends once. What is said and read is the backend's; nothing here knows the protocol.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Source } from './backend.ts';
import type { Reads } from './http-answers.ts';

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

export class Http {
  readonly clock: Clock;
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
  }

  /** One request: what its body says, if that is an answer, else what its status means. */
  async ask<Answer>(
    path: string,
    body: Json | undefined,
    isAnswer: Reads<Answer>,
    otherwise: (status: number) => Answer,
  ): Promise<Answer> {
    const abort = new AbortController();
    const timeoutMs = this.#options.requestTimeoutMs ?? 10_000;
    const cancel = this.clock.after(timeoutMs, () => abort.abort());
    const init =
      body === undefined
        ? {}
        : {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          };
    let status = 0;
    try {
      const response = await this.#send(path, { ...init, signal: abort.signal });
      status = response.status;
      const answer: unknown = await response.json();
      return isAnswer(answer) ? answer : otherwise(status);
    } catch {
      // Not reached, cut off, or not JSON: all that is known is the status, if there was one.
      return otherwise(status);
    } finally {
      cancel();
    }
  }

  /** Reads until the stream ends, breaks or is closed; `onResponse` may decline to read on. */
  stream(path: string, onResponse: (r: Response) => Push | null, onOver: () => void): Source {
    const abort = new AbortController();
    const close = () => abort.abort();
    const run = async () => {
      const headers = { accept: 'text/event-stream' };
      const response = await this.#send(path, { headers, signal: abort.signal, cache: 'no-store' });
      const push = onResponse(response);
      const reader = response.body?.getReader();
      if (push === null || reader === undefined) {
        close();
        return;
      }
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
    return { close };
  }

  #send(path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }) {
    const { url, headers } = this.#options;
    return (this.#options.fetch ?? fetch)(url + path, {
      ...init,
      headers: { ...headers?.(), ...init.headers },
    });
  }
}

/** A proxy's or a portal's page is no event stream, whatever its status. */
export function isEventStream(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return response.ok && type.startsWith('text/event-stream');
}
