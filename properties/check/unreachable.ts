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
    what: 'turn.cancelling.deciding.on.decided[1] -> finishing.folding',
    why:
      'a cell is decided under its turn’s fence, and a turn that has asked for an outcome never ' +
      'runs again: so a cancel that is taken while it runs meets an empty cell in any right store',
  },
];
