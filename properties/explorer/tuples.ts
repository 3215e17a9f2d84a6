/**
 * A small number for each tuple of local states of some actors, 0 for those that were never met.
 *
 * Few states have a cell for every tuple that there can be, found without a search; many have a
 * table by hash, in which a tuple is kept whole. It knows nothing of what the numbers are for.
 */
import { finish, mix } from './growth.ts';

/** Cells for every tuple, at the most. */
const directMax = 2 ** 20;

export class Tuples {
  private readonly actors: Int32Array;
  /** By place in the tuple: how many bits its states have in a direct cell's number. */
  private readonly bits: Int32Array;
  private direct: Int32Array | null;
  /** By hash: the tuple, then its number. */
  private cells: Int32Array = new Int32Array(0);
  private used = 0;

  constructor(actors: readonly number[]) {
    this.actors = Int32Array.from(actors);
    this.bits = new Int32Array(actors.length).fill(3);
    const count = 2 ** (3 * actors.length);
    this.direct = count > directMax ? null : new Int32Array(count);
    if (this.direct === null) this.cells = new Int32Array(256 * (actors.length + 1));
  }

  get(locals: Int32Array): number {
    return this.direct === null ? this.search(locals) : this.lookUp(this.direct, locals);
  }

  set(locals: Int32Array, number: number): void {
    while (this.direct !== null) {
      const at = this.directAt(locals);
      if (at < 0) {
        this.widen(locals);
        continue;
      }
      this.direct[at] = number;
      return;
    }
    this.put([...this.actors].map((actor) => locals[actor] as number).concat(number));
  }

  private lookUp(direct: Int32Array, locals: Int32Array): number {
    const { actors, bits } = this;
    let at = 0;
    for (let place = 0; place < actors.length; place += 1) {
      const state = locals[actors[place] as number] as number;
      const width = bits[place] as number;
      if (state >>> width !== 0) return 0;
      at = (at << width) | state;
    }
    return direct[at] as number;
  }

  private directAt(locals: Int32Array): number {
    let at = 0;
    for (const [place, actor] of this.actors.entries()) {
      const width = this.bits[place] as number;
      if ((locals[actor] as number) >>> width !== 0) return -1;
      at = (at << width) | (locals[actor] as number);
    }
    return at;
  }

  /** Makes room for one more state's bit where it is needed, or takes to hashing. */
  private widen(locals: Int32Array): void {
    const old = this.direct as Int32Array;
    const oldBits = this.bits.slice();
    for (const [place, actor] of this.actors.entries()) {
      const needed = 32 - Math.clz32(locals[actor] as number);
      this.bits[place] = Math.max(this.bits[place] as number, needed);
    }
    const count = 2 ** this.bits.reduce((sum, width) => sum + width, 0);
    this.direct = count > directMax ? null : new Int32Array(count);
    if (this.direct === null) this.cells = new Int32Array(256 * (this.actors.length + 1));
    const known = new Int32Array(Math.max(0, ...this.actors) + 1);
    for (const [at, number] of old.entries()) {
      if (number === 0) continue;
      let rest = at;
      for (let place = this.actors.length - 1; place >= 0; place -= 1) {
        const width = oldBits[place] as number;
        known[this.actors[place] as number] = rest & (2 ** width - 1);
        rest >>>= width;
      }
      this.set(known, number);
    }
  }

  private search(locals: Int32Array): number {
    const { actors, cells } = this;
    const width = actors.length;
    const mask = cells.length / (width + 1) - 1;
    let hash = 0;
    for (let place = 0; place < width; place += 1) {
      hash = mix(hash, locals[actors[place] as number] as number);
    }
    for (let at = finish(hash) & mask; ; at = (at + 1) & mask) {
      const cell = at * (width + 1);
      const number = cells[cell + width] as number;
      if (number === 0) return 0;
      let place = 0;
      while (place < width && cells[cell + place] === locals[actors[place] as number]) place += 1;
      if (place === width) return number;
    }
  }

  private put(tuple: readonly number[]): void {
    this.used += 1;
    const size = tuple.length;
    if (this.used * 2 * size > this.cells.length) {
      const old = this.cells;
      this.cells = new Int32Array(old.length * 2);
      for (let cell = 0; cell < old.length; cell += size) {
        if (old[cell + size - 1] !== 0) this.place([...old.subarray(cell, cell + size)]);
      }
    }
    this.place(tuple);
  }

  private place(tuple: readonly number[]): void {
    const size = tuple.length;
    const mask = this.cells.length / size - 1;
    let at = finish(tuple.slice(0, size - 1).reduce(mix, 0)) & mask;
    while (this.cells[at * size + size - 1] !== 0) at = (at + 1) & mask;
    this.cells.set(tuple, at * size);
  }
}
