/**
 * The recorder of a port, such as a store: each call, and what came of it, as two records. Between
 * the two it happened.
 *
 * It passes everything on as it is. It knows nothing of the port but which of its methods resolve
 * to something.
 */
import { type Clock, systemClock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import type { RecorderOptions } from './recorder.ts';
import { createRing } from './ring.ts';
import { withoutText } from './text.ts';
import type { TraceEvent } from './trace.ts';

export interface CallRecorderOptions<Method> extends RecorderOptions {
  /** The methods that are recorded; each returns a promise. */
  readonly methods: readonly Method[];
  readonly clock?: Clock;
}

type Call = (...args: unknown[]) => Promise<unknown>;

/**
 * The port with a recorder in front of it. A call is `{ type: 'call', method, args, atMs }`; what
 * came of it is `{ type: 'return', method, call, atMs }` with the call's `seq`, and either `result`
 * or the code of an `error` (`store_failed` for one that is not ours).
 */
export function recordCalls<Port extends object>(
  port: Port,
  options: CallRecorderOptions<keyof Port & string>,
): Port {
  const { actor, methods, text = false, clock = systemClock } = options;
  const ring = options.ring ?? createRing(options.recordsMax);
  let seq = 0;
  const keep = (event: object, isSent: boolean): void => {
    seq += 1;
    const shown = (text ? event : withoutText(event)) as TraceEvent;
    const sendId = isSent ? `${actor}/${seq}` : null;
    ring.keep({ actor, seq, event: shown, sendId, recvId: null });
  };
  const recorded = (method: keyof Port & string): Call => {
    const call = port[method] as Call;
    return async (...args) => {
      keep({ type: 'call', method, args, atMs: clock.now() }, false);
      const came = { type: 'return', method, call: seq };
      try {
        const result = await call.apply(port, args);
        keep({ ...came, atMs: clock.now(), result: result ?? null }, true);
        return result;
      } catch (error) {
        const code = error instanceof HoldfastError ? error.code : 'store_failed';
        keep({ ...came, atMs: clock.now(), error: code }, true);
        throw error;
      }
    };
  };
  return { ...port, ...Object.fromEntries(methods.map((name) => [name, recorded(name)])) };
}
