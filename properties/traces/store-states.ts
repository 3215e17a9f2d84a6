/**
 * States that a store may be in, each once.
 *
 * Of two that differ only in what calls have done, one is enough if whatever comes of the other can
 * come of it as well: fewer of its loose writes are done, those that may be done at any moment or
 * never, and more of its looks, which change nothing. It knows nothing of what a state means.
 */
import type { ModelState } from './store-model.ts';
import { demand } from './unexplained.ts';

/** `look`: it has found, or was refused; `loose`: a write of which nobody was told. */
export type CallKind = 'look' | 'loose' | 'write';

const statesMax = 2_000;

/** Equal data have the same number; what is equal is mostly the same object. */
export class Numbers {
  readonly #ofTexts = new Map<string, number>();
  readonly #ofObjects = new WeakMap<object, number>();

  of(value: object): number {
    const known = this.#ofObjects.get(value);
    if (known !== undefined) return known;
    const text = JSON.stringify(value);
    const number = this.#ofTexts.get(text) ?? this.#ofTexts.size;
    this.#ofTexts.set(text, number);
    this.#ofObjects.set(value, number);
    return number;
  }
}

export class StateSet {
  readonly #groups = new Map<string, readonly ModelState[]>();
  readonly #numbers: Numbers;
  readonly #kindOf: (call: number) => CallKind;
  #size = 0;
  #added: ModelState[] = [];

  constructor(numbers: Numbers, kindOf: (call: number) => CallKind) {
    this.#numbers = numbers;
    this.#kindOf = kindOf;
  }

  add(state: ModelState): void {
    const key = this.#keyOf(state);
    const group = this.#groups.get(key) ?? [];
    if (group.some((one) => this.#stands(one, state))) return;
    const left = group.filter((one) => !this.#stands(state, one));
    this.#groups.set(key, [...left, state]);
    this.#size += left.length + 1 - group.length;
    this.#added.push(state);
    demand(this.#size <= statesMax, () => `the store may be in more than ${statesMax} states`);
  }

  /** Also those that are added meanwhile. */
  *eachOnce(): Iterable<ModelState> {
    for (let next = this.#added.pop(); next !== undefined; next = this.#added.pop()) yield next;
  }

  get all(): readonly ModelState[] {
    return [...this.#groups.values()].flat();
  }

  /** Whether one is enough for both. */
  #stands({ done }: ModelState, other: ModelState): boolean {
    return (
      done.every((call) => other.done.includes(call) || this.#kindOf(call) === 'look') &&
      other.done.every((call) => done.includes(call) || this.#kindOf(call) === 'loose')
    );
  }

  #keyOf({ store, issued, lockedAtMs, leases }: ModelState): string {
    const { record, journals, lock } = store;
    const numbers = this.#numbers;
    const parts = Object.entries(journals).map(([name, own]) => `${name} ${numbers.of(own)}`);
    const terms = JSON.stringify(leases);
    return [numbers.of(record), lock === null, issued, lockedAtMs, terms, ...parts].join();
  }
}
