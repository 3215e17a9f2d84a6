/**
 * What a host may say in the body of an answer, told from what only looks like it.
 *
 * A proxy, a portal or a host of another version can say anything. The machines take the shape of
 * an answer for granted, so whatever lacks it stops here, and counts as no answer. It looks at the
 * fields that the machines and the screen read, and never at what they mean.
 */
import {
  isTerminal,
  type LastTurn,
  type LoadAnswer,
  type SettleAnswer,
  type StartAnswer,
  type StoredTurn,
} from '../../machines/vocabulary.ts';

type Fields = { readonly [field: string]: unknown };

/** A body, as whoever asked for it can use it. */
export type Reads<Answer> = (body: unknown) => body is Answer;

/** An answer that is its state, and at most a text beside it. */
export function isState<Answer extends { readonly state: string }>(
  ...states: readonly Answer['state'][]
): Reads<Answer> {
  return (body): body is Answer => states.some((state) => fieldsOf(body)['state'] === state);
}

export function isStart(body: unknown): body is StartAnswer {
  const { state, ordinal } = fieldsOf(body);
  if (state === 'started') return isCount(ordinal);
  return state === 'conflict' ? isLastTurn(body) : state === 'refused';
}

/** Whether it settles anything, and whose scene, is the attachment's to judge. */
export function isSettle(body: unknown): body is SettleAnswer {
  const { state, turn } = fieldsOf(body);
  if (state === 'restored') return isStoredTurn(turn);
  return isState<SettleAnswer>('active', 'missing', 'error', 'stale')(body);
}

export function isLoad(body: unknown): body is LoadAnswer {
  const { state, turns, last } = fieldsOf(body);
  return state === 'loaded' && isList(turns, isStoredTurn) && (last === null || isLastTurn(last));
}

export function isLastTurn(value: unknown): value is LastTurn {
  const { streamId, ordinal, phase } = fieldsOf(value);
  const isPhase = phase === 'running' || phase === 'ending' || phase === 'ended';
  return typeof streamId === 'string' && isCount(ordinal) && isPhase;
}

function isStoredTurn(value: unknown): value is StoredTurn {
  const { streamId, ordinal, parts, outcome, coveredSeq } = fieldsOf(value);
  const isOutcome = outcome === null || (typeof outcome === 'string' && isTerminal(outcome));
  const isPart = (part: unknown): part is object => typeof fieldsOf(part)['type'] === 'string';
  const isCounted = isCount(ordinal) && isCount(coveredSeq);
  return typeof streamId === 'string' && isCounted && isOutcome && isList(parts, isPart);
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every((item) => isItem(item));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
