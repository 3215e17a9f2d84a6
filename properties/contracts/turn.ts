/**
 * The contract of the turn: one question and the answer being produced for it, on the host.
 *
 * Frames go to the store one by one and under its fence; a prompt is answered once. How it ends is
 * in a file of its own; what may come, and what an onlooker remembers, in two more.
 */
import { isDeepStrictEqual } from 'node:util';
import { leaseMs } from '../../machines/turn/signals.ts';
import type { State } from '../../runtime/generated/turn.ts';
import { type Clause, type Contract, isUnmoved, outputsOf, said, timersOf } from './contract.ts';
import { ends } from './turn/ends.ts';
import { events, inputs } from './turn/environment.ts';
import {
  answerDue,
  closedBy,
  ending,
  type Happening,
  isFailure,
  isIn,
  isOf,
  isTimer,
  look,
  type M,
  type Seen,
  says,
  unseen,
} from './turn/onlooker.ts';

const producing: readonly Clause<M>[] = [
  {
    id: 'O6',
    says: 'it begins by claiming its journal, after the fence that was judged',
    when: (m) => m.before === null,
    holds: (m) => said(m) === 'claim',
  },
  {
    id: 'O6',
    says: 'a claim is for a lease, and made again until it is answered',
    when: (m) => says(m, 'claim') || (isTimer(m, 'storeRetry') && m.seen.fence === 0),
    holds: (m) =>
      outputsOf(m, 'claim').length === 1 &&
      outputsOf(m, 'claim').every(
        (one) => one.after === m.next.after && one.leaseMs === leaseMs && m.next.fence === 0,
      ),
  },
  {
    id: 'O3',
    says: 'the producer is pulled once the journal is claimed, unless the turn is to end',
    when: (m) => isOf(m, 'claimed') || says(m, 'produce'),
    holds: (m) => isOf(m, 'claimed') && says(m, 'produce') === (m.seen.wanted === null),
  },
  {
    id: 'L5',
    says: 'what is produced is appended, next in the journal and under its fence',
    when: (m) => (isOf(m, 'produced') && isIn(m, 'running')) || says(m, 'append'),
    holds: (m) => {
      const [appended, ...more] = outputsOf(m, 'append');
      const isNext = appended?.frame.seq === m.seen.seq + 1 && more.length === 0;
      if (!isNext || appended.turnFence !== m.seen.fence || !isIn(m, 'running')) return false;
      const { kind, data } = appended.frame;
      if (isOf(m, 'produced')) return isDeepStrictEqual({ kind, data }, m.event.frame);
      const answer = answerDue(m);
      return answer !== null && isDeepStrictEqual({ kind, data }, closedBy(answer));
    },
  },
  {
    id: 'O6',
    says: 'a lease is renewed in time, and whenever there may be something to hear of',
    when: (m) => isRenewDue(m) || says(m, 'renew'),
    holds: (m) => {
      const [renewed, ...more] = outputsOf(m, 'renew');
      const isOurs = renewed?.turnFence === m.seen.fence && renewed.leaseMs === leaseMs;
      return isRenewDue(m) && isOurs && more.length === 0;
    },
  },
  {
    id: 'O6',
    says: 'a renewal that failed is outlived, and one that says nothing new is nothing',
    when: (m) =>
      (isOf(m, 'store_failed') && !isFailure(m)) ||
      (isOf(m, 'renewed') && ending(m) === null && answerDue(m) === null) ||
      (isOf(m, 'woken') && !isRenewDue(m)),
    holds: isUnmoved,
  },
  {
    id: 'O6',
    says: 'it waits for what will come, and has no other timer',
    when: () => true,
    holds: (m) => timersOf(m.after) === timersDue(m),
  },
];

/** Answers come one by one: after each there may be another. */
function isRenewDue(m: M): boolean {
  const mayHear = isOf(m, 'woken') && isIn(m, 'running');
  return isTimer(m, 'renewal') || mayHear || answerDue(m) !== null;
}

function timersDue({ after: { value } }: M): string {
  if (value === 'running') return 'running.renewal';
  if (value === 'finishing.stalled') return 'finishing.stalled.storeRetry';
  const unwinding = 'cancelling.unwinding';
  const isHeld = value.startsWith(unwinding);
  return isHeld ? `${unwinding}.unwinding ${unwinding}.holding.renewal` : '';
}

const prompts: readonly Clause<M>[] = [
  {
    id: 'P4',
    says: 'the answer to an open prompt is journaled, then handed to the producer, once',
    when: (m) => answerDue(m) !== null || says(m, 'deliver'),
    holds: (m) => {
      const answer = answerDue(m);
      const [delivered] = outputsOf(m, 'deliver');
      const isWhole =
        delivered?.promptId === answer?.promptId && delivered?.value === answer?.value;
      return isWhole && said(m) === 'append deliver renew';
    },
  },
  {
    id: 'P1',
    says: 'prompts are kept while it runs, and no longer',
    isInside: true,
    when: () => true,
    holds: (m) => isDeepStrictEqual(m.after.context.open, m.next.open),
  },
];

export const turn: Contract<State, Happening, M['outputs'][number], Seen> = {
  machine: 'turn',
  inputs,
  events,
  canonical: (state) => state,
  unseen,
  look,
  clauses: [...producing, ...prompts, ...ends],
};
