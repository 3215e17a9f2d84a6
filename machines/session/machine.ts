/**
 * One operation on a session's record: lock, read, decide, write with the fence, release.
 *
 *   locking -> reading -> writing -> (registering) -------> releasing -> ended
 *                     \-> judging -> (registering, sealing) -/
 *   answering -> ended
 *
 * An owner that was seen before the lock is only a reason to take it (`suspecting`). Under it the
 * record is read and its owner judged again, and a turn is begun or taken over: so nobody comes
 * between an owner that is stored and its turn that is registered. Only `free` clears an owner.
 */
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

export const session = lift(
  'session',
  rules,
  {},
  {
    initial: 'beginning',
    on: {
      // A newer lock was issued: ours is gone, and nothing of ours is written.
      fenced: { actions: 'answerFenced', target: '.ended' },
    },
    states: {
      beginning: {
        always: [
          { guard: 'isClear', target: 'suspecting' },
          { guard: 'isAnswer', target: 'answering' },
          { target: 'locking' },
        ],
      },
      suspecting: {
        description: 'An owner was seen. Nothing is locked for one that lives.',
        entry: 'judgeObserved',
        on: {
          runs_here: { actions: 'answerDone', target: 'ended' },
          leased: [
            { guard: 'isDead', target: 'locking' },
            { actions: 'answerDone', target: 'ended' },
          ],
          store_failed: { actions: 'answerFailed', target: 'ended' },
        },
      },
      answering: {
        description: 'One cell of the journal, compared and set: there is nothing to lock.',
        entry: 'putAnswer',
        on: {
          answered: { actions: 'answerPut', target: 'ended' },
          store_failed: { actions: 'answerFailed', target: 'ended' },
        },
      },
      locking: {
        entry: 'lock',
        on: {
          locked: { actions: 'keepLock', target: 'reading' },
          store_failed: { actions: 'answerFailed', target: 'ended' },
        },
      },
      reading: {
        entry: 'load',
        on: {
          loaded: [
            // start: the same turn again is the same answer, and what was cancelled stays so.
            { guard: 'startsKnown', actions: 'answerKnown', target: 'releasing' },
            { guard: 'startsCancelled', actions: 'refuseCancelled', target: 'releasing' },
            { guard: 'startsRemoved', actions: 'refuseRemoved', target: 'releasing' },
            // finish: the question is gone, or has its end; a saved one is never replaced (S2).
            { guard: 'finishesUnasked', actions: 'answerGone', target: 'releasing' },
            { guard: 'finishesEnded', actions: 'answerDone', target: 'releasing' },
            // free, clear: the owner is another by now (O1, O4).
            { guard: 'freesAnother', actions: 'answerDone', target: 'releasing' },
            { guard: 'clearsAnother', actions: 'answerDone', target: 'releasing' },
            // cancel: what the record says, if it knows the turn. A removed one had its end.
            { guard: 'cancelsRemoved', actions: 'refuseRemoved', target: 'releasing' },
            { guard: 'cancelsOpen', target: 'judging' },
            { guard: 'cancelsKnown', actions: 'answerCancel', target: 'releasing' },
            // save: it was made of less than what is stored (L2).
            { guard: 'shrinks', actions: 'refuseShrinking', target: 'releasing' },
            { guard: 'cutsUnknown', actions: 'answerGone', target: 'releasing' },
            // start, clear, edit: somebody owns the session. Does that turn live?
            { guard: 'meetsOwner', actions: 'keepRecord', target: 'judging' },
            { actions: 'change', target: 'writing' },
          ],
          store_failed: { actions: 'answerFailed', target: 'releasing' },
        },
      },
      judging: {
        entry: 'judgeMet',
        on: {
          runs_here: [
            { guard: 'isCancel', actions: 'answerUnreachable', target: 'releasing' },
            { actions: 'answerConflict', target: 'releasing' },
          ],
          leased: [
            { guard: 'cancelsRegistered', actions: 'decideCancel', target: 'sealing' },
            { guard: 'isCancel', actions: 'answerUnreachable', target: 'releasing' },
            { guard: 'isDead', actions: ['answerEnding', 'takeOver'], target: 'registering' },
            { guard: 'isDecided', actions: 'answerEnding', target: 'releasing' },
            { actions: 'answerConflict', target: 'releasing' },
          ],
          store_failed: { actions: 'answerFailed', target: 'releasing' },
        },
      },
      writing: {
        entry: 'save',
        on: {
          saved: [
            { guard: 'isStart', actions: ['answerStarted', 'begin'], target: 'registering' },
            { actions: 'answerSaved', target: 'releasing' },
          ],
          store_failed: { actions: 'answerFailed', target: 'releasing' },
        },
      },
      sealing: {
        description:
          'Whoever runs the turn is woken by it, and hears by its next renewal at the latest.',
        on: {
          decided: { actions: 'answerDecided', target: 'releasing' },
          // The turn has another runner since it was judged: the lock is ours still.
          fenced: { actions: 'answerUnreachable', target: 'releasing' },
          store_failed: { actions: 'answerFailed', target: 'releasing' },
        },
      },
      registering: { on: { registered: { target: 'releasing' } } },
      releasing: {
        entry: ['dropRecord', 'unlock'],
        on: { unlocked: { target: 'ended' }, store_failed: { target: 'ended' } },
      },
      ended: { type: 'final', entry: ['conclude', 'forget'] },
    },
  },
);
