/**
 * The finite view of an operation on a session: each kind of it, for turns that the record knows,
 * has forgotten or never had; records with and without an owner; a lease that runs and one that ran
 * out. It says nothing of what should happen: that is compared, never expected.
 */
import type { Event, Input } from '../../../machines/session/rules.ts';
import type { Operation } from '../../../machines/session/signals.ts';
import {
  emptyRecord,
  type SessionRecord,
  type StoredTurn,
  type Terminal,
} from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/session.ts';
import type { Alphabet } from '../walk.ts';

const nothing = emptyRecord('s');
const marked = { ...nothing, tombstones: ['dead'], removed: ['cut'] };

const records: readonly SessionRecord[] = [
  nothing,
  marked,
  { ...marked, lastOrdinal: 1, owner: { streamId: 't1', ordinal: 1 }, turns: [turn(1, null)] },
  { ...marked, lastOrdinal: 1, owner: { streamId: 't1', ordinal: 1 }, turns: [turn(1, 'done')] },
  { ...marked, lastOrdinal: 1, turns: [turn(1, 'cancelled')] },
  {
    ...marked,
    lastOrdinal: 2,
    owner: { streamId: 't2', ordinal: 2 },
    turns: [turn(1, 'done'), turn(2, null)],
  },
];

const { ordinal: _o, question: _q, ...ended } = turn(1, 'failed');

const answer = { promptId: 'p', answerId: 'a', value: 'yes' };

const operations: readonly Operation[] = [
  ...['t1', 't2', 'dead', 'cut'].map(
    (turnId): Operation => ({ kind: 'start', turnId, question: 'why?' }),
  ),
  { kind: 'finish', turn: ended },
  { kind: 'free', streamId: 't1' },
  { kind: 'clear', observed: { streamId: 't1', ordinal: 1 } },
  ...['t1', 'dead', 'cut', 'new'].map((streamId): Operation => ({ kind: 'cancel', streamId })),
  ...['t1', 'new'].map((streamId): Operation => ({ kind: 'answer', streamId, answer })),
  ...records.map((record): Operation => ({ kind: 'save', record: { ...record, meta: 'title' } })),
  ...['t1', 't2'].map((from): Operation => ({ kind: 'edit', from })),
];

export const session: Alphabet<State, Event, Input> = {
  inputs: operations.map((operation) => ({ operation })),
  events: () => [
    ...(['saved', 'unlocked', 'registered', 'fenced'] as const).map((type) => ({ type })),
    { type: 'locked', lockFence: 7 },
    ...records.map((record): Event => ({ type: 'loaded', record, now: 9 })),
    { type: 'runs_here' },
    { type: 'leased', turnFence: 0, isLive: false, outcome: null },
    { type: 'leased', turnFence: 3, isLive: false, outcome: null },
    { type: 'leased', turnFence: 3, isLive: true, outcome: null },
    { type: 'leased', turnFence: 3, isLive: true, outcome: 'cancelled' },
    ...(['accepted', 'already', 'gone'] as const).map(
      (result): Event => ({ type: 'answered', result }),
    ),
    ...(['done', 'cancelled'] as const).map(
      (outcome): Event => ({ type: 'decided', outcome, detail: null, lastSeq: 1 }),
    ),
    { type: 'store_failed', code: 'store_failed' },
    { type: 'store_failed', code: 'lock_timeout' },
  ],
  essence: (context) => context,
  bounded: () => true,
};

function turn(ordinal: number, outcome: Terminal | null): StoredTurn {
  return {
    streamId: `t${ordinal}`,
    ordinal,
    question: 'why?',
    parts: [],
    usage: null,
    outcome,
    detail: null,
    coveredSeq: outcome === null ? 0 : 2,
  };
}
