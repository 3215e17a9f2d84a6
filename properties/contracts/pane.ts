/**
 * The contract of the pane: one tab's view of one session.
 *
 * What it says of owners and loads, and of questions, is in two files; what may come to it, and
 * what an onlooker remembers, in two more.
 */
import type { State } from '../../runtime/generated/pane.ts';
import type { Contract } from './contract.ts';
import { clauses } from './pane/clauses.ts';
import { canonical, events, inputs } from './pane/environment.ts';
import { type Happening, look, type M, type Seen, unseen } from './pane/onlooker.ts';
import { starting } from './pane/starting.ts';

export const pane: Contract<State, Happening, M['outputs'][number], Seen> = {
  machine: 'pane',
  inputs,
  events,
  canonical,
  unseen,
  look,
  clauses: [...clauses, ...starting],
};
