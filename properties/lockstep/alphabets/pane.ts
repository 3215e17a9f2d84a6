/**
 * The finite view of the pane: turns with ordinals up to two, its own and others', each answer to
 * each request, asked and unasked, and words of this attachment and of the one before.
 * It says nothing of what should happen: that is compared, never expected.
 */
import type { Event, Input } from '../../../machines/pane/rules.ts';
import { holdsMax } from '../../../machines/pane/signals.ts';
import type {
  LastTurn,
  LoadAnswer,
  StartAnswer,
  StoredTurn,
} from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/pane.ts';
import type { Alphabet } from '../walk.ts';

const ordinalMax = 2;
const ordinals = [1, 2];
const phases = ['running', 'ending', 'ended'] as const;

export const pane: Alphabet<State, Event, Input> = {
  inputs: [{ offline: false }, { offline: true }],
  events: (state) => [
    { type: 'send', turnId: 'mine', question: null },
    { type: 'stop' },
    ...lasts().map((last): Event => ({ type: 'watched', last })),
    ...starts(state),
    ...loads(state),
    ...prompts(state),
    ...words(state),
    ...(['online', 'visible', 'retry', 'offline', 'suspended'] as const).map((type) => ({ type })),
  ],
  // Requests and attachments are only compared for equality; `offline` is only handed on.
  essence: ({ starts: _s, loads: _l, offline: _o, attachmentId, ...context }) => ({
    ...context,
    attached: attachmentId > 0,
    awaitingStart: context.awaitingStart > 0,
    awaitingLoad: context.awaitingLoad > 0,
  }),
  // A minute of holding is 120 equal steps.
  jumps: (context) => (context.holds === 1 ? [{ ...context, holds: holdsMax - 1 }] : []),
  bounded: ({ ordinalMax: seen, holds }) =>
    seen <= ordinalMax && (holds <= 1 || holds >= holdsMax - 1),
  near: ({ ordinalMax: seen, holds }) => seen < ordinalMax && holds <= 1,
};

function lasts(): readonly LastTurn[] {
  return ordinals.flatMap((ordinal) =>
    phases.flatMap((phase) =>
      ['mine', `t${ordinal}`].map((streamId) => ({ streamId, ordinal, phase })),
    ),
  );
}

function starts({ context: { awaitingStart, starts: made, turnId } }: State): readonly Event[] {
  const answers: readonly StartAnswer[] = [
    ...ordinals.map((ordinal): StartAnswer => ({ state: 'started', ordinal })),
    ...ordinals.flatMap((ordinal) =>
      (['running', 'ending'] as const).map(
        (phase): StartAnswer => ({ state: 'conflict', streamId: `t${ordinal}`, ordinal, phase }),
      ),
    ),
    { state: 'refused', reason: 'no' },
    { state: 'unreachable' },
  ];
  const request = awaitingStart > 0 ? awaitingStart : made;
  return [
    ...answers.map((answer): Event => ({ type: 'start_answered', request, turnId, answer })),
    { type: 'start_answered', request: request - 1, turnId, answer: { state: 'unreachable' } },
  ];
}

function loads({ context: { awaitingLoad, loads: made } }: State): readonly Event[] {
  const request = awaitingLoad > 0 ? awaitingLoad : made;
  const [first, second] = [turn(1, 'done'), turn(2, null)];
  const runs = lasts().filter(({ phase }) => phase === 'running');
  const answers: readonly LoadAnswer[] = [
    { state: 'unreachable' },
    { state: 'loaded', turns: [], last: null },
    ...runs.map((last): LoadAnswer => ({ state: 'loaded', turns: [first, second], last })),
    { state: 'loaded', turns: [first], last: { streamId: 't1', ordinal: 1, phase: 'ended' } },
    { state: 'loaded', turns: [first], last: { streamId: 't2', ordinal: 2, phase: 'ending' } },
    { state: 'loaded', turns: [first, turn(2, 'done')], last: null },
  ];
  return [
    ...answers.map((answer): Event => ({ type: 'loaded', request, answer })),
    { type: 'loaded', request: request - 1, answer: { state: 'loaded', turns: [], last: null } },
  ];
}

function turn(ordinal: number, outcome: 'done' | null): StoredTurn {
  const fixed = { question: null, parts: [], usage: null, detail: null, coveredSeq: 1 };
  return { ...fixed, streamId: `t${ordinal}`, ordinal, outcome };
}

function prompts({ context: { owner } }: State): readonly Event[] {
  return [owner?.streamId ?? 'none', 'other'].flatMap((streamId): Event[] => [
    { type: 'answer', streamId, promptId: 'p', answerId: 'a', value: null },
    ...(['accepted', 'already', 'gone', 'unreachable'] as const).map(
      (state): Event => ({
        type: 'prompt_answered',
        streamId,
        promptId: 'p',
        answer: { state },
      }),
    ),
    {
      type: 'prompt_answered',
      streamId,
      promptId: 'p',
      answer: { state: 'refused', reason: 'no' },
    },
  ]);
}

function words({ context: { attachmentId } }: State): readonly Event[] {
  return [attachmentId, attachmentId - 1].flatMap((id): Event[] => [
    { type: 'gave_up', attachmentId: id },
    { type: 'resumed', attachmentId: id },
    { type: 'ended', attachmentId: id, how: 'settled' },
    { type: 'ended', attachmentId: id, how: 'stale' },
  ]);
}
