/**
 * Prompts in Redis: a hash of cells beside each journal, one for each prompt, which takes one
 * answer. The scripts make, seal and open the cells; here answers become text and text answers.
 *
 * An answer that is damaged is reported, and is none: its turn goes on. It decides nothing.
 */
import type { StoredAnswer } from '../../../machines/vocabulary.ts';
import { HoldfastError } from '../../core/errors.ts';
import { journalParts } from '../../core/host.ts';
import type { Store } from '../store.ts';
import { lostAnswer, type Mark } from './prompts.ts';
import { answerPrompt } from './redis-journal-scripts.ts';
import type { RedisKeys } from './redis-keys.ts';
import { type RedisLink, refusal } from './redis-link.ts';
import type { RedisWakes } from './redis-wakes.ts';

export interface RedisPromptsPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
}

type Answer = Omit<StoredAnswer, 'promptId'>;

export function redisPrompts({ link, keys, wakes }: RedisPromptsPorts): Pick<Store, 'answer'> {
  return {
    answer: async (name, { promptId, answerId, value }) => {
      const text = JSON.stringify({ answerId, value } satisfies Answer);
      const args = [
        encodeURIComponent(promptId),
        text,
        wakes.channel(journalParts(name).sessionId),
      ];
      const names = [keys.journal(name), keys.prompts(name)];
      const { code, answer } = await link.run(answerPrompt, names, args);
      if (code === 'gone') return 'gone';
      if (code !== 'held') throw refusal(code, name, answer);
      const held = JSON.parse(answer[0] as string) as Answer;
      return held.answerId === answerId ? 'accepted' : 'already';
    },
  };
}

/** What an append says of prompts: how many marks, and each as its word, an id and a seq. */
export function markArgs(marks: readonly Mark[]): readonly (string | number)[] {
  const args = marks.map(({ mark, promptId, seq }) => [mark, encodeURIComponent(promptId), seq]);
  return [marks.length, ...args.flat()];
}

/** The answers of a script: one a line, with the id of its prompt before it. */
export function answersOf(lines: string): readonly StoredAnswer[] {
  if (lines === '') return [];
  return lines.split('\n').map((line) => {
    const at = line.indexOf(' ');
    const answer = JSON.parse(line.slice(at + 1)) as Answer;
    return { promptId: decodeURIComponent(line.slice(0, at)), ...answer };
  });
}

/** What a script says of answers that are damaged: the ids of their prompts. */
export function lostAnswers(name: string, ids: readonly string[]): readonly HoldfastError[] {
  return ids.map((id) => new HoldfastError('damaged', lostAnswer(name, decodeURIComponent(id))));
}
