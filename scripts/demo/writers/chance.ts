/**
 * Choices that look free and are not: the same words and the same seed always choose the same.
 *
 * The built-in writer takes every choice from here, so an answer follows from its question alone,
 * and a run can be repeated. Good enough to vary prose; nothing else should lean on it.
 */
export interface Chance {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

export function createChance(words: string, seed: number): Chance {
  let state = hash(`${seed} ${words}`);
  function below(limit: number): number {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
  return { below, pick: (list) => list[below(list.length)] ?? list[0] };
}

/** FNV-1a. */
function hash(words: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) {
    state = Math.imul(state ^ words.charCodeAt(i), 0x01000193);
  }
  return state;
}
