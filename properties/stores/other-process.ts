/**
 * Stores in another process, as if they were here: for tests of what processes do to each other,
 * and of what becomes of one that is stopped or killed.
 *
 * Each call goes there and back. It never decides anything.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, HoldfastError } from '../../runtime/core/errors.ts';
import { createDeferred, type Deferred } from '../../runtime/host/deferred.ts';
import type { OpenOptions, Store } from '../../runtime/host/index.ts';
import type { FromStores, ToStores } from './store-messages.ts';

const program = fileURLToPath(new URL('store-process.ts', import.meta.url));

const methods = [
  'lock',
  'unlock',
  'load',
  'loadSummary',
  'save',
  'list',
  'claim',
  'renew',
  'lease',
  'append',
  'decide',
  'answer',
  'read',
  'head',
  'attend',
  'trim',
  'closed',
  'close',
] as const;

interface OtherOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly isQuiet?: boolean;
}

export class OtherProcess {
  /** Seqs that were acknowledged to it, by journal, in the order in which it said so. */
  readonly acknowledged = new Map<string, number[]>();
  readonly #child: ChildProcess;
  readonly #ready = createDeferred();
  readonly #gone = createDeferred();
  readonly #calls = new Map<number, Deferred<unknown>>();
  readonly #reports = new Map<number, (error: unknown) => void>();
  readonly #wakes = new Map<number, () => void>();
  #last = 0;

  /** `isQuiet`: what a library has to say about a disk that fails by intent is not shown. */
  constructor({ env = {}, isQuiet = false }: OtherOptions = {}) {
    this.#child = fork(program, [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', isQuiet ? 'ignore' : 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: FromStores) => this.#heard(message));
    this.#child.once('exit', () => this.#gone.resolve());
  }

  async open(path: string, { report, ...options }: OpenOptions = {}): Promise<Store> {
    this.#last += 1;
    const store = this.#last;
    if (report !== undefined) this.#reports.set(store, report);
    await this.#ask({ type: 'open', store, path, options });
    const called: Record<string, unknown> = { number: store };
    for (const method of methods) {
      called[method] = (...args: readonly unknown[]) =>
        this.#ask({ type: 'call', store, method, args });
    }
    const subscribe: Store['subscribe'] = (topic, wake) => {
      this.#last += 1;
      const subscription = this.#last;
      this.#wakes.set(subscription, wake);
      void this.#ask({ type: 'subscribe', store, topic, subscription });
      return () => {
        this.#wakes.delete(subscription);
        void this.#ask({ type: 'unsubscribe', subscription });
      };
    };
    return { ...called, subscribe } as Partial<Store> as Store;
  }

  /** Appends there from now on; see `acknowledged`. */
  async writeOn(store: Store, journal: string): Promise<void> {
    const { number } = store as unknown as { readonly number: number };
    await this.#ask({ type: 'write_on', store: number, journal });
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  /** Resolves when it has ended; what it was asked is not answered any more. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** With SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone.promise;
  }

  async #ask(message: ToStores): Promise<unknown> {
    await this.#ready.promise;
    this.#last += 1;
    const call = createDeferred<unknown>();
    this.#calls.set(this.#last, call);
    this.#child.send({ ...message, number: this.#last });
    return call.promise;
  }

  #heard(message: FromStores): void {
    switch (message.type) {
      case 'ready':
        return this.#ready.resolve();
      case 'done':
        return this.#take(message.number)?.resolve(message.result);
      case 'failed':
        return this.#take(message.number)?.reject(
          new HoldfastError(message.code as ErrorCode, message.text),
        );
      case 'reported':
        return this.#reports.get(message.store)?.(
          new HoldfastError(message.code as ErrorCode, message.text),
        );
      case 'woken':
        return this.#wakes.get(message.subscription)?.();
      case 'acknowledged': {
        const known = this.acknowledged.get(message.journal) ?? [];
        this.acknowledged.set(message.journal, [...known, message.seq]);
      }
    }
  }

  #take(number: number): Deferred<unknown> | undefined {
    const call = this.#calls.get(number);
    this.#calls.delete(number);
    return call;
  }
}
