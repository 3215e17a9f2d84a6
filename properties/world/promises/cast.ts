/**
 * Who is in a world: what the promises are written over.
 *
 * Names only; what each of them does is for its actor to know.
 */

import type { Fault } from '../budget.ts';

export interface Cast {
  readonly hosts: readonly string[];
  /** Names of the tabs that are the client that ships. */
  readonly tabs: readonly string[];
  /** Ids of all turns that may be asked for. */
  readonly turns: readonly string[];
  /** A prompt is asked in each turn. */
  readonly prompts: boolean;
  /** What may go wrong, and what people may do. */
  readonly faults: readonly Fault[];
  /** Of these, what goes wrong as often as it likes: then nobody need ever hear the host. */
  readonly endless: readonly Fault[];
  /** Liveness is looked at in this world. */
  readonly watched: boolean;
}
