/**
 * What becomes of a question: Q1, O5 and T3. It is shown from the moment of sending, and its turn
 * begins, or its text comes back to the composer; and no turn comes to life after that.
 *
 * It must never know who owns the pane meanwhile.
 */
import { type Clause, outputsOf, said, timersOf } from '../contract.ts';
import {
  backReason,
  has,
  isFreed,
  isHolding,
  isIn,
  isOf,
  isOwned,
  isStartLost,
  isTimer,
  type M,
  startAnswer,
} from './onlooker.ts';

/** The turn to be cancelled, and whether its start is retracted; null for none. */
function cancelDue(m: M): { readonly streamId: string; readonly retracts: boolean } | null {
  const { pending, owner, isStopped, tries } = m.seen;
  if (isOf(m, 'stop')) {
    if (pending !== '') return { streamId: pending, retracts: !isIn(m, 'starting.asking') };
    return owner && { streamId: owner.streamId, retracts: false };
  }
  if (pending === '' || isStopped || isOf(m, 'send')) return null;
  const isLost = isStartLost(m) && backReason(m) !== null;
  const mayRun = startAnswer(m)?.state === 'refused' && tries > 1;
  return isLost || mayRun ? { streamId: pending, retracts: true } : null;
}

/** The host will not run that turn: there is nothing to cancel. */
function isDropDue(m: M): boolean {
  const answer = startAnswer(m);
  if (answer === null || backReason(m) === null) return false;
  return answer.state === 'conflict' || (answer.state === 'refused' && cancelDue(m) === null);
}

function isStartDue(m: M): boolean {
  if (isOf(m, 'send')) return backReason(m) === null;
  if (isTimer(m, 'starting.waiting.startRetry') || isTimer(m, 'starting.holding.holdRetry')) {
    return true;
  }
  return isFreed(m);
}

export const starting: readonly Clause<M>[] = [
  {
    id: 'Q1',
    says: 'a question is shown from the moment of sending, once',
    when: (m) => has(m, 'ask') || (isOf(m, 'send') && backReason(m) === null),
    holds: (m) => {
      const [asked, ...more] = outputsOf(m, 'ask');
      const isSent = isOf(m, 'send') && backReason(m) === null && more.length === 0;
      return isSent && asked?.turnId === m.event.turnId && asked.question === m.event.question;
    },
  },
  {
    id: 'Q1',
    says: 'it is asked for with its own words, and a number of its own, when it is time',
    when: (m) => isStartDue(m) || has(m, 'start'),
    holds: (m) => {
      const [start, ...more] = outputsOf(m, 'start');
      const next = m.next;
      return (
        isStartDue(m) &&
        more.length === 0 &&
        start?.turnId === next.pending &&
        start.question === 'why' &&
        start.request !== m.before?.context.awaitingStart
      );
    },
  },
  {
    id: 'Q1',
    says: 'its text comes back once, when its turn will not be, and with the reason',
    when: (m) => backReason(m) !== null || has(m, 'give_back'),
    holds: (m) => {
      const [back, ...more] = outputsOf(m, 'give_back');
      const turnId = isOf(m, 'send') ? m.event.turnId : m.seen.pending;
      const isWhole = back?.turnId === turnId && back.question === 'why' && more.length === 0;
      return isWhole && back.reason === backReason(m);
    },
  },
  {
    id: 'O5',
    says: 'a stop cancels the turn that it is for, and so does a start that was given up',
    when: (m) => cancelDue(m) !== null || has(m, 'cancel'),
    holds: (m) => {
      const due = cancelDue(m);
      const [cancel, ...more] = outputsOf(m, 'cancel');
      const isOnly = due !== null && more.length === 0;
      return isOnly && cancel?.streamId === due.streamId && cancel.retracts === due.retracts;
    },
  },
  {
    id: 'O5',
    says: 'the stop of a turn that will not be is dropped',
    when: (m) => isDropDue(m) || has(m, 'drop_cancel'),
    holds: (m) => {
      const [dropped, ...more] = outputsOf(m, 'drop_cancel');
      return isDropDue(m) && dropped?.streamId === m.seen.pending && more.length === 0;
    },
  },
  {
    id: 'T3',
    says: 'a conflict with a turn that ends is waited out',
    when: isHolding,
    holds: (m) => said(m) === '' && timersOf(m.after) === 'starting.holding.holdRetry',
  },
  {
    id: 'T1',
    says: 'a start that was lost is tried again, and stays pending',
    when: (m) => isStartLost(m) && backReason(m) === null,
    holds: (m) => said(m) === '' && timersOf(m.after) === 'starting.waiting.startRetry',
  },
  {
    id: 'Q1',
    says: 'a start is pending until it is known what became of it',
    when: (m) => m.seen.pending !== '' || has(m, 'ask'),
    holds: (m) => m.after.value.startsWith('starting.') === (m.next.pending !== ''),
  },
  {
    id: 'O5',
    says: 'a turn that has started is attached to, or is already, or is loaded',
    when: (m) => startAnswer(m)?.state === 'started',
    holds: (m) => isOwned(m) || has(m, 'attach') || has(m, 'load'),
  },
];
