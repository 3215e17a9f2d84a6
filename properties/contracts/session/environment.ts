/**
 * All that may come to an operation: every answer of the store to what it asked, over records of
 * every kind, and a newer lock at any time.
 *
 * As the contract of the host's effects has it, each effect is answered by one event.
 */
import type { Event, Input, Operation } from '../../../machines/session/signals.ts';
import {
  emptyRecord,
  type SessionRecord,
  type StoredTurn,
  type Terminal,
} from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/session.ts';
import type { Seen } from './onlooker.ts';

const nothing = emptyRecord('s');
const marked = { ...nothing, tombstones: ['dead'], removed: ['cut'] };

function turn(ordinal: number, outcome: Terminal | null): StoredTurn {
  const asked = { question: 'why', parts: [], usage: null, detail: null };
  const coveredSeq = outcome === null ? 0 : 2;
  return { ...asked, streamId: `t${ordinal}`, ordinal, outcome, coveredSeq };
}

const first = { streamId: 't1', ordinal: 1 };
const records: readonly SessionRecord[] = [
  nothing,
  { ...marked, lastOrdinal: 1, owner: first, turns: [turn(1, null)] },
  { ...marked, lastOrdinal: 1, owner: first, turns: [turn(1, 'done')] },
  { ...marked, lastOrdinal: 1, turns: [turn(1, 'cancelled')] },
  {
    ...marked,
    lastOrdinal: 2,
    owner: { streamId: 't2', ordinal: 2 },
    turns: [turn(1, 'done'), turn(2, null)],
  },
  { ...marked, lastOrdinal: 2, turns: [turn(1, 'done'), turn(2, 'failed')] },
];

const { ordinal: _, question: _asked, ...ended } = turn(1, 'failed');

const answer = { promptId: 'p', answerId: 'a', value: 'yes' };

const operations: readonly Operation[] = [
  ...['t1', 't2', 't3', 'dead', 'cut'].map(
    (turnId): Operation => ({ kind: 'start', turnId, question: 'why' }),
  ),
  { kind: 'finish', turn: ended },
  { kind: 'free', streamId: 't1' },
  { kind: 'clear', observed: first },
  ...['t1', 'dead', 'cut', 'new'].map((streamId): Operation => ({ kind: 'cancel', streamId })),
  ...['t1', 'new'].map((streamId): Operation => ({ kind: 'answer', streamId, answer })),
  ...records.map((record): Operation => ({ kind: 'save', record: { ...record, meta: 'title' } })),
  ...['t1', 't2'].map((from): Operation => ({ kind: 'edit', from })),
];

export const inputs: readonly Input[] = operations.map((operation) => ({ operation }));

export function events(_state: State, { awaits }: Seen): readonly Event[] {
  const failed = (code: 'store_failed' | 'lock_timeout'): Event => ({ type: 'store_failed', code });
  const fails = awaits === 'begin' ? [] : [failed('store_failed')];
  const fenced: Event = { type: 'fenced' };
  switch (awaits) {
    case 'judge':
      return [
        ...fails,
        fenced,
        { type: 'runs_here' },
        { type: 'leased', turnFence: 0, isLive: false, outcome: null },
        ...[false, true].flatMap((isLive) =>
          ([null, 'cancelled', 'done'] as const).map(
            (outcome): Event => ({ type: 'leased', turnFence: 3, isLive, outcome }),
          ),
        ),
      ];
    case 'answer':
      return [
        ...fails,
        ...(['accepted', 'already', 'gone'] as const).map(
          (result): Event => ({ type: 'answered', result }),
        ),
      ];
    case 'decide':
      return [
        ...fails,
        fenced,
        { type: 'decided', outcome: 'cancelled', detail: null, lastSeq: 1 },
        { type: 'decided', outcome: 'done', detail: null, lastSeq: 1 },
      ];
    case 'lock':
      return [...fails, failed('lock_timeout'), { type: 'locked', lockFence: 7 }];
    case 'load':
      return [
        ...fails,
        fenced,
        ...records.map((record): Event => ({ type: 'loaded', record, now: 9 })),
      ];
    case 'save':
      return [...fails, fenced, { type: 'saved' }];
    case 'begin':
      return [fenced, { type: 'registered' }];
    case 'unlock':
      return [...fails, fenced, { type: 'unlocked' }];
    case null:
      return [];
  }
}
