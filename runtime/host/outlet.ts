/**
 * The end of a connection that a consumer pulls bytes out of.
 *
 * Nothing goes into the stream's own queue ahead of a pull: text waits here until it is asked for,
 * so whoever fills the outlet can wait for `drained` and hold one batch at most. It knows neither
 * frames nor machines.
 */
import { HoldfastError } from '../core/errors.ts';

export interface OutletPorts {
  /** What was `put` has been taken. */
  readonly drained: () => void;
  /** The consumer is gone. */
  readonly left: () => void;
}

const encoder = new TextEncoder();

export class Outlet {
  readonly body: ReadableStream<Uint8Array>;
  readonly #drained: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #text = '';
  /** Something that was put is in the text. */
  #isPut = false;
  /** The consumer has asked and got nothing yet. */
  #isAsked = false;
  #isEnding = false;
  #isOver = false;

  constructor({ drained, left }: OutletPorts) {
    this.#drained = drained;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#isAsked = true;
          this.#flush();
        },
        cancel: () => {
          this.#isOver = true;
          left();
        },
      },
      // No chunk is asked for before somebody reads.
      { highWaterMark: 0 },
    );
  }

  /** Text whose taking is told by `drained`; not put again before that. */
  put(text: string): void {
    this.#isPut = true;
    this.add(text);
  }

  /** Text that nobody waits for: it goes with what waits, or at once. */
  add(text: string): void {
    this.#text += text;
    this.#flush();
  }

  /** Text that is of use only to a consumer who waits right now; dropped if none does. */
  hint(text: string): void {
    if (this.#isAsked) this.add(text);
  }

  /** Breaks the connection. Idempotent. */
  cut(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#text = '';
    const message = 'the reader was cut: it comes back by its cursor';
    this.#controller?.error(new HoldfastError('gone', message));
  }

  /** Ends the connection once everything was taken. Idempotent. */
  end(): void {
    this.#isEnding = true;
    this.#flush();
  }

  #flush(): void {
    if (this.#controller === null || this.#isOver) return;
    if (this.#isAsked && this.#text !== '') {
      const bytes = encoder.encode(this.#text);
      const wasPut = this.#isPut;
      this.#text = '';
      this.#isPut = false;
      this.#isAsked = false;
      this.#controller.enqueue(bytes);
      if (wasPut) this.#drained();
    }
    if (this.#isEnding && this.#text === '') {
      this.#isOver = true;
      this.#controller.close();
    }
  }
}
