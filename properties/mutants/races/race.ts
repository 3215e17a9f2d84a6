/**
 * What a known race is: an order of events that went wrong in the field, told in three sentences,
 * and the smallest change of the source that lets it happen here again.
 *
 * A change is text: what stands in a file, once, and what stands there instead. It is never
 * written to the file: the bundler applies it on the way. This file knows no machine.
 */
import type { PromiseId } from '../../promises/sentences.ts';

/** Part of a source file, and what stands there instead. `from` occurs in it exactly once. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The line of the model that keeps this race away. */
export interface Rule {
  readonly file: string;
  /** A text of that file, on one line, by which the line is found. */
  readonly line: string;
  /** What it says, as the end of a sentence that begins with "The rule: ". */
  readonly says: string;
}

export interface Race {
  readonly id: string;
  readonly title: string;
  /** What happened, what went wrong, and why it does not here. */
  readonly story: readonly [string, string, string];
  /** The name of a world of `worlds.ts`. */
  readonly world: string;
  /** Each of these would be right to complain; one of them has to. */
  readonly promises: readonly PromiseId[];
  /** Part of the claim that is broken, where another of the promise would not tell the story. */
  readonly claim?: string;
  readonly changes: readonly Change[];
  readonly rule: Rule;
}

/** A race that this design has no words for: the test tries to say it. */
export interface Unsayable {
  readonly id: string;
  readonly title: string;
  readonly promise: PromiseId;
  readonly why: string;
  /** File and name of the test. */
  readonly test: string;
}
