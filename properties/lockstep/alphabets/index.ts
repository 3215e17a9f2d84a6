/**
 * The alphabets, one for each machine: which events are worth trying in a state, what tells two
 * contexts apart, and how far to go. They know the machines' signals and nothing of how they are
 * walked.
 */
export { attachment } from './attachment.ts';
export { cancellation } from './cancellation.ts';
export { pane } from './pane.ts';
export { session } from './session.ts';
export { subscription } from './subscription.ts';
export { turn } from './turn.ts';
