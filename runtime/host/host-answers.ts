/**
 * What a host is asked with and answers, beyond the words of the protocol: for those who use it
 * without HTTP.
 * It never knows how an answer is come by.
 */
import type { Json, StartAnswer } from '../../machines/vocabulary.ts';

export interface Started {
  readonly answer: StartAnswer;
  /** False when the same turn had been started before. */
  readonly isNew: boolean;
}

/** Answers one prompt. `answerId` names the act: a retry has the same. */
export interface PromptReply {
  readonly promptId: string;
  readonly answerId: string;
  readonly value: Json;
}

/** `conflict`: a turn owns the session. `gone`: the turn to cut at is not there. */
export type EditAnswer =
  | { readonly state: 'done' | 'gone' }
  | Extract<StartAnswer, { state: 'conflict' }>;

/** `refused`: the record that was handed in lacks turns that are stored by now. */
export type SaveAnswer =
  | { readonly state: 'done' }
  | { readonly state: 'refused'; readonly reason: string };
