/**
 * The controller in the hands of careless people: listeners that throw or dispose, backends that
 * break their contract. Whatever they do, the other listeners hear, nothing is left open, and the
 * machine learns what became of each request.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LastTurn, LoadAnswer } from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import type { Backend, Source, SourceSink } from './backend.ts';
import { createController } from './controller.ts';

const running: LastTurn = { streamId: 'r1', ordinal: 1, phase: 'running' };
const loaded: LoadAnswer = { state: 'loaded', turns: [], last: running };

/** A clock whose timers never fire, and that knows how many wait. */
function stillClock() {
  const armed = new Map<symbol, () => void>();
  let ids = 0;
  const clock: Clock = {
    now: () => 0,
    random: () => 0.5,
    id: () => `id${(ids += 1)}`,
    after: (_, run) => {
      const key = Symbol('timer');
      armed.set(key, run);
      return () => void armed.delete(key);
    },
  };
  return { clock, armed };
}

function rig(changes: Partial<Backend> = {}) {
  const { clock, armed } = stillClock();
  const open = new Set<Source>();
  const opened: SourceSink[] = [];
  const source = () => {
    const one: Source = { close: () => void open.delete(one) };
    open.add(one);
    return one;
  };
  const backend: Backend = {
    start: async () => ({ state: 'started', ordinal: 1 }),
    open: (_session, _stream, _after, sink) => {
      opened.push(sink);
      return source();
    },
    settle: async () => ({ state: 'active' }),
    load: async () => loaded,
    cancel: async () => ({ state: 'accepted' }),
    answer: async () => ({ state: 'accepted' }),
    watch: source,
    ...changes,
  };
  const make = (more: { readonly observe?: () => void } = {}) =>
    createController({ sessionId: 's', backend, clock, weather: () => () => undefined, ...more });
  return { make, armed, open, opened };
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('listeners', () => {
  const uncaught: unknown[] = [];
  const keep = (error: unknown) => void uncaught.push(error);
  let others: NodeJS.UncaughtExceptionListener[] = [];
  beforeEach(() => {
    uncaught.length = 0;
    others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', keep);
  });
  afterEach(() => {
    process.removeAllListeners('uncaughtException');
    for (const other of others) process.on('uncaughtException', other);
  });

  test('one that throws is heard of, and does not keep the others from hearing', async () => {
    const chat = rig().make();
    let heard = 0;
    chat.subscribe(() => {
      throw new Error('mine');
    });
    chat.subscribe(() => (heard += 1));
    await rest();
    expect(heard).toBeGreaterThan(0);
    expect(uncaught).toMatchObject([{ message: 'mine' }]);
    chat.dispose();
  });

  test('none is called after dispose, nor after it has left, within one round too', async () => {
    const chat = rig().make();
    const heard: string[] = [];
    chat.subscribe(() => {
      heard.push('first');
      leave();
      chat.dispose();
    });
    const leave = chat.subscribe(() => heard.push('second'));
    chat.subscribe(() => heard.push('third'));
    await rest();
    expect(heard).toEqual(['first']);
  });

  test('one that sends and stops at once is heard in the order of its calls', async () => {
    const asked: string[] = [];
    const idle: LoadAnswer = { state: 'loaded', turns: [], last: null };
    const chat = rig({
      load: async () => idle,
      start: async (_, turnId) => {
        asked.push(`start ${turnId}`);
        return { state: 'refused', reason: 'cancelled' };
      },
      cancel: async (_, turnId) => {
        asked.push(`cancel ${turnId}`);
        return { state: 'accepted' };
      },
    }).make();
    let isFirst = true;
    chat.subscribe(() => {
      if (!isFirst) return;
      isFirst = false;
      chat.send('why?');
      chat.stop();
    });
    await rest();
    expect(asked).toEqual(['start id1', 'cancel id1']);
    expect(chat.getSnapshot()).toMatchObject({ busy: false, returned: { reason: 'stopped' } });
    chat.dispose();
  });

  test('the same function subscribed twice leaves once for each time', async () => {
    const chat = rig().make();
    let heard = 0;
    const listener = () => (heard += 1);
    const leave = chat.subscribe(listener);
    chat.subscribe(listener);
    leave();
    leave();
    await rest();
    expect(heard).toBeGreaterThan(0);
    chat.dispose();
  });
});

describe('dispose', () => {
  test('in the middle of a step leaves no timer and no source behind', async () => {
    const { make, armed, open } = rig();
    let isLate = false;
    const chat = make({ observe: () => isLate && chat.dispose() });
    isLate = true;
    await rest();
    expect([armed.size, open.size]).toEqual([0, 0]);
  });

  test('from within the opening of a source closes that source', async () => {
    let closed = 0;
    const { make } = rig({
      open: () => {
        chat.dispose();
        return { close: () => (closed += 1) };
      },
    });
    const chat = make();
    await rest();
    expect(closed).toBe(1);
  });

  test('closes what is open, and the late are not listened to', async () => {
    const { make, armed, open, opened } = rig();
    const chat = make();
    await rest();
    expect(open.size).toBe(2);
    const before = chat.getSnapshot();
    chat.dispose();
    chat.dispose();
    opened[0]?.opened();
    chat.send('too late');
    expect([armed.size, open.size]).toEqual([0, 0]);
    expect(chat.getSnapshot()).toBe(before);
  });
});

describe('a backend that breaks its contract', () => {
  const broken: readonly (readonly [string, Partial<Backend>])[] = [
    [
      'throws',
      {
        start: () => {
          throw new Error('no');
        },
      },
    ],
    ['rejects', { start: () => Promise.reject(new Error('no')) }],
  ];
  test.each(broken)('and %s could not be reached: the start is tried again', async (_, change) => {
    const { make, armed } = rig({ load: async () => ({ ...loaded, last: null }), ...change });
    const chat = make();
    await rest();
    expect(() => chat.send('why?')).not.toThrow();
    await rest();
    expect(chat.getSnapshot()).toMatchObject({ busy: true, phase: 'starting' });
    // The wait before the next try.
    expect(armed.size).toBe(1);
    chat.dispose();
  });

  test('and throws when it opens has a broken source: it is opened again', async () => {
    const { make, armed } = rig({
      open: () => {
        throw new Error('no');
      },
    });
    const chat = make();
    await rest();
    expect(chat.getSnapshot().attachment).toMatchObject({ state: 'reconnecting' });
    expect(armed.size).toBe(1);
    chat.dispose();
  });

  test('and breaks a source before it has handed it over keeps none of it', async () => {
    let closed = 0;
    const { make } = rig({
      open: (_session, _stream, _after, sink) => {
        sink.broken();
        return { close: () => (closed += 1) };
      },
    });
    const chat = make();
    await rest();
    expect(chat.getSnapshot().attachment).toMatchObject({ state: 'reconnecting' });
    // It is let go of as it comes, and not once more at the end.
    expect(closed).toBe(1);
    chat.dispose();
    expect(closed).toBe(1);
  });
});
