/**
 * All that may come to a pane, due or late: news of two turns of others and of its own, in every
 * phase; every answer to a start, a load and a prompt; the words of attachments, old ones too.
 *
 * An attachment that has ended says nothing more: that is its own contract.
 */
import type { Event } from '../../../machines/pane/signals.ts';
import type {
  LastTurn,
  LoadAnswer,
  PromptAnswer,
  StartAnswer,
  StoredTurn,
} from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/pane.ts';
import { holdsJump, present, type Seen } from './onlooker.ts';

const old = -1;
/** The turns of others are first and third; the pane's own may be either. */
const first = { streamId: 'r1', ordinal: 1 } as const;
const third = { streamId: 'r3', ordinal: 3 } as const;
const mine = 't';

export const inputs = [{ offline: false }, { offline: true }];

export function events(_: State, seen: Seen): readonly Event[] {
  return [
    { type: 'send', turnId: seen.pending === '' ? mine : 'u', question: 'why' },
    { type: 'stop' },
    ...watches(),
    ...starts(seen),
    ...loads(),
    ...attachments(seen),
    ...prompts(seen),
    ...(['online', 'visible', 'retry', 'offline', 'suspended'] as const).map((type) => ({ type })),
  ];
}

function watches(): readonly Event[] {
  const turns = [first, third, { streamId: mine, ordinal: 1 }, { streamId: mine, ordinal: 3 }];
  return turns.flatMap((of) =>
    (['running', 'ending', 'ended'] as const).map(
      (phase): Event => ({ type: 'watched', last: { ...of, phase } }),
    ),
  );
}

function starts({ pending }: Seen): readonly Event[] {
  if (pending === '') return [];
  const answers: readonly StartAnswer[] = [
    { state: 'started', ordinal: 1 },
    { state: 'started', ordinal: 3 },
    ...[first, third].flatMap((of): readonly StartAnswer[] => [
      { state: 'conflict', ...of, phase: 'running' },
      { state: 'conflict', ...of, phase: 'ending' },
    ]),
    { state: 'refused', reason: 'cancelled' },
    { state: 'unreachable' },
  ];
  return answers.flatMap((answer) =>
    [present, old].map(
      (request): Event => ({ type: 'start_answered', request, turnId: pending, answer }),
    ),
  );
}

function turn(streamId: string, ordinal: number, outcome: 'done' | null): StoredTurn {
  const fixed = { question: null, parts: [], usage: null, detail: null, coveredSeq: 1 };
  return { ...fixed, streamId, ordinal, outcome };
}

function loads(): readonly Event[] {
  const ended = turn('r1', 1, 'done');
  const last = (of: { streamId: string; ordinal: number }, phase: LastTurn['phase']): LastTurn => ({
    streamId: of.streamId,
    ordinal: of.ordinal,
    phase,
  });
  const whole = (turns: readonly StoredTurn[], about: LastTurn | null): LoadAnswer => ({
    state: 'loaded',
    turns,
    last: about,
  });
  const answers: readonly LoadAnswer[] = [
    whole([], null),
    whole([turn('r1', 1, null)], last(first, 'running')),
    whole([ended], last(first, 'ended')),
    whole([ended, turn('r3', 3, null)], last(third, 'running')),
    whole([ended, turn('r3', 3, null)], last(third, 'ending')),
    whole([ended, turn('r3', 3, 'done')], last(third, 'ended')),
    { state: 'unreachable' },
  ];
  return answers.flatMap((answer) =>
    [present, old].map((request): Event => ({ type: 'loaded', request, answer })),
  );
}

function attachments({ owner, hasAttached }: Seen): readonly Event[] {
  const ids = [...(owner === null ? [] : [present]), ...(hasAttached ? [old] : [])];
  return ids.flatMap((attachmentId): readonly Event[] => [
    { type: 'ended', attachmentId, how: 'settled' },
    { type: 'ended', attachmentId, how: 'stale' },
    { type: 'gave_up', attachmentId },
    { type: 'resumed', attachmentId },
  ]);
}

function prompts({ owner }: Seen): readonly Event[] {
  const answers: readonly PromptAnswer[] = [
    { state: 'accepted' },
    { state: 'already' },
    { state: 'gone' },
    { state: 'refused', reason: 'malformed' },
    { state: 'unreachable' },
  ];
  return [owner?.streamId ?? 'r0', 'other'].flatMap((streamId): readonly Event[] => [
    { type: 'answer', streamId, promptId: 'p', answerId: 'a', value: true },
    ...answers.map(
      (answer): Event => ({ type: 'prompt_answered', streamId, promptId: 'p', answer }),
    ),
  ]);
}

/** Requests and attachments are only compared for equality: the present ones are number 1. */
export function canonical(state: State): State {
  const { context } = state;
  const awaitingStart = Math.min(context.awaitingStart, present);
  const awaitingLoad = Math.min(context.awaitingLoad, present);
  return {
    ...state,
    context: {
      ...context,
      attachmentId: Math.min(context.attachmentId, present),
      starts: awaitingStart,
      awaitingStart,
      loads: awaitingLoad,
      awaitingLoad,
      holds: holdsJump(context.holds),
    },
  };
}
