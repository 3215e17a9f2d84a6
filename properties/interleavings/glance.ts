/**
 * One look at the present states of a few actors, taken once for each tuple of them.
 *
 * What a look answers is the caller's: what is broken and shown there, or what is still owed. It
 * knows no properties.
 */
import type { Reactions } from './reactions.ts';

export class Glance<Seen> {
  readonly actors: readonly number[];
  private readonly known: Map<number | string, Seen>[] = [];
  private readonly reactions: Reactions;
  private readonly look: (states: readonly unknown[]) => Seen;

  constructor(
    reactions: Reactions,
    actors: readonly number[],
    look: (states: readonly unknown[]) => Seen,
  ) {
    this.reactions = reactions;
    this.actors = actors;
    this.look = look;
  }

  of(now: Int32Array): Seen {
    const { actors, known } = this;
    const first = now[actors[0] as number] as number;
    let others = known[first];
    if (others === undefined) {
      others = new Map();
      known[first] = others;
    }
    const key = this.keyOf(now);
    let seen = others.get(key);
    if (seen === undefined) {
      seen = this.look(actors.map((one) => this.reactions.stateOf(one, now[one] as number)));
      others.set(key, seen);
    }
    return seen;
  }

  /** Everything that was seen. */
  all(): readonly Seen[] {
    return this.known.flatMap((others) => [...others.values()]);
  }

  /** What stands beside the first state: mostly nothing or one number. */
  private keyOf(now: Int32Array): number | string {
    const { actors } = this;
    if (actors.length === 1) return 0;
    if (actors.length === 2) return now[actors[1] as number] as number;
    return actors.map((actor) => now[actor]).join(' ');
  }
}
