/**
 * What is thrown at a record that no state of the model explains.
 *
 * Whoever feeds the records knows which one it was; this only says why.
 */
export class Unexplained extends Error {
  override readonly name = 'Unexplained';
}

/** The reason, in one sentence, if `holds` does not hold. */
export function demand(holds: boolean, why: () => string): asserts holds {
  if (!holds) throw new Unexplained(why());
}

/** Plain data as text, short enough for a sentence. */
export function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

/** Equal as JSON; recorded data keeps the order of its keys. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
