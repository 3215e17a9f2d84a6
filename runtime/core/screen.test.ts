/**
 * The screen: a scene leaves it only in the step in which the transcript that covers it enters, and
 * nothing older ever comes over something newer.
 */
import { describe, expect, test } from 'vitest';
import type { StoredTurn } from '../../machines/vocabulary.ts';
import { emptyScene, type Scene } from './fold.ts';
import { merge, park, place, type Screen, settle, takeBack } from './screen.ts';

const stored = (streamId: string, ordinal: number, more: Partial<StoredTurn> = {}): StoredTurn => ({
  streamId,
  ordinal,
  question: `question of ${streamId}`,
  parts: [],
  usage: null,
  outcome: 'done',
  detail: null,
  coveredSeq: 5,
  ...more,
});
const sceneTo = (cursor: number): Scene => ({ ...emptyScene, cursor });
const asked: Screen = place([], 'r1', { question: 'why?', ordinal: 1 });

describe('S1: the scene stays', () => {
  test('until a transcript that covers it comes, and leaves in that step', () => {
    const parked = park(asked, 'r1', sceneTo(5));
    expect(parked[0]?.parked?.cursor).toBe(5);
    const [entry] = settle(parked, stored('r1', 1));
    expect(entry).toMatchObject({ parked: null, stored: { coveredSeq: 5 } });
  });

  test('when the transcript is of a running turn, or another turn is settled', () => {
    const parked = park(asked, 'r1', sceneTo(3));
    const running = stored('r1', 1, { outcome: null, coveredSeq: 0 });
    expect(merge(parked, [running, stored('r2', 2)], '')[0]?.parked?.cursor).toBe(3);
  });
});

describe('S2: nothing older over something newer', () => {
  test('a transcript that does not cover the scene does not enter', () => {
    const [entry] = settle(park(asked, 'r1', sceneTo(9)), stored('r1', 1));
    expect(entry).toMatchObject({ stored: null, parked: { cursor: 9 } });
  });

  test('an older transcript does not replace a newer one', () => {
    const newer = settle(asked, stored('r1', 1, { coveredSeq: 8 }));
    expect(settle(newer, stored('r1', 1, { coveredSeq: 5 }))[0]?.stored?.coveredSeq).toBe(8);
  });

  test('of the turn that an attachment holds, a load takes the question only', () => {
    const [entry] = merge(asked, [stored('r1', 1)], 'r1');
    expect(entry).toMatchObject({ question: 'question of r1', stored: null });
  });
});

describe('Q1: each question is there once', () => {
  test('a turn that is asked, started and loaded is one entry', () => {
    const started = place(place([], 'r1', { question: 'why?' }), 'r1', { ordinal: 1 });
    expect(merge(started, [stored('r1', 1)], '')).toHaveLength(1);
  });

  test('a question that the host never took is taken back; one that it took stays', () => {
    const pending = place(asked, 'r2', { question: 'and?' });
    expect(takeBack(pending, 'r2').map(({ streamId }) => streamId)).toEqual(['r1']);
    expect(takeBack(pending, 'r1')).toHaveLength(2);
  });

  test('what was just asked comes last, whatever is loaded meanwhile', () => {
    const pending = place([], 'mine', { question: 'and?' });
    const order = merge(pending, [stored('r2', 2), stored('r1', 1)], '');
    expect(order.map(({ streamId }) => streamId)).toEqual(['r1', 'r2', 'mine']);
  });
});
