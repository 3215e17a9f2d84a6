/**
 * What a host is asked with and answers, beyond the words of the protocol: for those who use it
 * without HTTP.
 * It never knows how an answer is come by.
 */
import type {
  CancelAnswer,
  Json,
  LoadAnswer,
  PromptAnswer,
  SettleAnswer,
  StartAnswer,
  StoredAnswer,
} from '../../machines/vocabulary.ts';
import type { SessionRecord } from '../core/host.ts';
import type { Opened } from './reader.ts';
import type { Retained } from './retention.ts';
import type { Watcher } from './watcher.ts';

/**
 * Every method rejects when the store fails. Once the host closes, start, open and watch reject
 * with `closing`; what asks about a turn that was, or stops it, is still answered. An id that is
 * none is refused with `bad_id`, and what else can't be taken with `misuse`.
 */
export interface Host {
  start(sessionId: string, turnId: string, question: Json): Promise<Started>;
  /** `after`: seq of the last frame the reader has, 0 for none, -1 when that could not be read. */
  open(sessionId: string, streamId: string, after: number): Promise<Opened>;
  status(sessionId: string, streamId: string): Promise<SettleAnswer>;
  cancel(sessionId: string, streamId: string): Promise<CancelAnswer>;
  answer(sessionId: string, streamId: string, answer: StoredAnswer): Promise<PromptAnswer>;
  load(sessionId: string): Promise<LoadAnswer>;
  /** Cuts the transcript from this turn on; what is cut stays away (L2). */
  edit(sessionId: string, fromTurnId: string): Promise<EditAnswer>;
  /** Maintenance: stores the `meta` of a record that was read before, and nothing else (L2 L4). */
  save(record: SessionRecord): Promise<SaveAnswer>;
  watch(sessionIds: readonly string[]): Watcher;
  /** Drops journals by `retainMs` and `retainStreams`; a host does it now and then by itself. */
  retain(): Promise<Retained>;
  /**
   * Interrupts what runs, lets readers hear of it, and ends them. Bounded by `closeMsMax`. A store
   * that the host was given stays open; its own is closed, and nothing is answered after that.
   */
  close(): Promise<void>;
}

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
