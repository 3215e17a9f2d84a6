/**
 * Prompts in Redis: a hash for the cells of a journal's prompts, and a sorted set of those whose
 * answer no frame has closed. Each answer is sealed for its place.
 *
 * A script can't tell whether an answer is what was written. So one that goes by answers is told
 * which were read, and does nothing while there are others: then these are read, and it is run
 * again. Mostly there are none, and it is run once. It decides nothing.
 */
import type { StoredAnswer } from '../../../machines/vocabulary.ts';
import { journalParts } from '../../core/host.ts';
import type { Store } from '../store.ts';
import type { Mark } from './prompts.ts';
import { answerPrompt } from './redis-journal-scripts.ts';
import type { RedisKeys } from './redis-keys.ts';
import { type RedisLink, refusal } from './redis-link.ts';
import type { Script } from './redis-scripts.ts';
import type { RedisWakes } from './redis-wakes.ts';
import { seal, unseal } from './sealed.ts';

export interface RedisPromptsPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
}

type Args = readonly (string | number)[];
type Answer = Omit<StoredAnswer, 'promptId'>;

export function redisPrompts({ link, keys, wakes }: RedisPromptsPorts): Pick<Store, 'answer'> {
  return {
    answer: async (name, { promptId, answerId, value }) => {
      const id = encodeURIComponent(promptId);
      const place = answerPlace(keys, name, id);
      const text = seal(place, JSON.stringify({ answerId, value } satisfies Answer));
      const args = [id, text, wakes.channel(journalParts(name).sessionId)];
      const { code, answer } = await link.run(answerPrompt, promptNames(keys, name), args);
      if (code === 'gone') return 'gone';
      if (code !== 'held') throw refusal(code, name, answer);
      const held = JSON.parse(unseal(place, answer[0] as string)) as Answer;
      return held.answerId === answerId ? 'accepted' : 'already';
    },
  };
}

/** The keys of a script that goes by prompts. */
export function promptNames(keys: RedisKeys, name: string): readonly string[] {
  return [keys.journal(name), keys.prompts(name), keys.answered(name)];
}

/** What an append says of prompts: how many marks, and each as its word, an id and a seq. */
export function markArgs(marks: readonly Mark[]): Args {
  const args = marks.map(({ mark, promptId, seq }) => [mark, encodeURIComponent(promptId), seq]);
  return [marks.length, ...args.flat()];
}

/**
 * Runs the script until it goes by the answers that were read; it is told their ids as it says
 * them. Throws `damaged`, and its codes.
 */
export async function demandAnswered(
  { link, keys }: Pick<RedisPromptsPorts, 'link' | 'keys'>,
  script: Script,
  argsFor: (ids: string, answers: readonly StoredAnswer[]) => Args,
  name: string,
): Promise<{ readonly answer: readonly unknown[]; readonly answers: readonly StoredAnswer[] }> {
  let [ids, answers]: readonly [string, readonly StoredAnswer[]] = ['', []];
  for (;;) {
    const { code, answer } = await link.run(script, promptNames(keys, name), argsFor(ids, answers));
    if (code === 'ok') return { answer, answers };
    if (code !== 'answered') throw refusal(code, name, answer);
    const [found, lines] = answer as readonly [string, string];
    ids = found;
    answers = lines === '' ? [] : lines.split('\n').map((line) => openLine(keys, name, line));
  }
}

function openLine(keys: RedisKeys, name: string, line: string): StoredAnswer {
  const at = line.indexOf(' ');
  const id = line.slice(0, at);
  const answer = JSON.parse(unseal(answerPlace(keys, name, id), line.slice(at + 1))) as Answer;
  return { promptId: decodeURIComponent(id), ...answer };
}

/** What an outcome is decided with, as it is kept. */
export function sealAnswers(
  keys: RedisKeys,
  name: string,
  answers: readonly StoredAnswer[],
): string {
  return seal(decidedPlace(keys, name), JSON.stringify(answers));
}

/** Throws `damaged`. */
export function openAnswers(
  keys: RedisKeys,
  name: string,
  sealed: string | null,
): readonly StoredAnswer[] {
  return JSON.parse(unseal(decidedPlace(keys, name), sealed ?? '')) as readonly StoredAnswer[];
}

function decidedPlace(keys: RedisKeys, name: string): string {
  return `${keys.journal(name)}/answers`;
}

function answerPlace(keys: RedisKeys, name: string, id: string): string {
  return `${keys.prompts(name)}/${id}`;
}
