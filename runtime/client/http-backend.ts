/**
 * The backend over HTTP, as docs/protocol.md has it: requests, and streams of Server-Sent Events.
 *
 * It translates and decides nothing: a status becomes one of the answers the machines know, and
 * whatever is neither becomes `unreachable` or `error`.
 */
import type {
  CancelAnswer,
  LoadAnswer,
  PromptAnswer,
  SettleAnswer,
  StartAnswer,
} from '../../machines/vocabulary.ts';
import { createDecoder } from '../core/sse.ts';
import type { Backend, Source, SourceSink } from './backend.ts';
import { createHttp, type Http, type HttpOptions, isEventStream } from './http.ts';
import { type WatchOptions, watch } from './http-watch.ts';

export interface HttpBackendOptions extends HttpOptions, WatchOptions {}

export function httpBackend(options: HttpBackendOptions): Backend {
  const http = createHttp(options);
  const turn = (sessionId: string, turnId: string) => `/sessions/${sessionId}/turns/${turnId}`;
  return {
    start: (sessionId, turnId, question) =>
      http.ask<StartAnswer>(
        `/sessions/${sessionId}/turns`,
        { turnId, question },
        ['started', 'conflict', 'refused'],
        refusedOrUnreachable,
      ),
    open: (sessionId, streamId, after, sink) =>
      open(http, `${turn(sessionId, streamId)}/stream?after=${after}`, sink),
    settle: (sessionId, streamId) =>
      http.ask<SettleAnswer>(
        turn(sessionId, streamId),
        undefined,
        ['restored', 'active', 'missing', 'error', 'stale'],
        (status) => ({ state: status === 0 ? 'unreachable' : 'error' }),
      ),
    load: (sessionId) =>
      http.ask<LoadAnswer>(`/sessions/${sessionId}`, undefined, ['loaded'], () => ({
        state: 'unreachable',
      })),
    cancel: (sessionId, streamId) =>
      http.ask<CancelAnswer>(
        `${turn(sessionId, streamId)}/cancel`,
        {},
        ['accepted', 'refused'],
        refusedOrUnreachable,
      ),
    answer: (sessionId, { streamId, promptId, answerId, value }) =>
      http.ask<PromptAnswer>(
        `${turn(sessionId, streamId)}/prompts/${encodeURIComponent(promptId)}`,
        { answerId, value },
        ['accepted', 'already', 'gone', 'refused'],
        refusedOrUnreachable,
      ),
    watch: (sessionId, say) => watch(http, `/watch?session=${sessionId}`, options, say),
  };
}

function open(http: Http, path: string, sink: SourceSink): Source {
  const source = http.stream(
    path,
    (response) => {
      if (!isEventStream(response)) {
        const seconds = Number(response.headers.get('retry-after') ?? 0);
        sink.refused(reasonOf(response.status), seconds > 0 ? seconds * 1_000 : 0);
        return null;
      }
      sink.opened();
      const decoder = createDecoder({
        ...sink,
        unknown: () => undefined,
        // What can't be read can't be trusted: come back by the cursor.
        malformed: () => {
          decoder.end();
          source.close();
          sink.broken();
        },
      });
      return decoder.push;
    },
    sink.broken,
  );
  return source;
}

/** A host that has understood and will not, or one that may yet. */
function refusedOrUnreachable(status: number) {
  const refused = status >= 400 && status < 500 && ![408, 425, 429].includes(status);
  return refused
    ? ({ state: 'refused', reason: `status ${status}` } as const)
    : ({ state: 'unreachable' } as const);
}

function reasonOf(status: number): 'forbidden' | 'gone' | 'busy' | 'error' {
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status === 503 ? 'busy' : 'error';
}
