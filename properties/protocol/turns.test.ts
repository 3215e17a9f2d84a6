/** docs/protocol.md, what becomes of a turn: start, status, cancel, the producer's end. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FrameInput, StoredTurn } from '../../machines/vocabulary.ts';
import { emptyScene, endedTurn, foldFrames } from '../../runtime/core/host.ts';
import { createDeferred } from '../../runtime/host/deferred.ts';
import type { Producer } from '../../runtime/host/producer.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { createRig, createScript, type RigOptions } from './rig.ts';

const rigged = async (options?: RigOptions) => {
  const rig = await createRig(options);
  onTestFinished(rig.close);
  return rig;
};
const scripted = async (options?: RigOptions) => {
  const script = createScript();
  return { script, rig: await rigged({ producer: script.producer, ...options }) };
};
const turn = '/sessions/s/turns/t';
const kinds = (events: readonly { readonly event: string }[]) => events.map(({ event }) => event);

/** A store one of whose methods waits until the test lets it go on. */
function heldStore(method: 'append' | 'decide' | 'save') {
  const store = createMemoryStore();
  let letGo: () => void = () => undefined;
  let isHeld = false;
  let gate = Promise.resolve();
  const held = {
    ...store,
    [method]: async (...args: never[]) => {
      isHeld = true;
      await gate;
      return (store[method] as (...all: never[]) => Promise<unknown>)(...args);
    },
  } satisfies Store;
  return {
    store: held,
    hold: () => {
      isHeld = false;
      gate = new Promise<void>((resolve) => {
        letGo = resolve;
      });
    },
    reached: () => expect.poll(() => isHeld).toBe(true),
    letGo: () => letGo(),
  };
}

describe('start', () => {
  test('M7: by its answer the question is stored and the stream can be opened', async () => {
    const { rig, script } = await scripted();
    const first = await rig.start('s', 't', { text: 'why?' });
    expect([first.status, first.body]).toEqual([201, { state: 'started', ordinal: 1 }]);
    expect((await rig.ask('/sessions/s')).body['turns']).toMatchObject([
      { streamId: 't', ordinal: 1, question: { text: 'why?' }, parts: [], outcome: null },
    ]);
    const stream = await rig.events(`${turn}/stream`);
    expect(stream.response.status).toBe(200);
    script.finish();
    await stream.rest();
    await expect
      .poll(async () => (await rig.start('s', 't2')).body)
      .toEqual({
        state: 'started',
        ordinal: 2,
      });
    expect(script.turns[1]?.transcript).toMatchObject([{ streamId: 't', outcome: 'done' }]);
  });

  test('M8: a turn that is started again is the same turn, and runs once', async () => {
    const { rig, script } = await scripted();
    const both = await Promise.all([rig.start('s', 't'), rig.start('s', 't')]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 201]));
    expect(both.map(({ body }) => body['ordinal'])).toEqual([1, 1]);
    script.finish();
    await rig.all(`${turn}/stream`);
    const late = await rig.start('s', 't');
    expect([late.status, late.body]).toEqual([200, { state: 'started', ordinal: 1 }]);
    expect(script.turns).toHaveLength(1);
  });

  test('M9: while a turn has not ended another is refused, with what is in its way', async () => {
    const { rig } = await scripted();
    const both = await Promise.all([rig.start('s', 't1'), rig.start('s', 't2')]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]));
    const [winner, loser] = both[0].status === 201 ? ['t1', 't2'] : ['t2', 't1'];
    const conflict = { state: 'conflict', streamId: winner, ordinal: 1 };
    expect((await rig.start('s', loser)).body).toMatchObject({ ...conflict, phase: 'running' });
    expect((await rig.ask('/sessions/s')).body['turns']).toHaveLength(1);
    expect((await rig.start('other', loser)).status).toBe(201);
  });

  test('M9: a turn that unwinds is in the way, and is said to be ending', async () => {
    const unwound = createDeferred();
    const rig = await rigged({
      producer: async function* () {
        yield { kind: 'text', data: 'deaf to its signal' };
        await unwound.promise;
      },
    });
    await rig.start('s', 't');
    expect((await rig.post(`${turn}/cancel`)).status).toBe(202);
    const conflict = { state: 'conflict', streamId: 't', phase: 'ending' };
    expect((await rig.start('s', 't2')).body).toMatchObject(conflict);
    unwound.resolve();
    await expect.poll(async () => (await rig.start('s', 't2')).status).toBe(201);
  });

  test('M10: a cancel that overtakes its start keeps it from ever starting', async () => {
    const { rig, script } = await scripted();
    expect((await rig.post(`${turn}/cancel`)).status).toBe(202);
    const late = await rig.start('s', 't');
    expect([late.status, late.body]).toMatchObject([
      410,
      { state: 'refused', reason: 'cancelled' },
    ]);
    expect(script.turns).toEqual([]);
    expect((await rig.start('s', 't2')).status).toBe(201);
  });
});

describe('status', () => {
  test('M24: it is decided by the stream, whoever owns the session now', async () => {
    const { rig, script } = await scripted();
    expect(await rig.ask(turn)).toMatchObject({ status: 404, body: { state: 'missing' } });
    await rig.start('s', 't');
    expect(await rig.ask(turn)).toMatchObject({ status: 200, body: { state: 'active' } });
    script.finish();
    await rig.all(`${turn}/stream`);
    await expect.poll(async () => (await rig.start('s', 't2')).status).toBe(201);
    expect(await rig.ask(turn)).toMatchObject({ status: 200, body: { state: 'restored' } });
    expect((await rig.ask('/sessions/other/turns/t')).status).toBe(404);
  });

  test('M25: what is stored is the fold of what was streamed, prompts closed', async () => {
    const { rig, script } = await scripted();
    await rig.start('s', 't', 'why?');
    const frames: readonly FrameInput[] = [
      { kind: 'reasoning', data: 'hm' },
      { kind: 'text', data: 'be' },
      { kind: 'text', data: 'cause' },
      { kind: 'tool', data: { id: 'x', name: 'run' } },
      { kind: 'prompt', data: { id: 'p', title: 'Go on?' } },
      { kind: 'tool', data: { id: 'x', result: 7 } },
      { kind: 'usage', data: { tokens: 9 } },
      { kind: 'x-own', data: [1, null] },
    ];
    for (const { kind, data } of frames) script.say(data, kind);
    script.finish();
    const events = await rig.all(`${turn}/stream`);
    const seen = events.slice(0, -1).map(({ id, event, data }) => ({
      seq: Number(id.split(':')[1]),
      kind: event,
      data,
    }));
    const { turn: stored } = (await rig.ask(turn)).body as unknown as { turn: StoredTurn };
    expect(stored).toEqual({
      ...endedTurn('t', foldFrames(emptyScene, seen)),
      ordinal: 1,
      question: 'why?',
    });
    expect(stored).toMatchObject({ outcome: 'done', coveredSeq: 9, usage: { tokens: 9 } });
    expect(stored.parts).toContainEqual(expect.objectContaining({ id: 'p', state: 'closed' }));
  });
});

describe('cancel', () => {
  test('M26: a running turn is aborted, ends as cancelled, and stays so', async () => {
    const { rig, script } = await scripted();
    await rig.start('s', 't');
    script.say('half');
    const stream = await rig.events(`${turn}/stream`);
    expect((await stream.next())?.data).toBe('half');
    expect((await rig.post(`${turn}/cancel`)).body).toEqual({ state: 'accepted' });
    expect(kinds(await stream.rest())).toEqual(['cancelled', 'stream_end']);
    expect(script.turns[0]?.signal.aborted).toBe(true);
    expect((await rig.ask(turn)).body).toMatchObject({
      turn: { outcome: 'cancelled', parts: [{ text: 'half' }], coveredSeq: 2 },
    });
    expect((await rig.post(`${turn}/cancel`)).status).toBe(202);
  });

  test('M27: a cancel in finishing is refused, and changes nothing', async () => {
    const held = heldStore('save');
    const { rig, script } = await scripted({ store: held.store });
    await rig.start('s', 't');
    held.hold();
    script.finish();
    await held.reached();
    // Asked for sure before the outcome is saved; over the socket it may be a moment later.
    const early = rig.host.cancel('s', 't');
    const late = rig.post(`${turn}/cancel`);
    held.letGo();
    expect(await early).toEqual({ state: 'refused' });
    expect([(await late).status, (await late).body['state']]).toEqual([409, 'refused']);
    expect(kinds(await rig.all(`${turn}/stream`))).toEqual(['done', 'stream_end']);
    expect((await rig.ask(turn)).body).toMatchObject({ turn: { outcome: 'done' } });
    expect((await rig.post(`${turn}/cancel`)).status).toBe(409);
  });

  test('M28: the newest 256 cancels of unknown turns are remembered', async () => {
    const { rig } = await scripted();
    for (let n = 0; n < 257; n += 1) await rig.host.cancel('s', `t${n}`);
    expect((await rig.start('s', 't256')).status).toBe(410);
    expect((await rig.start('s', 't1')).status).toBe(410);
    expect((await rig.start('s', 't0')).status).toBe(201);
  });
});

describe("the producer's end", () => {
  const failures: readonly (readonly [string, Producer, RegExp])[] = [
    [
      'throws',
      async function* () {
        yield { kind: 'usage', data: 1 };
        throw new Error('no tokens left');
      },
      /^no tokens left$/,
    ],
    [
      'throws at once',
      () => {
        throw new Error('early');
      },
      /^early$/,
    ],
    [
      'yields a terminal',
      async function* () {
        yield { kind: 'done', data: null };
      },
      /done/,
    ],
    [
      'yields prompt-closed',
      async function* () {
        yield { kind: 'prompt-closed', data: { id: 'p' } };
      },
      /prompt-closed/,
    ],
    [
      'yields no kind',
      async function* () {
        yield { kind: 'No Kind', data: 1 };
      },
      /No Kind/,
    ],
    [
      'yields what JSON can not carry',
      async function* () {
        yield { kind: 'data', data: { at: [undefined] } as never };
      },
      /data frame\.at\[0\]/,
    ],
    [
      'yields too much',
      async function* () {
        yield { kind: 'text', data: 'x'.repeat(1_000_001) };
      },
      /1000000 are allowed/,
    ],
  ];
  test.each(failures)('M34: a producer that %s fails its turn and nothing else', async (...row) => {
    const [, producer, message] = row;
    const rig = await rigged({ producer });
    await rig.start('s', 't');
    const events = await rig.all(`${turn}/stream`);
    expect(kinds(events.slice(-2))).toEqual(['failed', 'stream_end']);
    expect(events.at(-2)?.data).toEqual({ message: expect.stringMatching(message) });
    expect(rig.reported).toHaveLength(1);
    await expect.poll(async () => (await rig.start('s', 't2')).status).toBe(201);
  });

  test('M35: a host that closes interrupts what runs, and refuses what comes', async () => {
    const { rig, script } = await scripted();
    await rig.start('s', 't');
    const stream = await rig.events(`${turn}/stream`);
    await rig.host.close();
    expect(kinds(await stream.rest())).toEqual(['interrupted', 'stream_end']);
    expect(script.turns[0]?.signal.aborted).toBe(true);
    const refused = await rig.start('s', 't2');
    expect([refused.status, refused.body['code']]).toEqual([503, 'closing']);
    expect((await rig.ask(`${turn}/stream`)).status).toBe(503);
    expect((await rig.ask(turn)).body).toMatchObject({ turn: { outcome: 'interrupted' } });
  });
});
