/**
 * All that may come to an attachment, due or late, true or not: two frames of its stream and their
 * terminals, holes, strangers, every answer to a settle, every weather.
 *
 * One thing is assumed of a shell: the open source says `opened` before anything else.
 */
import type { Event } from '../../../machines/attachment/signals.ts';
import type { SettleAnswer, StoredTurn, Terminal } from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/attachment.ts';
import { builtTo, own, present, rungJump, type Seen, undecidedJump } from './onlooker.ts';

const framesMax = 2;
const old = -1;
const before = { attachmentId: 0, streamId: 'r1', offline: false };

const input = { ...before, attachmentId: own.attachmentId, cursor: 0 };
export const inputs = [input, { ...input, cursor: 1 }, { ...input, offline: true }];

export function events(_: State, seen: Seen): readonly Event[] {
  return [
    ...frames(seen),
    ...sources(seen),
    ...settles(seen),
    { type: 'probe', streamId: own.streamId },
    { type: 'probe', streamId: 'r2' },
    { type: 'superseded' },
    ...(['online', 'visible', 'retry', 'nudge', 'offline', 'suspended'] as const).map((type) => ({
      type,
    })),
  ];
}

function frames(seen: Seen): readonly Event[] {
  const built = builtTo(seen);
  const frame = { type: 'frame', ...own, source: present, kind: 'text', data: null } as const;
  const next = [built, built + 1].filter((seq) => seq >= 1 && seq <= framesMax);
  const strays: readonly Event[] = [
    { ...frame, source: old, seq: built + 1 },
    { ...frame, attachmentId: 0, seq: built + 1 },
    { ...frame, source: old, seq: built + 1, kind: 'done' },
  ];
  if (seen.source === 'opening') return strays;
  return [
    ...next.flatMap((seq) =>
      ['text', 'done', 'cancelled'].map((kind) => ({ ...frame, seq, kind })),
    ),
    { ...frame, seq: 9 },
    { ...frame, streamId: 'r2', seq: built + 1 },
    ...strays,
  ];
}

function sources({ source }: Seen): readonly Event[] {
  const now = { attachmentId: own.attachmentId, source: present };
  const plain = ['opened', 'broken', 'heartbeat', 'reset', 'stream_end'] as const;
  const due = plain.filter((type) => (source === 'open') !== (type === 'opened'));
  const busy = { type: 'open_refused', ...now, retryAfterMs: 0 } as const;
  const refused: readonly Event[] = [
    { ...busy, reason: 'forbidden' },
    { ...busy, reason: 'gone' },
    { ...busy, reason: 'busy', retryAfterMs: 700 },
    { ...busy, reason: 'error' },
  ];
  return [
    ...due.map((type): Event => ({ type, ...now })),
    { type: 'broken', ...now },
    ...plain.map((type): Event => ({ type, ...now, source: old })),
    { type: 'broken', ...now, attachmentId: 0 },
    ...(source === 'open' ? [] : refused),
    ...refused.map((event): Event => ({ ...event, source: old }) as Event),
  ];
}

function settles({ shown }: Seen): readonly Event[] {
  const restored = (
    outcome: Terminal | null,
    coveredSeq: number,
    streamId: string,
  ): SettleAnswer => ({
    state: 'restored',
    turn: turn(streamId, outcome, coveredSeq),
  });
  const answers: readonly SettleAnswer[] = [
    restored('done', shown, own.streamId),
    restored('done', shown - 1, own.streamId),
    restored('cancelled', shown + 1, own.streamId),
    restored('failed', shown, own.streamId),
    restored(null, shown, own.streamId),
    restored('done', shown, 'r2'),
    { state: 'active' },
    { state: 'missing' },
    { state: 'error' },
    { state: 'stale' },
    { state: 'unreachable' },
  ];
  const { attachmentId } = own;
  return answers.flatMap((answer): Event[] => [
    { type: 'settled', attachmentId, request: present, answer },
    { type: 'settled', attachmentId, request: old, answer },
    { type: 'settled', attachmentId: 0, request: present, answer },
  ]);
}

function turn(streamId: string, outcome: Terminal | null, coveredSeq: number): StoredTurn {
  const fixed = { ordinal: 1, question: null, parts: [], usage: null, detail: null };
  return { ...fixed, streamId, outcome, coveredSeq };
}

/** Sources and requests are only compared for equality: the present ones are number 1. */
export function canonical(state: State): State {
  const { context } = state;
  return {
    ...state,
    context: {
      ...context,
      source: Math.min(context.source, present),
      awaiting: Math.min(context.awaiting, present),
      requests: Math.min(context.awaiting, present),
      retries: undecidedJump(context.retries),
      attempt: rungJump(context.attempt),
    },
  };
}
