/**
 * What a host decides about a session, as pure functions over its record.
 *
 * A record is read under the session's lock, one of these says what the answer is and what the
 * record becomes, and a shell writes that with the lock's fence. The two machines of the host are
 * handed out here as well, so that shells import one core. Nothing here knows a store or a clock.
 */
import type {
  CancelAnswer,
  Frame,
  Json,
  LastTurn,
  SettleAnswer,
  StartAnswer,
  StoredTurn,
  Terminal,
} from '../../machines/vocabulary.ts';
import type { State as TurnState } from '../generated/turn.ts';
import { emptyScene, fold, partsOf, type Scene } from './fold.ts';

export * as subscriptionMachine from '../generated/subscription.ts';
export * as turnMachine from '../generated/turn.ts';
export type {
  Effect as SubscriptionEffect,
  Event as SubscriptionEvent,
} from '../../machines/subscription/signals.ts';
export type { Effect as TurnEffect, Event as TurnEvent } from '../../machines/turn/signals.ts';

/** Who holds a session: the turn that has not ended. */
export interface Owner {
  readonly streamId: string;
  readonly ordinal: number;
}

/** All that is stored of one session. */
export interface SessionRecord {
  readonly sessionId: string;
  /** Milliseconds since the epoch; moves with turns, never with maintenance (L4). */
  readonly updatedAt: number;
  /** The highest ordinal that was ever given; only grows. */
  readonly lastOrdinal: number;
  readonly owner: Owner | null;
  /** Oldest first. One that runs has its question, no parts and no outcome. */
  readonly turns: readonly StoredTurn[];
  /** Turns that were cancelled before they started: they are never started. Newest last. */
  readonly tombstones: readonly string[];
}

/** What a list or a watch needs of a session. It is another type, so it can't be saved (L3). */
export interface SessionSummary {
  readonly sessionId: string;
  readonly updatedAt: number;
  readonly lastTurn: (Owner & { readonly outcome: Terminal | null }) | null;
}

/** The phase of a turn as others may see it. */
export type Phase = LastTurn['phase'];

/** How many tombstones a session keeps: a start overtaken by more cancels is not refused. */
export const tombstonesMax = 256;

export function emptyRecord(sessionId: string): SessionRecord {
  return { sessionId, updatedAt: 0, lastOrdinal: 0, owner: null, turns: [], tombstones: [] };
}

/** An answer, and the record that has to be saved before it is given; null: nothing changes. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly record: SessionRecord | null;
}

export interface StartRequest {
  readonly turnId: string;
  readonly question: Json;
  readonly now: number;
  /** Where the owner's turn is, as far as anybody knows. */
  readonly ownerPhase: Phase;
}

/** O3: at most one turn that is not ended. The same turn again is the same answer. */
export function decideStart(record: SessionRecord, request: StartRequest): Decision<StartAnswer> {
  const { turnId, question, now, ownerPhase } = request;
  const known = turnOf(record, turnId);
  if (known !== null) return unchanged({ state: 'started', ordinal: known.ordinal });
  if (record.tombstones.includes(turnId))
    return unchanged({ state: 'refused', reason: 'cancelled' });
  const { owner } = record;
  if (owner !== null && ownerPhase !== 'ended') {
    return unchanged({ state: 'conflict', ...owner, phase: ownerPhase });
  }
  const ordinal = record.lastOrdinal + 1;
  return {
    answer: { state: 'started', ordinal },
    record: {
      ...record,
      updatedAt: now,
      lastOrdinal: ordinal,
      owner: { streamId: turnId, ordinal },
      turns: [...record.turns, askedTurn(turnId, ordinal, question)],
    },
  };
}

function unchanged<Answer>(answer: Answer): Decision<Answer> {
  return { answer, record: null };
}

function askedTurn(streamId: string, ordinal: number, question: Json): StoredTurn {
  return {
    streamId,
    ordinal,
    question,
    parts: [],
    usage: null,
    outcome: null,
    detail: null,
    coveredSeq: 0,
  };
}

/**
 * A cancel of a turn that nobody runs here. An unknown one leaves a tombstone, which refuses a
 * start that arrives later. `unreachable`: it has not ended, so only its runner can say.
 */
export function decideCancelAbsent(record: SessionRecord, turnId: string): Decision<CancelAnswer> {
  const known = turnOf(record, turnId);
  if (known?.outcome === null) return unchanged({ state: 'unreachable' });
  if (known !== null) {
    return unchanged({ state: known.outcome === 'cancelled' ? 'accepted' : 'refused' });
  }
  if (record.tombstones.includes(turnId)) return unchanged({ state: 'accepted' });
  const tombstones = [...record.tombstones, turnId].slice(-tombstonesMax);
  return { answer: { state: 'accepted' }, record: { ...record, tombstones } };
}

/**
 * Puts a turn's end in the place of its question. Null when its question is gone, or when it has an
 * outcome: a saved outcome is never replaced (S2).
 */
export function finishTurn(record: SessionRecord, ended: StoredTurn, now: number) {
  const at = record.turns.findIndex(({ streamId }) => streamId === ended.streamId);
  if (record.turns[at]?.outcome !== null) return null;
  return { ...record, updatedAt: now, turns: record.turns.with(at, ended) };
}

/** O1: takes a turn out of the ownership; null when the owner is another. */
export function freeOwner(record: SessionRecord, streamId: string): SessionRecord | null {
  return record.owner?.streamId === streamId ? { ...record, owner: null } : null;
}

/** What became of one stream: decided by the stream, not by who owns the session now. */
export function settleAnswer(record: SessionRecord | null, streamId: string): SettleAnswer {
  const turn = record === null ? null : turnOf(record, streamId);
  if (turn === null) return { state: 'missing' };
  return turn.outcome === null ? { state: 'active' } : { state: 'restored', turn };
}

/** The last turn of a session; `phase` is what its runner says, null when nobody runs it here. */
export function lastTurn(summary: SessionSummary | null, phase: Phase | null): LastTurn | null {
  const last = summary?.lastTurn ?? null;
  if (last === null) return null;
  const { streamId, ordinal, outcome } = last;
  const stored = outcome === null ? 'running' : 'ended';
  // It ended after the record was read: ended is said when the record can show the outcome.
  if (phase === 'ended' && outcome === null) return { streamId, ordinal, phase: 'ending' };
  return { streamId, ordinal, phase: phase ?? stored };
}

export function summaryOf({ sessionId, updatedAt, turns }: SessionRecord): SessionSummary {
  const last = turns.at(-1);
  if (last === undefined) return { sessionId, updatedAt, lastTurn: null };
  const { streamId, ordinal, outcome } = last;
  return { sessionId, updatedAt, lastTurn: { streamId, ordinal, outcome } };
}

export function turnOf(record: SessionRecord, streamId: string): StoredTurn | null {
  return record.turns.find((turn) => turn.streamId === streamId) ?? null;
}

/** Folds a page of a journal into a scene: the fold of the client, so that S1 and S2 can hold. */
export function foldFrames(scene: Scene, frames: readonly Frame[]): Scene {
  return frames.reduce((before, { seq, kind, data }) => fold(before, seq, kind, data), scene);
}

export { emptyScene };

/** The turn as it is stored when its journal, the terminal included, has been folded. */
export function endedTurn(asked: StoredTurn, scene: Scene): StoredTurn {
  const { usage, outcome, detail, cursor } = scene;
  return { ...asked, parts: partsOf(scene), usage, outcome, detail, coveredSeq: cursor };
}

/**
 * What a journal is called in a store. A stream exists within its session only: the same id asked
 * for in another session is another journal, and so does not exist there.
 */
export function journalName(sessionId: string, streamId: string): string {
  return `${sessionId}.${streamId}`;
}

/** Where a turn is, as others may see it. */
export function phaseOf({ value }: TurnState): Phase {
  if (value === 'starting' || value === 'running') return 'running';
  return value === 'ended' ? 'ended' : 'ending';
}
