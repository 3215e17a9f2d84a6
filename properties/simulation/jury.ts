/**
 * Holds the promises against a run, step by step, and stops at the first that is broken. It also
 * counts the occasions, so that the runs as a whole can show that no promise was kept for want of
 * one.
 */
import type { SessionRecord } from '../../runtime/core/host.ts';
import type { Facts, HeldPromise, Hooks } from '../promises/promise.ts';
import type { Look } from './people.ts';

export interface Violation {
  /** The promise's id. */
  readonly promise: string;
  readonly what: string;
}

export interface Verdict {
  /** All that were broken in the step in which the first one was. */
  readonly violations: readonly Violation[];
  /** `id: occasion`, each once. */
  readonly occasions: ReadonlySet<string>;
}

export class Jury {
  readonly #watched: readonly { readonly id: string; readonly hooks: Hooks }[];
  readonly #violations: Violation[] = [];
  readonly #occasions = new Set<string>();

  constructor(promises: readonly HeldPromise[], facts: Facts) {
    this.#watched = promises.map(({ id, watch }) => ({
      id,
      hooks: watch(facts, (occasion) => this.#occasions.add(`${id}: ${occasion}`)),
    }));
  }

  get isOut(): boolean {
    return this.#violations.length > 0;
  }

  look(look: Look): void {
    this.#ask((hooks) => hooks.look?.(look));
  }

  saved(before: SessionRecord | null, after: SessionRecord): void {
    this.#ask((hooks) => hooks.saved?.(before, after));
  }

  idle(): void {
    this.#ask((hooks) => hooks.idle?.());
  }

  end(): void {
    this.#ask((hooks) => hooks.end?.());
  }

  /** What no hook can see: that a run goes on and on, for example. */
  accuse(promise: string, what: string): void {
    this.#violations.push({ promise, what });
  }

  verdict(): Verdict {
    return { violations: this.#violations, occasions: this.#occasions };
  }

  #ask(question: (hooks: Hooks) => string | null | undefined): void {
    for (const { id, hooks } of this.#watched) {
      const what = question(hooks);
      if (typeof what === 'string' && !this.#violations.some((known) => known.promise === id)) {
        this.#violations.push({ promise: id, what });
      }
    }
  }
}
