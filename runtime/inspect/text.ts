/**
 * Takes people's words out of what is recorded: what somebody asked, was answered or answered is
 * replaced by how long it is.
 *
 * A string stays only under a name that is known to hold no text, and only if it looks like an id
 * or a word of the protocol: a new field can't be read until it is listed here.
 */
import type { Json } from '../../machines/vocabulary.ts';

/** What stands in the place of a value: its characters, or those of its JSON. */
export interface Length {
  readonly length: number;
}

/** Whole values that people or models have written. */
const texts = new Set(['data', 'detail', 'parts', 'prompt', 'question', 'tool', 'usage', 'value']);

/** Ids, and words of the protocol. */
const words = new Set([
  'answerId',
  'code',
  'error',
  'how',
  'kind',
  'method',
  'outcome',
  'phase',
  'promptId',
  'reason',
  'state',
  'streamId',
  'terminal',
  'timer',
  'to',
  'turnId',
  'type',
]);
const word = /^[\w.:-]{0,128}$/;

/** A copy without text; an object stays an object of the same shape. */
export function withoutText(value: unknown, name = ''): Json {
  if (value === null || value === undefined) return null;
  if (texts.has(name)) return lengthOf(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    return words.has(name) && word.test(value) ? value : lengthOf(value);
  }
  if (Array.isArray(value)) return value.map((item) => withoutText(item, name));
  const known = Object.entries(value).filter(([, own]) => own !== undefined);
  return Object.fromEntries(known.map(([key, own]) => [key, withoutText(own, key)]));
}

function lengthOf(value: unknown): { length: number } {
  return { length: (typeof value === 'string' ? value : JSON.stringify(value)).length };
}
