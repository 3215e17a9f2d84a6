/**
 * The contract of an operation on a session's record: lock, read, decide, write with the fence,
 * release.
 *
 * What it decides is compared with what the onlooker reads in the same record.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Event } from '../../machines/session/signals.ts';
import type { State } from '../../runtime/generated/session.ts';
import { type Clause, type Contract, outputsOf, said } from './contract.ts';
import { events, inputs } from './session/environment.ts';
import {
  calledFor,
  isDecideDue,
  isDone,
  isOf,
  look,
  type M,
  resultOf,
  type Seen,
  unseen,
} from './session/onlooker.ts';

const isClear = (m: M) => m.next.operation.kind === 'clear';
const isLocked = ({ seen }: M) => seen.lockFence > 0;

/** A dead owner, judged under the lock. */
const isTakeover = (m: M) =>
  isOf(m, 'leased') && isLocked(m) && !m.event.isLive && m.seen.operation.kind !== 'cancel';
const isStarted = (m: M) => isOf(m, 'saved') && m.seen.operation.kind === 'start';

/** A newer lock was issued. What was refused by the fence of a journal has the lock still. */
const isLost = (m: M) => isOf(m, 'fenced') && m.seen.awaits !== 'decide';

/** The lock is to be released: the answer is there, or cannot be had. */
function isReleaseDue(m: M): boolean {
  if (!isLocked(m) || isLost(m) || m.seen.awaits === 'unlock') return false;
  if (isOf(m, 'registered')) return true;
  return resultOf(m) !== null && !isTakeover(m) && !isStarted(m);
}

const locking: readonly Clause<M>[] = [
  {
    id: 'O4',
    says: 'an owner is judged before anything is locked; what is about a record begins by the lock',
    when: (m) => m.before === null,
    holds: (m) => {
      const { operation } = m.next;
      if (operation.kind === 'answer') return said(m) === 'answer';
      if (operation.kind !== 'clear') return said(m) === 'lock';
      return outputsOf(m, 'judge')[0]?.streamId === operation.observed.streamId;
    },
  },
  {
    id: 'O6',
    says: 'for an owner that lives nothing is locked; for a dead one the lock is taken',
    when: (m) => isClear(m) && isOf(m, 'runs_here', 'leased') && !isLocked(m),
    holds: (m) => said(m) === (isOf(m, 'leased') && !m.event.isLive ? 'lock' : 'conclude'),
  },
  {
    id: 'L1',
    says: 'the record is read under the lock',
    when: (m) => isOf(m, 'locked') || said(m) === 'load',
    holds: (m) => isOf(m, 'locked') && said(m) === 'load',
  },
  {
    id: 'L6',
    says: 'a lock is released by its own fence, once, when the operation knows its answer',
    when: (m) => isReleaseDue(m) || said(m).includes('unlock'),
    holds: (m) => {
      const released = outputsOf(m, 'unlock');
      const isOurs = released[0]?.lockFence === m.seen.lockFence;
      return isReleaseDue(m) && isOurs && released.length === 1;
    },
  },
];

const deciding: readonly Clause<M>[] = [
  {
    id: 'L2',
    says: 'what was read decides: an answer, a look at its owner, or the record as it is to be',
    when: (m) => isOf(m, 'loaded'),
    holds: (m) => {
      const verdict = calledFor(m.next);
      if (verdict?.kind === 'answer') return said(m) === 'unlock';
      if (verdict?.kind === 'judge') {
        const { operation, record } = m.next;
        const met = operation.kind === 'cancel' ? operation.streamId : record?.owner?.streamId;
        return outputsOf(m, 'judge')[0]?.streamId === met;
      }
      const [saved] = outputsOf(m, 'save');
      return isDeepStrictEqual(saved?.record, verdict?.record);
    },
  },
  {
    id: 'L1',
    says: 'it is written under the fence of its lock, once',
    when: (m) => said(m) === 'save',
    holds: (m) =>
      isOf(m, 'loaded') && outputsOf(m, 'save')[0]?.lockFence === m.seen.lockFence && isLocked(m),
  },
  {
    id: 'O3',
    says: 'a turn is begun when its question is stored; a dead one is taken over as it was judged',
    when: (m) => isStarted(m) || isTakeover(m) || said(m) === 'begin',
    holds: (m) => {
      const [begun, ...more] = outputsOf(m, 'begin');
      const verdict = calledFor(m.seen);
      const stored = verdict?.kind === 'write' ? verdict.record : m.seen.record;
      const after = isOf(m, 'leased') ? m.event.turnFence : 0;
      const turn = stored?.turns.find(({ streamId }) => streamId === stored.owner?.streamId);
      return (
        (isStarted(m) || isTakeover(m)) &&
        more.length === 0 &&
        begun?.streamId === stored?.owner?.streamId &&
        begun?.after === after &&
        begun.isTakeover === isTakeover(m) &&
        isDeepStrictEqual(begun.turn, turn ?? null)
      );
    },
  },
];

const cancelling: readonly Clause<M>[] = [
  {
    id: 'T3',
    says: 'a cancel of a turn that another host runs is stored in its cell, as it was judged, once',
    when: (m) => isDecideDue(m) || said(m).includes('decide'),
    holds: (m) => {
      const [decide, ...more] = outputsOf(m, 'decide');
      const { operation } = m.seen;
      return (
        isDecideDue(m) &&
        more.length === 0 &&
        operation.kind === 'cancel' &&
        decide?.streamId === operation.streamId &&
        decide.outcome === 'cancelled' &&
        decide.detail === null &&
        isOf(m, 'leased') &&
        decide.turnFence === m.event.turnFence
      );
    },
  },
];

const answering: readonly Clause<M>[] = [
  {
    id: 'P4',
    says: 'an answer is put as it came, for the turn that it names',
    when: (m) => said(m).includes('answer'),
    holds: (m) => {
      const { operation } = m.next;
      const [put, ...more] = outputsOf(m, 'answer');
      const isWhole = operation.kind === 'answer' && put?.streamId === operation.streamId;
      return isWhole && put.answer === operation.answer && more.length === 0;
    },
  },
  {
    id: 'L6',
    says: 'it is concluded once, with its answer, and that is the end',
    when: (m) => isDone(m) || said(m).includes('conclude'),
    holds: (m) => {
      const [concluded, ...more] = outputsOf(m, 'conclude');
      const result = m.next.result ?? { state: 'done' };
      return isDone(m) && more.length === 0 && isDeepStrictEqual(concluded?.result, result);
    },
  },
  {
    id: 'L6',
    says: 'it ends when the lock is released, was never had, or belongs to another',
    when: (m) => isOf(m, 'unlocked') || isLost(m) || (isOf(m, 'store_failed') && isLastWait(m)),
    holds: (m) => isDone(m) && said(m) === 'conclude',
  },
  {
    id: 'L6',
    says: 'while it is not over it waits for one thing',
    when: (m) => !isDone(m),
    holds: (m) => said(m).split(' ').length === 1 && said(m) !== '' && m.next.awaits !== null,
  },
  {
    id: 'T2',
    says: 'what is over keeps no lock, no record and no answer',
    isInside: true,
    when: isDone,
    holds: ({ after: { context } }) => {
      const { lockFence, record, result } = context;
      return lockFence === 0 && record === null && result === null;
    },
  },
  {
    id: 'T2',
    says: 'a record is kept as long as it matters',
    isInside: true,
    when: (m) => m.next.awaits === 'unlock',
    holds: ({ after: { context } }) => context.record === null,
  },
];

/** Nothing is held, or it is being let go. */
function isLastWait(m: M): boolean {
  return !isLocked(m) || m.seen.awaits === 'unlock';
}

export const session: Contract<State, Event, M['outputs'][number], Seen> = {
  machine: 'session',
  inputs,
  events,
  canonical: (state) => state,
  unseen,
  look,
  clauses: [...locking, ...deciding, ...cancelling, ...answering],
};
