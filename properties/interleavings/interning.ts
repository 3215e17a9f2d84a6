/**
 * Numbers for plain data: equal data written alike has the same number, and different data never.
 *
 * An object's key is made of the numbers of what it holds, so a part that two states share is read
 * once. Keys in another order make another number: then something is worked out twice, and nothing
 * is confused. Data that was numbered must not be changed. It knows nothing of states and messages.
 */

export class Interning {
  private readonly numbers = new Map<string, number>();
  private readonly known = new WeakMap<object, number>();

  /** How many different objects there were. */
  get size(): number {
    return this.numbers.size;
  }

  numberOf(value: object): number {
    const seen = this.known.get(value);
    if (seen !== undefined) return seen;
    const key = this.keyOf(value);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(key, number);
    }
    this.known.set(value, number);
    return number;
  }

  private keyOf(value: object): string {
    if (Array.isArray(value)) {
      let items = '[';
      for (const item of value as readonly unknown[]) items += `${this.termOf(item)},`;
      return items;
    }
    let key = '{';
    const fields = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(value)) {
      if (fields[name] !== undefined) key += `${name}:${this.termOf(fields[name])},`;
    }
    return key;
  }

  private termOf(value: unknown): string {
    switch (typeof value) {
      case 'object':
        return value === null ? 'null' : `#${this.numberOf(value)}`;
      case 'string':
        return JSON.stringify(value);
      case 'number':
      case 'boolean':
        return String(value);
      default:
        throw new TypeError(`${String(value)} is no plain data`);
    }
  }
}
