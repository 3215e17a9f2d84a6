/**
 * The finite view of the cancellation: its own turn and another's, and each answer to the
 * request. The machine counts to a bound at the most, so every state of it is seen. The view says
 * nothing of what should happen: that is compared, never expected.
 */
import type { Event, Input } from '../../../machines/cancellation/rules.ts';
import type { State } from '../../../runtime/generated/cancellation.ts';
import type { Alphabet } from '../walk.ts';

export const cancellation: Alphabet<State, Event, Input> = {
  inputs: [
    { streamId: 's', retracts: false },
    { streamId: 's', retracts: true },
  ],
  events: () =>
    ['s', 'other'].flatMap((streamId): Event[] => [
      { type: 'turn_over', streamId },
      { type: 'superseded', streamId },
      ...(['accepted', 'refused', 'unreachable'] as const).map(
        (state): Event => ({ type: 'cancel_answered', streamId, answer: { state } }),
      ),
    ]),
  essence: (context) => context,
  bounded: () => true,
};
