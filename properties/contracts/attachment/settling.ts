/**
 * How an attachment comes to its end: S1 to S3, F5, T1 and T2 of design.md, as far as they are its
 * own.
 *
 * An answer decides when it is this stream's, has an outcome and covers the screen; else what
 * follows is one of a few ways to go on, which the onlooker can tell apart by itself.
 */
import { retriesMax } from '../../../machines/attachment/signals.ts';
import { type Clause, isUnmoved } from '../contract.ts';
import {
  builtTo,
  givesUp,
  has,
  isActiveAnswer,
  isBreak,
  isDecision,
  isDue,
  isHeard,
  isOf,
  isStaleAnswer,
  isTimer,
  isUndecided,
  type M,
  outputs,
  own,
  phaseOf,
} from './onlooker.ts';

const isDone = (m: M) => m.after.status === 'done';

function arms(m: M, timer: string): boolean {
  return outputs(m, 'arm').some((armed) => armed.timer === timer);
}

const isRetry = (m: M) => isUndecided(m) && !m.seen.last && m.seen.undecided < retriesMax;

function isReattach(m: M): boolean {
  const { last, undecided, terminal } = m.seen;
  return isUndecided(m) && !last && undecided >= retriesMax && !terminal && isActiveAnswer(m);
}

/** An answer to a probe that decides nothing. */
const isIdleAnswer = (m: M) =>
  isDue(m) && !isDecision(m) && !isStaleAnswer(m) && phaseOf(m.before) !== 'settling';

export const settling: readonly Clause<M>[] = [
  {
    id: 'S1',
    says: 'a transcript that covers the screen replaces it in that step, and that is the end',
    when: isDecision,
    holds: (m) => {
      const { answer } = m.event as Extract<M['event'], { type: 'settled' }>;
      if (answer.state !== 'restored') return false;
      const how = answer.turn.outcome === 'cancelled' ? 'cancelled' : 'finalized';
      const swapped = outputs(m, 'swap').some(({ turn }) => turn === answer.turn);
      return swapped && m.after.value === how && isDone(m);
    },
  },
  {
    id: 'S3',
    says: 'nothing but such a transcript replaces the screen',
    when: (m) => has(m, 'swap'),
    holds: (m) => isDecision(m) && outputs(m, 'swap').length === 1,
  },
  {
    id: 'O2',
    says: 'what was superseded at the host closes its source and touches nothing else',
    when: isStaleAnswer,
    holds: (m) => isDone(m) && m.after.value === 'stale' && !has(m, 'swap'),
  },
  {
    id: 'O2',
    says: 'what is superseded here closes its source, says no more, and ends',
    when: (m) => isOf(m, 'superseded'),
    holds: (m) => isDone(m) && m.after.value === 'stale' && !has(m, 'ended') && !has(m, 'swap'),
  },
  {
    id: 'T2',
    says: 'it ends by a transcript, or superseded, and by nothing else',
    when: isDone,
    holds: (m) => isDecision(m) || isStaleAnswer(m) || isOf(m, 'superseded'),
  },
  {
    id: 'F5',
    says: 'the pane is told once, with the end that it is',
    when: (m) => has(m, 'ended') || isDone(m),
    holds: (m) => {
      const how = isStaleAnswer(m) ? ['stale'] : isOf(m, 'superseded') ? [] : ['settled'];
      const told = outputs(m, 'ended').map((ended) => ended.how);
      return isDone(m) && JSON.stringify(told) === JSON.stringify(how);
    },
  },
  {
    id: 'T2',
    says: 'an end has no source and no timer',
    when: isDone,
    holds: (m) => m.next.source === 'none' && m.after.timers.length === 0,
  },
  {
    id: 'T2',
    says: 'an end has no field that could let anything in',
    isInside: true,
    when: isDone,
    holds: ({ after: { context } }) => {
      const { open, awaiting, retries, lastResort, attempt, retryAfterMs, silence, hidden } =
        context;
      const counts = [awaiting, retries, attempt, retryAfterMs, silence];
      return counts.every((count) => count === 0) && !open && !lastResort && hidden === -1;
    },
  },
  {
    id: 'T1',
    says: 'an answer that decides nothing is asked for again, a bounded number of times',
    when: isRetry,
    holds: (m) => arms(m, 'settling.waiting.settleRetry') && !isDone(m),
  },
  {
    id: 'T1',
    says: 'after the wait it is asked for again',
    when: (m) => isTimer(m, 'settling.waiting.settleRetry') || isTimer(m, 'deferred.deferral'),
    holds: (m) => outputs(m, 'settle').length === 1,
  },
  {
    id: 'S3',
    says: 'a turn that is still active is attached to again, and never finalized',
    when: isReattach,
    holds: (m) => has(m, 'open') && !has(m, 'gave_up'),
  },
  {
    id: 'T2',
    says: 'an answer to a probe that decides nothing changes nothing',
    when: isIdleAnswer,
    holds: (m) => m.outputs.length === 0 && m.after.value === m.before?.value && !m.next.asked,
  },
  {
    id: 'T3',
    says: 'a probe asks how the turn stands, and leaves the source as it is',
    when: (m) => isOf(m, 'probe') && m.event.streamId === own.streamId,
    holds: (m) => {
      if (phaseOf(m.before) === 'settling') return isUnmoved(m);
      const isOnly = m.outputs.length === 1 && has(m, 'settle');
      return isOnly && m.after.value === m.before?.value;
    },
  },
  {
    id: 'S3',
    says: 'stream_end over a scene waits a moment for its terminal; without a scene it is settled',
    when: (m) => isOf(m, 'stream_end') && isHeard(m),
    holds: (m) => {
      const isLive = m.seen.shown > 0;
      return (
        has(m, 'close') && arms(m, 'deferred.deferral') === isLive && has(m, 'settle') !== isLive
      );
    },
  },
  {
    id: 'F5',
    says: 'what is gone at the host is settled',
    when: (m) => isOf(m, 'open_refused') && isHeard(m) && m.event.reason === 'gone',
    holds: (m) => has(m, 'settle'),
  },
  {
    id: 'O5',
    says: 'a settle names its stream, and has a number of its own',
    when: (m) => has(m, 'settle'),
    holds: (m) =>
      outputs(m, 'settle').length === 1 &&
      outputs(m, 'settle').every(
        ({ streamId, attachmentId, request }) =>
          streamId === own.streamId &&
          attachmentId === own.attachmentId &&
          request > 0 &&
          request !== m.before?.context.requests,
      ),
  },
  {
    id: 'S1',
    says: 'when nothing is left to try, the scene stays, marked, and the person is told once',
    when: (m) => givesUp(m) !== null || has(m, 'mark') || has(m, 'notice') || has(m, 'gave_up'),
    holds: (m) => {
      const code = givesUp(m);
      const told = outputs(m, 'notice').map((notice) => notice.code);
      const once = outputs(m, 'mark').length === 1 && outputs(m, 'gave_up').length === 1;
      return code !== null && once && told.length === 1 && told[0] === code;
    },
  },
  {
    id: 'T1',
    says: 'nothing but an end, a break and a giving up lets a settle go',
    when: (m) => phaseOf(m.before) === 'settling' && phaseOf(m.after) !== 'settling',
    holds: (m) => isDone(m) || isBreak(m) || givesUp(m) !== null || isReattach(m),
  },
];

/** design.md, section 4: equal situations are equal states. */
const cleared: Clause<M> = {
  id: 'T2',
  says: 'a field says what is so, and is cleared when it matters no longer',
  isInside: true,
  when: () => true,
  holds: (m) => {
    const { value, context } = m.after;
    const { open, silence, retryAfterMs, lastResort, awaiting } = context;
    const [phase = ''] = value.split('.');
    const holds = phase === 'attaching' || phase === 'live';
    const waits = value === 'settling.waiting' || (phase === 'failed' && m.before?.value !== value);
    return (
      open === holds &&
      context.offline === m.next.offline &&
      (silence === 0 || phase === 'live') &&
      (retryAfterMs === 0 || !holds) &&
      (!lastResort || phase === 'settling' || phase === 'failed') &&
      (awaiting === 0 || !waits)
    );
  },
};

export const opens: readonly Clause<M>[] = [
  {
    id: 'F2',
    says: 'a source is opened after what is there, with a number of its own, and is the only one',
    when: (m) => has(m, 'open'),
    holds: (m) =>
      outputs(m, 'open').length === 1 &&
      outputs(m, 'open').every(
        ({ after, streamId, source }) =>
          after === builtTo(m.next) &&
          streamId === own.streamId &&
          source !== m.before?.context.source &&
          m.seen.source === 'none',
      ),
  },
  {
    id: 'T2',
    says: 'a source is closed that is open; at an end, once more does no harm',
    when: (m) => has(m, 'close'),
    holds: (m) => {
      const [closed, ...more] = outputs(m, 'close');
      const isLast = closed?.source === m.before?.context.source && more.length === 0;
      return isLast && (isDone(m) || (m.seen.source !== 'none' && !isOf(m, 'broken')));
    },
  },
  cleared,
];
