/**
 * What a host may say in the body of an answer, told from what only looks like it.
 *
 * A proxy, a portal or a host of another version can say anything. The machines take the shape of
 * an answer for granted, so whatever lacks it stops here, and counts as no answer. It looks at the
 * fields that the machines and the screen read, and never at what they mean.
 */
import { isCount, isTerminal, type LastTurn } from '../../machines/vocabulary.ts';

/** Whether a value has a shape: the fields it has to have, and what each of them has to be. */
type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const isText: Check = (value) => typeof value === 'string';
const isList =
  (shape: Shape): Check =>
  (value) =>
    Array.isArray(value) && value.every((item) => has(item, shape));

const lastTurn: Shape = {
  streamId: isText,
  ordinal: isCount,
  phase: (value) => value === 'running' || value === 'ending' || value === 'ended',
};

const storedTurn: Shape = {
  streamId: isText,
  ordinal: isCount,
  coveredSeq: isCount,
  parts: isList({ type: isText }),
  outcome: (value) => value === null || isTerminal(value as string),
};

/** What an answer has beside its state, where more than a text for people is looked at. */
const shapes: Readonly<Record<string, Shape>> = {
  started: { ordinal: isCount },
  conflict: lastTurn,
  restored: { turn: (value) => has(value, storedTurn) },
  loaded: {
    turns: isList(storedTurn),
    last: (value) => value === null || isLastTurn(value),
  },
};

/** The body as an answer, if it is one of those that are asked for. */
export function answerOf<Answer extends { readonly state: string }>(
  body: unknown,
  states: readonly Answer['state'][],
): Answer | undefined {
  const state = states.find((known) => has(body, { state: (value) => value === known }));
  return state && has(body, shapes[state] ?? {}) ? (body as Answer) : undefined;
}

export function isLastTurn(value: unknown): value is LastTurn {
  return has(value, lastTurn);
}

function has(value: unknown, shape: Shape): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, check]) => check(fields[name]));
}
