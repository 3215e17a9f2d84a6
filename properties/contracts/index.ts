/**
 * The contracts of all machines.
 *
 * A machine without one is not judged alone. It must never know how a contract is judged.
 */
import type { SubjectState, Typed } from '../lockstep/oracle.ts';
import { attachment } from './attachment.ts';
import { cancellation } from './cancellation.ts';
import type { Contract } from './contract.ts';
import { pane } from './pane.ts';
import { session } from './session.ts';
import { subscription } from './subscription.ts';
import { turn } from './turn.ts';

/** A contract of whichever machine: its types are its own affair. */
type AnyContract = Contract<SubjectState, Typed, Typed, unknown>;

export const contracts: readonly AnyContract[] = [
  attachment as unknown as AnyContract,
  cancellation as unknown as AnyContract,
  pane as unknown as AnyContract,
  session as unknown as AnyContract,
  subscription as unknown as AnyContract,
  turn as unknown as AnyContract,
];
