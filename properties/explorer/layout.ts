/**
 * How a world is packed: one field of bits for each actor's local state, in as few words of 32
 * bits as they fit into.
 *
 * How many local states an actor has is known only at the end, so a layout leaves room, and when a
 * field overflows a roomier one is made and all worlds are packed again. That changes no count.
 * It knows nothing of what the numbers in the fields mean.
 */

export interface Layout {
  /** Words a world. */
  readonly words: number;
  /** By actor: its word, the place of its field in it, and the largest number that fits. */
  readonly word: Int32Array;
  readonly shift: Int32Array;
  readonly largest: Int32Array;
}

const bitsOfWord = 32;
const bitsMax = 30;

/** A layout with room for a quarter more local states than each actor is known to have. */
export function layoutFor(counts: readonly number[]): Layout {
  const bits = counts.map((count) => Math.min(bitsMax, 32 - Math.clz32(count * 1.25 + 1)));
  const word = new Int32Array(counts.length);
  const shift = new Int32Array(counts.length);
  const used: number[] = [];
  const widestFirst = [...bits.keys()].toSorted((a, b) => at(bits, b) - at(bits, a) || a - b);
  for (const actor of widestFirst) {
    let home = used.findIndex((taken) => taken + at(bits, actor) <= bitsOfWord);
    if (home < 0) home = used.push(0) - 1;
    word[actor] = home;
    shift[actor] = at(used, home);
    used[home] = at(used, home) + at(bits, actor);
  }
  const largest = Int32Array.from(bits, (width) => 2 ** width - 1);
  return { words: Math.max(1, used.length), word, shift, largest };
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? 0;
}

/** The local states of the world that begins at `from`. */
export function unpack(layout: Layout, words: Int32Array, from: number, into: Int32Array): void {
  const { word, shift, largest } = layout;
  for (let actor = 0; actor < into.length; actor += 1) {
    const packed = words[from + (word[actor] as number)] as number;
    into[actor] = (packed >>> (shift[actor] as number)) & (largest[actor] as number);
  }
}

export function pack(layout: Layout, locals: Int32Array, words: Int32Array, to: number): void {
  const { word, shift } = layout;
  words.fill(0, to, to + layout.words);
  for (let actor = 0; actor < locals.length; actor += 1) {
    const home = to + (word[actor] as number);
    words[home] = (words[home] as number) | ((locals[actor] as number) << (shift[actor] as number));
  }
}
