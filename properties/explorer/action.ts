/**
 * One action in one world: an offer is taken, its posts are delivered first in, first out, theirs
 * after them, until none is left; or one of them can't happen, and nothing has.
 *
 * Works on the tables and on numbers of local states alone. It leaves behind whom it asked, and
 * which reactions it was made of. It never knows which worlds are new, nor how they are packed.
 */
import {
  offerMessage,
  offerNeed,
  offerSize,
  rowMessage,
  rowNext,
  rowPostCount,
  rowPosts,
  type Tables,
} from './tables.ts';

const postsMax = 64;

export class Action {
  /** The world as it was, and as the last action has left it, by actor. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** The rows of the last action's reactions, in order, whose they are, and how many. */
  readonly chain = new Int32Array(postsMax + 1);
  readonly chainActors = new Int32Array(postsMax + 1);
  chainLength = 0;
  /** The actors on whose states it depends, each once, as they were first come to. */
  readonly asked = new Int32Array(postsMax + 2);
  askedCount = 0;
  private readonly tables: Tables;
  private readonly queue = new Int32Array(postsMax * 2);

  constructor(tables: Tables) {
    this.tables = tables;
    this.before = new Int32Array(tables.locals.length);
    this.after = new Int32Array(tables.locals.length);
  }

  /** Takes an offer in the world `before`. Says whether that can happen. */
  perform(actor: number, offer: number): boolean {
    const { tables, before, after, queue, chain, chainActors } = this;
    // By hand: the arrays are short, and a call of `set` takes longer than the rest of an action.
    for (let one = 0; one < before.length; one += 1) after[one] = before[one] as number;
    this.chainLength = 0;
    this.askedCount = 0;
    this.ask(actor);
    if (!this.isAffordable(offer)) return false;
    let who = actor;
    let message = tables.offers[offer * offerSize + offerMessage] as number;
    let head = 0;
    let tail = 0;
    for (;;) {
      const row = tables.rowOf(who, after[who] as number, message);
      const next = tables.rows[row + rowNext] as number;
      if (next < 0) return false;
      if (this.chainLength === 0) this.checkNeed(offer, row);
      after[who] = next;
      chain[this.chainLength] = row;
      chainActors[this.chainLength] = who;
      this.chainLength += 1;
      tail = this.post(row, tail);
      if (head === tail) return true;
      who = queue[head] as number;
      message = queue[head + 1] as number;
      head += 2;
      this.ask(who);
    }
  }

  private ask(actor: number): void {
    const { asked, askedCount } = this;
    for (let place = 0; place < askedCount; place += 1) if (asked[place] === actor) return;
    asked[askedCount] = actor;
    this.askedCount = askedCount + 1;
  }

  /** Whether the offer's need can be met: before its reaction is asked for, which may be dear. */
  private isAffordable(offer: number): boolean {
    const { tables, before } = this;
    const need = tables.needs[(tables.offers[offer * offerSize + offerNeed] as number) - 1];
    if (need === undefined) return true;
    const { actor, message } = need;
    this.ask(actor);
    const row = tables.rowOf(actor, before[actor] as number, message);
    return (tables.rows[row + rowNext] as number) >= 0;
  }

  /** What is needed has to be what is posted first: else the need would change what happens. */
  private checkNeed(offer: number, row: number): void {
    const { rows, posts, offers, offered, needs } = this.tables;
    const need = needs[(offers[offer * offerSize + offerNeed] as number) - 1];
    if (need === undefined) return;
    const at = rows[row + rowPosts] as number;
    const isPosted = rows[row + rowPostCount] !== 0 && posts[at] === need.actor;
    if (isPosted && posts[at + 1] === need.message) return;
    throw new Error(`'${offered[offer]?.label}' does not post first what it needs`);
  }

  private post(row: number, tail: number): number {
    const { queue, tables } = this;
    const count = tables.rows[row + rowPostCount] as number;
    if (tail + count * 2 > queue.length) {
      const { type } = tables.messageOf(tables.rows[row + rowMessage] as number);
      throw new Error(`an action of more than ${postsMax} posts, the last ones for '${type}'`);
    }
    const from = tables.rows[row + rowPosts] as number;
    for (let cell = 0; cell < count * 2; cell += 1) {
      queue[tail + cell] = tables.posts[from + cell] as number;
    }
    return tail + count * 2;
  }
}
