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
import type { Backend, SourceSink } from './backend.ts';

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

  const end = (name: string) => {
    underWay.get(name)?.();
    underWay.delete(name);
  };

  /** The answer comes back with all that its request said. */
  const ask = <Answer>(
    to: 'pane' | 'attachment' | 'cancellation',
    type: Extract<ClientMessage['event'], { readonly answer: unknown }>['type'],
    request: object,
    promise: Promise<Answer>,
  ) => {
    // A backend that rejects against its contract is one that could not be reached.
    const unreachable: Unreachable = { state: 'unreachable' };
    void promise
      .catch(() => unreachable)
      .then((answer) => dispatch({ to, event: { ...request, type, answer } } as ClientMessage));
  };

  const open = (effect: Extract<ClientEffect, { type: 'open' }>) => {
    const { attachmentId, source, streamId, after } = effect;
    const name = nameOf(effect);
    const say = (type: OfSource['type'], more?: object) =>
      dispatch({
        to: 'attachment',
        event: { type, attachmentId, source, ...more },
      } as ClientMessage);
    const sink: SourceSink = {
      opened: () => say('opened'),
      // Spelled out, because there is one for every token.
      frame: (stream, seq, kind, data) =>
        dispatch({
          to: 'attachment',
          event: { type: 'frame', attachmentId, source, streamId: stream, seq, kind, data },
        }),
      heartbeat: () => say('heartbeat'),
      reset: () => say('reset'),
      streamEnd: () => say('stream_end'),
      broken: () => {
        underWay.delete(name);
        say('broken');
      },
      refused: (reason, retryAfterMs) => {
        underWay.delete(name);
        say('open_refused', { reason, retryAfterMs });
      },
    };
    const opened = backend.open(sessionId, streamId, after, sink);
    underWay.set(name, () => opened.close());
  };

  const arm = ({ message, ms, spreadMs }: Extract<ClientEffect, { type: 'arm' }>) => {
    const name = JSON.stringify(message);
    const goOff = () => {
      underWay.delete(name);
      dispatch(message);
    };
    underWay.set(name, clock.after(ms + clock.random() * spreadMs, goOff));
  };

  const perform = (effect: ClientEffect): void => {
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
        return ask('attachment', 'settled', effect, backend.settle(sessionId, effect.streamId));
      case 'load':
        return ask('pane', 'loaded', effect, backend.load(sessionId));
      case 'start': {
        const { turnId, question } = effect;
        return ask('pane', 'start_answered', effect, backend.start(sessionId, turnId, question));
      }
      case 'request_cancel': {
        const { streamId } = effect;
        return ask('cancellation', 'cancel_answered', effect, backend.cancel(sessionId, streamId));
      }
      case 'send_answer': {
        const { answer } = effect;
        return ask('pane', 'prompt_answered', answer, backend.answer(sessionId, answer));
      }
    }
  };

  return {
    perform,
    close: () => {
      for (const name of underWay.keys()) end(name);
    },
  };
}

function nameOf(source: { readonly attachmentId: number; readonly source: number }): string {
  return `${source.attachmentId}:${source.source}`;
}
