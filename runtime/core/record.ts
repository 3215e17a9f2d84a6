/**
 * What is read out of a session's record and a turn's journal: the answers that change nothing, and
 * the fold that makes a stored turn.
 *
 * All of it is pure; it never knows who asked, nor when.
 */
import type {
  EndedTurn,
  Frame,
  LastTurn,
  SessionRecord,
  SessionSummary,
  SettleAnswer,
  Terminal,
} from '../../machines/vocabulary.ts';
import { turnOf } from '../../machines/vocabulary.ts';
import { fold, partsOf, type Scene } from './fold.ts';
import type { Phase } from './host-state.ts';

/** What became of one stream: decided by the stream, not by who owns the session now. */
export function settleAnswer(record: SessionRecord | null, streamId: string): SettleAnswer {
  const turn = record === null ? null : turnOf(record, streamId);
  if (turn === null) return { state: 'missing' };
  return turn.outcome === null ? { state: 'active' } : { state: 'restored', turn };
}

/**
 * The last turn of a session. `phase` is what its runner says, null when nobody runs it here;
 * `decided` is what the cell of its outcome holds, of which a runner may not have heard yet.
 */
export function lastTurn(
  summary: SessionSummary | null,
  phase: Phase | null,
  decided: Terminal | null,
): LastTurn | null {
  const last = summary?.lastTurn ?? null;
  if (last === null) return null;
  const { streamId, ordinal, outcome } = last;
  // Whoever holds it for running has lost it to another, and not heard of that.
  if (outcome !== null) {
    return { streamId, ordinal, phase: phase === 'ending' ? 'ending' : 'ended' };
  }
  // It ended after the record was read: ended is said when the record can show the outcome.
  const isRunning = decided === null && (phase ?? 'running') === 'running';
  return { streamId, ordinal, phase: isRunning ? 'running' : 'ending' };
}

/** Folds a page of a journal into a scene: the fold of the client, so that S1 and S2 can hold. */
export function foldFrames(scene: Scene, frames: readonly Frame[]): Scene {
  return frames.reduce((before, { seq, kind, data }) => fold(before, seq, kind, data), scene);
}

/** The turn as it is stored when its journal, the terminal included, has been folded. */
export function endedTurn(streamId: string, scene: Scene): EndedTurn {
  const { usage, outcome, detail, cursor } = scene;
  return { streamId, parts: partsOf(scene), usage, outcome, detail, coveredSeq: cursor };
}

/**
 * What a journal is called in a store. A stream exists within its session only: the same id asked
 * for in another session is another journal, and so does not exist there.
 */
export function journalName(sessionId: string, streamId: string): string {
  return `${sessionId}.${streamId}`;
}

/** What `journalName` was made of: ids have no dots. */
export function journalParts(journal: string): {
  readonly sessionId: string;
  readonly streamId: string;
} {
  const [sessionId = '', streamId = ''] = journal.split('.');
  return { sessionId, streamId };
}
