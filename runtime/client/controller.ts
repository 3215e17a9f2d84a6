/**
 * The controller: what an application embeds. It holds one session for one tab.
 *
 * It owns no decision: it queues messages for `core/client.ts`, performs the effects that come
 * back in their order, and feeds the answers in as messages. One message, drain its effects, next
 * message; what an effect says at once waits for its turn in the queue.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Client, type ClientMessage, start, step } from '../core/client.ts';
import { createView, type Snapshot } from '../core/view.ts';
import type { Backend } from './backend.ts';
import { Performer } from './performer.ts';
import { browserWeather, isOffline, type WeatherSource } from './weather.ts';

export interface ControllerOptions {
  readonly sessionId: string;
  readonly backend: Backend;
  readonly clock?: Clock;
  /** Called with every message and what came of it: for recorders and inspectors. */
  readonly onStep?: (message: ClientMessage | null, client: Client) => void;
  /** Where online, offline, visible and suspended come from; the browser's by default. */
  readonly weather?: WeatherSource;
}

export interface Controller {
  /**
   * Calls `listener` after every change, at most once per task; returns the way out. What it throws
   * goes to the platform as an uncaught error, and holds up nobody else.
   */
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
  return new SessionController(options);
}

class SessionController implements Controller {
  readonly #options: ControllerOptions;
  readonly #clock: Clock;
  readonly #view = createView();
  readonly #listeners = new Set<{ readonly call: () => void }>();
  readonly #performer: Performer;
  readonly #closers: (() => void)[] = [];
  readonly #queue: ClientMessage[] = [];
  #client: Client;
  #draining = false;
  #notifying = false;
  #disposed = false;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const [client, effects] = start({ offline: isOffline() });
    this.#client = client;
    this.#performer = new Performer({
      sessionId: options.sessionId,
      backend: options.backend,
      clock: this.#clock,
      dispatch: (message) => this.#dispatch(message),
    });
    guarded(() => options.onStep?.(null, client));
    this.#draining = true;
    for (const effect of effects) this.#performer.perform(effect);
    this.#draining = false;
    const watch = options.backend.watch(options.sessionId, (last) =>
      this.#dispatch({ to: 'pane', event: { type: 'watched', last } }),
    );
    this.#closers.push(() => watch.close());
    const weather = options.weather ?? browserWeather;
    this.#closers.push(weather((type) => this.#dispatch({ to: 'all', event: { type } })));
    this.#drain();
  }

  subscribe(listener: () => void): () => void {
    if (this.#disposed) return () => undefined;
    // An object of its own: the same function subscribed twice has two ways out.
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  getSnapshot(): Snapshot {
    return this.#view(this.#client);
  }

  send(question: Json): string {
    const turnId = this.#clock.id();
    this.#dispatch({ to: 'pane', event: { type: 'send', turnId, question } });
    return turnId;
  }

  attach(): void {
    this.#dispatch({ to: 'all', event: { type: 'retry' } });
  }

  stop(): void {
    this.#dispatch({ to: 'pane', event: { type: 'stop' } });
  }

  answer(promptId: string, value: Json): void {
    const streamId = this.#client.pane.context.owner?.streamId ?? '';
    const answerId = this.#clock.id();
    this.#dispatch({
      to: 'pane',
      event: { type: 'answer', streamId, promptId, answerId, value },
    });
  }

  dispose(): void {
    this.#disposed = true;
    for (const close of this.#closers.splice(0)) close();
    this.#performer.close();
    this.#listeners.clear();
    this.#queue.length = 0;
  }

  #dispatch(message: ClientMessage): void {
    if (this.#disposed) return;
    this.#queue.push(message);
    this.#drain();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const message = next;
        const [client, effects] = step(this.#client, message);
        if (client !== this.#client) this.#changed(client);
        guarded(() => this.#options.onStep?.(message, client));
        for (const effect of effects) this.#performer.perform(effect);
      }
    } finally {
      this.#draining = false;
    }
  }

  #changed(client: Client): void {
    this.#client = client;
    if (this.#notifying) return;
    this.#notifying = true;
    queueMicrotask(() => {
      this.#notifying = false;
      for (const entry of Array.from(this.#listeners)) {
        // One that was called before may have disposed, or let this one leave.
        if (this.#listeners.has(entry)) guarded(entry.call);
      }
    });
  }
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
