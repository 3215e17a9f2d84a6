/** docs/protocol.md, the stream: cursors, order, ends, silence, slowness. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { journalName } from '../../runtime/core/host.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import { createManualClock } from './manual-clock.ts';
import { createRig, createScript, type RigOptions } from './rig.ts';

const scripted = async (options?: RigOptions) => {
  const script = createScript();
  const rig = await createRig({ producer: script.producer, ...options });
  onTestFinished(rig.close);
  return { script, rig };
};
const stream = '/sessions/s/turns/t/stream';
const brief = (events: readonly { readonly id: string; readonly event: string }[]) =>
  events.map(({ id, event }) => (id === '' ? event : id));

/** A turn of five frames, the last of which is its terminal. */
const ended = async (options?: RigOptions) => {
  const { rig, script } = await scripted(options);
  await rig.start('s', 't');
  for (const word of ['a', 'b', 'c', 'd']) script.say(word);
  script.finish();
  await rig.all(stream);
  return rig;
};
const whole = ['t:1', 't:2', 't:3', 't:4', 't:5', 'stream_end'];

describe('a stream', () => {
  test('M11: nothing on the way may keep it or hold it back', async () => {
    const rig = await ended();
    const { headers } = await rig.text(stream);
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-store, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
  });

  test('M12: every reader gets every frame once, in order, whenever it comes', async () => {
    const { rig, script } = await scripted({ limits: { batch: { frames: 3, chars: 1_000 } } });
    await rig.start('s', 't');
    const early = rig.text(stream);
    for (let n = 0; n < 50; n += 1) script.say(`word ${n}`);
    const midway = rig.text(stream);
    script.finish();
    const late = await rig.text(stream);
    expect((await early).text).toBe(late.text);
    expect((await midway).text).toBe(late.text);
    const seqs = (await rig.all(stream)).slice(0, -1).map(({ id }) => Number(id.split(':')[1]));
    expect(seqs).toEqual(Array.from({ length: 51 }, (_, at) => at + 1));
  });

  test('M13: a reader goes on after its cursor; the header comes first', async () => {
    const rig = await ended();
    expect(brief(await rig.all(`${stream}?after=3`))).toEqual(whole.slice(3));
    expect(brief(await rig.all(`${stream}?after=0`))).toEqual(whole);
    const header = { 'last-event-id': 't:4' };
    expect(brief(await rig.all(`${stream}?after=1`, header))).toEqual(whole.slice(4));
    expect(brief(await rig.all(stream, { 'last-event-id': '' }))).toEqual(whole);
  });

  test('M14: a cursor of no use is told so, and gets the stream from the beginning', async () => {
    const rig = await ended();
    for (const query of [
      '?after=6',
      '?after=-1',
      '?after=1.5',
      '?after=',
      '?after=99999999999999999',
    ]) {
      expect([query, brief(await rig.all(stream + query))]).toEqual([query, ['reset', ...whole]]);
    }
    for (const id of ['x:2', 't:9', '2', 't:', 't:02', 't:1:1']) {
      const told = brief(await rig.all(`${stream}?after=3`, { 'last-event-id': id }));
      expect([id, told]).toEqual([id, ['reset', ...whole]]);
    }
  });

  test('M15: the terminal comes last, once, then stream_end and the end', async () => {
    const rig = await ended();
    const events = await rig.all(stream);
    expect(events.filter(({ event }) => event === 'done')).toEqual([
      { id: 't:5', event: 'done', data: null },
    ]);
    expect(events.at(-1)).toEqual({
      id: '',
      event: 'stream_end',
      data: { terminal: 'done', lastSeq: 5 },
    });
  });

  test('M16: a reader that has everything is told at once', async () => {
    const rig = await ended();
    expect(await rig.all(`${stream}?after=5`)).toEqual([
      { id: '', event: 'stream_end', data: { terminal: 'done', lastSeq: 5 } },
    ]);
  });

  test('M17: an unknown stream and one of another session are the same: missing', async () => {
    const rig = await ended();
    const answers = [
      await rig.ask('/sessions/s/turns/other/stream'),
      await rig.ask('/sessions/other/turns/t/stream'),
    ];
    for (const { status, body } of answers) {
      expect([status, body['state']]).toEqual([404, 'missing']);
    }
  });

  test('M22: a cursor before what is kept is gone, and one within is served', async () => {
    const store = createMemoryStore();
    const head: Store['head'] = async (journal) => {
      const ends = await store.head(journal);
      return ends && { ...ends, firstSeq: 3 };
    };
    const script = createScript();
    const rig = await createRig({ producer: script.producer, store: { ...store, head } });
    onTestFinished(rig.close);
    await rig.start('s', 't');
    for (const word of ['a', 'b', 'c']) script.say(word);
    script.finish();
    const ends = () => store.head(journalName('s', 't'));
    await expect.poll(async () => (await ends())?.terminal).toBe('done');
    expect(brief(await rig.all(`${stream}?after=2`))).toEqual(['t:3', 't:4', 'stream_end']);
    const gone = await rig.ask(`${stream}?after=1`);
    expect([gone.status, gone.body['state']]).toEqual([410, 'gone']);
  });
});

describe('a stream that is not over', () => {
  test('M18: a frame between reading and waiting is delivered, once', {
    timeout: 5_000,
  }, async () => {
    const store = createMemoryStore();
    const script = createScript();
    let isLate = true;
    const read: Store['read'] = async (journal, after, limit) => {
      const frames = await store.read(journal, after, limit);
      if (frames?.length !== 0 || !isLate) return frames;
      isLate = false;
      script.say('between');
      await expect.poll(async () => (await store.head(journal))?.lastSeq).toBe(1);
      return frames;
    };
    const rig = await createRig({
      producer: script.producer,
      store: { ...store, read },
      clock: createManualClock(),
    });
    onTestFinished(rig.close);
    await rig.start('s', 't');
    const events = await rig.events(stream);
    expect((await events.next())?.id).toBe('t:1');
    script.finish();
    expect(brief(await events.rest())).toEqual(['t:2', 'stream_end']);
  });

  test('M19: what the store has not acknowledged is sent to nobody', async () => {
    const store = createMemoryStore();
    const clock = createManualClock();
    let acknowledge: () => void = () => undefined;
    const acknowledged = new Promise<void>((resolve) => {
      acknowledge = resolve;
    });
    let isAppending = false;
    const append: Store['append'] = async (...args) => {
      isAppending = true;
      await acknowledged;
      return store.append(...args);
    };
    const { rig, script } = await scripted({ store: { ...store, append }, clock });
    await rig.start('s', 't');
    const events = await rig.events(stream);
    script.say('secret');
    script.say('second');
    await expect.poll(() => isAppending).toBe(true);
    await clock.advance(5_000);
    expect((await events.next())?.event).toBe(':');
    acknowledge();
    expect((await events.next())?.data).toBe('secret');
    events.leave();
  });

  test('M20: silence is broken by a heartbeat every five seconds', async () => {
    const clock = createManualClock();
    const { rig, script } = await scripted({ clock });
    await rig.start('s', 't');
    const events = await rig.events(stream);
    await clock.advance(4_999);
    script.say('a word');
    expect((await events.next())?.event).toBe('text');
    // The heartbeat, and the renewal of the turn's lease.
    await expect.poll(() => clock.armed).toBe(2);
    await clock.advance(4_999);
    await clock.advance(1);
    expect((await events.next())?.event).toBe(':');
    await clock.advance(5_000);
    expect((await events.next())?.event).toBe(':');
    events.leave();
  });

  test('M21: a slow reader is cut and comes back; it holds up nobody', async () => {
    const clock = createManualClock();
    const { rig, script } = await scripted({ clock });
    await rig.start('s', 't');
    const slow = await rig.events(stream);
    const frames = 300;
    for (let n = 0; n < frames; n += 1) script.say('x'.repeat(65_536));
    script.finish();
    expect(brief(await rig.all(stream)).at(-1), 'the other reader').toBe('stream_end');
    // Only the patience with the slow one.
    await expect.poll(() => clock.armed).toBe(1);
    await clock.advance(30_000);
    let last = 0;
    await expect(async () => {
      for (;;) last = Number((await slow.next())?.id.split(':')[1]);
    }).rejects.toThrow(/terminated|socket|aborted|was cut/);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(frames);
    const rest = brief(await rig.all(`${stream}?after=${last}`));
    expect(rest[0]).toBe(`t:${last + 1}`);
    expect(rest).toHaveLength(frames - last + 2);
  });

  test('M23: a client that goes away leaves nothing behind', async () => {
    const store = createMemoryStore();
    let subscribed = 0;
    const subscribe: Store['subscribe'] = (topic, wake) => {
      const end = store.subscribe(topic, wake);
      subscribed += 1;
      return () => {
        subscribed -= 1;
        end();
      };
    };
    const clock = createManualClock();
    const { rig } = await scripted({ store: { ...store, subscribe }, clock });
    await rig.start('s', 't');
    const streams = await Promise.all([rig.events(stream), rig.events('/watch?session=s')]);
    await streams[1].next();
    // The turn goes on: it listens for answers, and one of the timers renews its lease.
    expect([subscribed, clock.armed]).toEqual([3, 3]);
    for (const { leave } of streams) leave();
    await expect.poll(() => [subscribed, clock.armed]).toEqual([1, 1]);
  });
});
