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

/**
 * A layout with room for a quarter more local states than each actor is known to have, and for as
 * many more as there are bits to spare in the words that this takes.
 */
export function layoutFor(counts: readonly number[]): Layout {
  const bits = counts.map((count) => Math.min(bitsMax, 32 - Math.clz32(count * 1.25 + 1)));
  const word = new Int32Array(counts.length);
  const shift = new Int32Array(counts.length);
  const words = fewestWords(bits);
  for (const [place, fields] of words.entries()) {
    widen(fields, bits);
    let used = 0;
    for (const actor of fields) {
      word[actor] = place;
      shift[actor] = used;
      used += at(bits, actor);
    }
  }
  const largest = Int32Array.from(bits, (width) => 2 ** width - 1);
  return { words: words.length, word, shift, largest };
}

/** By word: whose fields are in it. */
function fewestWords(bits: readonly number[]): readonly (readonly number[])[] {
  const all = [...bits.keys()];
  for (let count = Math.max(1, Math.ceil(widthOf(all, bits) / bitsOfWord)); ; count += 1) {
    const words = spread(all, bits, count);
    if (words.every((fields) => widthOf(fields, bits) <= bitsOfWord)) return words;
  }
}

/** The widest first, each where there is the most room, so that all words have some to spare. */
function spread(actors: readonly number[], bits: readonly number[], count: number) {
  const words = Array.from({ length: count }, (): number[] => []);
  for (const actor of actors.toSorted((a, b) => at(bits, b) - at(bits, a) || a - b)) {
    const widths = words.map((fields) => widthOf(fields, bits));
    words[widths.indexOf(Math.min(...widths))]?.push(actor);
  }
  return words;
}

function widthOf(fields: readonly number[], bits: readonly number[]): number {
  return fields.reduce((sum, actor) => sum + at(bits, actor), 0);
}

/** Hands out the bits that the fields of a word leave, one at a time. */
function widen(fields: readonly number[], bits: number[]): void {
  let spare = bitsOfWord - widthOf(fields, bits);
  while (spare > 0 && fields.some((actor) => at(bits, actor) < bitsMax)) {
    for (const actor of fields) {
      if (spare === 0 || at(bits, actor) === bitsMax) continue;
      bits[actor] = at(bits, actor) + 1;
      spare -= 1;
    }
  }
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? 0;
}

/** Whether there is room for these local states. */
export function fits({ largest }: Layout, locals: Int32Array): boolean {
  return locals.every((state, actor) => state <= (largest[actor] as number));
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
