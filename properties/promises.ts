/**
 * What Holdfast promises, each a sentence with an id that never changes, and how it is checked on
 * a run.
 *
 * A check compares what a person sees on a screen with what the host has stored, after every step.
 * It takes nobody's word: the states of the machines serve to know which attachment a message was
 * meant for, and for nothing else. Beside each promise stands what has to have happened in some
 * run, so that it was not kept for want of an occasion.
 */
import { ends } from './promises/ends.ts';
import { frames } from './promises/frames.ts';
import { owner } from './promises/owner.ts';
import { people } from './promises/people.ts';
import type { HeldPromise } from './promises/promise.ts';
import { settle } from './promises/settle.ts';

export const promises: readonly HeldPromise[] = [
  ...owner,
  ...frames,
  ...settle,
  ...people,
  ...ends,
];
