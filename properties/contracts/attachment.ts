/**
 * The contract of the attachment: one tab's hold on one stream.
 *
 * What it says of frames, of settling and of waiting is in three files; what may come to it, and
 * what an onlooker remembers, in two more.
 */
import type { State } from '../../runtime/generated/attachment.ts';
import { canonical, events, inputs } from './attachment/environment.ts';
import { frames } from './attachment/frames.ts';
import { type Happening, look, type M, type Seen, unseen } from './attachment/onlooker.ts';
import { opens, settling } from './attachment/settling.ts';
import { waiting } from './attachment/waiting.ts';
import type { Contract } from './contract.ts';

export const attachment: Contract<State, Happening, M['outputs'][number], Seen> = {
  machine: 'attachment',
  inputs,
  events,
  canonical,
  unseen,
  look,
  clauses: [...frames, ...settling, ...opens, ...waiting],
};
