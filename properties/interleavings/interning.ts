/**
 * Numbers for plain data: equal data written alike has the same number, and different data never.
 *
 * Keys in another order make another number: then something is worked out twice, and nothing is
 * confused. It knows nothing of states and messages.
 */

export class Interning {
  private readonly numbers = new Map<string, number>();

  /** How many different values there were. */
  get size(): number {
    return this.numbers.size;
  }

  numberOf(value: unknown): number {
    const key = JSON.stringify(value);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(key, number);
    }
    return number;
  }
}
