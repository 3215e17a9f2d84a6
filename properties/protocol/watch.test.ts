/** docs/protocol.md, load and watch: how things are, said again whenever they change. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { variants } from '../referees/by-hand/variants.ts';
import { createManualClock } from './manual-clock.ts';
import { createRig, createScript, type RigOptions } from './rig.ts';

const scripted = async (options?: RigOptions) => {
  const script = createScript();
  const rig = await createRig({ producer: script.producer, ...options });
  onTestFinished(rig.close);
  return { script, rig };
};

describe('load', () => {
  test('M31: a running turn is its question, an unknown session is empty', async () => {
    const { rig, script } = await scripted();
    expect((await rig.ask('/sessions/none')).body).toEqual({
      state: 'loaded',
      turns: [],
      last: null,
    });
    await rig.start('s', 't1', 'first');
    script.say('one');
    script.finish();
    await rig.all('/sessions/s/turns/t1/stream');
    await expect.poll(async () => (await rig.start('s', 't2', 'second')).status).toBe(201);
    script.say('half');
    const stream = await rig.events('/sessions/s/turns/t2/stream');
    await stream.next();
    expect((await rig.ask('/sessions/s')).body).toMatchObject({
      turns: [
        { streamId: 't1', question: 'first', parts: [{ text: 'one' }], outcome: 'done' },
        { streamId: 't2', question: 'second', parts: [], outcome: null },
      ],
      last: { streamId: 't2', ordinal: 2, phase: 'running' },
    });
    stream.leave();
  });
});

describe('watch', () => {
  test('M32: it says the last turn of each session at once, and then every change', async () => {
    const { rig, script } = await scripted();
    await rig.start('a', 't1');
    const watch = await rig.events('/watch?session=a&session=b&session=never');
    const turn1 = { sessionId: 'a', streamId: 't1', ordinal: 1 };
    expect(await watch.next()).toEqual({
      id: '',
      event: 'turn',
      data: { ...turn1, phase: 'running' },
    });
    await rig.post('/sessions/a/turns/t1/cancel');
    const after: unknown[] = [];
    while ((after.at(-1) as { phase?: string } | undefined)?.phase !== 'ended') {
      after.push((await watch.next())?.data);
    }
    expect(after.slice(0, -1)).toEqual(
      after.slice(0, -1).map(() => ({ ...turn1, phase: 'ending' })),
    );
    await rig.start('b', 't2');
    expect((await watch.next())?.data).toMatchObject({ sessionId: 'b', streamId: 't2' });
    script.finish();
    watch.leave();
  });

  test('M32: a turn that began and ended unseen is told by the next watch', async () => {
    const { rig, script } = await scripted();
    await rig.start('s', 't');
    script.finish();
    await rig.all('/sessions/s/turns/t/stream');
    const watch = await rig.events('/watch?session=s');
    let word = (await watch.next())?.data;
    if ((word as { phase: string }).phase !== 'ended') word = (await watch.next())?.data;
    expect(word).toEqual({ sessionId: 's', streamId: 't', ordinal: 1, phase: 'ended' });
    watch.leave();
  });

  test('M33: it breaks its silence, ends with the host, and names one to 64 sessions', async () => {
    const clock = createManualClock();
    const { rig } = await scripted({ clock });
    expect((await rig.ask('/watch')).status).toBe(400);
    const many = Array.from({ length: 65 }, (_, at) => `session=s${at}`).join('&');
    expect((await rig.ask(`/watch?${many}`)).status).toBe(413);
    const watch = await rig.events('/watch?session=s');
    await expect.poll(() => clock.armed).toBe(1);
    await clock.advance(5_000);
    expect((await watch.next())?.event).toBe(':');
    await rig.host.close();
    expect(await watch.next()).toBe(null);
  });
});

test('every MUST has a test, or a model that falls without it, and nothing else has', async () => {
  const page = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  const folder = new URL('./', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')));
  const numbers = (text: string, pattern: RegExp) =>
    [...new Set([...text.matchAll(pattern)].map(([, number]) => Number(number)))].toSorted(
      (a, b) => a - b,
    );
  const musts = numbers(page, /^- \*\*M(\d+)\*\*/gm);
  expect(musts).toEqual(Array.from({ length: musts.length }, (_, at) => at + 1));
  const refereed = variants.map(({ must }) => `test('${must}: `);
  const homes = [...texts, ...refereed].join('\n');
  expect(numbers(homes, /test[^\n]*\(\s*'M(\d+): /g)).toEqual(musts);
});
