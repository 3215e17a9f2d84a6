/**
 * The ways that calms have gone, world by world, each to an end at which nothing was owed.
 *
 * A run that comes to a world on such a way may go on as that one did: its rest is already looked
 * at, action by action, and only what this run owes has to be compared with the end. It knows
 * worlds as the numbers of their states.
 */

export interface Way {
  readonly end: Int32Array;
  /** Actions from here to there. */
  readonly left: number;
}

export class Ways {
  private readonly ways = new Map<string, Way>();

  keyOf(now: Int32Array): string {
    let key = '';
    for (const state of now) key += String.fromCharCode(state & 0x7fff, state >> 15);
    return key;
  }

  from(key: string): Way | null {
    return this.ways.get(key) ?? null;
  }

  /** The worlds that were passed, and where it went on from the last of them. */
  add(passed: readonly string[], end: Int32Array, left: number): void {
    for (const [place, key] of passed.entries()) {
      if (!this.ways.has(key)) this.ways.set(key, { end, left: left + passed.length - 1 - place });
    }
  }
}
