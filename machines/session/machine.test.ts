/** What an operation makes of the record that it finds under the lock, on the generated code. */
import { describe, expect, test } from 'vitest';
import { type Output, type State, start, step } from '../../runtime/generated/session.ts';
import { emptyRecord, marksMax, type SessionRecord, turnOf } from '../vocabulary.ts';
import type { Event, Operation, Result } from './signals.ts';

const now = 9;

interface End {
  readonly saved: SessionRecord | null;
  readonly begun: Extract<Output, { type: 'begin' }> | null;
  readonly result: Result | null;
  /** Everything that was asked of the store, in order. */
  readonly asked: readonly string[];
  /** What it has saved and released with. */
  readonly fences: readonly number[];
}

/** Runs an operation over a record; the owner's lease, and what is decided, are as it is said. */
function operate(
  operation: Operation,
  record: SessionRecord,
  lease: Partial<Event> = {},
  decided: Partial<Event> = {},
): End {
  const own = { type: 'decided', outcome: 'cancelled', detail: null, lastSeq: 0 } as const;
  let end: End = { saved: null, begun: null, result: null, asked: [], fences: [] };
  const answer = (effect: Output): Event | null => {
    end = { ...end, asked: [...end.asked, effect.type] };
    switch (effect.type) {
      case 'judge':
        return { type: 'leased', turnFence: 4, isLive: true, outcome: null, ...lease } as Event;
      case 'decide':
        return { ...own, ...decided } as Event;
      case 'answer':
        return { type: 'answered', result: 'already' };
      case 'lock':
        return { type: 'locked', lockFence: 7 };
      case 'load':
        return { type: 'loaded', record, now };
      case 'save':
        end = { ...end, saved: effect.record, fences: [...end.fences, effect.lockFence] };
        return { type: 'saved' };
      case 'begin':
        end = { ...end, begun: effect };
        return { type: 'registered' };
      case 'unlock':
        end = { ...end, fences: [...end.fences, effect.lockFence] };
        return { type: 'unlocked' };
      case 'conclude':
        end = { ...end, result: effect.result };
        return null;
    }
  };
  let [state, outputs]: readonly [State, readonly Output[]] = start({ operation });
  while (outputs.length > 0) {
    const events = outputs.map(answer).filter((event) => event !== null);
    outputs = events.flatMap((event) => {
      const [next, more] = step(state, event);
      state = next;
      return more;
    });
  }
  expect(state.status).toBe('done');
  expect(end.fences.filter((fence) => fence !== 7)).toEqual([]);
  return end;
}

const ask = (record: SessionRecord, turnId: string, lease?: Partial<Event>) =>
  operate({ kind: 'start', turnId, question: `of ${turnId}` }, record, lease);
const saved = ({ saved: record }: End): SessionRecord => {
  if (record === null) throw new Error('nothing was saved');
  return record;
};

const dead = { isLive: false };
const fresh = emptyRecord('s');
const running = saved(ask(fresh, 't1'));
const asked = running.turns[0];
if (asked === undefined) throw new Error('a started turn is in the record');
const { ordinal: _o, question: _q, ...open } = asked;
const end = { ...open, outcome: 'done' as const, coveredSeq: 3 };
const ending = saved(operate({ kind: 'finish', turn: end }, running));
const over = saved(operate({ kind: 'free', streamId: 't1' }, ending));

describe('a start', () => {
  test('gives the next ordinal and the ownership, and begins its turn under the lock', () => {
    const { begun, result, asked: steps } = ask(over, 't2');
    expect(running).toMatchObject({
      updatedAt: now,
      lastOrdinal: 1,
      owner: { streamId: 't1', ordinal: 1 },
      turns: [{ streamId: 't1', question: 'of t1', parts: [], outcome: null, coveredSeq: 0 }],
    });
    expect(result).toEqual({ state: 'started', ordinal: 2, isNew: true });
    expect(begun).toMatchObject({ streamId: 't2', after: 0, isTakeover: false });
    expect(begun?.transcript.map(({ streamId }) => streamId)).toEqual(['t1']);
    expect(steps).toEqual(['lock', 'load', 'save', 'begin', 'unlock', 'conclude']);
  });

  test('of the same turn is the same answer, while it runs and ever after', () => {
    for (const record of [running, ending, over]) {
      const { saved: written, begun, result } = ask(record, 't1');
      expect(result).toEqual({ state: 'started', ordinal: 1, isNew: false });
      expect([written, begun]).toEqual([null, null]);
    }
  });

  test('O3: is in conflict with an owner that lives, here or elsewhere', () => {
    const conflict = { state: 'conflict', streamId: 't1', ordinal: 1 };
    expect(ask(running, 't2').result).toEqual({ ...conflict, phase: 'running' });
    const { result, begun, saved: written } = ask(running, 't2', { type: 'runs_here' });
    expect(result).toEqual({ ...conflict, phase: 'running' });
    expect([written, begun]).toEqual([null, null]);
  });

  test('T4: takes over the turn of an owner that is dead, and waits until it has ended', () => {
    const { result, begun, saved: written } = ask(running, 't2', dead);
    expect(result).toMatchObject({ state: 'conflict', streamId: 't1', phase: 'ending' });
    expect(begun).toMatchObject({ streamId: 't1', after: 4, isTakeover: true });
    expect(written, 'the turn itself frees the session').toBe(null);
  });

  test('never gives an ordinal twice, even if the turns are gone', () => {
    expect(ask({ ...over, turns: [] }, 't9').result).toMatchObject({ ordinal: 2 });
  });
});

describe('a cancel of a turn that nobody runs', () => {
  test('leaves a tombstone which refuses a later start, and is accepted again', () => {
    const first = operate({ kind: 'cancel', streamId: 't1' }, fresh);
    expect(first.result).toEqual({ state: 'accepted' });
    const left = saved(first);
    expect(left.updatedAt, 'L4: it is not activity').toBe(fresh.updatedAt);
    expect(ask(left, 't1').result).toEqual({ state: 'refused', reason: 'cancelled' });
    const again = operate({ kind: 'cancel', streamId: 't1' }, left);
    expect([again.result, again.saved]).toEqual([{ state: 'accepted' }, null]);
  });

  test('keeps the newest tombstones, and no more', () => {
    const tombstones = Array.from({ length: marksMax }, (_, at) => `t${at}`);
    const left = saved(operate({ kind: 'cancel', streamId: 'last' }, { ...fresh, tombstones }));
    expect(left.tombstones).toEqual([...tombstones.slice(1), 'last']);
  });

  test('is answered by the outcome, once there is one', () => {
    const cancel = (record: SessionRecord) =>
      operate({ kind: 'cancel', streamId: 't1' }, record).result;
    expect(cancel(over)).toEqual({ state: 'refused' });
    expect(cancel({ ...over, turns: [{ ...asked, outcome: 'cancelled' }] })).toEqual({
      state: 'accepted',
    });
  });
});

describe('a cancel of a turn that has not ended', () => {
  const cancel = (lease?: Partial<Event>, decided?: Partial<Event>) =>
    operate({ kind: 'cancel', streamId: 't1' }, running, lease, decided);

  test('T3: is stored in its cell, and answered by what that holds', () => {
    const { result, asked: steps, saved: written } = cancel();
    expect([result, written]).toEqual([{ state: 'accepted' }, null]);
    expect(steps).toEqual(['lock', 'load', 'judge', 'decide', 'unlock', 'conclude']);
    expect(cancel({ isLive: false }).result, 'its host may be dead').toEqual(result);
    expect(cancel({}, { outcome: 'done' }).result).toEqual({ state: 'refused' });
  });

  test('is left to its runner here, to nobody before it has a journal, or to a later try', () => {
    const unreachable = { state: 'unreachable' };
    expect(cancel({ type: 'runs_here' }).result).toEqual(unreachable);
    expect(cancel({ turnFence: 0, isLive: false }).result).toEqual(unreachable);
    const { result, asked: steps } = cancel({}, { type: 'fenced' });
    expect(result, 'it was claimed anew').toEqual(unreachable);
    expect(steps).toContain('unlock');
  });
});

describe('an answer', () => {
  test('P4: is put to its turn, with nothing locked, and answered by what that says', () => {
    const answer = { promptId: 'p', answerId: 'a', value: null };
    const { result, asked: steps } = operate({ kind: 'answer', streamId: 't1', answer }, running);
    expect(result).toEqual({ state: 'already' });
    expect(steps).toEqual(['answer', 'conclude']);
  });
});

describe('an end', () => {
  test('S2: a saved outcome is never replaced, and a question that is gone not put back', () => {
    const other = { ...end, outcome: 'failed' as const };
    expect(operate({ kind: 'finish', turn: other }, ending).saved).toBe(null);
    const { saved: written, result } = operate({ kind: 'finish', turn: other }, fresh);
    expect([written, result]).toEqual([null, { state: 'gone' }]);
  });

  test('O1: only the owner frees the ownership', () => {
    expect(over.owner).toBe(null);
    const next = saved(ask(over, 't2'));
    expect(operate({ kind: 'free', streamId: 't1' }, next).saved).toBe(null);
    expect(operate({ kind: 'free', streamId: 't1' }, over).saved).toBe(null);
  });
});

describe('a look at an owner', () => {
  const observed = { streamId: 't1', ordinal: 1 };

  test('locks nothing while it lives', () => {
    expect(operate({ kind: 'clear', observed }, running).asked).toEqual(['judge', 'conclude']);
  });

  test('T4: takes over what is dead, judged again under the lock', () => {
    const { asked: steps, begun } = operate({ kind: 'clear', observed }, running, dead);
    expect(steps).toEqual(['judge', 'lock', 'load', 'judge', 'begin', 'unlock', 'conclude']);
    expect(begun).toMatchObject({ streamId: 't1', isTakeover: true });
  });

  test('O4: touches no owner that it did not observe (A14)', () => {
    const next = saved(ask(over, 't2'));
    const { saved: written, begun } = operate({ kind: 'clear', observed }, next, dead);
    expect([written, begun]).toEqual([null, null]);
    expect(operate({ kind: 'clear', observed }, over, dead).begun).toBe(null);
  });
});

describe('maintenance', () => {
  const titled = (record: SessionRecord) => ({
    kind: 'save' as const,
    record: { ...record, meta: 'a title', updatedAt: 99, owner: null, turns: record.turns },
  });

  test('L4: changes what the application keeps, and neither the time nor the turns', () => {
    expect(saved(operate(titled(running), running))).toEqual({ ...running, meta: 'a title' });
  });

  test('L2: is refused when it was made of less than what is stored (A15)', () => {
    for (const less of [fresh, running]) {
      const { saved: written, result } = operate(titled(less), ending);
      expect([written, result]).toEqual([null, { state: 'refused', reason: 'shrinks' }]);
    }
  });
});

describe('an edit', () => {
  const cut = { kind: 'edit', from: 't1' } as const;

  test('L2: cuts the transcript where it says, and what is cut stays away', () => {
    const left = saved(operate(cut, over));
    expect(left).toMatchObject({ turns: [], removed: ['t1'], updatedAt: now, lastOrdinal: 1 });
    expect(ask(left, 't1').result).toEqual({ state: 'refused', reason: 'removed' });
    expect(operate({ kind: 'finish', turn: end }, left).saved).toBe(null);
    const { saved: written, result } = operate({ kind: 'cancel', streamId: 't1' }, left);
    expect([written, result]).toEqual([null, { state: 'refused', reason: 'removed' }]);
    expect(turnOf(saved(operate({ kind: 'save', record: over }, left)), 't1')).toBe(null);
  });

  test('is refused while a turn owns the session, and of a turn that is not there', () => {
    expect(operate(cut, running).result).toMatchObject({ state: 'conflict', streamId: 't1' });
    expect(operate(cut, fresh).result).toEqual({ state: 'gone' });
  });
});

describe('an operation', () => {
  const locked = () => {
    const operation = { kind: 'start', turnId: 't1', question: null } as const;
    const [first] = start({ operation });
    return step(first, { type: 'locked', lockFence: 7 })[0];
  };
  const writing = () => step(locked(), { type: 'loaded', record: fresh, now })[0];

  test('L1: that is fenced bails, and does nothing more', () => {
    const [state, outputs] = step(writing(), { type: 'fenced' });
    expect(state.status).toBe('done');
    expect(outputs).toEqual([{ type: 'conclude', result: { state: 'failed', code: 'fenced' } }]);
  });

  test('L6: releases its lock when the store fails, and ends when it can not', () => {
    const failed = { type: 'store_failed', code: 'store_failed' } as const;
    for (const state of [locked(), writing()]) {
      const [releasing, outputs] = step(state, failed);
      expect(outputs).toEqual([{ type: 'unlock', lockFence: 7 }]);
      expect(step(releasing, failed)[1]).toEqual([{ type: 'conclude', result: failedOf(failed) }]);
    }
  });

  test('L6: that waits in vain for a lock ends', () => {
    const [first] = start({ operation: { kind: 'free', streamId: 't1' } });
    const [state, outputs] = step(first, { type: 'store_failed', code: 'lock_timeout' });
    expect(state.status).toBe('done');
    expect(outputs).toEqual([
      { type: 'conclude', result: { state: 'failed', code: 'lock_timeout' } },
    ]);
  });
});

function failedOf({ code }: { readonly code: 'store_failed' | 'lock_timeout' }): Result {
  return { state: 'failed', code };
}
