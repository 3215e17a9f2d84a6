/** What is read out of a record, as tables of records. */
import { describe, expect, test } from 'vitest';
import { emptyRecord, type SessionRecord, type StoredTurn } from '../../machines/vocabulary.ts';
import { lastTurn, type Phase, settleAnswer, summaryOf } from './host.ts';

const asked: StoredTurn = {
  streamId: 't1',
  ordinal: 1,
  question: 'why?',
  parts: [],
  usage: null,
  outcome: null,
  detail: null,
  coveredSeq: 0,
};
const fresh = emptyRecord('s');
const owner = { streamId: 't1', ordinal: 1 };
const running: SessionRecord = { ...fresh, lastOrdinal: 1, owner, turns: [asked] };
const ending: SessionRecord = {
  ...running,
  turns: [{ ...asked, outcome: 'done', coveredSeq: 3 }],
};

describe('a record', () => {
  test('has a status for each stream: missing, active, restored', () => {
    expect(settleAnswer(null, 't1')).toEqual({ state: 'missing' });
    expect(settleAnswer(running, 't2')).toEqual({ state: 'missing' });
    expect(settleAnswer(running, 't1')).toEqual({ state: 'active' });
    expect(settleAnswer(ending, 't1')).toMatchObject({
      state: 'restored',
      turn: { coveredSeq: 3 },
    });
  });

  test('says that the last turn has ended when its outcome can be read, and not before', () => {
    const phase = (record: SessionRecord, said: Phase | null) =>
      lastTurn(summaryOf(record), said, null)?.phase;
    expect(lastTurn(summaryOf(fresh), null, null)).toBe(null);
    expect(phase(running, null)).toBe('running');
    expect(phase(running, 'ending')).toBe('ending');
    expect(phase(running, 'ended'), 'read before it ended').toBe('ending');
    expect(phase(ending, 'ending')).toBe('ending');
    expect(phase(ending, null)).toBe('ended');
  });

  test('says that the last turn is ending once its end is decided, whoever runs it', () => {
    const phase = (said: Phase | null) => lastTurn(summaryOf(running), said, 'cancelled')?.phase;
    expect([phase(null), phase('running'), phase('ending')]).toEqual(Array(3).fill('ending'));
    expect(lastTurn(summaryOf(ending), null, 'done')?.phase).toBe('ended');
    const zombie = lastTurn(summaryOf(ending), 'running', 'done');
    expect(zombie?.phase, 'of a runner that was overtaken').toBe('ended');
  });

  test('has a summary that can not be taken for it (L3)', () => {
    expect(summaryOf(ending)).toEqual({
      sessionId: 's',
      updatedAt: 0,
      owner,
      lastTurn: { ...owner, outcome: 'done' },
    });
  });
});
