/**
 * The cancellation: one request to stop one turn.
 *
 *   requesting -> accepted -> probed -> over      the terminal usually ends it before that
 *              -> refused | unreachable           told to the person; stop can be tried again
 *   retracting -> over                            of a start that was given up; told to nobody
 */
import { and, or } from 'xstate';
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

export const cancellation = lift(
  'cancellation',
  rules,
  {
    guards: {
      isAnswered: or(['isAccepted', 'isRefused']),
      isLostEarly: and(['isMine', 'hasTries']),
    },
  },
  {
    initial: 'beginning',
    on: {
      turn_over: { guard: 'isMine', target: '.over' },
      superseded: { guard: 'isMine', target: '.over' },
    },
    states: {
      beginning: {
        always: [{ guard: 'isRetraction', target: 'retracting' }, { target: 'requesting' }],
      },
      requesting: {
        entry: 'requestCancel',
        after: { requestTimeout: { actions: 'noticeUnreachable', target: 'unreachable' } },
        on: {
          cancel_answered: [
            { guard: 'isAccepted', target: 'accepted' },
            { guard: 'isRefused', actions: ['probe', 'noticeRefused'], target: 'refused' },
            { guard: 'isMine', actions: 'noticeUnreachable', target: 'unreachable' },
          ],
        },
      },
      accepted: {
        description: 'Nothing changes: the terminal settles it.',
        after: { patience: { target: 'probed' } },
      },
      probed: {
        entry: 'probe',
        after: { hostBound: { actions: 'noticeLate', target: 'over' } },
      },
      retracting: {
        description: 'Asked for until the host has taken it: the turn must not begin any more.',
        initial: 'asking',
        states: {
          asking: {
            entry: ['countTry', 'requestCancel'],
            after: {
              requestTimeout: [{ guard: 'hasTries', target: 'waiting' }, { target: '#over' }],
            },
            on: {
              cancel_answered: [
                { guard: 'isAnswered', target: '#over' },
                { guard: 'isLostEarly', target: 'waiting' },
                { guard: 'isMine', target: '#over' },
              ],
            },
          },
          waiting: { after: { retractRetry: { target: 'asking' } } },
        },
      },
      refused: { type: 'final' },
      unreachable: { type: 'final' },
      over: { id: 'over', type: 'final' },
    },
  },
);
