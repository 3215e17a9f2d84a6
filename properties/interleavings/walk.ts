/**
 * A world on its way: the number of each actor's state, what may happen next, and one action.
 *
 * The contract of an action is the system's (`../explorer/system.ts`): an offer, then its posts,
 * first in, first out, and if one of them can't happen nothing has. A walk knows no picks and no
 * promises.
 */
import type { Property } from '../explorer/system.ts';
import type { Addressed, Chance, Chances, Kind, Reactions, Row } from './reactions.ts';

const postsMax = 1_000;
const kinds: readonly Kind[] = ['work', 'timer', 'person', 'look', 'fault'];

export class Walk {
  readonly now: Int32Array;
  /** The actors that the last action has moved, each once. */
  readonly moved: number[] = [];
  readonly counts: Record<Kind, number> = { work: 0, timer: 0, person: 0, look: 0, fault: 0 };
  /** What the last action was made of. */
  readonly chain: { readonly row: Row; readonly at: Addressed; readonly before: number }[] = [];
  /** What must not happen: an action with such a message in it can't. */
  refuses: (at: Addressed) => boolean = () => false;
  readonly reactions: Reactions;
  private readonly chances: Chances[];

  /** Begins where the actors begin, or in that world. */
  constructor(reactions: Reactions, now = new Int32Array(reactions.locals.length)) {
    this.reactions = reactions;
    this.now = now;
    this.chances = Array.from(now, (state, actor) => reactions.chancesOf(actor, state));
    for (const chances of this.chances) this.count(chances, 1);
  }

  /** Another walk from here. */
  fork(): Walk {
    return new Walk(this.reactions, Int32Array.from(this.now));
  }

  stateOf(actor: number): unknown {
    return this.reactions.stateOf(actor, this.now[actor] as number);
  }

  /** The chance of this kind at this place, over all actors. */
  at(kind: Kind, place: number): readonly [actor: number, chance: Chance] {
    let left = place;
    for (const [actor, chances] of this.chances.entries()) {
      const chance = chances[kind][left];
      if (chance !== undefined) return [actor, chance];
      left -= chances[kind].length;
    }
    throw new RangeError(`there are no ${place} chances of ${kind}`);
  }

  /** Of what happens by itself at last, the one that `rank` puts lowest. */
  lowest(rank: (chance: Chance) => number): readonly [actor: number, chance: Chance] | null {
    let found: readonly [number, Chance] | null = null;
    let lowest = Number.POSITIVE_INFINITY;
    for (const [actor, chances] of this.chances.entries()) {
      for (const kind of kinds) {
        for (const chance of chances[kind]) {
          if (chance.fair === 0) continue;
          const place = rank(chance);
          if (place >= lowest) continue;
          lowest = place;
          found = [actor, chance];
        }
      }
    }
    return found;
  }

  /** The chances of one kind that one actor has. */
  chancesOf(actor: number, kind: Kind): readonly Chance[] {
    return this.chances[actor]?.[kind] ?? [];
  }

  /** Does it, with all that follows at once. False: it can't happen, and nothing has. */
  perform(actor: number, chance: Chance): boolean {
    const { reactions, now, chain, moved } = this;
    chain.length = 0;
    const queue: Addressed[] = [reactions.firstOf(actor, chance)];
    for (const at of queue) {
      const before = now[at.actor] as number;
      const row = this.refuses(at) ? null : reactions.rowOf(before, at);
      if (row === null || row.next < 0) return this.undo();
      chain.push({ row, at, before });
      now[at.actor] = row.next;
      for (const post of row.posts) queue.push(post);
      if (queue.length > postsMax) throw new Error(`an action of more than ${postsMax} posts`);
    }
    moved.length = 0;
    for (const { at, row } of chain) {
      row.times += 1;
      if (!moved.includes(at.actor)) moved.push(at.actor);
    }
    for (const mover of moved) this.renew(mover);
    return true;
  }

  /** What a single reaction of the last action has broken. */
  broken(): readonly Property[] {
    for (const { row } of this.chain) if (row.broken.length > 0) return row.broken;
    return [];
  }

  private undo(): false {
    for (const { at, before } of this.chain.toReversed()) this.now[at.actor] = before;
    this.chain.length = 0;
    return false;
  }

  private renew(actor: number): void {
    const before = this.chances[actor] as Chances;
    const chances = this.reactions.chancesOf(actor, this.now[actor] as number);
    if (chances === before) return;
    this.chances[actor] = chances;
    this.count(before, -1);
    this.count(chances, 1);
  }

  private count(chances: Chances, sign: 1 | -1): void {
    for (const kind of kinds) this.counts[kind] += sign * chances[kind].length;
  }
}
