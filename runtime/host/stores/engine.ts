/**
 * What the stores of one machine stand on: texts by key, changed in transactions that are made of
 * one synchronous step each.
 *
 * The idea: an operation is a function of what is kept, which returns its answer and what is to be
 * written, or throws; so whoever is refused has changed nothing, and nobody waits inside a
 * transaction. `engine-store.ts` makes a store of any engine. An engine never knows what the texts
 * are about.
 */
import type { Clock } from '../../clock.ts';
import { HoldfastError } from '../../core/errors.ts';

/** What is kept, at one moment. */
export interface View {
  get(key: string): string | undefined;
  /** Keys from this one on, before that one, in the order of their code units. */
  keys(from: string, before: string): Iterable<string>;
}

export interface Change<T> {
  readonly answer: T;
  /** Written all or none; null removes. */
  readonly puts?: readonly Put[];
  /** Topics whose listeners are to look again. */
  readonly wakes?: readonly string[];
}

export type Put = readonly [key: string, text: string | null];

export interface Engine {
  read<T>(look: (view: View) => T): T;
  /**
   * Runs `work` alone, with nobody else writing, and writes what it asks for. Resolves with its
   * answer once that survives a kill, and nobody sees it before; rejects with what `work` throws,
   * or with `store_failed`, and then nothing was written.
   */
  write<T>(work: (view: View) => Change<T>): Promise<T>;
  /** As `Store.subscribe`. */
  subscribe(topic: string, wake: () => void): () => void;
  /** Resolves when what is under way is done. */
  close(): Promise<void>;
}

export interface Timing {
  /** For waits, and for the dates that are kept. */
  readonly clock: Clock;
  /** Milliseconds that only grow, the same for every process that shares the engine. */
  readonly now: () => number;
  /** How long a lock is not looked at while nobody was heard to release it. */
  readonly pollMsMax: number;
}

/** What is kept, in the order of the keys: each is `table/name`, or `table/name/part`. */
export const tables = [
  'backups',
  'changes',
  'closed',
  'frames',
  'journals',
  'locks',
  'prompts',
  'records',
  'summaries',
] as const;

export type Table = (typeof tables)[number];

/** No key is greater: keys are ASCII. */
export const lastKey = '\u007f';

export function keyOf(table: Table, id: string): string {
  return `${table}/${encodeURIComponent(id)}`;
}

/** What `keyOf` was made of. Throws `damaged` for what it never makes. */
export function idOf(key: string): string {
  return decodedPart(key, key.slice(key.indexOf('/') + 1));
}

/** What a part of a key was encoded of. Throws `damaged`. */
export function decodedPart(key: string, part: string): string {
  try {
    const id = decodeURIComponent(part);
    if (encodeURIComponent(id) === part) return id;
  } catch (cause) {
    throw new HoldfastError('damaged', foreign(key), { cause });
  }
  throw new HoldfastError('damaged', foreign(key));
}

/** What is said of a key that no store makes. */
export function foreign(key: string): string {
  return `${key} is nothing that a store keeps`;
}

/** The keys that begin with this, as a range; it ends in a slash. */
export function under(prefix: string): readonly [from: string, before: string] {
  return [prefix, `${prefix.slice(0, -1)}0`];
}

/** A number as a part of a key: their order is the numbers'. */
export function ordered(count: number): string {
  return String(count).padStart(16, '0');
}
