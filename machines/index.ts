/**
 * The machines, as `holdfast/machines` exports them: XState machines to look at and to test.
 *
 * Nothing in the runtime imports them: it runs what is generated from them, and has no XState.
 */
import { attachment } from './attachment/machine.ts';
import { cancellation } from './cancellation/machine.ts';
import type { Model } from './lift.ts';
import { pane } from './pane/machine.ts';
import { session } from './session/machine.ts';
import { subscription } from './subscription/machine.ts';
import { turn } from './turn/machine.ts';

export type { Delay, Model, Rules } from './lift.ts';
export type * from './vocabulary.ts';
export { attachment, cancellation, pane, session, subscription, turn };

/** All of them, in the order in which docs and reports list them. */
export const models: readonly Model[] = [
  attachment,
  pane,
  cancellation,
  turn,
  session,
  subscription,
];
