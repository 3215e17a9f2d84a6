/**
 * One action in one world: an offer is taken, its posts are delivered first in, first out, theirs
 * after them, until none is left; or one of them can't happen, and nothing has.
 *
 * Works on the tables and on packed words alone. It leaves behind which reactions it was made of.
 * It never knows which worlds are new.
 */
import { type Layout, unpack } from './layout.ts';
import { rowMessage, rowNext, rowPostCount, rowPosts, rowState, type Tables } from './tables.ts';

export const happened = 0;
/** Some actor of it answered null. */
export const impossible = 1;
/** A local state has a number that is too large for its field: pack more roomily, try again. */
export const overflowed = 2;

const postsMax = 64;

export class Action {
  layout: Layout;
  /** The world as it was, by actor. */
  readonly before: Int32Array;
  /** The rows of the last action's reactions, in order, and how many they are. */
  readonly chain = new Int32Array(postsMax + 1);
  readonly chainActors = new Int32Array(postsMax + 1);
  chainLength = 0;
  /** How many of the actors were asked: one more where the last one made it impossible. */
  consulted = 0;
  private readonly tables: Tables;
  private readonly now: Int32Array;
  private readonly queue = new Int32Array(postsMax * 2);

  constructor(tables: Tables, layout: Layout) {
    this.tables = tables;
    this.layout = layout;
    this.before = new Int32Array(tables.locals.length);
    this.now = new Int32Array(tables.locals.length);
  }

  /** The world that the next actions start from. */
  enter(words: Int32Array, at: number): void {
    unpack(this.layout, words, at, this.before);
    this.now.set(this.before);
  }

  /** Performs the action that begins with `first` on the copy of the world at `at`. */
  perform(actor: number, first: number, words: Int32Array, at: number): number {
    const { tables, layout, now, chain, queue } = this;
    let { rows } = tables;
    let result = happened;
    let row = first;
    let who = actor;
    let head = 0;
    let tail = 0;
    let length = 0;
    for (;;) {
      const next = rows[row + rowNext] as number;
      this.chainActors[length] = who;
      if (next > (layout.largest[who] as number)) result = overflowed;
      if (next < 0) result = impossible;
      if (result !== happened) break;
      const state = rows[row + rowState] as number;
      if (next !== state) {
        const home = at + (layout.word[who] as number);
        words[home] = (words[home] as number) ^ ((state ^ next) << (layout.shift[who] as number));
        now[who] = next;
      }
      chain[length] = row;
      length += 1;
      const count = rows[row + rowPostCount] as number;
      if (count > 0) tail = this.post(row, count, tail);
      if (head === tail) break;
      who = queue[head] as number;
      row = tables.rowOf(who, now[who] as number, queue[head + 1] as number);
      rows = tables.rows;
      head += 2;
    }
    for (let index = 0; index < length; index += 1) {
      const touched = this.chainActors[index] as number;
      now[touched] = this.before[touched] as number;
    }
    this.chainLength = length;
    this.consulted = result === happened ? length : length + 1;
    return result;
  }

  private post(row: number, count: number, tail: number): number {
    const { queue, tables } = this;
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
