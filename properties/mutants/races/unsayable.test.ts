/**
 * The races that this design has no words for: each test says them as well as it can be done, and
 * nothing comes of it.
 *
 * They use the real controller and the real host, because what is tried is to find a way in from
 * outside. They must never reach into a machine.
 */
import { expect, test } from 'vitest';
import type { Backend, SourceSink } from '../../../runtime/client/backend.ts';
import { createController } from '../../../runtime/client/controller.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { createDecoder } from '../../../runtime/core/sse.ts';
import { createHost } from '../../../runtime/host/host.ts';
import type { Producer } from '../../../runtime/host/producer.ts';
import { createMemoryStore } from '../../../runtime/host/stores/memory.ts';

/** A clock whose timers never go off. */
function stillClock(): Clock {
  let ids = 0;
  return {
    now: () => 0,
    random: () => 0.5,
    id: () => `id${(ids += 1)}`,
    after: () => () => undefined,
  };
}

/** A backend whose sessions each run a turn that is called the same. */
function rig() {
  const asked: string[] = [];
  const open = new Set<symbol>();
  const sinks = new Map<string, SourceSink>();
  const source = () => {
    const one = Symbol('source');
    open.add(one);
    return { close: () => void open.delete(one) };
  };
  const backend: Backend = {
    start: async (sessionId) => {
      asked.push(`start in ${sessionId}`);
      return { state: 'started', ordinal: 1 };
    },
    open: (sessionId, _stream, _after, sink) => {
      sinks.set(sessionId, sink);
      return source();
    },
    settle: async () => ({ state: 'active' }),
    load: async () => ({
      state: 'loaded',
      turns: [],
      last: { streamId: 'r1', ordinal: 1, phase: 'running' },
    }),
    cancel: async (sessionId, streamId) => {
      asked.push(`cancel ${streamId} in ${sessionId}`);
      return { state: 'accepted' };
    },
    answer: async () => ({ state: 'accepted' }),
    watch: source,
  };
  const clock = stillClock();
  const view = (sessionId: string) =>
    createController({ sessionId, backend, clock, weather: () => () => undefined });
  const live = (sessionId: string) => {
    sinks.get(sessionId)?.opened();
    sinks.get(sessionId)?.frame('r1', 1, 'text', 'a word');
  };
  return { asked, open, sinks, view, live };
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

const waiting: Producer = async function* ({ signal }) {
  yield { kind: 'text', data: 'a' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};

test('B11: a stop of one session is no word to another', async () => {
  const { asked, view, live } = rig();
  const [a, b] = [view('A'), view('B')];
  await rest();
  live('A');
  live('B');
  const before = b.getSnapshot();
  a.stop();
  await rest();
  expect(asked).toEqual(['cancel r1 in A']);
  expect(a.getSnapshot().stopping).toBe(true);
  expect(b.getSnapshot()).toBe(before);

  const host = createHost({ producer: waiting, store: createMemoryStore() });
  for (const sessionId of ['A', 'B']) await host.start(sessionId, 'r1', 'why?');
  expect(await host.cancel('A', 'r1')).toEqual({ state: 'accepted' });
  await expect.poll(() => host.status('A', 'r1')).toMatchObject({ state: 'restored' });
  expect(await host.status('B', 'r1')).toEqual({ state: 'active' });
  await host.close();
});

test('B12: what is sent while a turn is held comes back', async () => {
  const { asked, sinks, view, live } = rig();
  const [a, b] = [view('A'), view('B')];
  await rest();
  live('A');
  a.send('and then?');
  expect(a.getSnapshot().returned).toMatchObject({ question: 'and then?', reason: 'busy' });
  // One has switched to the other session when the turn ends.
  b.send('hello');
  sinks.get('A')?.frame('r1', 2, 'done', null);
  await rest();
  expect(asked.filter((one) => one.startsWith('start'))).toEqual([]);
  expect(b.getSnapshot().returned).toMatchObject({ question: 'hello' });
});

test('E1: a stream_end ends its own connection, whatever it says', async () => {
  const { sinks, view, live } = rig();
  const [a, b] = [view('A'), view('B')];
  await rest();
  live('A');
  live('B');
  const before = b.getSnapshot();
  const said = sinks.get('A');
  if (said === undefined) throw new Error('nobody has opened A');
  const nothing = () => undefined;
  const decoder = createDecoder({ ...said, unknown: nothing, malformed: nothing });
  const foreign = { terminal: 'done', lastSeq: 9, sessionId: 'B', streamId: 'r1' };
  decoder.push(new TextEncoder().encode(`event: stream_end\ndata: ${JSON.stringify(foreign)}\n\n`));
  await rest();
  // Nobody has ended: A asks how its own turn stands, and B has not heard of it.
  expect(a.getSnapshot().attachment?.state).toBe('deferred');
  expect(a.getSnapshot().turns[0]?.outcome).toBe(null);
  expect(b.getSnapshot()).toBe(before);
});

test('E11: whoever goes through six sessions holds the connections of one', async () => {
  const { open, view, live } = rig();
  const sessions = ['A', 'B', 'C', 'D', 'E', 'F'];
  for (const sessionId of sessions) {
    const pane = view(sessionId);
    await rest();
    live(sessionId);
    expect(pane.getSnapshot().attachment?.state).toBe('live');
    // Its stream, and its watch.
    expect(open.size).toBe(2);
    pane.dispose();
    expect(open.size).toBe(0);
  }
});
