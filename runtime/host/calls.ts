/**
 * What a host takes, whoever brings it: over HTTP it was looked at before, but who embeds a host
 * may hand in what a client has sent, or what he has not thought of.
 *
 * What comes through here can be kept. It never knows what is kept under a name.
 */
import { isId, type StoredAnswer } from '../../machines/vocabulary.ts';
import { HoldfastError, messageOf } from '../core/errors.ts';
import { assertJson } from '../core/json.ts';
import { demandWhole } from './stores/records.ts';

/** Throws `bad_id`. A journal is named by two, with a dot between them: neither may have one. */
export function demandIds(...ids: readonly unknown[]): void {
  const at = ids.findIndex((id) => !isId(id));
  if (at === -1) return;
  throw new HoldfastError('bad_id', `${JSON.stringify(ids[at])} is not an id`);
}

/** Throws `misuse`. */
export function demandQuestion(question: unknown): void {
  demandJson(question, 'the question');
}

/** Throws `bad_id` for its prompt, and `misuse`. */
export function demandAnswer(answer: StoredAnswer): void {
  demandJson(answer, 'the answer');
  const { promptId, answerId, value } = answer;
  demandIds(promptId);
  if (typeof answerId !== 'string') throw new HoldfastError('misuse', 'an answer has an answerId');
  demandJson(value, 'the value of the answer');
}

/** Throws `misuse` unless it is a whole record, and `bad_id` for its session. */
export function demandRecord(record: unknown): void {
  demandJson(record, 'the record');
  demandWhole(record);
  demandIds((record as { readonly sessionId: string }).sessionId);
}

function demandJson(value: unknown, name: string): void {
  try {
    assertJson(value, name);
  } catch (cause) {
    throw new HoldfastError('misuse', messageOf(cause), { cause });
  }
}
