/**
 * What a producer has yielded and the store has not acknowledged yet.
 *
 * It is full at a bound, and whoever fills it waits for room: so backpressure reaches the
 * producer, and the store gets many frames in one write. It counts, and knows neither a frame nor a
 * store.
 */
import { createDeferred, type Deferred } from './deferred.ts';
import type { BatchLimit } from './store.ts';

export class Backlog {
  readonly #max: BatchLimit;
  #frames = 0;
  #chars = 0;
  #waiting: { readonly isOver: () => boolean; readonly deferred: Deferred<void> } | null = null;

  constructor(max: BatchLimit) {
    this.#max = max;
  }

  get isFull(): boolean {
    return this.#frames >= this.#max.frames || this.#chars >= this.#max.chars;
  }

  add(chars: number): void {
    this.#frames += 1;
    this.#chars += chars;
  }

  remove(chars: number): void {
    this.#frames -= 1;
    this.#chars -= chars;
    if (this.#waiting?.isOver() !== true) return;
    this.#waiting.deferred.resolve();
    this.#waiting = null;
  }

  /** Resolves when it is no longer full. One wait at a time. */
  room(): Promise<void> {
    return this.#until(() => !this.isFull);
  }

  /** Resolves when nothing is left in it. */
  empty(): Promise<void> {
    return this.#until(() => this.#frames === 0);
  }

  #until(isOver: () => boolean): Promise<void> {
    if (isOver()) return Promise.resolve();
    this.#waiting = { isOver, deferred: createDeferred() };
    return this.#waiting.deferred.promise;
  }
}
