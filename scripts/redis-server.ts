/**
 * A real redis-server for tests, figures and faults: on a free port, in a folder of its own, with
 * every write flushed before it is acknowledged. It can be killed, started again on what it kept,
 * paused and resumed.
 *
 * It dies with the process that started it, unless that one is killed by force. What is stored is
 * nothing to it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needTool } from './setup-debian.ts';

export interface RedisServerOptions {
  /** Default `yes`, with which nothing that was acknowledged is lost. */
  readonly appendonly?: 'yes' | 'no';
  /** Default `always`. */
  readonly appendfsync?: 'always' | 'everysec' | 'no';
  /** A cluster of this one server, so that keys of several slots can't be in one script. */
  readonly cluster?: boolean;
  /** More lines of its configuration, as arguments: `['--maxmemory', '10mb']`. */
  readonly more?: readonly string[];
}

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Where it keeps its files. */
  readonly folder: string;
  /** SIGKILL. Resolves when it is gone. */
  kill(): Promise<void>;
  /** On the same port and the same files, after `kill`. Resolves when it takes commands. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Kills it and removes its files. */
  close(): Promise<void>;
}

/** How often another port is tried when somebody else took the one that was free. */
const portsMax = 5;

/** Starts one and resolves when it takes commands. A cluster has no slots yet. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const program = needTool('redis-server');
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-redis-'));
  for (let left = portsMax; ; left -= 1) {
    const port = await freePort();
    const args = argumentsOf(port, folder, options);
    try {
      return running(await launched(program, args), () => launched(program, args), port, folder);
    } catch (error) {
      if (left > 1) continue;
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }
}

function running(
  first: ChildProcess,
  again: () => Promise<ChildProcess>,
  port: number,
  folder: string,
): RedisServer {
  let child = first;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const forget = withUs(() => void child.kill('SIGKILL'));
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    folder,
    kill,
    start: async () => {
      child = await again();
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    close: async () => {
      forget();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs it when this process ends, also by a signal, which still ends it. Returns the way back. */
function withUs(run: () => void): () => void {
  const pass = (signal: NodeJS.Signals): void => {
    run();
    // Nobody of ours listens any more: this time it has its usual effect.
    process.kill(process.pid, signal);
  };
  process.once('exit', run);
  for (const signal of ends) process.once(signal, pass);
  return () => {
    process.off('exit', run);
    for (const signal of ends) process.off(signal, pass);
  };
}

function argumentsOf(port: number, folder: string, options: RedisServerOptions): readonly string[] {
  const { appendonly = 'yes', appendfsync = 'always', cluster = false, more = [] } = options;
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly,
    appendfsync,
    'cluster-enabled': cluster ? 'yes' : 'no',
    'cluster-announce-ip': '127.0.0.1',
  };
  return [...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]), ...more];
}

/** Resolves when it says that it is ready; rejects with what it said when it ends instead. */
function launched(program: string, args: readonly string[]): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (!said.includes('Ready to accept connections')) return;
      child.stdout.off('data', hear);
      // What it says later is read and dropped, so that it never waits for us.
      child.stdout.resume();
      resolve(child);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`redis-server ended before it was ready: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
