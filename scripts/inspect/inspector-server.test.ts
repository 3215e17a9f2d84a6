/** The inspector's server over real sockets: who may look, and what they are told. */

import { request } from 'node:http';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startInspectorServer } from './inspector-server.ts';

const known = [{ type: '@xstate.actor', sessionId: 'tab-pane', _version: '1' }];

async function serve() {
  const ports = { first: 0, last: 0 };
  const server = await startInspectorServer({ ports, present: () => known });
  onTestFinished(() => server.close());
  return { ...server, socketUrl: server.url.replace('http', 'ws') };
}

interface Reader {
  readonly socket: WebSocket;
  readonly heard: unknown[];
}

/** A reader that is open, or the status it was refused with. */
function look(url: string, headers: Record<string, string> = {}): Promise<Reader | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    onTestFinished(() => socket.terminate());
    const heard: unknown[] = [];
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString())));
    socket.once('open', () => resolve({ socket, heard }));
    socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0));
    socket.once('error', reject);
  });
}

async function reader(url: string): Promise<Reader> {
  const one = await look(url);
  if (typeof one === 'number') throw new Error(`refused with ${one}`);
  return one;
}

function page(url: string, path: string, host: string): Promise<number | undefined> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { host: `${host}:${port}` } };
    const sent = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end();
  });
}

test('who comes is told what is known, and then each event, in order', async () => {
  const { socketUrl, send } = await serve();
  const first = await reader(socketUrl);
  send({ type: 'one' });
  const second = await reader(socketUrl);
  send({ type: 'two' });
  await expect.poll(() => first.heard).toEqual([...known, { type: 'one' }, { type: 'two' }]);
  await expect.poll(() => second.heard).toEqual([...known, { type: 'two' }]);
});

test('the receiver of @statelyai/inspect understands it', async () => {
  const { socketUrl, send } = await serve();
  const heard: unknown[] = [];
  createWebSocketReceiver({ server: socketUrl }).subscribe((event) => heard.push(event));
  await expect.poll(() => heard).toEqual(known);
  send({ type: '@xstate.event' });
  await expect.poll(() => heard.at(-1)).toEqual({ type: '@xstate.event' });
});

test('a page of another origin may not look, nor one that was rebound to here', async () => {
  const { url, socketUrl } = await serve();
  const { port } = new URL(url);
  expect(await look(socketUrl, { origin: 'https://evil.example' })).toBe(403);
  expect(await look(socketUrl, { origin: 'null' })).toBe(403);
  expect(await look(socketUrl, { origin: `http://127.0.0.1:${Number(port) + 1}` })).toBe(403);
  const rebound = { host: `evil.example:${port}`, origin: `http://evil.example:${port}` };
  expect(await look(socketUrl, rebound)).toBe(421);
  expect(await look(socketUrl, { origin: url })).toMatchObject({ heard: expect.anything() });
  expect(await page(url, '/', 'evil.example')).toBe(421);
  expect(await page(url, '/', '127.0.0.1')).toBe(200);
  expect(await page(url, '/elsewhere', 'localhost')).toBe(404);
});

test('a reader that talks is not listened to, and one that shouts is cut', async () => {
  const { socketUrl, send } = await serve();
  const quiet = await reader(socketUrl);
  const loud = await reader(socketUrl);
  quiet.socket.send('{"type":"@xstate.event"}');
  loud.socket.send('x'.repeat(4_096));
  await expect.poll(() => loud.socket.readyState).toBe(WebSocket.CLOSED);
  send({ type: 'still here' });
  await expect.poll(() => quiet.heard).toEqual([...known, { type: 'still here' }]);
});
