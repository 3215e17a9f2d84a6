/** The host of one session as a composition: what its machines say to each other in a step. */
import { describe, expect, test } from 'vitest';
import { HostRig, question, Shared, started } from '../../properties/protocol/host-rig.ts';
import { isAtRest, phaseIn } from './host.ts';

describe('one host', () => {
  test('registers a turn under the lock that it was written under, and then runs it', () => {
    const { store, rig } = started();
    expect(rig.done).toEqual(['lock', 'load', 'save', 'prepare', 'claim', 'produce', 'unlock']);
    expect(rig.answers.get(1)).toEqual({ state: 'started', ordinal: 1, isNew: true });
    expect(phaseIn(rig.host, 'r1')).toBe('running');
    expect(store.record.owner?.streamId).toBe('r1');
  });

  test('brings a turn to its end in the order decide, save, terminal, free', () => {
    const { store, rig } = started();
    rig.done.length = 0;
    rig.tell({ to: 'turn', streamId: 'r1', after: 0, event: { type: 'returned' } });
    rig.run();
    const operation = ['lock', 'load', 'save', 'unlock'];
    expect(rig.done).toEqual(['decide', 'fold', ...operation, 'close_journal', ...operation]);
    expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'done' }] });
    expect(isAtRest(rig.host)).toBe(true);
  });

  test('gives a cancel to the turn that is run, and to the record otherwise', () => {
    const { store, rig } = started();
    rig.ask({ type: 'cancel', request: 2, streamId: 'r1' });
    rig.ask({ type: 'cancel', request: 3, streamId: 'r2' });
    rig.run();
    expect([rig.answers.get(2), rig.answers.get(3)]).toEqual([
      { state: 'accepted' },
      { state: 'accepted' },
    ]);
    expect(store.cells.get('r1')).toBe('cancelled');
    expect(store.record.tombstones).toEqual(['r2']);
  });

  test('O5: a cancel that waits for the lock of a start finds its turn running', () => {
    const rig = new HostRig(new Shared());
    rig.ask(question(1, 'r1'));
    rig.run('save');
    rig.ask({ type: 'cancel', request: 2, streamId: 'r1' });
    rig.run();
    expect(rig.answers.get(2)).toEqual({ state: 'accepted' });
    expect(rig.store.cells.get('r1')).toBe('cancelled');
  });

  test('T3: says of a turn that a start has met how it stands when the lock is released', () => {
    const { rig } = started();
    rig.ask(question(2, 'r2'));
    rig.run('unlock');
    rig.ask({ type: 'cancel', request: 3, streamId: 'r1' });
    rig.run();
    expect(rig.answers.get(2)).toMatchObject({ state: 'conflict', phase: 'ending' });
  });

  test('answers for a prompt of a turn that has no journal that it is gone', () => {
    const rig = new HostRig(new Shared());
    const answer = { promptId: 'p', answerId: 'a', value: null };
    rig.ask({ type: 'answer', request: 1, streamId: 'r1', answer });
    rig.run();
    expect(rig.answers.get(1)).toEqual({ state: 'gone' });
  });

  test('that closes interrupts its turn, one that is being begun too', () => {
    const rig = new HostRig(new Shared());
    rig.ask(question(1, 'r1'));
    rig.run('save');
    rig.ask({ type: 'shutdown' });
    rig.run();
    expect(rig.store.record).toMatchObject({ owner: null, turns: [{ outcome: 'interrupted' }] });
    expect(isAtRest(rig.host)).toBe(true);
  });

  test('is plain data in an order of its own', () => {
    const { rig } = started();
    for (const request of [2, 3]) rig.ask(question(request, `r${request}`));
    expect(rig.host.operations.map(({ id }) => id)).toEqual([1, 2]);
    expect(JSON.parse(JSON.stringify(rig.host))).toEqual(rig.host);
    expect(JSON.parse(JSON.stringify(rig.waiting))).toEqual(rig.waiting);
  });
});
