/**
 * The recorder of a client: what to give a controller as `observe`, and which of its messages
 * answers which of its effects.
 *
 * A source is answered by everything it says, a request by its answer, a timer by going off. A
 * repeated cancel has the name of the first: its answer is taken for the last one's.
 */
import type { Client, ClientEffect, ClientMessage } from '../core/client.ts';
import { createRecorder, type Links, type Recorder, type RecorderOptions } from './recorder.ts';

/** The first thing that a client takes: how it was started. */
export interface Beginning {
  readonly to: 'client';
  readonly event: { readonly type: 'start'; readonly offline: boolean };
}

export type Taken = ClientMessage | Beginning;

export interface ClientRecorder extends Recorder<Taken, ClientEffect> {
  readonly observe: (
    message: ClientMessage | null,
    client: Client,
    effects: readonly ClientEffect[],
  ) => void;
}

export const clientLinks: Links<Taken, ClientEffect> = {
  ofEffect: (effect) => {
    switch (effect.type) {
      case 'open':
        return `source ${effect.attachmentId} ${effect.source}`;
      case 'settle':
        return `settled ${effect.attachmentId} ${effect.request}`;
      case 'load':
        return `loaded ${effect.request}`;
      case 'start':
        return `start_answered ${effect.request}`;
      case 'request_cancel':
        return `cancel_answered ${effect.streamId}`;
      case 'send_answer':
        return `prompt_answered ${effect.answer.streamId} ${effect.answer.promptId}`;
      case 'arm':
        return JSON.stringify(effect.message);
      case 'close':
      case 'disarm':
        return null;
    }
  },
  ofMessage: (message) => {
    const { event } = message;
    if (event.type === 'timer') return JSON.stringify(message);
    if ('source' in event) return `source ${event.attachmentId} ${event.source}`;
    if (!('answer' in event)) return null;
    switch (event.type) {
      case 'settled':
        return `settled ${event.attachmentId} ${event.request}`;
      case 'loaded':
      case 'start_answered':
        return `${event.type} ${event.request}`;
      case 'cancel_answered':
        return `cancel_answered ${event.streamId}`;
      case 'prompt_answered':
        return `prompt_answered ${event.streamId} ${event.promptId}`;
    }
  },
};

/** Records one controller: pass its `observe` to `createController`. */
export function createClientRecorder(options: RecorderOptions): ClientRecorder {
  const recorder = createRecorder(options, clientLinks);
  return {
    ...recorder,
    observe: (message, client, effects) => recorder.step(message ?? beginningOf(client), effects),
  };
}

function beginningOf({ pane }: Client): Beginning {
  return { to: 'client', event: { type: 'start', offline: pane.context.offline } };
}
