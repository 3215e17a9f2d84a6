/**
 * One host over its lives: each begins with orders of its own and ends by a kill. A person lives in
 * each of them alone, whose session is traced, and whose trace the model has to accept.
 *
 * A trace ends with the life: what the host was about to do is nobody's to ask.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accept } from '../../properties/traces/accept.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import type { Chance } from '../demo/writers/chance.ts';
import type { Orders } from './host-process.ts';
import { HostProcess } from './hosts.ts';
import { Ledger } from './ledger.ts';
import { Person } from './person.ts';

export interface LifeOptions {
  readonly program: string;
  readonly folder: string;
  readonly store: Orders['store'];
  readonly chance: Chance;
  readonly name: string;
}

export interface Traces {
  judged: number;
  accepted: number;
  /** Lives in which a write may have been done although it failed: no trace can say which. */
  unjudged: number;
  readonly complaints: string[];
}

export class Life {
  readonly host: HostProcess;
  readonly traces: Traces = { judged: 0, accepted: 0, unjudged: 0, complaints: [] };
  /** What this life's store has said may not be what it did. */
  isUncertain = false;
  readonly #options: LifeOptions;
  #left = new AbortController();
  #person: Promise<void> = Promise.resolve();
  #file: string | null = null;
  readonly acknowledged: string;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.host = new HostProcess(options.program);
    this.acknowledged = join(options.folder, `${options.name}.acknowledged`);
  }

  /** False when the host could not begin. */
  async begin(): Promise<boolean> {
    const { folder, name, store, chance } = this.#options;
    const sessionId = systemClock.id();
    const file = join(folder, `${name}.${this.host.lives}.ndjson`);
    const traced = { sessionId, file };
    const isUp = await this.host.start({ store, acknowledged: this.acknowledged, traced });
    if (!isUp) return false;
    this.isUncertain = false;
    this.#file = file;
    this.#left = new AbortController();
    const around = {
      url: () => this.host.url,
      ledger: new Ledger(),
      cut: () => undefined,
      left: this.#left.signal,
      calmSince: () => null,
    };
    this.#person = new Person(around, chance, sessionId).live(() => false);
    return true;
  }

  /** Kills the host, and judges the trace of its life. */
  async end(): Promise<void> {
    await this.host.kill();
    this.#left.abort();
    await this.#person;
    const file = this.#file;
    this.#file = null;
    if (file === null) return;
    if (this.isUncertain) this.traces.unjudged += 1;
    else this.#judge(await readFile(file, 'utf8'));
  }

  #judge(text: string): void {
    // The last line may be half a line.
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    const verdict = accept(lines.map((line) => JSON.parse(line) as TraceRecord));
    this.traces.judged += 1;
    if (verdict.accepted) this.traces.accepted += 1;
    else if (this.traces.complaints.length < 5) {
      this.traces.complaints.push(`record ${verdict.at}: ${verdict.why}`);
    }
  }
}
