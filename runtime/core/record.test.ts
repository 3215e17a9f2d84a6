/** What a host decides about a session, as tables of records. */
import { describe, expect, test } from 'vitest';
import {
  decideCancelAbsent,
  decideStart,
  emptyRecord,
  finishTurn,
  freeOwner,
  lastTurn,
  type Phase,
  type SessionRecord,
  settleAnswer,
  summaryOf,
  tombstonesMax,
} from './host.ts';

const start = (record: SessionRecord, turnId: string, ownerPhase: Phase = 'running') =>
  decideStart(record, { turnId, question: `of ${turnId}`, now: 9, ownerPhase });

const fresh = emptyRecord('s');
const running = start(fresh, 't1').record ?? fresh;
const asked = running.turns[0];
if (asked === undefined) throw new Error('a started turn is in the record');
const ending = finishTurn(running, { ...asked, outcome: 'done', coveredSeq: 3 }, 10) ?? fresh;
const over = freeOwner(ending, 't1') ?? fresh;

describe('a start', () => {
  test('gives the next ordinal, the ownership and a place for the question', () => {
    expect(start(fresh, 't1')).toMatchObject({
      answer: { state: 'started', ordinal: 1 },
      record: {
        updatedAt: 9,
        lastOrdinal: 1,
        owner: { streamId: 't1', ordinal: 1 },
        turns: [{ streamId: 't1', question: 'of t1', parts: [], outcome: null, coveredSeq: 0 }],
      },
    });
    expect(start(over, 't2').answer).toEqual({ state: 'started', ordinal: 2 });
  });

  test('of the same turn is the same answer, while it runs and ever after', () => {
    for (const record of [running, ending, over]) {
      expect(start(record, 't1')).toEqual({
        answer: { state: 'started', ordinal: 1 },
        record: null,
      });
    }
  });

  test.each(['running', 'ending'] as const)(
    'O3: is in conflict with an owner that is %s',
    (phase) => {
      expect(start(running, 't2', phase)).toEqual({
        answer: { state: 'conflict', streamId: 't1', ordinal: 1, phase },
        record: null,
      });
    },
  );

  test('takes over from an owner that has ended and was not freed', () => {
    expect(start(ending, 't2', 'ended')).toMatchObject({
      answer: { state: 'started', ordinal: 2 },
      record: { owner: { streamId: 't2' } },
    });
  });

  test('never gives an ordinal twice, even if the turns are gone', () => {
    expect(start({ ...over, turns: [] }, 't9').answer).toEqual({ state: 'started', ordinal: 2 });
  });
});

describe('a cancel of a turn that nobody runs', () => {
  test('leaves a tombstone which refuses a later start, and is accepted again', () => {
    const { answer, record } = decideCancelAbsent(fresh, 't1');
    expect(answer).toEqual({ state: 'accepted' });
    const left = record ?? fresh;
    expect(start(left, 't1')).toEqual({
      answer: { state: 'refused', reason: 'cancelled' },
      record: null,
    });
    expect(decideCancelAbsent(left, 't1')).toEqual({ answer, record: null });
    expect(left.updatedAt, 'L4: it is not activity').toBe(fresh.updatedAt);
  });

  test('keeps the newest tombstones, and no more', () => {
    const tombstones = Array.from({ length: tombstonesMax }, (_, at) => `t${at}`);
    const { record } = decideCancelAbsent({ ...fresh, tombstones }, 'last');
    expect(record?.tombstones).toEqual([...tombstones.slice(1), 'last']);
  });

  test('is answered by the outcome, once there is one; before that only its runner knows', () => {
    expect(decideCancelAbsent(over, 't1').answer).toEqual({ state: 'refused' });
    const cancelled = { ...asked, outcome: 'cancelled' as const };
    expect(decideCancelAbsent({ ...over, turns: [cancelled] }, 't1').answer).toEqual({
      state: 'accepted',
    });
    expect(decideCancelAbsent(running, 't1').answer).toEqual({ state: 'unreachable' });
  });
});

describe('an end', () => {
  test('S2: a saved outcome is never replaced', () => {
    expect(finishTurn(ending, { ...asked, outcome: 'failed' }, 11)).toBe(null);
    expect(finishTurn(fresh, { ...asked, outcome: 'done' }, 11), 'its question is gone').toBe(null);
  });

  test('O1: only the owner frees the ownership', () => {
    expect(over.owner).toBe(null);
    const next = start(over, 't2').record ?? fresh;
    expect(freeOwner(next, 't1')).toBe(null);
    expect(freeOwner(over, 't1')).toBe(null);
  });

  test('the status is of the stream: missing, active, restored', () => {
    expect(settleAnswer(null, 't1')).toEqual({ state: 'missing' });
    expect(settleAnswer(running, 't2')).toEqual({ state: 'missing' });
    expect(settleAnswer(running, 't1')).toEqual({ state: 'active' });
    expect(settleAnswer(ending, 't1')).toMatchObject({
      state: 'restored',
      turn: { coveredSeq: 3 },
    });
  });

  test('the last turn has ended when its outcome can be read, and not before', () => {
    const phase = (record: SessionRecord, said: Phase | null) =>
      lastTurn(summaryOf(record), said)?.phase;
    expect(lastTurn(summaryOf(fresh), null)).toBe(null);
    expect(phase(running, null)).toBe('running');
    expect(phase(running, 'ending')).toBe('ending');
    expect(phase(running, 'ended'), 'read before it ended').toBe('ending');
    expect(phase(ending, 'ending')).toBe('ending');
    expect(phase(ending, null)).toBe('ended');
  });
});
