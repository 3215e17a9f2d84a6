/**
 * Who may own a pane, and what it loads, shows and passes on: O1, O2, O5, O7, S2, P2, P4 and T1.
 *
 * The gate is one for all that tells of a turn, whichever way the news came.
 */
import { type Clause, isUnmoved, outputsOf, said, timersOf } from '../contract.ts';
import {
  backReason,
  endsStart,
  has,
  isBehind,
  isDeaf,
  isDeferred,
  isFreed,
  isFromOwner,
  isIn,
  isLoadOwed,
  isMissed,
  isNew,
  isOf,
  isOwned,
  isOwnStart,
  isTimer,
  loadAnswer,
  type M,
  news,
  startAnswer,
  takes,
} from './onlooker.ts';

/** An answer that nobody waits for, or the word of an attachment that is not there any more. */
function isStray(m: M): boolean {
  if (isOf(m, 'start_answered')) return startAnswer(m) === null;
  if (isOf(m, 'loaded')) return loadAnswer(m) === null;
  if (isOf(m, 'ended', 'gave_up', 'resumed')) return !isFromOwner(m);
  if (isOf(m, 'answer', 'prompt_answered')) return m.event.streamId !== m.seen.owner?.streamId;
  return false;
}

/** The screen may lack something, or the person asks: it is looked at again. */
function isLoadDue(m: M): boolean {
  const isBack = isOf(m, 'online', 'visible');
  if (m.before === null || isOf(m, 'retry') || isDeaf(m)) return true;
  // A question may be asked before the transcript was read, which is then taken up again.
  if (endsStart(m) && !m.seen.isLoaded) return true;
  if (isTimer(m, 'loading.waiting.loadRetry') || isTimer(m, 'idle.waiting.loadRetry')) return true;
  if (isBack) return isLoadOwed(m.seen) || isIn(m, 'loading.waiting');
  if (isOf(m, 'ended')) return isFromOwner(m) && m.event.how === 'stale';
  const answer = startAnswer(m);
  if (answer?.state === 'started') return isNew(m) ? isBehind(m) : !isOwned(m);
  if (answer?.state === 'conflict') return takes(m);
  if (!isOf(m, 'watched') || isOwned(m)) return false;
  if (isOwnStart(m) && isNew(m)) return isBehind(m);
  if (isDeferred(m)) return false;
  return isMissed(m) || (isLoadOwed(m.seen) && !isFreed(m));
}

const prompts: readonly Clause<M>[] = [
  {
    id: 'P4',
    says: 'an answer to a prompt of the owner is passed on',
    when: (m) => isOf(m, 'answer') && !isStray(m),
    holds: (m) => said(m) === 'answer' && outputsOf(m, 'answer')[0]?.answer === m.event,
  },
  {
    id: 'P2',
    says: 'only an answer that came too late clears its prompt; any other failure keeps the card',
    when: (m) => isOf(m, 'prompt_answered') && !isStray(m),
    holds: (m) => {
      if (!isOf(m, 'prompt_answered')) return false;
      const { state } = m.event.answer;
      const [notice] = outputsOf(m, 'notice').map(({ code }) => code);
      if (state === 'accepted') return said(m) === '';
      const isLate = state === 'already' || state === 'gone';
      const code = isLate ? 'answer_late' : `answer_${state}`;
      return said(m) === `${isLate ? 'clear' : 'keep'}_prompt notice` && notice === code;
    },
  },
];

const owners: readonly Clause<M>[] = [
  {
    id: 'O7',
    says: 'a running turn that is new takes the pane in that step, whoever told of it',
    when: takes,
    holds: (m) => {
      const turn = news(m);
      const attached = outputsOf(m, 'attach');
      return (
        attached.length === 1 &&
        attached[0]?.streamId === turn?.streamId &&
        attached[0]?.ordinal === turn?.ordinal &&
        attached[0]?.offline === m.seen.offline &&
        attached[0]?.attachmentId !== m.before?.context.attachmentId
      );
    },
  },
  {
    id: 'O1',
    says: 'nothing else takes it, and whoever had it is superseded first',
    when: (m) => has(m, 'attach') || has(m, 'supersede'),
    holds: (m) => takes(m) && said(m).includes('supersede attach'),
  },
  {
    id: 'O2',
    says: 'an answer that nobody waits for, and a word of an older attachment, have no effect',
    when: isStray,
    holds: isUnmoved,
  },
  {
    id: 'O1',
    says: 'the owner is let go when its attachment says so, and when another takes the pane',
    isInside: true,
    when: () => true,
    holds: ({ after, ...m }) => {
      const { owner, isHeld } = m.next;
      const is = after.context;
      const isSame = is.owner?.streamId === owner?.streamId && is.owner?.ordinal === owner?.ordinal;
      return isSame && is.busy === isHeld;
    },
  },
  {
    id: 'T1',
    says: 'news of the owner, and a conflict with what is not new, are told to the attachment',
    when: (m) => has(m, 'nudge') || isNudge(m),
    holds: (m) => isNudge(m) && outputsOf(m, 'nudge').length === 1,
  },
];

function isNudge(m: M): boolean {
  if (isOf(m, 'watched')) {
    return isOwned(m) && !isDeaf(m) && !endsStart(m) && !isFreed(m);
  }
  return startAnswer(m)?.state === 'conflict' && backReason(m) === 'conflict' && !takes(m);
}

const loads: readonly Clause<M>[] = [
  {
    id: 'O7',
    says: 'what the screen may lack is loaded, by a read with a number of its own',
    when: isLoadDue,
    holds: (m) => {
      const asked = outputsOf(m, 'load');
      const was = m.before?.context.awaitingLoad ?? 0;
      return asked.length > 0 && asked.every(({ request }) => request > 0 && request !== was);
    },
  },
  {
    id: 'O7',
    says: 'nothing is loaded without a reason',
    when: (m) => has(m, 'load'),
    holds: isLoadDue,
  },
  {
    id: 'S2',
    says: 'a transcript is shown as it was read, but for the turn that is held',
    when: (m) => loadAnswer(m)?.state === 'loaded' || has(m, 'show'),
    holds: (m) => {
      const answer = loadAnswer(m);
      const [shown, ...more] = outputsOf(m, 'show');
      return (
        answer?.state === 'loaded' &&
        more.length === 0 &&
        shown?.turns === answer.turns &&
        shown.keep === (m.next.owner?.streamId ?? '')
      );
    },
  },
  {
    id: 'T1',
    says: 'a load that was lost is waited for, and asked again',
    when: () => true,
    holds: (m) => timersOf(m.after) === awaited(m),
  },
  {
    id: 'T1',
    says: 'a wait for a load is over when the person, the network or the host says so',
    when: (m) => isIn(m, 'loading.waiting') && isOf(m, 'online', 'visible', 'retry', 'watched'),
    holds: (m) => timersOf(m.after) === 'loading.asking.loadTimeout',
  },
  {
    id: 'T2',
    says: 'the pending start, and what was counted for it, are forgotten with it',
    isInside: true,
    when: (m) => m.next.pending === '',
    holds: ({ after: { value, context } }) => {
      const { turnId, question, stopped, awaitingStart, tries, holds } = context;
      const isEmpty = turnId === '' && question === null && !stopped;
      return isEmpty && awaitingStart + tries + holds === 0 && !value.startsWith('starting');
    },
  },
  {
    id: 'T2',
    says: 'a load is awaited only while one is',
    isInside: true,
    when: () => true,
    holds: (m) => {
      const { awaitingLoad, loadWanted, loaded, offline, settledOrdinal, ordinalMax } =
        m.after.context;
      const next = m.next;
      return (
        awaitingLoad > 0 === next.isLoading &&
        loadWanted === next.isWanted &&
        loaded === next.isLoaded &&
        offline === next.offline &&
        settledOrdinal === next.settled &&
        ordinalMax === next.highest
      );
    },
  },
];

/** The one timer that is armed, as the onlooker would have it. */
function awaited(m: M): string {
  const next = m.next;
  if (next.pending !== '') {
    const [, at] = m.after.value.split('.');
    const timer = { asking: 'startTimeout', waiting: 'startRetry', holding: 'holdRetry' }[at ?? ''];
    return `starting.${at}.${timer}`;
  }
  if (!next.isLoaded) {
    // One that is asked for while the wait is on does not end it.
    const isAsking = next.isLoading && m.after.value !== 'loading.waiting';
    return isAsking ? 'loading.asking.loadTimeout' : 'loading.waiting.loadRetry';
  }
  return isLoadOwed(next) ? 'idle.waiting.loadRetry' : '';
}

export const clauses: readonly Clause<M>[] = [...owners, ...prompts, ...loads];
