/**
 * All worlds met so far, packed, numbered in the order in which they were met, each with the one
 * it was met from.
 *
 * They are kept whole, and compared whole: a hash only says where to look. A slot of the table
 * holds a world's number plus one, and in the bits that the number leaves free a piece of its hash,
 * so that most worlds that merely share a slot are never looked at. It knows no actor.
 */
import type { Batch } from './batch.ts';
import { finish, withRoom } from './growth.ts';
import { type Layout, pack, unpack } from './layout.ts';

/** A table of fewer bits grows fourfold, which halves what is moved; a larger one is doubled. */
const largeBits = 22;

/** What a word of each place counts for in the weight of a world; odd. */
const weights = Int32Array.from({ length: 64 }, (_, place) => finish(place + 1) | 1);

/**
 * Of a world that begins at `at`, or of what is added to one. The weight of a sum is the sum of the
 * weights, so that of a successor is found without a look at its words.
 */
export function weigh(words: Int32Array, at: number, size: number): number {
  let weight = 0;
  for (let word = 0; word < size; word += 1) {
    weight = (weight + Math.imul(words[at + word] as number, weights[word] as number)) | 0;
  }
  return weight;
}

export class Worlds {
  count = 0;
  words: Int32Array;
  parents: Int32Array = new Int32Array(1024);
  /** By world: the outcome by which it was met. */
  leaves: Int32Array = new Int32Array(1024);
  /** Words a world. */
  readonly size: number;
  private readonly max: number;
  private table = new Int32Array(4096);
  private tableBits = 12;
  private readonly slots = new Int32Array(1024);

  constructor(size: number, max: number) {
    this.size = size;
    this.max = max;
    this.words = new Int32Array(1024 * size);
  }

  get bytes(): number {
    const { words, parents, leaves, table } = this;
    return words.byteLength + parents.byteLength + leaves.byteLength + table.byteLength;
  }

  /** Makes room for as many more worlds. */
  reserve(more: number): void {
    const count = this.count + more;
    this.words = withRoom(this.words, count * this.size);
    this.parents = withRoom(this.parents, count);
    this.leaves = withRoom(this.leaves, count);
    while (count * 4 > 3 * 2 ** this.tableBits) this.enlarge();
  }

  /**
   * Brings what `insert` will look at into the cache: first all slots, then all worlds in them, so
   * that no read waits for another. The result only keeps the reads alive.
   */
  touch(hashes: Int32Array, count: number): number {
    const { table, words, size, slots } = this;
    const mask = table.length - 1;
    for (let index = 0; index < count; index += 1) {
      slots[index] = (table[(hashes[index] as number) & mask] as number) & mask;
    }
    let sum = 0;
    for (let index = 0; index < count; index += 1) {
      // An empty slot touches world 0: a branch here would have to wait for the memory.
      const world = (slots[index] as number) - 1;
      sum ^= words[(world & ~(world >> 31)) * size] as number;
    }
    return sum;
  }

  /**
   * The number of a world of the batch, for which room was reserved; if it is new, `count` has
   * grown by one.
   */
  insert(batch: Batch, index: number): number {
    const { table, size } = this;
    const hash = batch.hashes[index] as number;
    const at = index * size;
    const mask = table.length - 1;
    const tag = hash & ~mask;
    let home = hash & mask;
    for (let slot = table[home] as number; slot !== 0; slot = table[home] as number) {
      if ((slot & ~mask) === tag && this.same(batch.words, at, ((slot & mask) - 1) * size)) {
        return (slot & mask) - 1;
      }
      home = (home + 1) & mask;
    }
    const number = this.count;
    if (number >= this.max) throw new Error(`more than ${this.max} worlds (statesMax)`);
    for (let word = 0; word < size; word += 1) {
      this.words[number * size + word] = batch.words[at + word] as number;
    }
    this.parents[number] = batch.parents[index] as number;
    this.leaves[number] = batch.leaves[index] as number;
    table[home] = tag | (number + 1);
    this.count = number + 1;
    return number;
  }

  private same(words: Int32Array, at: number, known: number): boolean {
    for (let word = 0; word < this.size; word += 1) {
      if (words[at + word] !== this.words[known + word]) return false;
    }
    return true;
  }

  /** The same worlds, packed in another way. This one is of no use afterwards. */
  packed(from: Layout, to: Layout): Worlds {
    const made = new Worlds(to.words, this.max);
    made.count = this.count;
    made.parents = this.parents;
    made.leaves = this.leaves;
    made.words = new Int32Array(this.parents.length * to.words);
    const locals = new Int32Array(to.word.length);
    for (let number = 0; number < this.count; number += 1) {
      unpack(from, this.words, number * this.size, locals);
      pack(to, locals, made.words, number * to.words);
    }
    made.spread(this.tableBits);
    return made;
  }

  private enlarge(): void {
    this.spread(this.tableBits + (this.tableBits < largeBits ? 2 : 1));
  }

  /** All worlds into a table of so many bits. */
  private spread(bits: number): void {
    this.tableBits = bits;
    this.table = new Int32Array(2 ** this.tableBits);
    const mask = this.table.length - 1;
    for (let number = 0; number < this.count; number += 1) {
      const hash = finish(weigh(this.words, number * this.size, this.size));
      let home = hash & mask;
      while (this.table[home] !== 0) home = (home + 1) & mask;
      this.table[home] = (hash & ~mask) | (number + 1);
    }
  }
}
