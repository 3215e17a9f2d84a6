/**
 * The numbers that stand for names and for plain data in an exported model: streams and lanes, the
 * frames, records, answers and events that machines hand to each other through what surrounds them.
 *
 * Whoever carries such a thing never looks into it, so it is a number there. Equal data is the same
 * number, whoever made it. It must never know what a number is used for.
 */
import { canonicalText } from '../../explorer/canonical.ts';

/** What is numbered. A `seq` and a `fence` are numbers already. */
export type Sort = keyof typeof typeNames;

const typeNames = {
  stream: 'stream_name',
  key: 'key_name',
  host: 'host_name',
  lane: 'lane_name',
  wire: 'wire_name',
  watch: 'watch_name',
  fault: 'fault_name',
  item: 'item_name',
  kind: 'kind_number',
  want: 'want_number',
  answer: 'answer_number',
  last: 'last_number',
  frame: 'frame_number',
  heard: 'heard_number',
  cell: 'cell_number',
  record: 'record_number',
  about: 'about_number',
  effect: 'effect_number',
  event: 'event_number',
  reader: 'reader_number',
  says: 'says_name',
  seq: 'seq_number',
  fence: 'fence_number',
  lockFence: 'lock_fence',
};

export class Alphabet {
  private readonly texts = new Map<Sort, Map<string, number>>();
  private readonly kept = new Map<Sort, unknown[]>();
  private readonly constants: string[] = [];

  /** The number of a thing, which is new if nobody has asked for it before. */
  code(sort: Sort, value: unknown): number {
    const texts = this.texts.get(sort) ?? new Map<string, number>();
    const kept = this.kept.get(sort) ?? [];
    this.texts.set(sort, texts);
    this.kept.set(sort, kept);
    const text = canonicalText(value);
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, kept.length);
    return kept.push(value) - 1;
  }

  /** The number of a thing that has one. */
  find(sort: Sort, value: unknown): number | null {
    return this.texts.get(sort)?.get(canonicalText(value)) ?? null;
  }

  /** A number that is itself. */
  number(sort: 'seq' | 'fence' | 'lockFence', value: number): number {
    for (let below = this.size(sort); below <= value; below += 1) this.code(sort, below);
    return value;
  }

  /** A thing with a name of its own in the model. */
  name(sort: Sort, value: unknown, constant: string): number {
    const code = this.code(sort, value);
    this.constants.push(`  ${constant}: ${code};`);
    return code;
  }

  size(sort: Sort): number {
    return this.kept.get(sort)?.length ?? 0;
  }

  values(sort: Sort): readonly unknown[] {
    return this.kept.get(sort) ?? [];
  }

  typeOf(sort: Sort): string {
    return typeNames[sort];
  }

  /** The constants and the types. A sort that has nothing has one unused number. */
  print(): string {
    const types = Object.entries(typeNames).map(([sort, name]) => {
      return `  ${name}: 0..${Math.max(1, this.size(sort as Sort)) - 1};`;
    });
    return ['const', ...this.constants, 'type', ...types].join('\n');
  }
}
