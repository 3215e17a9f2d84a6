/**
 * Thirty kills and each other kind of fault, with nothing lost; and a ledger that would have seen
 * it.
 */
import { describe, expect, test } from 'vitest';
import type { StoredTurn } from '../../machines/vocabulary.ts';
import { Ledger } from './ledger.ts';
import { isKept } from './main.ts';
import { runChaos } from './run.ts';

const plan = { seed: 85, minutesMax: 4, sessions: 8, isBrief: true } as const;

test('L5: thirty kills, a damaged file and a full disk, and nothing is lost', async () => {
  const verdict = await runChaos({ ...plan, store: 'lmdb', kills: 30 }, () => undefined);
  expect(verdict.complaints).toEqual([]);
  expect(isKept(verdict)).toBe(true);
  expect(verdict.faults['kill']).toBe(30);
  expect(verdict.acknowledged).toBeGreaterThan(1_000);
  // Once, or it is said why not.
  expect((verdict.faults['fullDisk'] ?? 0) + verdict.notes.length).toBe(1);
  expect(verdict.traces.accepted).toBeGreaterThan(15);
});

test('L5: Redis is killed, stopped and cut off, and nothing is lost', async () => {
  const verdict = await runChaos({ ...plan, store: 'redis', kills: 3 }, () => undefined);
  expect(verdict.complaints).toEqual([]);
  expect(isKept(verdict)).toBe(true);
});

describe('the ledger', () => {
  const turn = { streamId: 't', outcome: 'done', coveredSeq: 2 } as StoredTurn;

  test('counts a frame that was shown and is not there, or is another', () => {
    const ledger = new Ledger();
    ledger.shown('s.t', 0, 1, 'a');
    ledger.shown('s.t', 1, 2, 'b');
    ledger.whole('s.t', ['a', 'x']);
    expect(ledger.counts()).toMatchObject({ acknowledged: 2, lost: 1 });
  });

  test('counts a frame that a store has acknowledged and that nobody can read', () => {
    const ledger = new Ledger();
    ledger.stored('s.t', 3);
    ledger.whole('s.t', ['a', 'b']);
    expect(ledger.counts()).toMatchObject({ acknowledged: 3, lost: 1 });
  });

  test('counts a frame that comes twice or too early', () => {
    const ledger = new Ledger();
    ledger.shown('s.t', 0, 1, 'a');
    ledger.shown('s.t', 1, 1, 'a');
    ledger.shown('s.t', 1, 3, 'c');
    expect(ledger.counts()).toMatchObject({ twice: 1, outOfOrder: 1 });
  });

  test('counts a transcript that is shorter, another, or shorter than its journal', () => {
    const ledger = new Ledger();
    ledger.transcript('s', [turn]);
    ledger.transcript('s', [{ ...turn, coveredSeq: 3 }]);
    ledger.transcript('s', []);
    ledger.whole('s.t', ['a', 'b', 'c']);
    ledger.transcript('s', [turn]);
    expect(ledger.counts().shrunkTranscripts).toBe(3);
  });
});
