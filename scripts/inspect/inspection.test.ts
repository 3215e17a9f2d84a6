/**
 * The whole way in a browser: the demo's page, its server, the bridge, the socket, the page with
 * the frame, and in it, in the place of stately.ai, the receiver of `@statelyai/inspect` itself.
 */

import { type AddressInfo, createServer } from 'node:net';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ownScript, projectRoot, runChild } from '../child-process.ts';
import { openDemo } from '../demo/page/page-driver.ts';
import { createBuiltInWriter } from '../demo/writers/built-in.ts';
import { findChromium } from '../setup-debian.ts';
import { startInspection } from './inspection.ts';

let browser: Browser;
beforeAll(async () => {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  browser = await chromium.launch({ executablePath: findChromium(), args });
});
afterAll(() => browser.close());

async function inspect({ text }: { readonly text: boolean }) {
  const inspection = await startInspection({
    ports: { first: 0, last: 0 },
    inspectorPorts: { first: 0, last: 0 },
    producer: createBuiltInWriter({ paceMs: 1 }),
    writer: 'the built-in writer',
    report: () => undefined,
    text,
  });
  onTestFinished(() => inspection.close());
  const heard: StatelyInspectionEvent[] = [];
  const socket = new WebSocket(inspection.inspector.url.replace('http', 'ws'));
  onTestFinished(() => socket.terminate());
  socket.on('message', (data: Buffer) =>
    heard.push(JSON.parse(data.toString()) as StatelyInspectionEvent),
  );
  return { ...inspection, heard };
}

/** Asks in the left pane, until both have settled. */
async function askDemo(url: string, question: string): Promise<readonly string[]> {
  const driven = await openDemo(browser, url);
  onTestFinished(() => driven.page.context().close());
  await driven.ask('left', question);
  const settled = '.turn[data-outcome=done][data-turn-state=settled]';
  for (const id of ['left', 'right'] as const) await driven.pane(id).locator(settled).waitFor();
  return driven.complaints;
}

/** The top states that the attachments of a pane have been in. */
function statesOf(events: readonly StatelyInspectionEvent[], pane: string): readonly string[] {
  const states = events.flatMap((event) => {
    if (event.type !== '@xstate.snapshot') return [];
    if (!event.sessionId.startsWith(`${pane}-`)) return [];
    if (!event.sessionId.includes('-attachment-')) return [];
    const { value } = event.snapshot as unknown as { readonly value: string | object };
    return [typeof value === 'string' ? value : (Object.keys(value)[0] ?? '')];
  });
  return states.filter((state, index) => state !== states[index - 1]);
}

test('a port that is taken is told with its option, and nothing keeps running', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  for (const option of ['--port', '--inspector-port']) {
    const others = ['--port', '--inspector-port'].filter((one) => one !== option);
    const args = [option, String(port), ...others.flatMap((other) => [other, '0'])];
    const { code, output } = await runChild(...ownScript('scripts/inspect/main.ts', args));
    expect(code).toBe(1);
    expect(output).toContain(`inspect: port ${port} is taken: name another with ${option}`);
    expect(output).not.toContain(' at ');
  }
});

test('panes and host are seen from beginning to end, without a word of theirs', async () => {
  const { demo, heard } = await inspect({ text: false });
  const question = 'A plain word about ropes';
  expect(await askDemo(demo.url, question)).toEqual([]);
  for (const pane of ['left', 'right']) {
    const way = ['attaching', 'live', 'settling', 'finalized'];
    await expect.poll(() => statesOf(heard, pane)).toEqual(way);
  }
  const turns = heard.filter(({ sessionId }) => /^host-\d+-turn-/.test(sessionId));
  expect(turns.map(({ type }) => type)).toContain('@xstate.event');
  expect(JSON.stringify(turns)).toContain('finishing');
  const registered = heard.filter(({ type }) => type === '@xstate.actor');
  expect(new Set(registered.map(({ sessionId }) => sessionId)).size).toBe(registered.length);
  expect(JSON.stringify(heard)).not.toContain('ropes');
});

test('with --text the words are seen too', async () => {
  const { demo, heard } = await inspect({ text: true });
  await askDemo(demo.url, 'A plain word about ropes');
  await expect.poll(() => JSON.stringify(heard)).toContain('about ropes');
});

const received = '@statelyai/inspect in the place of stately.ai';

/** What stands in for stately.ai: the package's own receiver, which keeps what it is sent. */
async function standIn(context: BrowserContext): Promise<void> {
  const contents = `
    import { createBrowserReceiver } from '@statelyai/inspect';
    globalThis.received = [];
    createBrowserReceiver().subscribe((event) => globalThis.received.push(event));
    document.title = ${JSON.stringify(received)};`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: projectRoot },
    bundle: true,
    format: 'iife',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  const body = `<script>${outputFiles[0]?.text ?? ''}</script>`;
  await context.route('https://stately.ai/**', (route) =>
    route.fulfill({ contentType: 'text/html', body }),
  );
}

test('the page hands on to the inspector in its frame, and again when that reloads', async () => {
  const { demo, inspector, heard } = await inspect({ text: false });
  await askDemo(demo.url, 'A plain word about ropes');
  await expect.poll(() => statesOf(heard, 'right').at(-1)).toBe('finalized');
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  await standIn(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(inspector.url);
  const frame = () => page.frames().find((one) => one.url().startsWith('https://stately.ai/'));
  const ids = () =>
    frame()?.evaluate(() => {
      const { received: events = [] } = globalThis as unknown as {
        readonly received?: readonly { readonly type: string; readonly sessionId: string }[];
      };
      return events.map(({ type, sessionId }) => `${type} ${sessionId.split('-')[0]}`);
    });
  const everything = expect.arrayContaining([
    '@xstate.actor left',
    '@xstate.snapshot left',
    '@xstate.actor right',
    '@xstate.snapshot right',
  ]);
  await expect.poll(ids).toEqual(everything);
  await frame()?.evaluate(() => location.reload());
  await expect.poll(ids).toEqual(everything);
  expect(complaints).toEqual([]);
});
