/**
 * How many readers each name has, so that one stream, or one caller, can't take all places.
 *
 * A name without a place is forgotten. It knows nothing of streams, callers and readers.
 */
import { HoldfastError } from '../core/errors.ts';

export class Crowd {
  readonly #taken = new Map<string, number>();
  readonly #what: string;

  /** What the names are of, for who is refused. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Returns what gives the place back, idempotent. Throws `busy` when all are taken. */
  enter(name: string, placesMax: number): () => void {
    const taken = this.#taken.get(name) ?? 0;
    if (taken >= placesMax) {
      throw new HoldfastError('busy', `this ${this.#what} has its ${placesMax} readers already`);
    }
    this.#taken.set(name, taken + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      const left = (this.#taken.get(name) ?? 1) - 1;
      if (left === 0) this.#taken.delete(name);
      else this.#taken.set(name, left);
    };
  }

  /** How many names have a place. */
  get size(): number {
    return this.#taken.size;
  }
}
