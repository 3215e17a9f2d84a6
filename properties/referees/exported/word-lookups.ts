/**
 * The words of a world as lookups: what a message says to those that are written by hand, and the
 * number by which whoever they speak to knows what they say.
 *
 * It must never know what a word does.
 */
import { type Lookup, printLookup } from '../lookup.ts';
import type { Alphabet, Sort } from './alphabet.ts';
import { parameter } from './reader-table.ts';
import { type Spelled, type Word, words } from './words.ts';

/** What is said by somebody who is written by hand. */
export const posted: readonly Word[] = [
  'host_request',
  'host_open',
  'host_watch',
  'host_done',
  'host_viewed',
  'host_woken',
  'host_fence_issued',
  'host_waits',
  'tab_reply',
  'tab_heard',
  'tab_watched',
  'wire_head',
  'wire_batch',
  'wire_wake',
  'store_head',
  'store_read',
];

/** An actor of the model, and its messages as words. */
export interface Told {
  readonly name: string;
  readonly words: readonly (Spelled | null)[];
}

/** No word has more behind it. */
const argumentsMax = Math.max(...Object.values(words).map((sorts) => sorts.length));

/** The word of a message, by its place among the words, and what stands behind it. */
export function wordLookups(told: readonly (Spelled | null)[]): readonly Lookup[] {
  const all = Object.keys(words);
  const message = { name: 'said', type: `0..${told.length - 1}`, size: told.length };
  const place = { name: 'place', type: `0..${argumentsMax - 1}`, size: argumentsMax };
  return [
    {
      name: 'word_of',
      parameters: [message],
      rows: told.flatMap((one, at) =>
        one === null ? [] : [{ args: [at], value: all.indexOf(one.word) }],
      ),
    },
    {
      name: 'argument_of',
      parameters: [message, place],
      rows: told.flatMap((one, at) =>
        (one?.args ?? []).map((value, where) => ({ args: [at, where], value })),
      ),
      otherwise: 0,
    },
  ];
}

/** Calls the procedure of a message's word. */
export function takeWords(told: readonly (Spelled | null)[]): string {
  const used = Object.entries(words).flatMap(([word, sorts], at) =>
    told.some((one) => one?.word === word) ? [{ word, sorts, at }] : [],
  );
  const places = Array.from({ length: argumentsMax }, (_, place) => place);
  const largest = Math.max(0, ...told.flatMap((one) => one?.args ?? []));
  return [
    `var ${places.map((place) => `argument${place}: 0..${largest};`).join(' ')}`,
    'begin',
    ...places.map((place) => `  argument${place} := argument_of(message, ${place});`),
    '  switch word_of(message)',
    ...used.map(({ word, sorts, at }) => {
      const args = sorts.map((_, place) => `argument${place}`);
      return `  case ${at}: ${word}(queue, ${args.join(', ')});`;
    }),
    '  end;',
  ].join('\n');
}

/** Says a word to whoever knows it, by the number that it is known by there. */
export function poster(alphabet: Alphabet, word: Word, heard: readonly Told[]): string {
  const parameters = (words[word] as readonly Sort[]).map((sort) => parameter(alphabet, sort));
  const rows = heard.flatMap(({ words: known }, actor) =>
    known.flatMap((one, message) =>
      one?.word === word ? [{ args: one.args, value: message * heard.length + actor }] : [],
    ),
  );
  const own = parameters.map(({ name, type }) => `${name}: ${type}`);
  const args = parameters.map(({ name }) => name).join(', ');
  return [
    printLookup({ name: `code_of_${word}`, parameters, rows }),
    `procedure post_${word}(var queue: queue_record; ${own.join('; ')});`,
    `begin post_code(queue, code_of_${word}(${args})); end;`,
  ].join('\n');
}
