/**
 * How a turn ends: its outcome is decided once, and then the finish is taken step by step, each of
 * which may fail and is taken again.
 *
 * It must never know what was produced.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Frame } from '../../../machines/vocabulary.ts';
import { type Clause, outputsOf, said, timersOf } from '../contract.ts';
import {
  closedBy,
  ending,
  isDone,
  isFailure,
  isIn,
  isOf,
  isTimer,
  type M,
  replies,
  type Seen,
  says,
} from './onlooker.ts';

/** The outcome is to be decided now: it is known, and the journal is ours. */
function isDecideDue(m: M): boolean {
  if (isOf(m, 'claimed')) return m.seen.wanted !== null;
  if (isTimer(m, 'storeRetry')) return m.seen.fence > 0 && !m.seen.isDecided;
  return isIn(m, 'running') && ending(m) !== null;
}

/** A cancelled producer is given time to unwind. */
const isUnwinding = (m: M) => isIn(m, 'cancelling.unwinding');

function isFoldDue(m: M): boolean {
  if (isOf(m, 'decided')) {
    const { wanted, isProducing } = m.seen;
    return !(isProducing && wanted === 'cancelled' && m.event.outcome === 'cancelled');
  }
  if (isTimer(m, 'storeRetry')) return m.seen.isDecided;
  return isUnwinding(m) && (isOf(m, 'returned', 'threw', 'shutdown') || isTimer(m, '.unwinding'));
}

/** Its turn ends without it. */
function mayAbort(m: M): boolean {
  return (
    isOf(m, 'decided', 'fenced') || (isIn(m, 'running') && (isOf(m, 'shutdown') || isFailure(m)))
  );
}

const isAbortDue = (m: M) => mayAbort(m) && m.seen.isProducing && !m.seen.isAborted;

/** The answers that no frame has closed, in their order, and the terminal. */
function closingOf({ seq, unclosed, wanted, detail }: Seen): readonly Frame[] {
  const closed = unclosed.map((answer, at) => ({ seq: seq + 1 + at, ...closedBy(answer) }));
  return [...closed, { seq: seq + 1 + unclosed.length, kind: wanted ?? '', data: detail }];
}

const deciding: readonly Clause<M>[] = [
  {
    id: 'S2',
    says: 'the outcome is decided in the cell, as it is wanted, and under the fence',
    when: (m) => isDecideDue(m) || says(m, 'decide'),
    holds: (m) => {
      const [decide, ...more] = outputsOf(m, 'decide');
      const next = m.next;
      return (
        isDecideDue(m) &&
        more.length === 0 &&
        decide?.outcome === next.wanted &&
        isDeepStrictEqual(decide.detail, next.detail) &&
        decide.turnFence === next.fence
      );
    },
  },
  {
    id: 'T3',
    says: 'a cancel is answered by what is decided, at once or when it is, and by nothing else',
    when: (m) => isOf(m, 'cancel', 'decided') || replies(m).length > 0,
    holds: (m) => {
      const { askers, isDecided, wanted } = m.seen;
      const word = (is: string | null) => (is === 'cancelled' ? 'accepted' : 'refused');
      if (isOf(m, 'decided')) {
        const due = askers.length === 0 ? [] : [[word(m.event.outcome), askers]];
        return isDeepStrictEqual(replies(m), due);
      }
      if (!isOf(m, 'cancel')) return false;
      const due = isDecided ? [[word(wanted), [m.event.request]]] : [];
      return isDeepStrictEqual(replies(m), due);
    },
  },
  {
    id: 'T3',
    says: 'who waits for the decision is kept until it is there',
    isInside: true,
    when: (m) => !isDone(m),
    holds: (m) => isDeepStrictEqual(m.after.context.askers, m.next.askers),
  },
  {
    id: 'T3',
    says: 'a producer is told to unwind when its turn ends without it, and only then',
    when: (m) => isAbortDue(m) || says(m, 'abort'),
    holds: (m) => mayAbort(m) && outputsOf(m, 'abort').length === 1,
  },
  {
    id: 'T3',
    says: 'a cancelled producer has time to unwind, and its successor waits for it',
    when: (m) => isOf(m, 'decided') && !isFoldDue(m),
    holds: (m) => says(m, 'abort') && timersOf(m.after).includes('unwinding.unwinding'),
  },
];

/** Nobody waits for a producer that has ended, or for one while the turn is finished. */
const ended: Clause<M> = {
  id: 'T4',
  says: 'a producer that has ended, or was left behind, is not waited for',
  isInside: true,
  when: (m) => isOf(m, 'returned', 'threw') || isFoldDue(m),
  holds: (m) => !m.after.context.producing || isIn(m, 'finishing.deciding'),
};

const finishing: readonly Clause<M>[] = [
  {
    id: 'T4',
    says: 'what is decided is folded with what closes it: late answers, and the terminal',
    when: (m) => isFoldDue(m) || says(m, 'fold'),
    holds: (m) => {
      const [fold, ...more] = outputsOf(m, 'fold');
      const isWhole = isDeepStrictEqual(fold?.closing, closingOf(m.next));
      return isFoldDue(m) && isWhole && more.length === 0;
    },
  },
  {
    id: 'L5',
    says: 'what was folded is saved, as it is',
    when: (m) => isOf(m, 'folded') || says(m, 'save'),
    holds: (m) => isOf(m, 'folded') && outputsOf(m, 'save')[0]?.turn === m.event.turn,
  },
  {
    id: 'F5',
    says: 'the journal is closed after the turn was saved, by the same frames',
    when: (m) => isOf(m, 'saved') || says(m, 'close_journal'),
    holds: (m) => {
      const [closed] = outputsOf(m, 'close_journal');
      const isOurs = closed?.turnFence === m.seen.fence;
      return isOf(m, 'saved') && isOurs && isDeepStrictEqual(closed.frames, closingOf(m.seen));
    },
  },
  {
    id: 'T4',
    says: 'the session is free when the journal is closed, and that is the end',
    when: (m) => isOf(m, 'closed', 'freed') || says(m, 'free'),
    holds: (m) => (isOf(m, 'freed') ? isDone(m) && said(m) === '' : said(m) === 'free'),
  },
  {
    id: 'T4',
    says: 'a step that the store failed is taken again, after a moment',
    when: (m) => isFailure(m) && !isIn(m, 'running') && m.seen.awaits !== null,
    holds: (m) => said(m) === '' && timersOf(m.after) === 'finishing.stalled.storeRetry',
  },
  {
    id: 'L1',
    says: 'who was taken over ends without a further word, but for those who asked it',
    when: (m) => isOf(m, 'fenced'),
    holds: (m) => {
      const [passed] = outputsOf(m, 'pass_on');
      const isPassed = isDeepStrictEqual(passed?.requests, m.seen.askers);
      return isDone(m) && said(m) === 'abort pass_on' && isPassed;
    },
  },
  {
    id: 'T2',
    says: 'it ends freed or taken over, and keeps nothing but its name',
    isInside: true,
    when: isDone,
    holds: (m) => {
      const { streamId, after: _, ...rest } = m.after.context;
      const values = Object.values(rest).flat();
      const isEmpty = values.every((one) => one === null || one === 0 || one === false);
      return isOf(m, 'freed', 'fenced') && isEmpty && streamId !== '';
    },
  },
  {
    id: 'T4',
    says: 'it has the name of its hold from first to last: its stream and the fence before its own',
    isInside: true,
    when: () => true,
    holds: (m) => m.after.context.streamId !== '' && m.after.context.after === m.next.after,
  },
  {
    id: 'T1',
    says: 'while it is not running and not at rest, it waits for the store or a timer',
    when: (m) => !isDone(m),
    holds: (m) => m.next.awaits !== null || timersOf(m.after) !== '',
  },
];

export const ends: readonly Clause<M>[] = [...deciding, ended, ...finishing];
