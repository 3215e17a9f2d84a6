/**
 * One host over its lives: each begins with orders of its own and ends by a kill.
 *
 * Each life has a name, under which it leaves its traces. It knows nothing of what is in them.
 */
import { join } from 'node:path';
import type { Orders } from './host-process.ts';
import { HostProcess } from './hosts.ts';

export interface LifeOptions {
  readonly program: string;
  readonly folder: string;
  readonly store: Orders['store'];
  readonly name: string;
}

export class Life {
  readonly host: HostProcess;
  readonly acknowledged: string;
  readonly #options: LifeOptions;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.host = new HostProcess(options.program);
    this.acknowledged = join(options.folder, `${options.name}.acknowledged`);
  }

  /** False when the host could not begin. */
  async begin(): Promise<boolean> {
    const { folder, name, store } = this.#options;
    const traced = { folder, process: `${name}-${this.host.lives + 1}` };
    return this.host.start({ store, acknowledged: this.acknowledged, traced });
  }

  /** Kills the host. */
  async end(): Promise<void> {
    await this.host.kill();
  }
}
