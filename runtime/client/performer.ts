/**
 * Performs the effects of a client: requests, sources and timers. Each request is answered by
 * exactly one message, whatever the backend does; each timer that fires says which generation it
 * was.
 *
 * It filters nothing: a source that was closed may still speak, and the machine drops what it says.
 */
import type { Unreachable } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import type { Address, ClientEffect, ClientMessage } from '../core/client.ts';
import type { Backend, Source, SourceSink } from './backend.ts';

interface Ports {
  readonly sessionId: string;
  readonly backend: Backend;
  readonly clock: Clock;
  readonly dispatch: (message: ClientMessage) => void;
}

export class Performer {
  readonly #ports: Ports;
  readonly #timers = new Map<string, () => void>();
  readonly #sources = new Map<string, Source>();
  #isClosed = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  perform(effect: ClientEffect): void {
    // Closed in the middle of a step: what is left of it would never be closed again.
    if (this.#isClosed) return;
    switch (effect.type) {
      case 'open':
        this.#open(effect);
        return;
      case 'close':
        this.#sources.get(sourceKey(effect))?.close();
        this.#sources.delete(sourceKey(effect));
        return;
      case 'arm':
        this.#arm(effect);
        return;
      case 'disarm':
        this.#timers.get(timerKey(effect))?.();
        this.#timers.delete(timerKey(effect));
        return;
      case 'settle':
      case 'load':
      case 'start':
      case 'request_cancel':
      case 'send_answer':
        this.#request(effect);
        return;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#timers.values()) cancel();
    for (const source of this.#sources.values()) source.close();
    this.#timers.clear();
    this.#sources.clear();
  }

  #request(effect: Exclude<ClientEffect, { type: 'open' | 'close' | 'arm' | 'disarm' }>): void {
    const { backend, sessionId } = this.#ports;
    switch (effect.type) {
      case 'settle': {
        const { attachmentId, request, streamId } = effect;
        this.#ask(
          () => backend.settle(sessionId, streamId),
          (answer) => ({
            to: 'attachment',
            event: { type: 'settled', attachmentId, request, answer },
          }),
        );
        return;
      }
      case 'load': {
        const { request } = effect;
        this.#ask(
          () => backend.load(sessionId),
          (answer) => ({
            to: 'pane',
            event: { type: 'loaded', request, answer },
          }),
        );
        return;
      }
      case 'start': {
        const { request, turnId, question } = effect;
        this.#ask(
          () => backend.start(sessionId, turnId, question),
          (answer) => ({
            to: 'pane',
            event: { type: 'start_answered', request, turnId, answer },
          }),
        );
        return;
      }
      case 'request_cancel': {
        const { streamId } = effect;
        this.#ask(
          () => backend.cancel(sessionId, streamId),
          (answer) => ({
            to: 'cancellation',
            event: { type: 'cancel_answered', streamId, answer },
          }),
        );
        return;
      }
      case 'send_answer': {
        const { streamId, promptId } = effect.answer;
        this.#ask(
          () => backend.answer(sessionId, effect.answer),
          (answer) => ({
            to: 'pane',
            event: { type: 'prompt_answered', streamId, promptId, answer },
          }),
        );
        return;
      }
    }
  }

  /** A backend that throws or rejects against its contract is one that could not be reached. */
  #ask<Answer>(
    request: () => Promise<Answer>,
    toMessage: (answer: Answer | Unreachable) => ClientMessage,
  ): void {
    const unreachable: Unreachable = { state: 'unreachable' };
    const asked = async () => request();
    void asked()
      .catch(() => unreachable)
      .then((answer) => this.#ports.dispatch(toMessage(answer)));
  }

  #open(effect: Extract<ClientEffect, { type: 'open' }>): void {
    const { attachmentId, source, streamId, after } = effect;
    const { backend, sessionId, dispatch } = this.#ports;
    const from = { attachmentId, source };
    const say = (event: Extract<ClientMessage, { to: 'attachment' }>['event']) =>
      dispatch({ to: 'attachment', event });
    let isOver = false;
    const over = () => {
      isOver = true;
      this.#sources.delete(sourceKey(effect));
    };
    const sink: SourceSink = {
      opened: () => say({ type: 'opened', ...from }),
      frame: (stream, seq, kind, data) =>
        say({ type: 'frame', attachmentId, source, streamId: stream, seq, kind, data }),
      heartbeat: () => say({ type: 'heartbeat', ...from }),
      reset: () => say({ type: 'reset', ...from }),
      streamEnd: () => say({ type: 'stream_end', ...from }),
      broken: () => {
        over();
        say({ type: 'broken', ...from });
      },
      refused: (reason, retryAfterMs) => {
        over();
        say({ type: 'open_refused', ...from, reason, retryAfterMs });
      },
    };
    try {
      const opened = backend.open(sessionId, streamId, after, sink);
      // It may have ended already: what is over is not kept.
      if (this.#isClosed) opened.close();
      else if (!isOver) this.#sources.set(sourceKey(effect), opened);
    } catch {
      sink.broken();
    }
  }

  #arm(effect: Extract<ClientEffect, { type: 'arm' }>): void {
    const { address, timer, generation, ms, spreadMs } = effect;
    const key = timerKey(effect);
    const cancel = this.#ports.clock.after(ms + this.#ports.clock.random() * spreadMs, () => {
      this.#timers.delete(key);
      this.#ports.dispatch({ to: 'timer', address, event: { type: 'timer', timer, generation } });
    });
    this.#timers.set(key, cancel);
  }
}

function sourceKey(effect: { readonly attachmentId: number; readonly source: number }): string {
  return `${effect.attachmentId}:${effect.source}`;
}

function timerKey(effect: {
  readonly address: Address;
  readonly timer: string;
  readonly generation: number;
}): string {
  return `${JSON.stringify(effect.address)} ${effect.timer} ${effect.generation}`;
}
