/**
 * What a host is asked with and answers, beyond the words of the protocol: for those who use it
 * without HTTP.
 * It never knows how an answer is come by.
 */
import type { StartAnswer } from '../../machines/vocabulary.ts';

export interface Started {
  readonly answer: StartAnswer;
  /** False when the same turn had been started before. */
  readonly isNew: boolean;
}

/** `conflict`: a turn owns the session. `gone`: the turn to cut at is not there. */
export type EditAnswer =
  | { readonly state: 'done' | 'gone' }
  | Extract<StartAnswer, { state: 'conflict' }>;

/** `refused`: the record that was handed in lacks turns that are stored by now. */
export type SaveAnswer =
  | { readonly state: 'done' }
  | { readonly state: 'refused'; readonly reason: string };
