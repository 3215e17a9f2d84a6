/**
 * The watch over HTTP: an event stream that says the session's last turn at every change.
 *
 * It comes back by itself after an end, a break or a silence. That decides nothing: what is watched
 * is level-triggered, so all that a late return costs is time.
 */
import type { LastTurn } from '../../machines/vocabulary.ts';
import { createEventParser } from '../core/sse-parser.ts';
import type { Source } from './backend.ts';
import { type Http, isEventStream } from './http.ts';
import { isLastTurn } from './http-answers.ts';

export interface WatchOptions {
  /** A watch that is silent for that long is opened again. Milliseconds, 15,000 by default. */
  readonly watchSilenceMs?: number;
  /** Wait before a watch that ended is opened again. Milliseconds, 2,000 by default, +-50 %. */
  readonly watchRetryMs?: number;
}

export function watch(
  http: Http,
  path: string,
  options: WatchOptions,
  say: (last: LastTurn) => void,
): Source {
  const { watchSilenceMs = 15_000, watchRetryMs = 2_000 } = options;
  const { clock } = http;
  let source: Source | null = null;
  let cancel = () => {};
  let closed = false;

  const wait = (ms: number, then: () => void) => {
    cancel();
    if (!closed) cancel = clock.after(ms, then);
  };
  const again = () => {
    source?.close();
    wait(watchRetryMs * (0.5 + clock.random()), open);
  };
  const read = (response: Response) => {
    if (!isEventStream(response)) return null;
    const parser = createEventParser({
      event: (_, type, data) => {
        if (type !== 'turn') return;
        const last: unknown = JSON.parse(data);
        // As with data that is not JSON: what can not be read ends this watch, and another begins.
        if (!isLastTurn(last)) throw new TypeError(data);
        say(last);
      },
      overflow: again,
    });
    return (chunk: Uint8Array) => {
      wait(watchSilenceMs, again);
      parser.push(chunk);
    };
  };
  const open = () => {
    wait(watchSilenceMs, again);
    const mine = http.stream(path, read, () => {
      // The late end of one that was given up is no end of its successor.
      if (source === mine) again();
    });
    source = mine;
  };

  open();
  return {
    close: () => {
      closed = true;
      cancel();
      source?.close();
    },
  };
}
