/**
 * What a promise is: a sentence, and hooks into a run that say when it was broken.
 *
 * The hooks are handed what people see and what the host has stored. A breach is told in words.
 */
import type { SessionRecord } from '../../runtime/core/host.ts';
import type { Exchange } from '../simulation/exchange.ts';
import type { Look, Tab } from '../simulation/people.ts';
import type { Truth } from '../simulation/witness.ts';
import { type PromiseId, sentences } from './sentences.ts';

/** All that a check may look at. */
export interface Facts {
  /** What the host has. */
  readonly truth: Truth;
  readonly tabs: readonly Tab[];
  readonly exchanges: readonly Exchange[];
  now(): number;
}

/** What went against a promise, in words; null for nothing. */
export type Breach = string | null;

/** Called during a run. Each may keep what it needs from before. */
export interface Hooks {
  /** After each step of a tab. */
  readonly look?: (look: Look) => Breach;
  /** After each change of the stored record. */
  readonly saved?: (before: SessionRecord | null, after: SessionRecord) => Breach;
  /** When nothing more happens by itself, until something is let happen. */
  readonly idle?: () => Breach;
  /** When the network has been fair for long enough that all that can end has ended. */
  readonly end?: () => Breach;
}

export interface HeldPromise<Occasion extends string = string> {
  readonly id: PromiseId;
  readonly sentence: string;
  /** What has to have been seen in some run. */
  readonly occasions: readonly Occasion[];
  readonly watch: (facts: Facts, saw: (occasion: Occasion) => void) => Hooks;
}

/** Keeps the names of the occasions in the types, and adds the sentence. */
export function promise<Occasion extends string>(
  held: Omit<HeldPromise<Occasion>, 'sentence'>,
): HeldPromise {
  return { ...held, sentence: sentences[held.id] };
}
