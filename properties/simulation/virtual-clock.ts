/**
 * Time, ids and randomness of one run. Time stands still until somebody moves it to the next timer
 * that is due; ids are counted and chance comes from a seed, so that one plan is one run.
 *
 * Timers fire in the order in which they are due, and never by themselves: whether time passes
 * before a delivery is one of the choices of the run. The clock knows nothing of what its timers
 * are for.
 */
import type { Clock } from '../../runtime/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly number: number;
  readonly run: () => void;
}

/** When a run begins. Any number would do; a round one reads well in a trace. */
export const beginMs = 1_000_000;

export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #random: () => number;
  #now = beginMs;
  #timerCount = 0;
  #idCount = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  id(): string {
    this.#idCount += 1;
    return `id${this.#idCount}`;
  }

  after(ms: number, run: () => void): () => void {
    this.#timerCount += 1;
    const timer = { dueMs: this.#now + ms, number: this.#timerCount, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** No run is so long that what nobody waits for would come. */
  idly(): () => void {
    return () => undefined;
  }

  /** When the next timer is due; null when none is armed. */
  get nextDueMs(): number | null {
    return this.#next()?.dueMs ?? null;
  }

  /** Lets time pass up to the next timer, and fires that one. */
  fireNext(): void {
    const timer = this.#next();
    if (timer === null) return;
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, timer.dueMs);
    timer.run();
  }

  #next(): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (first === null || timer.dueMs < first.dueMs) first = timer;
    }
    return first;
  }
}

/** mulberry32: small, and good enough to choose jitter with. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
