/**
 * The host of one session as a composition: what its machines say to each other in a step, and what
 * two hosts do to one store when they are let run in any order, one access at a time.
 */
import { describe, expect, test } from 'vitest';
import type { SessionRecord, Terminal } from '../../machines/vocabulary.ts';
import {
  type Answer,
  emptyRecord,
  type Host,
  type HostEffect,
  type HostMessage,
  isAtRest,
  phaseIn,
  start,
  step,
} from './host.ts';

/** The store as one plain value that every host of a test shares; leases end when a test says so. */
class Shared {
  record: SessionRecord = emptyRecord('s');
  lockFence = 0;
  isLocked = false;
  readonly fences = new Map<string, number>();
  readonly leases = new Set<string>();
  readonly cells = new Map<string, Terminal>();
  readonly journals = new Map<string, string[]>();
}

type Told = Extract<HostMessage, { event: unknown }>['event'];

/** A host whose effects wait to be performed, each strand in its order. */
class Rig {
  host: Host = start();
  readonly waiting: HostEffect[] = [];
  readonly answers = new Map<number, Answer>();
  readonly done: string[] = [];

  readonly store: Shared;

  constructor(store: Shared) {
    this.store = store;
  }

  tell(message: HostMessage): void {
    const [host, effects] = step(this.host, message);
    this.host = host;
    this.waiting.push(...effects);
  }

  ask(event: Extract<HostMessage, { to: 'session' }>['event']): void {
    this.tell({ to: 'session', event });
  }

  /** Performs effects until none is left that can be, or until one of this type is the next. */
  run(until: string | null = null): void {
    for (let turns = 0; turns < 200; turns += 1) {
      const at = this.waiting.findIndex(({ type }) => !(type === 'lock' && this.store.isLocked));
      const effect = this.waiting[at];
      if (effect === undefined || effect.type === until) return;
      this.waiting.splice(at, 1);
      const { type } = effect;
      if (type === 'arm' || type === 'disarm' || type === 'changed') continue;
      if (type === 'reply') {
        for (const request of effect.requests) this.answers.set(request, effect.answer);
        continue;
      }
      this.done.push(type);
      const event = perform(this.store, effect);
      if (event !== null) this.tell({ ...strandOf(effect), event } as HostMessage);
    }
    throw new Error('the host does not come to rest');
  }
}

function strandOf(effect: HostEffect) {
  if (effect.to === 'turn') return { to: 'turn', streamId: effect.streamId } as const;
  return { to: 'operation', id: effect.id } as const;
}

const fenced = { type: 'fenced' } as const;

function perform(store: Shared, effect: HostEffect): Told | null {
  if (effect.to === 'operation') return performOperation(store, effect);
  const { streamId } = effect;
  const fence = store.fences.get(streamId) ?? 0;
  if ('turnFence' in effect && effect.turnFence !== fence) return fenced;
  switch (effect.type) {
    case 'claim':
      if (effect.after !== fence || store.leases.has(streamId)) return fenced;
      store.fences.set(streamId, fence + 1);
      store.leases.add(streamId);
      return { type: 'claimed', turnFence: fence + 1 };
    case 'decide': {
      const outcome = store.cells.get(streamId) ?? effect.outcome;
      store.cells.set(streamId, outcome);
      return { type: 'decided', outcome, detail: null, lastSeq: 0 };
    }
    case 'fold': {
      const outcome = effect.terminal.kind as Terminal;
      const turn = { streamId, parts: [], usage: null, outcome, detail: null, coveredSeq: 1 };
      return { type: 'folded', turn };
    }
    case 'append':
    case 'close_journal':
      store.journals.set(streamId, [...(store.journals.get(streamId) ?? []), effect.frame.kind]);
      return effect.type === 'append' ? null : { type: 'closed' };
    default:
      return null;
  }
}

function performOperation(
  store: Shared,
  effect: Extract<HostEffect, { to: 'operation' }>,
): Told | null {
  switch (effect.type) {
    case 'judge': {
      const { streamId } = effect;
      const turnFence = store.fences.get(streamId) ?? 0;
      return { type: 'leased', turnFence, isLive: store.leases.has(streamId) };
    }
    case 'lock':
      store.isLocked = true;
      store.lockFence += 1;
      return { type: 'locked', lockFence: store.lockFence };
    case 'load':
      return { type: 'loaded', record: store.record, now: 1 };
    case 'save':
      if (effect.lockFence !== store.lockFence) return fenced;
      store.record = effect.record;
      return { type: 'saved' };
    case 'unlock':
      if (effect.lockFence === store.lockFence) store.isLocked = false;
      return { type: 'unlocked' };
    case 'reply':
      return null;
  }
}

const question = (request: number, turnId: string) =>
  ({ type: 'start', request, turnId, question: 'why?' }) as const;
const look = (store: Shared) => ({ type: 'look', owner: store.record.owner }) as const;

function started(turnId = 'r1') {
  const store = new Shared();
  const rig = new Rig(store);
  rig.ask(question(1, turnId));
  rig.run();
  return { store, rig };
}

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
    rig.tell({ to: 'turn', streamId: 'r1', event: { type: 'returned' } });
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
    const rig = new Rig(new Shared());
    rig.ask(question(1, 'r1'));
    rig.run('save');
    rig.ask({ type: 'cancel', request: 2, streamId: 'r1' });
    rig.run();
    expect(rig.answers.get(2)).toEqual({ state: 'accepted' });
    expect(rig.store.cells.get('r1')).toBe('cancelled');
  });

  test('answers for a prompt of a turn that it does not run that it is gone', () => {
    const rig = new Rig(new Shared());
    const prompt = { promptId: 'p', answerId: 'a', value: null };
    rig.ask({ type: 'answer', request: 1, streamId: 'r1', ...prompt });
    rig.run();
    expect(rig.answers.get(1)).toEqual({ state: 'gone' });
  });

  test('that closes interrupts its turn, one that is being begun too', () => {
    const rig = new Rig(new Shared());
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

describe('two hosts on one store', () => {
  test('O6: a turn whose lease runs is left alone, however often somebody looks', () => {
    const { store } = started();
    const other = new Rig(store);
    other.ask(look(store));
    other.ask(question(1, 'r2'));
    other.run();
    expect(other.answers.get(1)).toMatchObject({ state: 'conflict', phase: 'running' });
    expect(store.cells.size).toBe(0);
    expect(store.fences.get('r1')).toBe(1);
  });

  test('T4: the turn of a dead host ends as interrupted, and the session is free', () => {
    const { store } = started();
    const other = new Rig(store);
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
      rig.tell({ to: 'turn', streamId: 'r1', event: { type: 'returned' } });
      rig.run(until);
      store.isLocked = false;
      store.leases.clear();
      const other = new Rig(store);
      other.ask(look(store));
      other.run();
      expect(store.record).toMatchObject({ owner: null, turns: [{ outcome: 'cancelled' }] });
      expect(store.journals.get('r1')?.at(-1)).toBe('cancelled');
    },
  );

  test('an owner that was never registered is dead', () => {
    const store = new Shared();
    const dying = new Rig(store);
    dying.ask(question(1, 'r1'));
    dying.run('claim');
    expect(store.record.owner?.streamId).toBe('r1');
    store.isLocked = false;
    const other = new Rig(store);
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
    const late = new Rig(store);
    late.ask(seen);
    late.run('lock');
    rig.tell({ to: 'turn', streamId: 'r1', event: { type: 'returned' } });
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
    const other = new Rig(store);
    other.ask(look(store));
    other.run();
    rig.done.length = 0;
    rig.tell({ to: 'turn', streamId: 'r1', event: produced });
    rig.ask({ type: 'cancel', request: 2, streamId: 'r1' });
    rig.run();
    expect(store.journals.get('r1')).toEqual(['interrupted']);
    expect(rig.done).toContain('abort');
    expect(rig.answers.get(2), 'the record answers').toEqual({ state: 'refused' });
    expect(isAtRest(rig.host)).toBe(true);
  });

  test('L1: a start that lost its lock to another writes nothing, and says so', () => {
    const store = new Shared();
    const slow = new Rig(store);
    slow.ask(question(1, 'r1'));
    slow.run('save');
    store.isLocked = false;
    const other = new Rig(store);
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
    const [one, two] = [new Rig(store), new Rig(store)];
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

  test('a look that finds nobody, or finds its own turn, asks the store for nothing', () => {
    const { store, rig } = started();
    rig.ask(look(store));
    const idle = new Rig(new Shared());
    idle.ask(look(idle.store));
    expect([rig.waiting, idle.waiting]).toEqual([[], []]);
  });
});

const produced = { type: 'produced', frame: { kind: 'text', data: 'late' } } as const;
