/**
 * The controller: what an application embeds. It holds one session for one tab.
 *
 * It owns no decision: it queues messages for `core/client.ts`, performs the effects that come
 * back in their order, and feeds the answers in as messages. One message, drain its effects, next
 * message; what an effect says at once waits for its turn in the queue.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import {
  type Client,
  type ClientEffect,
  type ClientMessage,
  start,
  step,
  type Weather,
} from '../core/client.ts';
import { createView, type Snapshot } from '../core/view.ts';
import type { Backend } from './backend.ts';
import { createPerformer } from './performer.ts';
import { browserWeather, isOffline, type WeatherSource } from './weather.ts';

/**
 * Hears of every message that the core takes, in order, and of what came of it: the client after
 * it, and the effects that are going to be performed, in order. `null` stands for the beginning.
 */
export type Observe = (
  message: ClientMessage | null,
  client: Client,
  effects: readonly ClientEffect[],
) => void;

export interface ControllerOptions {
  readonly sessionId: string;
  readonly backend: Backend;
  readonly clock?: Clock;
  /** For recorders and inspectors, such as those of `holdfast/inspect`. Decides nothing. */
  readonly observe?: Observe;
  /** Where online, offline, visible and suspended come from; the browser's by default. */
  readonly weather?: WeatherSource;
}

export interface Controller {
  /** Calls `listener` after every change, at most once per task; returns the way out. */
  subscribe(listener: () => void): () => void;
  /** Immutable, and the same object until something changed. */
  getSnapshot(): Snapshot;
  /**
   * Asks a question. It is on screen at once; if it can't be started it comes back as `returned`.
   * Returns the id of its turn.
   */
  send(question: Json): string;
  /** Looks at the session again, and attaches to its running turn: after a notice, by hand. */
  attach(): void;
  /** Stops the turn that is held or pending; nothing when there is none. */
  stop(): void;
  /** Answers an open prompt (P4: applied once, or the card stays). */
  answer(promptId: string, value: Json): void;
  /** Closes everything; no listener is called afterwards. The turn goes on at the host. */
  dispose(): void;
}

/** Begins to hold a session: loads it, and attaches to the turn that runs, if one does. */
export function createController(options: ControllerOptions): Controller {
  const { sessionId, backend, clock = systemClock, weather = browserWeather, observe } = options;
  const view = createView();
  const listeners = new Set<() => void>();
  const begun = start({ offline: isOffline() });
  let client = begun[0];
  let notifying = false;
  let disposed = false;

  const notify = () => {
    if (notifying) return;
    notifying = true;
    queueMicrotask(() => {
      notifying = false;
      for (const call of Array.from(listeners)) {
        // One that was called before may have disposed, or let this one leave.
        if (listeners.has(call)) guarded(call);
      }
    });
  };
  /** Null stands for the beginning. */
  const dispatch = oneAfterAnother((message: ClientMessage | null) => {
    if (disposed) return;
    const [next, effects] = message === null ? begun : step(client, message);
    if (next !== client) notify();
    client = next;
    guarded(() => observe?.(message, next, effects));
    for (const effect of effects) performer.perform(effect);
  });
  const toPane = (event: Extract<ClientMessage, { to: 'pane' }>['event']) =>
    dispatch({ to: 'pane', event });
  const toAll = (type: Weather['type']) => dispatch({ to: 'all', event: { type } });

  const performer = createPerformer({ sessionId, backend, clock, dispatch });
  dispatch(null);
  const watch = backend.watch(sessionId, (last) => toPane({ type: 'watched', last }));
  const endWeather = weather(toAll);

  return {
    subscribe: (listener) => {
      if (disposed) return () => undefined;
      // A function of its own: the same one subscribed twice has two ways out.
      const call = () => listener();
      listeners.add(call);
      return () => listeners.delete(call);
    },
    getSnapshot: () => view(client),
    send: (question) => {
      const turnId = clock.id();
      toPane({ type: 'send', turnId, question });
      return turnId;
    },
    attach: () => toAll('retry'),
    stop: () => toPane({ type: 'stop' }),
    answer: (promptId, value) => {
      const streamId = client.pane.context.owner?.streamId ?? '';
      toPane({ type: 'answer', streamId, promptId, answerId: clock.id(), value });
    },
    dispose: () => {
      if (disposed) return;
      disposed = true;
      watch.close();
      endWeather();
      performer.close();
      listeners.clear();
    },
  };
}

/** What is said while something is handled is handled after it. */
function oneAfterAnother<Item>(handle: (item: Item) => void): (item: Item) => void {
  const queue: Item[] = [];
  let busy = false;
  return (item) => {
    queue.push(item);
    if (busy) return;
    busy = true;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) handle(next);
    } finally {
      busy = false;
    }
  };
}

/** What the application's own code throws is the application's to see, and stops nothing here. */
function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
