/** The demo's server over real sockets: where it listens, what it serves, whose orders it takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryStore } from '../../runtime/host/index.ts';
import { ownScript, runChild } from '../child-process.ts';
import { describeWriter, startDemo } from './server.ts';
import { createBuiltInWriter } from './writers/built-in.ts';

async function start(ports = { first: 0, last: 0 }, writer = 'nobody') {
  const demo = await startDemo({
    store: createMemoryStore(),
    hostname: '127.0.0.1',
    ports,
    producer: createBuiltInWriter({ paceMs: 1 }),
    writer,
    report: () => undefined,
  });
  onTestFinished(() => demo.close());
  return demo;
}

async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('the demo’s server', () => {
  it('takes the next port when one is taken, and says so when none is left', async () => {
    const first = await takenPort();
    const demo = await start({ first, last: first + 50 });
    expect(Number(new URL(demo.url).port)).toBeGreaterThan(first);
    await expect(start({ first, last: first })).rejects.toThrow(`port ${first} is taken`);
  });

  it('ends with a message and no stack when the port that was asked for is taken', async () => {
    const port = await takenPort();
    const [program, args] = ownScript('scripts/demo/main.ts', ['--port', String(port)]);
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const env = { ...process.env, HOLDFAST_DATA: folder };
    const { code, output } = await runChild(program, args, { env });
    expect(code).toBe(1);
    expect(output).toContain(`start: port ${port} is taken: name another with --port`);
    expect(output).not.toContain(' at ');
  });

  it('ends with a message and no stack when its sessions can not be kept', async () => {
    const [program, args] = ownScript('scripts/demo/main.ts', ['--port', '0']);
    const env = { ...process.env, HOLDFAST_DATA: '/dev/null/data' };
    const { code, output } = await runChild(program, args, { env });
    expect(code).toBe(1);
    expect(output).toContain('start: the store in /dev/null/data can not be opened');
    expect(output).toContain('HOLDFAST_DATA names another folder');
    expect(output).not.toContain(' at ');
  });

  it.each([
    [['--once', '--frames', 'many'], "--frames takes a whole number up to 1000000, not 'many'"],
    [['--cuts', '3'], '--cuts goes with --once'],
    [['--once', '--frames', '3', '--cuts', '4'], '--cuts takes at most 0 with 3 frames'],
    [['--json'], '--json goes with --once'],
    [['--port', '70000'], '--port takes a whole number up to 65535'],
  ])('says what is wrong with %j', async (given, message) => {
    const [program, args] = ownScript('scripts/demo/main.ts', given);
    const { code, output } = await runChild(program, args);
    expect(code).toBe(1);
    expect(output).toContain(message);
  });

  it('serves a page that may run its own script only, and names the writer as text', async () => {
    const { url } = await start({ first: 0, last: 0 }, '<b>m</b> & co');
    const page = await fetch(url);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('&lt;b>m&lt;/b> &amp; co');
    expect(html).toContain('data-state="reconnecting"');
    for (const path of ['/page.js', '/style.css']) {
      expect((await fetch(url + path)).status, path).toBe(200);
      expect(html).toContain(path);
    }
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
  });

  it('takes orders of its own page only, and only those it knows', async () => {
    const { url } = await start();
    const order = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/harm`, { method: 'POST', body, headers }).then(({ status }) => status);
    const cut = JSON.stringify({ pane: 'left', harm: 'cut' });
    expect(await order(cut)).toBe(200);
    expect(await order(cut, { origin: 'https://evil.example' })).toBe(403);
    expect(await order(JSON.stringify({ pane: 'left', harm: 'sink' }))).toBe(400);
    expect(await order('null')).toBe(400);
    expect(await order('no JSON')).toBe(400);
    expect((await fetch(`${url}/harm`)).status).toBe(400);
  });

  it('answers to the name of this machine, and to none that was rebound to it', async () => {
    const { port } = new URL((await start()).url);
    const ask = (name: string, path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
        const sent = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        sent.on('error', reject).end();
      });
    for (const path of ['/', '/api/sessions/s', '/harm']) {
      expect(await ask('evil.example', path), path).toBe(421);
    }
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect(await ask(name, '/api/sessions/s'), name).toBe(200);
    }
  });

  it('ends with a message and no stack when the environment names no model', async () => {
    const [program, args] = ownScript('scripts/demo/main.ts', ['--port', '0']);
    const env = { ...process.env, HOLDFAST_LLM_URL: 'nowhere', HOLDFAST_LLM_MODEL: 'm' };
    const { code, output } = await runChild(program, args, { env });
    expect(code).toBe(1);
    expect(output).toContain('start: HOLDFAST_LLM_URL is no http(s) address');
    expect(output).not.toContain(' at ');
  });

  it('says who answers, and never with what key', () => {
    expect(describeWriter({})).toBe('the built-in writer');
    expect(
      describeWriter({
        HOLDFAST_LLM_URL: 'https://llm.example/v1?key=secret',
        HOLDFAST_LLM_MODEL: 'lamp-2',
        HOLDFAST_LLM_KEY: 'secret',
      }),
    ).toBe('lamp-2 at llm.example');
  });
});
