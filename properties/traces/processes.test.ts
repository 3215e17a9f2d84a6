/**
 * Two hosts in processes of their own over one store leave one trace: a host that is killed, and
 * another that takes its turn over; and a trace in which one of them is not what it was is none.
 */
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { createHost } from '../../runtime/host/host.ts';
import type { Producer } from '../../runtime/host/producer.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { recordCalls } from '../../runtime/inspect/call-recorder.ts';
import { createHostRecorder } from '../../runtime/inspect/host-recorder.ts';
import { createRing } from '../../runtime/inspect/ring.ts';
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import { accept } from './accept.ts';
import { renumbered } from './mutations.ts';

const methods = [
  ...(['lock', 'unlock', 'load', 'loadSummary', 'save', 'claim', 'renew'] as const),
  ...(['lease', 'append', 'decide', 'answer', 'read', 'head'] as const),
];

const never = (): Promise<never> => new Promise(() => undefined);

/** A store of a process that is killed behind its third append, which is done or not. */
function killed(memory: Store, isDone: boolean): Store {
  let appends = 0;
  const isDead = () => appends >= 3;
  const calls = methods.map((name) => {
    const call = memory[name] as (...args: unknown[]) => Promise<unknown>;
    const mortal = (...args: unknown[]) => {
      if (isDead()) return never();
      if (name === 'append') appends += 1;
      if (!isDead()) return call(...args);
      return isDone ? call(...args).then(never) : never();
    };
    return [name, mortal];
  });
  return { ...memory, ...(Object.fromEntries(calls) as Partial<Store>) };
}

const isAppend = ({ event }: TraceRecord) => event.type === 'call' && event['method'] === 'append';

/** Longer than any lease. */
const leaseMs = 11_000;

const words: Producer = async function* () {
  for (const data of ['one ', 'two ', 'three ', 'four ']) {
    yield { kind: 'text', data };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** The trace of a turn that is begun by one process and ended by the other. */
async function takenOver(isDone: boolean): Promise<readonly TraceRecord[]> {
  const ring = createRing(10_000);
  let jumpedMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + jumpedMs };
  const memory = createMemoryStore({ clock });
  const kept = { ring, text: true, clock } as const;
  const hostOver = (process: string, store: Store) =>
    createHost({
      producer: words,
      store: recordCalls(store, { ...kept, actor: `${process}/store`, methods }),
      clock,
      observe: createHostRecorder({ ...kept, actor: `${process}/host` }).observe,
      report: () => undefined,
    });
  const one = hostOver('one', killed(memory, isDone));
  const other = hostOver('other', memory);
  await one.start('s', 'r1', 'why?');
  await expect.poll(() => ring.records().filter(isAppend)).toHaveLength(3);
  jumpedMs = leaseMs;
  const load = () => other.load('s');
  await expect
    .poll(load, { timeout: 5_000 })
    .toMatchObject({ turns: [{ outcome: 'interrupted' }] });
  await expect.poll(async () => (await memory.load('s'))?.owner).toBeNull();
  await other.close();
  return ring.records();
}

const isIn = (process: string) => (record: TraceRecord) => record.actor.startsWith(`${process}/`);

test('a turn that is taken over is one trace, whether the last write was done or not', async () => {
  const kept: (number | undefined)[] = [];
  for (const isDone of [true, false]) {
    const trace = await takenOver(isDone);
    expect(accept(trace)).toMatchObject({ accepted: true });
    const decided = trace.find(({ event }) => event['method'] === 'decide' && 'result' in event);
    kept.push((decided?.event['result'] as { lastSeq?: number } | undefined)?.lastSeq);
  }
  expect(kept).toEqual([3, 2]);
});

test('what one process finds is what another has written', async () => {
  const trace = await takenOver(true);
  const alone = renumbered(trace.filter(isIn('other')));
  expect(accept(alone)).toMatchObject({ accepted: false });
  const forgotten = trace.filter(({ event }) => event['method'] !== 'append');
  expect(accept(renumbered(forgotten))).toMatchObject({ accepted: false });
});

test('what a process calls is what its own host asks for', async () => {
  const trace = await takenOver(true);
  const [first] = trace.filter(({ actor }) => actor === 'other/store');
  const others = trace.map((record) => {
    const to = record.actor === 'one/store' ? 'third/store' : record.actor;
    return { ...record, actor: to };
  });
  expect(first).toBeDefined();
  expect(accept(others)).toMatchObject({ accepted: false, why: /no host asks the store to/ });
});
