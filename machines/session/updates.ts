/**
 * Updates of the session: one operation on one record: each returns the whole next context.
 *
 * `change` is all that can be done to a record. A field that no longer matters in a state is
 * cleared here, so that equal situations are equal states.
 */
import {
  marksMax,
  type SessionRecord,
  type StartAnswer,
  type StoredTurn,
  turnOf,
} from '../vocabulary.ts';
import {
  type AnsweredEvent,
  type Context,
  type DecidedEvent,
  type FailedEvent,
  type LoadedEvent,
  type LockedEvent,
  type Operation,
  ownerOf,
  type Result,
} from './signals.ts';

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>;

const answers = (c: Context, result: Result): Context => ({ ...c, result });

export const keepLock = (c: Context, e: LockedEvent): Context => ({
  ...c,
  lockFence: e.lockFence,
});

export const keepRecord = (c: Context, e: LoadedEvent): Context => ({ ...c, record: e.record });

export const dropRecord = (c: Context): Context => ({ ...c, record: null });

export const forget = (c: Context): Context => ({
  operation: c.operation,
  lockFence: 0,
  record: null,
  result: null,
});

/** The record as this operation wants it written. */
export const change = (c: Context, { record, now }: LoadedEvent): Context => ({
  ...c,
  record: changed(record, c.operation, now),
});

function changed(record: SessionRecord, operation: Operation, now: number): SessionRecord {
  switch (operation.kind) {
    case 'start':
      return started(record, operation, now);
    case 'finish':
      return finished(record, operation, now);
    case 'free':
      return { ...record, owner: null };
    case 'cancel':
      return { ...record, tombstones: marked(record.tombstones, [operation.streamId]) };
    case 'save':
      // L4: of a record that comes from maintenance nothing is taken but what is not the turns'.
      return { ...record, meta: operation.record.meta };
    case 'edit':
      return cut(record, operation, now);
    case 'clear':
      // It never comes to write: the turn that is taken over frees the session itself.
      return record;
    case 'answer':
      // Nor does this: an answer is stored beside the journal.
      return record;
  }
}

function started(record: SessionRecord, { turnId, question }: Of<'start'>, now: number) {
  const ordinal = record.lastOrdinal + 1;
  const asked: StoredTurn = {
    streamId: turnId,
    ordinal,
    question,
    parts: [],
    usage: null,
    outcome: null,
    detail: null,
    coveredSeq: 0,
  };
  return {
    ...record,
    updatedAt: now,
    lastOrdinal: ordinal,
    owner: { streamId: turnId, ordinal },
    turns: [...record.turns, asked],
  };
}

function finished(record: SessionRecord, { turn }: Of<'finish'>, now: number): SessionRecord {
  const turns = record.turns.map((asked) =>
    asked.streamId === turn.streamId ? { ...asked, ...turn } : asked,
  );
  return { ...record, updatedAt: now, turns };
}

function cut(record: SessionRecord, { from }: Of<'edit'>, now: number): SessionRecord {
  const at = record.turns.findIndex(({ streamId }) => streamId === from);
  const gone = record.turns.slice(at).map(({ streamId }) => streamId);
  const removed = marked(record.removed, gone);
  return { ...record, updatedAt: now, turns: record.turns.slice(0, at), removed };
}

/** Of one cut all marks are kept, however many: what is cut without a mark counts as lost (L2). */
function marked(marks: readonly string[], added: readonly string[]): readonly string[] {
  return [...marks, ...added].slice(-Math.max(marksMax, added.length));
}

export const answerDone = (c: Context): Context => answers(c, { state: 'done' });

export const answerGone = (c: Context): Context => answers(c, { state: 'gone' });

export const answerFenced = (c: Context): Context =>
  answers(c, { state: 'failed', code: 'fenced' });

export const answerFailed = (c: Context, e: FailedEvent): Context =>
  answers(c, { state: 'failed', code: e.code });

export const refuseCancelled = (c: Context): Context =>
  answers(c, { state: 'refused', reason: 'cancelled' });

export const refuseRemoved = (c: Context): Context =>
  answers(c, { state: 'refused', reason: 'removed' });

export const refuseShrinking = (c: Context): Context =>
  answers(c, { state: 'refused', reason: 'shrinks' });

export const answerKnown = (c: Context, { record }: LoadedEvent): Context => {
  const turn = c.operation.kind === 'start' ? turnOf(record, c.operation.turnId) : null;
  return answers(c, { state: 'started', ordinal: turn?.ordinal ?? 0, isNew: false });
};

export const answerStarted = (c: Context): Context =>
  answers(c, { state: 'started', ordinal: ownerOf(c)?.ordinal ?? 0, isNew: true });

/** A turn that has ended, or has a tombstone. */
export const answerCancel = (c: Context, { record }: LoadedEvent): Context => {
  const turn = c.operation.kind === 'cancel' ? turnOf(record, c.operation.streamId) : null;
  const isCancelled = turn === null || turn.outcome === 'cancelled';
  return answers(c, { state: isCancelled ? 'accepted' : 'refused' });
};

/** It has not ended: who runs it may say, or nobody runs it and it has no cell yet. */
export const answerUnreachable = (c: Context): Context => answers(c, { state: 'unreachable' });

export const answerPut = (c: Context, e: AnsweredEvent): Context => answers(c, { state: e.result });

export const answerDecided = (c: Context, e: DecidedEvent): Context =>
  answers(c, { state: e.outcome === 'cancelled' ? 'accepted' : 'refused' });

/** What was written has an answer of its own only where somebody waits for more than that. */
export const answerSaved = (c: Context): Context =>
  answers(c, { state: c.operation.kind === 'cancel' ? 'accepted' : 'done' });

export const answerConflict = (c: Context): Context => answers(c, conflict(c, 'running'));

/** Its turn is being brought to its end: by its runner, or from now on by this host. */
export const answerEnding = (c: Context): Context => answers(c, conflict(c, 'ending'));

type Conflict = Extract<StartAnswer, { state: 'conflict' }>;

function conflict(c: Context, phase: Conflict['phase']): Conflict {
  const { streamId, ordinal } = ownerOf(c) ?? { streamId: '', ordinal: 0 };
  return { state: 'conflict', streamId, ordinal, phase };
}
