/**
 * The end of a connection that a consumer pulls bytes out of.
 *
 * Nothing is encoded into the stream's own queue ahead of a pull: text waits here until it is asked
 * for, so whoever fills the outlet can wait for `drained` and hold one batch at most. It knows
 * neither frames nor machines.
 */
import { HoldfastError } from '../core/errors.ts';

export interface Outlet {
  readonly body: ReadableStream<Uint8Array>;
  /** Text whose taking is told by `drained`; not put again before that. */
  put(text: string): void;
  /** Text that nobody waits for: it goes with what waits, or at once. */
  add(text: string): void;
  /** Text that is of use only to a consumer who waits right now; dropped if none does. */
  hint(text: string): void;
  /** Breaks the connection. Idempotent. */
  cut(): void;
  /** Ends the connection once everything was taken. Idempotent. */
  end(): void;
}

export interface OutletPorts {
  /** What was `put` has been taken. */
  readonly drained: () => void;
  /** The consumer is gone. */
  readonly left: () => void;
}

const encoder = new TextEncoder();

export function createOutlet({ drained, left }: OutletPorts): Outlet {
  let text = '';
  /** Something that was put is in `text`. */
  let isPut = false;
  /** The consumer has asked and got nothing yet. */
  let isAsked = false;
  let isEnding = false;
  let isOver = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  const flush = (): void => {
    if (controller === null || isOver) return;
    if (isAsked && text !== '') {
      const bytes = encoder.encode(text);
      const wasPut = isPut;
      text = '';
      isPut = false;
      isAsked = false;
      controller.enqueue(bytes);
      if (wasPut) drained();
    }
    if (isEnding && text === '') {
      isOver = true;
      controller.close();
    }
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      pull() {
        isAsked = true;
        flush();
      },
      cancel() {
        isOver = true;
        left();
      },
    },
    // No chunk is asked for before somebody reads.
    { highWaterMark: 0 },
  );

  return {
    body,
    put(own) {
      text += own;
      isPut = true;
      flush();
    },
    add(own) {
      text += own;
      flush();
    },
    hint(own) {
      if (!isAsked) return;
      text += own;
      flush();
    },
    cut() {
      if (isOver) return;
      isOver = true;
      text = '';
      controller?.error(
        new HoldfastError('gone', 'the reader was cut: it comes back by its cursor'),
      );
    },
    end() {
      isEnding = true;
      flush();
    },
  };
}
