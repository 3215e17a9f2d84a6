/**
 * Who is in a world: what the promises are written over.
 *
 * Names only; what each of them does is for its actor to know.
 */

export interface Cast {
  readonly hosts: readonly string[];
  /** Names of the tabs that are the client that ships. */
  readonly tabs: readonly string[];
  /** Ids of all turns that may be asked for. */
  readonly turns: readonly string[];
  /** A prompt is asked in each turn. */
  readonly prompts: boolean;
  /** Liveness is looked at in this world. */
  readonly watched: boolean;
}
