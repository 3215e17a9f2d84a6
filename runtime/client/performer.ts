/**
 * Performs the effects of a client: requests, sources and timers. Each request is answered by
 * exactly one message, whatever the backend does; each timer that fires says which generation it
 * was.
 *
 * It filters nothing: a source that was closed may still speak, and the machine drops what it says.
 */
import type { Unreachable } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import type { ClientEffect, ClientMessage } from '../core/client.ts';
import type { Backend, Source, SourceSink } from './backend.ts';

interface Ports {
  readonly sessionId: string;
  readonly backend: Backend;
  readonly clock: Clock;
  readonly dispatch: (message: ClientMessage) => void;
}

/** What an attachment hears. */
type OfSource = Extract<ClientMessage, { to: 'attachment' }>['event'];

export interface Performer {
  perform(effect: ClientEffect): void;
  /** Ends all that is under way. */
  close(): void;
}

export function createPerformer({ sessionId, backend, clock, dispatch }: Ports): Performer {
  /** Open sources and running timers: what ends them, by a name of their own. */
  const underWay = new Map<string, () => void>();
  const ask = asking(dispatch);
  let closed = false;
  const end = (name: string) => {
    underWay.get(name)?.();
    underWay.delete(name);
  };
  const open = (effect: Extract<ClientEffect, { type: 'open' }>) => {
    const name = nameOf(effect);
    let source: Source | undefined;
    underWay.set(name, () => source?.close());
    const sink = sinkOf(effect, dispatch, () => underWay.delete(name));
    try {
      source = backend.open(sessionId, effect.streamId, effect.after, sink);
      // It may have ended within the call, or the controller with it: what is over is let go of.
      if (!underWay.has(name)) source.close();
    } catch {
      sink.broken();
    }
  };
  const arm = ({ message, ms, spreadMs }: Extract<ClientEffect, { type: 'arm' }>) => {
    const name = JSON.stringify(message);
    const goOff = () => {
      underWay.delete(name);
      dispatch(message);
    };
    underWay.set(name, clock.after(ms + clock.random() * spreadMs, goOff));
  };

  return {
    perform: (effect) => {
      // Closed in the middle of a step: what is left of it would never be closed again.
      if (closed) return;
      switch (effect.type) {
        case 'open':
          return open(effect);
        case 'close':
          return end(nameOf(effect));
        case 'arm':
          return arm(effect);
        case 'disarm':
          return end(JSON.stringify(effect.message));
        case 'settle':
          return ask('attachment', 'settled', effect, () =>
            backend.settle(sessionId, effect.streamId),
          );
        case 'load':
          return ask('pane', 'loaded', effect, () => backend.load(sessionId));
        case 'start':
          return ask('pane', 'start_answered', effect, () =>
            backend.start(sessionId, effect.turnId, effect.question),
          );
        case 'request_cancel':
          return ask('cancellation', 'cancel_answered', effect, () =>
            backend.cancel(sessionId, effect.streamId),
          );
        case 'send_answer':
          return ask('pane', 'prompt_answered', effect.answer, () =>
            backend.answer(sessionId, effect.answer),
          );
      }
    },
    close: () => {
      closed = true;
      for (const name of underWay.keys()) end(name);
    },
  };
}

/** Asks the backend, once; the answer comes back with all that its request said. */
function asking(dispatch: Ports['dispatch']) {
  return (
    to: 'pane' | 'attachment' | 'cancellation',
    type: Extract<ClientMessage['event'], { readonly answer: unknown }>['type'],
    asked: object,
    request: () => Promise<{ readonly state: string }>,
  ): void => {
    // A backend that throws or rejects against its contract is one that could not be reached.
    void Promise.resolve()
      .then(request)
      .catch((): Unreachable => ({ state: 'unreachable' }))
      .then((answer) => dispatch({ to, event: { ...asked, type, answer } } as ClientMessage));
  };
}

/** What a source says, as messages; `over` is called when it says its last. */
function sinkOf(
  { attachmentId, source }: SourceId,
  dispatch: Ports['dispatch'],
  over: () => void,
): SourceSink {
  const say = (type: OfSource['type'], more?: object) =>
    dispatch({ to: 'attachment', event: { type, attachmentId, source, ...more } } as ClientMessage);
  return {
    opened: () => say('opened'),
    // Spelled out, because there is one for every token.
    frame: (streamId, seq, kind, data) =>
      dispatch({
        to: 'attachment',
        event: { type: 'frame', attachmentId, source, streamId, seq, kind, data },
      }),
    heartbeat: () => say('heartbeat'),
    reset: () => say('reset'),
    streamEnd: () => say('stream_end'),
    broken: () => {
      over();
      say('broken');
    },
    refused: (reason, retryAfterMs) => {
      over();
      say('open_refused', { reason, retryAfterMs });
    },
  };
}

interface SourceId {
  readonly attachmentId: number;
  readonly source: number;
}

function nameOf({ attachmentId, source }: SourceId): string {
  return `${attachmentId}:${source}`;
}
