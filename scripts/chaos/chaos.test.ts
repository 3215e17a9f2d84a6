/**
 * Thirty kills and each other kind of fault, with nothing lost; and a ledger that would have seen
 * it.
 */
import { describe, expect, test } from 'vitest';
import type { StoredTurn } from '../../machines/vocabulary.ts';
import { Ledger } from './ledger.ts';
import { isKept, sumOf } from './main.ts';
import { runChaos, type Verdict } from './run.ts';

const anywhere = ['clockJump', 'failingFlush', 'failingWrite', 'kill', 'socketCut', 'stop'];
const plan = { seed: 85, minutesMax: 4, sessions: 8, isBrief: true } as const;

test('L5: thirty kills, a damaged file and a full disk, and nothing is lost', async () => {
  const verdict = await runChaos({ ...plan, store: 'lmdb', kills: 30 }, () => undefined);
  expect(verdict.complaints).toEqual([]);
  expect(isKept(verdict)).toBe(true);
  expect(verdict.faults['kill']).toBe(30);
  // Where no small disk can be mounted, the verdict says so.
  const disk = verdict.notes.length === 0 ? ['fullDisk'] : [];
  const kinds = [...anywhere, 'stopHolder', 'damagedFile', ...disk];
  expect(Object.keys(verdict.faults).toSorted()).toEqual(kinds.toSorted());
  expect(verdict.acknowledged).toBeGreaterThan(1_000);
  // Once, or it is said why not.
  expect((verdict.faults['fullDisk'] ?? 0) + verdict.notes.length).toBe(1);
  expect(verdict.traces.accepted).toBeGreaterThan(3);
  expect(verdict.traces.lives).toBeGreaterThan(2 * verdict.traces.accepted);
});

test('L5: Redis is killed, stopped and cut off, and nothing is lost', async () => {
  const verdict = await runChaos({ ...plan, store: 'redis', kills: 3 }, () => undefined);
  expect(verdict.complaints).toEqual([]);
  expect(isKept(verdict)).toBe(true);
  const kinds = [...anywhere, 'stopHolder', 'redisKill', 'redisPause', 'clientKill'];
  expect(Object.keys(verdict.faults).toSorted()).toEqual(kinds.toSorted());
});

test('the verdicts of all stores are one object for machines', () => {
  const counts = { acknowledged: 5, lost: 1, twice: 2, outOfOrder: 3 };
  const of = (faults: Record<string, number>) =>
    ({ rounds: 4, faults, ...counts, stuckSessions: 6, shrunkTranscripts: 7, turns: 8 }) as Verdict;
  expect(sumOf(85, [of({ kill: 1, fullDisk: 2 }), of({ kill: 3, redisKill: 1 })])).toEqual({
    seed: 85,
    rounds: 8,
    faults: { kill: 4, fullDisk: 2, redisKill: 1 },
    acknowledged: 10,
    lost: 2,
    twice: 4,
    outOfOrder: 6,
    stuckSessions: 12,
    shrunkTranscripts: 14,
  });
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

  test('counts what nobody has read to its end, and what ends too early later', () => {
    const ledger = new Ledger();
    ledger.stored('s.t', 3);
    ledger.shown('s.u', 0, 1, 'a');
    expect(ledger.counts().lost).toBe(4);
    ledger.whole('s.t', ['a', 'b', 'c']);
    ledger.whole('s.u', ['a']);
    ledger.compare('s.t', ['a', 'b', 'c']);
    expect(ledger.counts().lost).toBe(0);
    ledger.compare('s.t', ['a', 'b']);
    expect(ledger.counts().lost).toBe(1);
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
