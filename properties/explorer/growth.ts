/**
 * Typed arrays that grow by doubling, and the mixing of integers into a hash.
 *
 * Everything that the explorer touches once per world lives in such arrays. They know nothing of
 * what is kept in them.
 */

/** The same array if it has room for `length` cells, else a copy that is at least twice as long. */
export function withRoom(cells: Int32Array, length: number): Int32Array {
  if (length <= cells.length) return cells;
  const longer = new Int32Array(Math.max(length, cells.length * 2));
  longer.set(cells);
  return longer;
}

export function bytesWithRoom(cells: Uint8Array, length: number): Uint8Array {
  if (length <= cells.length) return cells;
  const longer = new Uint8Array(Math.max(length, cells.length * 2));
  longer.set(cells);
  return longer;
}

/** One more integer into a hash. */
export function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** After the last one: every bit of what came in reaches every bit of what goes out. */
export function finish(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
