/**
 * The backend over HTTP, as docs/protocol.md has it: requests by fetch, streams as Server-Sent Events.
 *
 * It translates and decides nothing: a status becomes one of the answers the machines know, and
 * whatever is neither becomes `unreachable` or `error`. Works in browsers and in Node.
 */
import type {
  CancelAnswer,
  Json,
  LastTurn,
  LoadAnswer,
  PromptAnswer,
  SettleAnswer,
  StartAnswer,
  Terminal,
} from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createDecoder } from '../core/sse.ts';
import { createEventParser } from '../core/sse-parser.ts';
import type { Backend, Source } from './backend.ts';

export interface HttpBackendOptions {
  /** Where the host's handler is mounted, such as `/api/chat` or `https://chat.example/api`. */
  readonly url: string;
  /** Asked before each request: a token, for example. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** A request without an answer by then counts as unreachable. Milliseconds, 10,000 by default. */
  readonly requestTimeoutMs?: number;
  /** A watch that is silent for that long is opened again. Milliseconds, 15,000 by default. */
  readonly watchSilenceMs?: number;
  /** Wait before a watch that ended is opened again. Milliseconds, 2,000 by default, +-50 %. */
  readonly watchRetryMs?: number;
}

type Stated = { readonly state: string };

export function httpBackend(options: HttpBackendOptions): Backend {
  const { requestTimeoutMs = 10_000, watchSilenceMs = 15_000, watchRetryMs = 2_000 } = options;
  const clock = options.clock ?? systemClock;
  const send = (path: string, init: RequestInit) =>
    (options.fetch ?? fetch)(options.url + path, {
      ...init,
      headers: { ...options.headers?.(), ...init.headers },
    });
  const turnPath = (sessionId: string, turnId: string) => `/sessions/${sessionId}/turns/${turnId}`;

  /** One request; what its body states if that is an answer, else what `otherwise` makes of it. */
  async function ask<Answer extends Stated>(
    path: string,
    body: Json | undefined,
    states: readonly Answer['state'][],
    otherwise: (status: number) => Answer,
  ): Promise<Answer> {
    const abort = new AbortController();
    const cancel = clock.after(requestTimeoutMs, () => abort.abort());
    let status = 0;
    try {
      const response = await send(path, {
        signal: abort.signal,
        ...(body === undefined
          ? {}
          : {
              method: 'POST',
              body: JSON.stringify(body),
              headers: { 'content-type': 'application/json' },
            }),
      });
      status = response.status;
      const answer = (await response.json()) as Answer | null;
      return answer !== null && states.includes(answer.state) ? answer : otherwise(status);
    } catch {
      // Not reached, cut off, or not JSON: all that is known is the status, if there was one.
      return otherwise(status);
    } finally {
      cancel();
    }
  }

  /** Reads a stream of bytes until it ends, breaks, or is closed. */
  function stream(
    path: string,
    onResponse: (response: Response) => ((chunk: Uint8Array) => void) | null,
    onOver: () => void,
  ): Source {
    const abort = new AbortController();
    const run = async () => {
      const response = await send(path, {
        signal: abort.signal,
        cache: 'no-store',
        headers: { accept: 'text/event-stream' },
      });
      const push = onResponse(response);
      if (push === null || response.body === null) {
        abort.abort();
        return;
      }
      const reader = response.body.getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) push(read.value);
      onOver();
    };
    run().catch(onOver);
    return { close: () => abort.abort() };
  }

  const isEventStream = (response: Response) =>
    response.ok && response.headers.get('content-type')?.startsWith('text/event-stream') === true;

  return {
    start: (sessionId, turnId, question) =>
      ask<StartAnswer>(
        `/sessions/${sessionId}/turns`,
        { turnId, question },
        ['started', 'conflict', 'refused'],
        (status) =>
          isRefusal(status)
            ? { state: 'refused', reason: `status ${status}` }
            : { state: 'unreachable' },
      ),

    open: (sessionId, streamId, after, sink) => {
      const source = stream(
        `${turnPath(sessionId, streamId)}/stream?after=${after}`,
        (response) => {
          if (!isEventStream(response)) {
            const seconds = Number(response.headers.get('retry-after') ?? 0);
            sink.refused(reasonOf(response.status), seconds > 0 ? seconds * 1_000 : 0);
            return null;
          }
          sink.opened();
          const decoder = createDecoder({
            frame: sink.frame,
            heartbeat: sink.heartbeat,
            reset: sink.reset,
            streamEnd: (terminal, lastSeq) => sink.streamEnd(terminal as Terminal | null, lastSeq),
            unknown: () => undefined,
            // What can't be read can't be trusted: come back by the cursor.
            malformed: () => {
              decoder.end();
              source.close();
              sink.broken();
            },
          });
          return (chunk) => decoder.push(chunk);
        },
        sink.broken,
      );
      return source;
    },

    settle: (sessionId, streamId) =>
      ask<SettleAnswer>(
        turnPath(sessionId, streamId),
        undefined,
        ['restored', 'active', 'missing', 'error', 'stale'],
        (status) => ({ state: status === 0 ? 'unreachable' : 'error' }),
      ),

    load: (sessionId) =>
      ask<LoadAnswer>(`/sessions/${sessionId}`, undefined, ['loaded'], () => ({
        state: 'unreachable',
      })),

    cancel: (sessionId, streamId) =>
      ask<CancelAnswer>(
        `${turnPath(sessionId, streamId)}/cancel`,
        {},
        ['accepted', 'refused'],
        (status) => ({
          state: isRefusal(status) ? 'refused' : 'unreachable',
        }),
      ),

    answer: (sessionId, { streamId, promptId, answerId, value }) =>
      ask<PromptAnswer>(
        `${turnPath(sessionId, streamId)}/prompts/${encodeURIComponent(promptId)}`,
        { answerId, value },
        ['accepted', 'already', 'gone', 'refused'],
        (status) =>
          isRefusal(status)
            ? { state: 'refused', reason: `status ${status}` }
            : { state: 'unreachable' },
      ),

    watch: (sessionId, say) => {
      let source: Source | null = null;
      let cancel = () => {};
      const again = () => {
        source?.close();
        cancel();
        cancel = clock.after(watchRetryMs * (0.5 + clock.random()), open);
      };
      const listen = () => {
        cancel();
        cancel = clock.after(watchSilenceMs, again);
      };
      const open = () => {
        listen();
        source = stream(
          `/watch?session=${sessionId}`,
          (response) => {
            const parser = createEventParser({
              event: (_, type, data) => {
                if (type === 'turn') say(JSON.parse(data) as LastTurn);
              },
              comment: () => undefined,
              overflow: again,
            });
            return isEventStream(response)
              ? (chunk) => {
                  listen();
                  parser.push(chunk);
                }
              : null;
          },
          again,
        );
      };
      open();
      return {
        close: () => {
          cancel();
          source?.close();
          cancel = () => {};
          source = null;
        },
      };
    },
  };
}

/** The host has understood, and will not. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

function reasonOf(status: number): 'forbidden' | 'gone' | 'busy' | 'error' {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status === 503 ? 'busy' : 'error';
}
