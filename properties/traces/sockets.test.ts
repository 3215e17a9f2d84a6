/**
 * The trace of one session over real sockets and in real time, with a stop and a reload in it, is
 * the model's; and the command that reads traces says so, and what is wrong with one that is not.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createController } from '../../runtime/client/controller.ts';
import { httpBackend } from '../../runtime/client/http-backend.ts';
import {
  allowAll,
  createHandler,
  createHost,
  createMemoryStore,
} from '../../runtime/host/index.ts';
import { serve } from '../../runtime/host/node.ts';
import type { Producer } from '../../runtime/host/producer.ts';
import {
  createClientRecorder,
  createHostRecorder,
  createRing,
  recordCalls,
  type TraceRecord,
  writeTrace,
} from '../../runtime/inspect/index.ts';
import { runChild } from '../../scripts/child-process.ts';
import { accept } from './accept.ts';

const words: Producer = async function* ({ signal, question }) {
  for (const data of ['one ', 'two ', 'three ']) yield { kind: 'text', data };
  if (question === 'for ever?') {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
};

const calls = ['lock', 'unlock', 'load', 'loadSummary', 'save', 'claim', 'renew'] as const;
const more = ['lease', 'append', 'decide', 'read', 'head'] as const;

/** A turn that is done, one that is stopped, and the page opened again. */
async function recorded(): Promise<readonly TraceRecord[]> {
  const ring = createRing(100_000);
  const kept = { ring, text: true } as const;
  const store = recordCalls(createMemoryStore(), {
    ...kept,
    actor: 'store',
    methods: [...calls, ...more],
  });
  const { observe } = createHostRecorder({ ...kept, actor: 'host' });
  const host = createHost({ producer: words, store, observe });
  const server = await serve(
    createHandler(host, { authorize: allowAll(), limits: { madeIdCharsMin: 1 } }),
  );
  const open = (actor: string) =>
    createController({
      sessionId: 's',
      backend: httpBackend({ url: server.url }),
      weather: () => () => undefined,
      observe: createClientRecorder({ ...kept, actor }).observe,
    });
  const states = (chat: ReturnType<typeof open>) =>
    chat.getSnapshot().turns.map(({ state, outcome }) => `${state} ${outcome}`);

  const chat = open('tab.1');
  chat.send('how?');
  await expect.poll(() => states(chat)).toEqual(['settled done']);
  chat.send('for ever?');
  await expect.poll(() => chat.getSnapshot().attachment?.state).toBe('live');
  chat.stop();
  await expect.poll(() => states(chat)).toEqual(['settled done', 'settled cancelled']);
  chat.dispose();
  const again = open('tab.2');
  await expect.poll(() => states(again)).toEqual(['settled done', 'settled cancelled']);
  again.dispose();
  await host.close();
  await server.close();
  return ring.records();
}

test('a session over real sockets leaves a trace of the model', async () => {
  const records = await recorded();
  expect(accept(records)).toMatchObject({ accepted: true, records: records.length });
  expect(records.length).toBeGreaterThan(200);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-trace-'));
  const told = async (name: string, trace: readonly TraceRecord[]) => {
    await writeFile(join(folder, name), writeTrace(trace));
    const argv = ['--import', 'tsx', 'scripts/trace.ts', join(folder, name), '--json'];
    const { code, output } = await runChild(process.execPath, argv);
    const json = output.split('\n').find((line) => line.startsWith('{"ok"')) ?? output;
    return { code, ...(JSON.parse(json) as { readonly line?: number }) };
  };
  try {
    expect(await told('real', records)).toMatchObject({ code: 0, ok: true, accepted: true });
    const wrong = records.filter(({ event }) => event.type !== 'close_journal');
    const line = records.findIndex(({ event }) => event.type === 'close_journal') + 1;
    const rejected = await told('wrong', wrong);
    expect(rejected).toMatchObject({ code: 1, ok: false, accepted: false });
    expect(rejected.line).toBeGreaterThanOrEqual(line);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
