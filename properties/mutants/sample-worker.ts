/**
 * The smallest entry of a bundle, for the tests of bundles and crews: a cancellation whose host
 * can't be reached, played by hand.
 * It must never know a world.
 */
import * as cancellation from '../../runtime/generated/cancellation.ts';
import { serve } from './crew.ts';
import { record, restore } from './switch.ts';

serve((sample: string) => {
  switch (sample) {
    case 'retracting':
      return retract();
    case 'recording': {
      const recorded = record();
      retract();
      retract();
      restore();
      return recorded();
    }
    default:
      throw new Error('no such sample');
  }
});

/** A start was given up, and its host can't be reached. */
function retract(): cancellation.State {
  const [asking] = cancellation.start({ streamId: 'r1', retracts: true });
  const answer = { state: 'unreachable' } as const;
  const [after] = cancellation.step(asking, { type: 'cancel_answered', streamId: 'r1', answer });
  return after;
}
