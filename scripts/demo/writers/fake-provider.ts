/**
 * A model's provider for tests: a real HTTP server on this machine that speaks chat completions.
 *
 * A test gives it a script, which writes bytes as the providers out there do, their bad habits
 * included, and asks afterwards what was requested and when the other side let go of the
 * connection. It decides nothing: which bytes are sent, and how they end, is the script's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turnOfLoop } from 'node:timers/promises';

/** Writes one response. The request counts as read. */
export type Script = (reply: Reply) => Promise<void> | void;

export interface Recorded {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface FakeProvider {
  /** What a client takes as the address of the API. */
  readonly baseURL: string;
  readonly requests: readonly Recorded[];
  close(): Promise<void>;
}

export async function startFakeProvider(script: Script): Promise<FakeProvider> {
  const requests: Recorded[] = [];
  const failures: unknown[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      failures.push(error);
      response.destroy();
    });
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    await script(new Reply(response));
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      // A script that failed would otherwise look like a provider that cut the connection.
      if (failures.length > 0)
        throw new AggregateError(failures, 'the script of the provider failed');
    },
  };
}

/** One response in the making. */
export class Reply {
  /** When the connection is gone, whoever ended it: the time of `performance.now()`. */
  readonly closed: Promise<number>;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    this.closed = new Promise((resolve) => {
      response.once('close', () => resolve(performance.now()));
    });
  }

  /** Opens an event stream, as every other method does by itself where it is still needed. */
  open(headers: Readonly<Record<string, string>> = {}): void {
    this.#response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    this.#response.flushHeaders();
  }

  /** One write is one chunk of HTTP, and the client sees its end. */
  async bytes(bytes: string | Uint8Array): Promise<void> {
    if (!this.#response.headersSent) this.open();
    this.#response.write(bytes);
    await turnOfLoop();
  }

  async data(value: unknown, eol = '\n'): Promise<void> {
    await this.bytes(`data: ${JSON.stringify(value)}${eol}${eol}`);
  }

  /** A chunk of the completion with this delta. */
  async delta(delta: unknown, finishReason: string | null = null): Promise<void> {
    await this.data(chunk([{ index: 0, delta, logprobs: null, finish_reason: finishReason }]));
  }

  async usage(promptTokens: number, completionTokens: number): Promise<void> {
    const total = promptTokens + completionTokens;
    const counts = { prompt_tokens: promptTokens, completion_tokens: completionTokens };
    await this.data({ ...chunk([]), usage: { ...counts, total_tokens: total } });
  }

  /** Says that all was said, and ends. */
  async done(): Promise<void> {
    await this.bytes('data: [DONE]\n\n');
    this.end();
  }

  /** A clean end, whatever was said before. */
  end(): void {
    this.#response.end();
  }

  /** The connection is torn down (RST). */
  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  status(code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
    const json = typeof body !== 'string';
    const type = json ? 'application/json' : 'text/html';
    this.#response.writeHead(code, { 'content-type': type, ...headers });
    this.#response.end(json ? JSON.stringify(body) : body);
  }
}

export function chunk(choices: readonly unknown[]): { readonly [key: string]: unknown } {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'test-model',
    system_fingerprint: null,
    choices,
  };
}
