/**
 * Plain data, each value kept once: equal data is one object with one number, whoever made it and
 * in whatever order its keys were written. A key whose value is undefined counts as absent.
 *
 * A state is mostly what the state before it was. So a part that is one of the kept objects is
 * known by its identity, and only what was made anew is looked at, from its own parts upwards. What
 * is no plain data (a Map, a function, NaN) is refused: two states that differ only in it would
 * silently become one. It knows nothing of states and messages.
 */
import { finish, mix, withRoom } from './growth.ts';

/**
 * A list of keys in the order in which somebody wrote them: the way from key to key, and at its end
 * what is known of objects that have these keys and no others.
 */
interface Keys {
  readonly next: Map<string, Keys>;
  readonly path: readonly string[];
  /** What objects of the same keys in any order have in common; 0 until one was seen. */
  shape: number;
  /** Where each key's part is found, by the keys in order. */
  order: Int32Array;
}

export class Values {
  /** By number: the value that stands for all its equals. Number 0 is nobody's. */
  private readonly kept: unknown[] = [undefined];
  private readonly atoms = new Map<unknown, number>();
  private readonly objects = new Map<object, number>();
  /** By number, of an object: where its cells begin, which are its shape and its parts' numbers. */
  private starts: Int32Array = new Int32Array(1024);
  private cells: Int32Array = new Int32Array(4096);
  private cellsEnd = 0;
  /** A table of the numbers of objects, open, by the hash of their cells. */
  private index: Int32Array = new Int32Array(4096);
  private indexed = 0;
  private readonly root: Keys = keysAfter([]);
  private readonly shapes = new Map<string, number>();
  /** The numbers of parts of the objects that are being looked at, the outer ones below. */
  private parts: Int32Array = new Int32Array(256);
  private top = 0;

  /** The number of a value, the same for all its equals. */
  numberOf(value: unknown): number {
    switch (typeof value) {
      case 'object':
        if (value === null) break;
        return this.objects.get(value) ?? this.numberOfNew(value);
      case 'number':
        if (Number.isFinite(value)) break;
        throw new TypeError(`${value} is no plain data`);
      case 'string':
      case 'boolean':
        break;
      case 'bigint':
      case 'function':
      case 'symbol':
      case 'undefined':
        throw new TypeError(`${String(value)} is no plain data`);
    }
    const known = this.atoms.get(value);
    if (known !== undefined) return known;
    const number = this.kept.push(value) - 1;
    this.atoms.set(value, number);
    return number;
  }

  /** The value that is kept for this number. */
  valueOf(number: number): unknown {
    return this.kept[number];
  }

  private numberOfNew(value: object): number {
    const base = this.top;
    const known = Array.isArray(value)
      ? this.find(-1 - this.enterItems(value), base, null)
      : this.findFields(value, base);
    const number = known === 0 ? this.keep(value, base) : known;
    this.top = base;
    return number;
  }

  private findFields(value: object, base: number): number {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(`${Object.prototype.toString.call(value)} is no plain data`);
    }
    const keys = this.enterFields(value as Readonly<Record<string, unknown>>);
    if (keys.shape === 0) this.shapeKeys(keys);
    return this.find(keys.shape, base, keys.order);
  }

  private enter(part: unknown): void {
    const number = this.numberOf(part);
    if (this.top >= this.parts.length) this.parts = withRoom(this.parts, this.top + 1);
    this.parts[this.top] = number;
    this.top += 1;
  }

  private enterItems(items: readonly unknown[]): number {
    for (const item of items) this.enter(item);
    return items.length;
  }

  private enterFields(fields: Readonly<Record<string, unknown>>): Keys {
    let keys = this.root;
    for (const key of Object.keys(fields)) {
      const part = fields[key];
      if (part === undefined) continue;
      let next = keys.next.get(key);
      if (next === undefined) {
        next = keysAfter([...keys.path, key]);
        keys.next.set(key, next);
      }
      keys = next;
      this.enter(part);
    }
    return keys;
  }

  private shapeKeys(keys: Keys): void {
    const { path } = keys;
    const order = [...path.keys()].toSorted((a, b) => ((path[a] ?? '') < (path[b] ?? '') ? -1 : 1));
    const text = JSON.stringify(order.map((at) => path[at]));
    keys.order = Int32Array.from(order);
    keys.shape = this.shapes.get(text) ?? this.shapes.size + 1;
    this.shapes.set(text, keys.shape);
  }

  /**
   * The object of this shape with the parts that were entered last; 0 if there is none. The cells
   * that it would have are left behind the last ones that are kept.
   */
  private find(shape: number, base: number, order: Int32Array | null): number {
    const length = this.top - base;
    this.cells = withRoom(this.cells, this.cellsEnd + length + 1);
    const { cells, cellsEnd, parts, index } = this;
    cells[cellsEnd] = shape;
    let hash = mix(0, shape);
    for (let at = 0; at < length; at += 1) {
      const part = parts[base + (order === null ? at : (order[at] as number))] as number;
      cells[cellsEnd + 1 + at] = part;
      hash = mix(hash, part);
    }
    const mask = index.length - 1;
    for (let home = finish(hash) & mask; ; home = (home + 1) & mask) {
      const number = index[home] as number;
      if (number === 0 || this.same(this.starts[number] as number, length)) return number;
    }
  }

  private same(start: number, length: number): boolean {
    const { cells, cellsEnd } = this;
    for (let at = 0; at <= length; at += 1) {
      if (cells[start + at] !== cells[cellsEnd + at]) return false;
    }
    return true;
  }

  /** Keeps what `find` has not found, made of parts that are kept. */
  private keep(value: object, base: number): number {
    const length = this.top - base;
    const whole = Array.isArray(value)
      ? this.ofKeptItems(value, base)
      : this.ofKeptFields(value as Readonly<Record<string, unknown>>, base);
    const number = this.kept.push(whole) - 1;
    this.objects.set(whole, number);
    this.starts = withRoom(this.starts, number + 1);
    this.starts[number] = this.cellsEnd;
    this.cellsEnd += length + 1;
    this.indexed += 1;
    if (this.indexed * 2 > this.index.length) this.enlarge();
    else this.place(number, length);
    return number;
  }

  private ofKeptItems(items: readonly unknown[], base: number): readonly unknown[] {
    const isWhole = items.every((item, at) => this.kept[this.parts[base + at] as number] === item);
    return isWhole ? items : items.map((_, at) => this.kept[this.parts[base + at] as number]);
  }

  private ofKeptFields(fields: Readonly<Record<string, unknown>>, base: number): object {
    let whole: Record<string, unknown> | null = null;
    let at = base;
    for (const key of Object.keys(fields)) {
      if (fields[key] === undefined) continue;
      const part = this.kept[this.parts[at] as number];
      at += 1;
      if (part === fields[key]) continue;
      whole ??= { ...fields };
      whole[key] = part;
    }
    return whole ?? fields;
  }

  private enlarge(): void {
    this.index = new Int32Array(this.index.length * 2);
    const numbers = [...this.objects.values()];
    for (const [at, number] of numbers.entries()) {
      const next = numbers[at + 1];
      const end = next === undefined ? this.cellsEnd : (this.starts[next] as number);
      this.place(number, end - (this.starts[number] as number) - 1);
    }
  }

  private place(number: number, length: number): void {
    const start = this.starts[number] as number;
    const mask = this.index.length - 1;
    let hash = 0;
    for (let at = 0; at <= length; at += 1) hash = mix(hash, this.cells[start + at] as number);
    let home = finish(hash) & mask;
    while (this.index[home] !== 0) home = (home + 1) & mask;
    this.index[home] = number;
  }
}

function keysAfter(path: readonly string[]): Keys {
  return { next: new Map(), path, shape: 0, order: new Int32Array(0) };
}
