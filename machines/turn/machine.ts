/**
 * The turn: one question and the answer being produced for it.
 *
 *   starting -> running -> finishing -> ended
 *                      \-> cancelling -/
 *
 * The finish is four steps, each of which can be taken up again: decide the outcome (once), save it
 * with the transcript, append the terminal that repeats it, free the session.
 */
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

export const turn = lift(
  'turn',
  rules,
  {},
  {
    initial: 'starting',
    states: {
      starting: {
        entry: 'create',
        on: {
          created: { target: 'running' },
          store_failed: { actions: 'wantFailed', target: 'finishing' },
          shutdown: { actions: 'wantInterrupted', target: 'finishing' },
          cancel: { actions: ['wantCancelled', 'keepAsker'], target: 'cancelling' },
          answer: { actions: 'refuseGone' },
        },
      },
      running: {
        entry: ['producerBegan', 'produce'],
        on: {
          produced: { actions: ['advance', 'append'] },
          answer: [
            { guard: 'isApplied', actions: 'acceptAnswer' },
            {
              guard: 'isOpenPrompt',
              actions: ['applyAnswer', 'appendAnswer', 'deliver', 'acceptAnswer'],
            },
            { guard: 'isAnswered', actions: 'refuseAnswered' },
            { actions: 'refuseGone' },
          ],
          returned: { actions: ['producerEnded', 'wantDone'], target: 'finishing' },
          threw: { actions: ['producerEnded', 'wantFailed'], target: 'finishing' },
          store_failed: { actions: ['wantFailed', 'abort'], target: 'finishing' },
          shutdown: { actions: ['wantInterrupted', 'abort'], target: 'finishing' },
          cancel: { actions: ['wantCancelled', 'keepAsker'], target: 'cancelling' },
        },
      },
      cancelling: {
        initial: 'deciding',
        on: {
          returned: { actions: 'producerEnded' },
          threw: { actions: 'producerEnded' },
          answer: { actions: 'refuseGone' },
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
                { actions: ['refuseAsker', 'keepDecision', 'abort'], target: '#saving' },
              ],
              store_failed: { target: '#stalled' },
            },
          },
          unwinding: {
            always: { guard: 'isUnwound', target: '#saving' },
            after: { unwinding: { target: '#saving' } },
            on: {
              cancel: { actions: 'acceptCancel' },
              shutdown: { target: '#saving' },
            },
          },
        },
      },
      finishing: {
        initial: 'deciding',
        on: {
          cancel: [
            { guard: 'isCancelDecided', actions: 'acceptCancel' },
            { guard: 'isCancelled', actions: 'keepAsker' },
            { actions: 'refuseCancel' },
          ],
          answer: { actions: 'refuseGone' },
          store_failed: { target: '.stalled' },
        },
        states: {
          deciding: {
            entry: 'decide',
            on: { decided: { actions: 'keepDecision', target: 'saving' } },
          },
          saving: {
            id: 'saving',
            entry: ['closePrompts', 'save'],
            on: { saved: { target: 'closing' } },
          },
          closing: { entry: 'closeJournal', on: { closed: { target: 'freeing' } } },
          freeing: { entry: 'free', on: { freed: { target: '#ended' } } },
          stalled: {
            id: 'stalled',
            description: 'The store refused a step; all of them can be taken again.',
            on: {
              returned: { actions: 'producerEnded' },
              threw: { actions: 'producerEnded' },
            },
            after: {
              storeRetry: [
                { guard: 'isDecided', target: 'saving' },
                { guard: 'isCancelled', target: '#decidingCancel' },
                { target: 'deciding' },
              ],
            },
          },
        },
      },
      ended: { id: 'ended', type: 'final' },
    },
  },
);
