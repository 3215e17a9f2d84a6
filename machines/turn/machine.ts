/**
 * The turn: one question and the answer being produced for it.
 *
 *   starting -> running -> finishing -> ended
 *                      \-> cancelling -/
 *
 * The finish is five steps, each of which can be taken up again: decide the outcome (once), fold
 * the journal, save the turn, append the terminal that repeats the outcome, free the session. A
 * take-over is that finish, begun by another host. Whoever is `fenced` ends without a further word.
 * Cancels and answers are stored by whichever host they reach, and heard of by renewing the lease.
 */
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

export const turn = lift(
  'turn',
  rules,
  {},
  {
    initial: 'starting',
    on: {
      fenced: { actions: ['abort', 'passOn'], target: '.ended' },
    },
    states: {
      starting: {
        id: 'starting',
        description: 'It has no journal yet, or not its fence.',
        entry: 'claim',
        on: {
          claimed: [
            { guard: 'isCancelled', actions: 'keepFence', target: 'cancelling' },
            { guard: 'isToEnd', actions: 'keepFence', target: 'finishing' },
            { actions: ['keepFence', 'producerBegan', 'produce'], target: 'running' },
          ],
          store_failed: [
            { guard: 'isToEnd', target: '#stalled' },
            { actions: 'wantUnstored', target: '#stalled' },
          ],
          shutdown: [{ guard: 'isToEnd' }, { actions: 'wantInterrupted' }],
          cancel: [
            { guard: 'isToEnd', actions: 'keepAsker' },
            { actions: ['wantCancelled', 'keepAsker'] },
          ],
        },
      },
      running: {
        after: { renewal: { actions: 'renew', target: 'running', reenter: true } },
        on: {
          produced: { actions: ['advance', 'append'] },
          // Somebody has written to the session: an answer, a cancel, or what does not matter.
          woken: { actions: 'renew' },
          returned: { actions: ['producerEnded', 'wantDone'], target: 'finishing' },
          threw: { actions: ['producerEnded', 'wantFailed'], target: 'finishing' },
          store_failed: [
            { guard: 'wasRenewal' },
            { actions: ['wantUnstored', 'abort'], target: 'finishing' },
          ],
          renewed: [
            { guard: 'isDecidedElsewhere', actions: 'wantCancelled', target: 'cancelling' },
            // One at a time: what is left is heard by the next look.
            {
              guard: 'isAnswered',
              actions: ['appendAnswer', 'deliver', 'applyAnswer', 'renew'],
            },
          ],
          shutdown: { actions: ['wantInterrupted', 'abort'], target: 'finishing' },
          cancel: { actions: ['wantCancelled', 'keepAsker'], target: 'cancelling' },
        },
      },
      cancelling: {
        initial: 'deciding',
        entry: 'closePrompts',
        on: {
          returned: { actions: 'producerEnded' },
          threw: { actions: 'producerEnded' },
        },
        states: {
          deciding: {
            id: 'decidingCancel',
            entry: 'decide',
            on: {
              cancel: { actions: 'keepAsker' },
              decided: [
                {
                  guard: 'decidedCancelled',
                  actions: ['acceptAsker', 'keepDecision', 'abort'],
                  target: 'unwinding',
                },
                { actions: ['refuseAsker', 'keepDecision', 'abort'], target: '#folding' },
              ],
              store_failed: [{ guard: 'isOutlived' }, { target: '#stalled' }],
            },
          },
          unwinding: {
            initial: 'holding',
            always: { guard: 'isUnwound', target: '#folding' },
            after: { unwinding: { target: '#folding' } },
            on: {
              cancel: { actions: 'acceptCancel' },
              shutdown: { target: '#folding' },
            },
            states: {
              holding: {
                after: { renewal: { actions: 'renew', target: 'holding', reenter: true } },
              },
            },
          },
        },
      },
      finishing: {
        initial: 'deciding',
        entry: 'closePrompts',
        on: {
          cancel: [
            { guard: 'isCancelDecided', actions: 'acceptCancel' },
            { guard: 'isDecided', actions: 'refuseCancel' },
            { actions: 'keepAsker' },
          ],
          store_failed: [{ guard: 'isOutlived' }, { target: '.stalled' }],
        },
        states: {
          deciding: {
            entry: 'decide',
            on: {
              decided: [
                {
                  guard: 'decidedCancelled',
                  actions: ['acceptAsker', 'keepDecision'],
                  target: 'folding',
                },
                { actions: ['refuseAsker', 'keepDecision'], target: 'folding' },
              ],
            },
          },
          folding: {
            id: 'folding',
            entry: ['producerEnded', 'fold'],
            on: { folded: { actions: 'save', target: 'saving' } },
          },
          saving: { on: { saved: { target: 'closing' } } },
          closing: { entry: 'closeJournal', on: { closed: { target: 'freeing' } } },
          freeing: { entry: 'free', on: { freed: { target: '#ended' } } },
          stalled: {
            id: 'stalled',
            description: 'The store failed in a step; all of them can be taken again.',
            on: {
              returned: { actions: 'producerEnded' },
              threw: { actions: 'producerEnded' },
            },
            after: {
              storeRetry: [
                { guard: 'isUnclaimed', target: '#starting' },
                { guard: 'isDecided', target: 'folding' },
                { guard: 'isCancelled', target: '#decidingCancel' },
                { target: 'deciding' },
              ],
            },
          },
        },
      },
      ended: { id: 'ended', type: 'final', entry: 'forget' },
    },
  },
);
