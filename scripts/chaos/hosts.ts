/**
 * Host processes as a fault needs them: started, killed, stopped and told to misbehave. Who wants
 * to talk to a host gets the address of one that is there.
 *
 * The program is bundled once, since it is started many times. It knows nothing of sessions.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { projectRoot } from '../child-process.ts';
import type { Chance } from '../demo/writers/chance.ts';
import type { FromHost, Orders, ToHost } from './host-process.ts';

/** The program of a host, in a folder where its packages are found. */
export async function bundleHost(folder: string): Promise<string> {
  const program = join(folder, 'host-process.mjs');
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  await build({
    entryPoints: [join(projectRoot, 'scripts/chaos/host-process.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return program;
}

const startMsMax = 20_000;

export class HostProcess {
  readonly #program: string;
  #child: ChildProcess | null = null;
  url: string | null = null;
  /** Nobody is to be let in: what it is promised would be taken back. */
  isHidden = false;
  /** How often it was started. */
  lives = 0;

  constructor(program: string) {
    this.#program = program;
  }

  /** False when it ended instead, or has not come up in time. */
  async start(orders: Orders): Promise<boolean> {
    const child = fork(this.#program, [], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    this.lives += 1;
    child.send({ type: 'orders', orders } satisfies ToHost);
    const ready = await this.hears(startMsMax);
    if (ready?.type !== 'ready') await this.kill();
    else this.url = ready.url;
    return this.url !== null;
  }

  /** What it says next; null when it ends or is silent for so long. */
  async hears(msMax: number): Promise<FromHost | null> {
    const child = this.#child;
    if (child === null) return null;
    const over = new AbortController();
    const { signal } = over;
    const said = once(child, 'message', { signal }).then(([message]) => message as FromHost);
    const ended = once(child, 'exit', { signal }).then(() => null);
    const late = pause(msMax, null, { signal });
    const heard = await Promise.race([said, ended, late]);
    over.abort();
    for (const one of [said, ended, late]) one.catch(() => undefined);
    return heard;
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.url = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  tell(message: ToHost): void {
    if (this.#child?.connected === true) this.#child.send(message);
  }

  /** It ended by itself, which none of the faults asks of it. */
  get hasDied(): boolean {
    return (
      this.#child !== null && (this.#child.exitCode !== null || this.#child.signalCode !== null)
    );
  }
}

/** One that is up, or null. */
export function anyUrl(hosts: readonly HostProcess[], chance: Chance): string | null {
  const urls = hosts.flatMap(({ url, isHidden }) => (isHidden ? [] : (url ?? [])));
  return urls[chance.below(Math.max(1, urls.length))] ?? null;
}
