/** Two hosts on one store, let run in any order, one access at a time: locks, leases and fences. */
import { describe, expect, test } from 'vitest';
import { HostRig, look, question, Shared, started } from '../../properties/protocol/host-rig.ts';
import { isAtRest, phaseIn } from './host.ts';

const hold = { to: 'turn', streamId: 'r1', after: 0 } as const;
const prompt = { kind: 'prompt', data: { id: 'p' } };
const answer = { promptId: 'p', answerId: 'a', value: null };
const produced = { type: 'produced', frame: { kind: 'text', data: 'late' } } as const;

describe('two hosts on one store', () => {
  test('O6: a turn whose lease runs is left alone, however often somebody looks', () => {
    const { store } = started();
    const other = new HostRig(store);
    other.ask(look(store));
    other.ask(question(1, 'r2'));
    other.run();
    expect(other.answers.get(1)).toMatchObject({ state: 'conflict', phase: 'running' });
    expect(store.cells.size).toBe(0);
    expect(store.fences.get('r1')).toBe(1);
  });

  test('T4: the turn of a dead host ends as interrupted, and the session is free', () => {
    const { store } = started();
    const other = new HostRig(store);
    store.leases.clear();
    other.ask(question(1, 'r2'));
    other.run();
    expect(other.answers.get(1)).toMatchObject({ state: 'conflict', phase: 'ending' });
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
    expect(store.journals.get('r1')).toEqual(['interrupted']);
    other.ask(question(2, 'r2'));
    other.run();
    expect(other.answers.get(2)).toMatchObject({ state: 'started', ordinal: 2 });
  });

  test.each(['fold', 'save', 'close_journal', 'lock'])(
    'T4 S2: what was decided before the host died is what the turn ends as (at %s)',
    (until) => {
      const { store, rig } = started();
      rig.ask({ type: 'cancel', request: 2, streamId: 'r1' });
      rig.run('abort');
      rig.tell({ to: 'turn', streamId: 'r1', after: 0, event: { type: 'returned' } });
      rig.run(until);
      store.isLocked = false;
      store.leases.clear();
      const other = new HostRig(store);
      other.ask(look(store));
      other.run();
      expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'cancelled' }] });
      expect(store.journals.get('r1')?.at(-1)).toBe('cancelled');
    },
  );

  test('an owner that was never registered is dead', () => {
    const store = new Shared();
    const dying = new HostRig(store);
    dying.ask(question(1, 'r1'));
    dying.run('claim');
    expect(store.record.owner?.streamId).toBe('r1');
    store.isLocked = false;
    const other = new HostRig(store);
    other.ask(look(store));
    other.run();
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
    // It was only slow: its claim names a journal that nobody had.
    dying.run();
    expect(phaseIn(dying.host, 'r1')).toBe(null);
    expect(dying.done).not.toContain('produce');
  });

  test('O4: a look that is late by a whole turn erases nobody (A14)', () => {
    const { store, rig } = started();
    const seen = look(store);
    store.leases.clear();
    const late = new HostRig(store);
    late.ask(seen);
    late.run('lock');
    rig.tell({ to: 'turn', streamId: 'r1', after: 0, event: { type: 'returned' } });
    rig.run();
    rig.ask(question(2, 'r2'));
    rig.run();
    late.run();
    expect(store.record.owner?.streamId).toBe('r2');
    expect(phaseIn(rig.host, 'r2')).toBe('running');
    expect(isAtRest(late.host)).toBe(true);
  });

  test('a zombie is fenced by its next write, and writes nothing', () => {
    const { store, rig } = started();
    store.leases.clear();
    const other = new HostRig(store);
    other.ask(look(store));
    other.run();
    rig.done.length = 0;
    rig.tell({ to: 'turn', streamId: 'r1', after: 0, event: produced });
    rig.ask({ type: 'cancel', request: 2, streamId: 'r1' });
    rig.run();
    expect(store.journals.get('r1')).toEqual(['interrupted']);
    expect(rig.done).toContain('abort');
    expect(rig.answers.get(2), 'the record answers').toEqual({ state: 'refused' });
    expect(isAtRest(rig.host)).toBe(true);
  });

  test('L1: a start that lost its lock to another writes nothing, and says so', () => {
    const store = new Shared();
    const slow = new HostRig(store);
    slow.ask(question(1, 'r1'));
    slow.run('save');
    store.isLocked = false;
    const other = new HostRig(store);
    other.ask(question(1, 'r2'));
    other.run();
    slow.run();
    expect(slow.answers.get(1)).toEqual({ state: 'failed', code: 'fenced' });
    expect(store.record.turns.map(({ streamId }) => streamId)).toEqual(['r2']);
    expect(isAtRest(slow.host)).toBe(true);
  });

  test('of two that take over at once one ends the turn, and both come to rest', () => {
    const { store } = started();
    store.leases.clear();
    const [one, two] = [new HostRig(store), new HostRig(store)];
    one.ask(look(store));
    one.run('claim');
    store.isLocked = false;
    two.ask(look(store));
    two.run();
    one.run();
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
    expect(store.journals.get('r1')).toEqual(['interrupted']);
    expect([isAtRest(one.host), isAtRest(two.host)]).toEqual([true, true]);
  });

  test('T3: a cancel at another host is stored, and ends the turn as cancelled', () => {
    const { store, rig } = started();
    const other = new HostRig(store);
    other.ask({ type: 'cancel', request: 1, streamId: 'r1' });
    other.run();
    expect(other.answers.get(1)).toEqual({ state: 'accepted' });
    expect([store.cells.get('r1'), store.record.owner]).toMatchObject(['cancelled', {}]);
    rig.tell({ ...hold, event: { type: 'woken' } });
    rig.run();
    rig.tell({ ...hold, event: { type: 'returned' } });
    rig.run();
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'cancelled' }] });
    expect([isAtRest(rig.host), isAtRest(other.host)]).toEqual([true, true]);
  });

  test('P4: an answer at another host is stored, and the runner of the turn applies it', () => {
    const { store, rig } = started();
    const other = new HostRig(store);
    rig.tell({ ...hold, event: { type: 'produced', frame: prompt } });
    rig.run();
    other.ask({ type: 'answer', request: 1, streamId: 'r1', answer });
    other.ask({ type: 'answer', request: 2, streamId: 'r9', answer });
    other.run();
    expect(other.answers.get(1)).toEqual({ state: 'accepted' });
    expect(other.answers.get(2)).toEqual({ state: 'gone' });
    rig.tell({ ...hold, event: { type: 'woken' } });
    rig.run();
    expect(store.journals.get('r1')).toEqual(['prompt', 'prompt-closed']);
    expect(rig.done.slice(-3)).toEqual(['append', 'deliver', 'renew']);
  });

  test('L5: an answer that its runner did not live to hear of closes the journal with it', () => {
    const { store, rig } = started();
    rig.tell({ ...hold, event: { type: 'produced', frame: prompt } });
    rig.run();
    const other = new HostRig(store);
    other.ask({ type: 'answer', request: 1, streamId: 'r1', answer });
    other.run();
    store.leases.clear();
    other.ask(look(store));
    other.run();
    expect(store.journals.get('r1')).toEqual(['prompt', 'prompt-closed', 'interrupted']);
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
  });

  test('O3: a start at another host hears that a cancelled turn is ending', () => {
    const { store } = started();
    const other = new HostRig(store);
    other.ask({ type: 'cancel', request: 1, streamId: 'r1' });
    other.run();
    other.ask(question(2, 'r2'));
    other.run();
    expect(other.answers.get(2)).toMatchObject({ state: 'conflict', phase: 'ending' });
  });

  test('of two operations of one host that judge a dead turn the first begins it', () => {
    const { store } = started();
    store.leases.clear();
    const rig = new HostRig(store);
    rig.ask(look(store));
    rig.run('lock');
    rig.ask(question(1, 'r2'));
    rig.run('load');
    // The lock of the look runs out, so that the start has it, too, before either has judged.
    store.isLocked = false;
    rig.run('judge');
    rig.run();
    expect(rig.done.filter((type) => type === 'claim')).toEqual(['claim']);
    expect(rig.answers.get(1)).toMatchObject({ state: 'conflict', phase: 'ending' });
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
    expect(isAtRest(rig.host)).toBe(true);
  });

  test('what one hold of a turn has left behind says nothing to the next', () => {
    const { store, rig } = started();
    for (let frame = 0; frame < 2; frame += 1) rig.tell({ ...hold, event: produced });
    const late = rig.waiting.pop();
    if (late === undefined) throw new Error('each frame is appended');
    store.leases.clear();
    const other = new HostRig(store);
    other.ask(look(store));
    other.run('decide');
    rig.run();
    expect(phaseIn(rig.host, 'r1'), 'it was fenced').toBe(null);
    store.leases.clear();
    store.isLocked = false;
    rig.ask(look(store));
    rig.run('claim');
    rig.waiting.unshift(late);
    rig.run();
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
  });

  test('a look that finds nobody, or finds its own turn, asks the store for nothing', () => {
    const { store, rig } = started();
    rig.ask(look(store));
    const idle = new HostRig(new Shared());
    idle.ask(look(idle.store));
    expect([rig.waiting, idle.waiting]).toEqual([[], []]);
  });
});
