/** `npm start` over its own store: what was said is there after it was killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Controller, createController, httpBackend } from '../../runtime/client/index.ts';
import { ownScript, projectRoot } from '../child-process.ts';

/** Starts it; resolves with its address once it says so. */
async function start(folder: string) {
  const [program, args] = ownScript('scripts/demo/main.ts', ['--port', '0']);
  const env = { ...process.env, HOLDFAST_DATA: folder, HOLDFAST_LLM_URL: '' };
  const child = spawn(program, args, { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\S+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`it ended: ${said}`)));
  });
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** A host takes no name that can be guessed. */
const sessionId = 'a-session-that-is-kept';

async function until(chat: Controller, holds: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = chat.subscribe(() => {
      if (!holds()) return;
      end();
      resolve();
    });
  });
}

test('a session is there again after SIGKILL and a new start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = await start(folder);
  const chat = createController({
    sessionId,
    backend: httpBackend({ url: `${first.url}/api` }),
  });
  chat.send('Is it kept?');
  await until(chat, () => (chat.getSnapshot().turns[0]?.parts.length ?? 0) > 0);
  chat.stop();
  await until(chat, () => chat.getSnapshot().turns[0]?.state === 'settled');
  const [turn] = chat.getSnapshot().turns;
  chat.dispose();
  await kill(first.child);

  const second = await start(folder);
  const loaded = await httpBackend({ url: `${second.url}/api` }).load(sessionId);
  expect(loaded).toMatchObject({
    state: 'loaded',
    turns: [{ question: turn?.question, parts: turn?.parts, outcome: 'cancelled' }],
  });
  await kill(second.child);
}, 60_000);
