/**
 * Traces of real runs are the model's; with one thing wrong in them they are not.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Frame } from '../../machines/vocabulary.ts';
import { createHost } from '../../runtime/host/host.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { recordCalls } from '../../runtime/inspect/call-recorder.ts';
import { createHostRecorder } from '../../runtime/inspect/host-recorder.ts';
import { createRing } from '../../runtime/inspect/ring.ts';
import { readTrace, type TraceRecord, writeTrace } from '../../runtime/inspect/trace.ts';
import { plans } from '../simulation/plan.ts';
import { simulate } from '../simulation/run.ts';
import { accept } from './accept.ts';
import { mutations, renumbered } from './mutations.ts';

const isDeep = process.env['HOLDFAST_DEEP'] === '1';
const runs = isDeep ? 400 : 24;
const mutants = isDeep ? 2_000 : 50;
const timeoutMs = isDeep ? 3_600_000 : 120_000;

let traces: readonly (readonly TraceRecord[])[];

beforeAll(async () => {
  const some: (readonly TraceRecord[])[] = [];
  for (const plan of fc.sample(plans, { numRuns: runs, seed: 74 })) {
    const { records } = await simulate(plan, { isRecorded: true });
    // As it is read from a file.
    some.push(readTrace(writeTrace(records)));
  }
  traces = some;
}, timeoutMs);

test('traces of real runs are accepted, also when they have been written and read', () => {
  for (const trace of traces) expect(accept(trace)).toMatchObject({ accepted: true });
  expect(Math.max(...traces.map(({ length }) => length))).toBeGreaterThan(400);
});

test('a trace whose records are only counted anew is accepted', () => {
  for (const trace of traces) expect(accept(renumbered(trace))).toMatchObject({ accepted: true });
});

/** One turn over a store that is not what it should be. */
async function turnOver(change: (store: Store) => Partial<Store>, frames = 1) {
  const ring = createRing(10_000);
  const kept = { ring, text: true } as const;
  const memory = createMemoryStore();
  const methods = ['lock', 'unlock', 'load', 'save', 'claim', 'append', 'decide', 'read'] as const;
  const bad = { ...memory, ...change(memory) };
  const host = createHost({
    producer: async function* () {
      for (let n = 1; n <= frames; n += 1) yield { kind: 'text', data: `${n}` };
    },
    store: recordCalls(bad, { ...kept, actor: 'store', methods }),
    report: () => undefined,
    observe: createHostRecorder({ ...kept, actor: 'host' }).observe,
  });
  await host.start('s', 'r1', 'why?');
  await expect.poll(async () => (await memory.load('s'))?.owner).toBeNull();
  await host.load('s');
  await host.close();
  return accept(ring.records());
}

/** A store that takes its time, does `append` with each write, and notes how many frames it has. */
function slow(sizes: number[], append: (store: Store) => Store['append']) {
  return (store: Store): Partial<Store> => ({
    append: async (...args) => {
      await new Promise(setImmediate);
      sizes.push(args[2].length);
      await append(store)(...args);
    },
  });
}

describe('a run over a store', () => {
  test('that is given many frames in one go is accepted', async () => {
    const sizes: number[] = [];
    const verdict = await turnOver(
      slow(sizes, ({ append }) => append),
      20,
    );
    expect(verdict).toMatchObject({ accepted: true });
    expect(sizes).toEqual([1, 19, 1]);
  });

  test('that keeps some of the frames it was given in one go is rejected', async () => {
    const some = ({ append }: Store): Store['append'] => {
      return (journal, expectedSeq, frames, fence) =>
        append(journal, expectedSeq, frames.length > 1 ? frames.slice(0, 2) : frames, fence);
    };
    expect(await turnOver(slow([], some), 20)).toMatchObject({ accepted: false });
  });

  /** The second append and the second save fail: `part` says how much of them was done. */
  const fails =
    (part: (frames: readonly Frame[]) => readonly Frame[] | null) => (memory: Store) => {
      const calls = { append: 0, save: 0 };
      const isSecond = (method: keyof typeof calls) => {
        calls[method] += 1;
        return calls[method] === 2;
      };
      const append: Store['append'] = async (journal, expectedSeq, frames, fence) => {
        if (!isSecond('append')) return memory.append(journal, expectedSeq, frames, fence);
        const some = part(frames);
        if (some !== null) await memory.append(journal, expectedSeq, some, fence);
        throw new Error('nobody knows');
      };
      const save: Store['save'] = async (record, fence) => {
        const isBad = isSecond('save');
        if (!isBad || part([]) !== null) await memory.save(record, fence);
        if (isBad) throw new Error('nobody knows');
      };
      return { ...slow([], () => append)(memory), save };
    };

  test('whose writes fail is accepted, whether they were done or not', async () => {
    const verdicts = [
      await turnOver(
        fails((all) => all),
        20,
      ),
      await turnOver(
        fails(() => null),
        20,
      ),
    ];
    expect(verdicts).toMatchObject([{ accepted: true }, { accepted: true }]);
  });

  test('whose writes fail when half of them is done is rejected', async () => {
    const half = (frames: readonly Frame[]) => frames.slice(0, frames.length / 2);
    expect(await turnOver(fails(half), 20)).toMatchObject({ accepted: false });
  });

  test('that is one is accepted', async () => {
    expect(await turnOver(() => ({}))).toMatchObject({ accepted: true });
  });

  test('that forgets what it has saved is rejected', async () => {
    let loads = 0;
    const forgets = ({ load }: Store): Partial<Store> => ({
      load: async (sessionId) => {
        loads += 1;
        return loads > 3 ? null : load(sessionId);
      },
    });
    expect(await turnOver(forgets)).toMatchObject({
      accepted: false,
      why: expect.stringContaining('no state of the store explains') as string,
    });
  });
});

describe.each(mutations)('a trace in which $name', ({ places, mutate }) => {
  test(
    'is rejected',
    () => {
      const found = traces.flatMap((trace) => places(trace).map((place) => ({ trace, place })));
      expect(found.length).toBeGreaterThan(20);
      const property = fc.property(fc.nat(), fc.nat(), (at, pick) => {
        const { trace, place } = found[at % found.length] as (typeof found)[number];
        const verdict = accept(renumbered(mutate(trace, place, pick)));
        if (verdict.accepted) throw new Error(`${place}: ${JSON.stringify(trace[place])}`);
      });
      fc.assert(property, { numRuns: mutants, seed: 74 });
    },
    timeoutMs,
  );
});
