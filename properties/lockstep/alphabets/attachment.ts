/**
 * The finite view of the attachment: every event at the edges of its gates (the source before, the
 * request before, another stream, a seq too low, right and too high), and every kind of answer.
 * It says nothing of what should happen: that is compared, never expected.
 */
import type { Event } from '../../../machines/attachment/rules.ts';
import { type FrameEvent, type Input, retriesMax } from '../../../machines/attachment/signals.ts';
import type { SettleAnswer, StoredTurn, Terminal } from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/attachment.ts';
import type { Alphabet } from '../walk.ts';

const cursorMax = 2;
const hiddenMax = 1;
const input = { attachmentId: 1, streamId: 's', cursor: 0, offline: false };

export const attachment: Alphabet<State, Event, Input> = {
  inputs: [input, { ...input, cursor: 1 }, { ...input, offline: true }],
  events: (state) => [
    ...frames(state),
    ...sources(state),
    ...settles(state),
    { type: 'probe', streamId: 's' },
    { type: 'probe', streamId: 'other' },
    { type: 'superseded' },
    ...(['online', 'visible', 'retry', 'nudge', 'offline', 'suspended'] as const).map((type) => ({
      type,
    })),
  ],
  // Sources and requests are only compared for equality: which one it is makes no difference.
  essence: ({ source: _source, requests: _requests, awaiting, ...context }) => ({
    ...context,
    awaiting: awaiting > 0,
  }),
  // Retries between the first and the last are all alike.
  jumps: (context) => (context.retries === 1 ? [{ ...context, retries: retriesMax - 1 }] : []),
  bounded: ({ cursor, hidden, retries }) =>
    cursor <= cursorMax && hidden <= hiddenMax && (retries <= 1 || retries >= retriesMax - 1),
  near: ({ cursor, hidden, retries, attempt, offline }) =>
    cursor <= cursorMax && hidden < hiddenMax && (retries === 0 || (attempt === 0 && !offline)),
};

function frames({ context: { source, cursor, hidden } }: State): readonly Event[] {
  const frame: FrameEvent = {
    type: 'frame',
    attachmentId: 1,
    source,
    streamId: 's',
    seq: cursor + 1,
    kind: 'text',
    data: null,
  };
  const seqs = [...new Set([cursor, cursor + 1, cursor + 2, hidden + 1, hidden + 2])];
  return [
    ...seqs.flatMap((seq) =>
      ['text', 'done', 'cancelled'].map((kind) => ({ ...frame, seq, kind })),
    ),
    { ...frame, source: source - 1 },
    { ...frame, attachmentId: 0 },
    { ...frame, streamId: 'other' },
  ];
}

function sources({ context }: State): readonly Event[] {
  const now = { attachmentId: 1, source: context.source };
  const before = { attachmentId: 1, source: context.source - 1 };
  const plain = ['opened', 'heartbeat', 'reset', 'stream_end', 'broken'] as const;
  return [
    ...[now, before].flatMap((from) => plain.map((type): Event => ({ type, ...from }))),
    ...(['forbidden', 'gone', 'busy', 'error'] as const).flatMap((reason): Event[] => [
      { type: 'open_refused', ...now, reason, retryAfterMs: 0 },
      { type: 'open_refused', ...now, reason, retryAfterMs: 1_000 },
      { type: 'open_refused', ...before, reason, retryAfterMs: 0 },
    ]),
  ];
}

function settles({ context: { awaiting, requests, cursor } }: State): readonly Event[] {
  const restored = (outcome: Terminal | null, coveredSeq: number): SettleAnswer => ({
    state: 'restored',
    turn: turn(outcome, coveredSeq),
  });
  const answers: readonly SettleAnswer[] = [
    restored('done', cursor),
    restored('done', cursor - 1),
    restored('cancelled', cursor + 1),
    restored('failed', cursor),
    restored(null, cursor),
    { state: 'active' },
    { state: 'missing' },
    { state: 'error' },
    { state: 'stale' },
    { state: 'unreachable' },
  ];
  // Request 0 is never made; with nothing awaited, it must not match either way of writing it.
  const request = awaiting > 0 ? awaiting : requests;
  return answers.flatMap((answer): Event[] => [
    { type: 'settled', attachmentId: 1, request, answer },
    { type: 'settled', attachmentId: 1, request: request - 1, answer },
  ]);
}

function turn(outcome: Terminal | null, coveredSeq: number): StoredTurn {
  const fixed = { streamId: 's', ordinal: 1, question: null, parts: [], usage: null, detail: null };
  return { ...fixed, outcome, coveredSeq };
}
