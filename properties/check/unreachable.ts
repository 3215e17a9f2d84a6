/**
 * What no world of the suite takes or reaches of a machine, each with its reason.
 *
 * What stands here and is reached after all is an error, too. Whatever it is, lockstep walks it
 * against XState, and the paths of xstate/graph take it.
 */

export interface Unreachable {
  /** A transition by its label, or a state as in 'attachment/deferred'. */
  readonly what: string;
  readonly why: string;
}

export const unreachable: readonly Unreachable[] = [
  {
    what: 'subscription.opening.on.missing -> ended',
    why: 'a tab opens no stream but one that a host has told it of, and hosts tell of stored ones',
  },
];
