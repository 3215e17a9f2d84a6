/**
 * The cancellation: one request to stop one turn.
 *
 *   requesting -> accepted -> probed -> over      the terminal usually ends it before that
 *              -> refused | unreachable           told to the person; stop can be tried again
 */
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

export const cancellation = lift(
  'cancellation',
  rules,
  {},
  {
    initial: 'requesting',
    on: {
      turn_over: { guard: 'isMine', target: '.over' },
      superseded: { guard: 'isMine', target: '.over' },
    },
    states: {
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
      refused: { type: 'final' },
      unreachable: { type: 'final' },
      over: { type: 'final' },
    },
  },
);
