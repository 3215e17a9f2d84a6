/**
 * The host: runs turns, keeps their journals, and lets readers in. It is used through HTTP
 * (`http.ts`), or directly by whoever has another transport.
 * It holds no truth: records and journals are the store's, and what is kept here is what is under
 * way right now, one driver for each session, dropped when it comes to rest. What becomes of a
 * session is decided by the machines that `core/host.ts` composes.
 */
import type {
  CancelAnswer,
  Json,
  LastTurn,
  LoadAnswer,
  PromptAnswer,
  SettleAnswer,
  StartAnswer,
} from '../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../clock.ts';
import { HoldfastError, messageOf } from '../core/errors.ts';
import {
  journalName,
  lastTurn,
  type Owner,
  phaseOver,
  type SessionRecord,
  type SessionSummary,
  settleAnswer,
  summaryOf,
} from '../core/host.ts';
import { createDeferred } from './deferred.ts';
import type { EditAnswer, PromptReply, SaveAnswer, Started } from './host-answers.ts';
import { createOwnStore, Housekeeping } from './housekeeping.ts';
import { type HostLimits, hostLimits } from './limits.ts';
import type { Producer } from './producer.ts';
import { createReader, type Opened, type Reader } from './reader.ts';
import { logError } from './report.ts';
import type { Retained } from './retention.ts';
import { type ObserveSession, SessionDriver } from './session-driver.ts';
import { type PerformerPorts, SessionPerformer } from './session-performer.ts';
import type { Store } from './store.ts';
import { createTopics } from './stores/topics.ts';
import { createWatcher, type Watcher } from './watcher.ts';

export interface HostOptions {
  readonly producer: Producer;
  /** Default: LMDB, in `.holdfast` of the working folder, or where HOLDFAST_DATA says. */
  readonly store?: Store;
  readonly clock?: Clock;
  readonly limits?: Partial<HostLimits>;
  /** What a person is told when a producer throws. Default: the error's message. */
  readonly describeFailure?: (error: unknown) => string;
  /** Errors that no caller sees: of producers, of the store. Default: the console. */
  readonly report?: (error: unknown) => void;
  /** For recorders (`holdfast/inspect`): asked whenever a session begins to be under way here. */
  readonly observe?: (sessionId: string) => ObserveSession;
}

/**
 * Every method rejects when the store fails. Once the host closes, start, open and watch reject
 * with `closing`; what asks about a turn that was, or stops it, is still answered.
 */
export interface Host {
  start(sessionId: string, turnId: string, question: Json): Promise<Started>;
  /** `after`: seq of the last frame the reader has, 0 for none, -1 when that could not be read. */
  open(sessionId: string, streamId: string, after: number): Promise<Opened>;
  status(sessionId: string, streamId: string): Promise<SettleAnswer>;
  cancel(sessionId: string, streamId: string): Promise<CancelAnswer>;
  answer(sessionId: string, streamId: string, reply: PromptReply): Promise<PromptAnswer>;
  load(sessionId: string): Promise<LoadAnswer>;
  /** Cuts the transcript from this turn on; what is cut stays away (L2). */
  edit(sessionId: string, fromTurnId: string): Promise<EditAnswer>;
  /** Maintenance: stores the `meta` of a record that was read before, and nothing else (L2 L4). */
  save(record: SessionRecord): Promise<SaveAnswer>;
  watch(sessionIds: readonly string[]): Watcher;
  /**
   * Drops journals by `retainMs` and `retainStreams`. A busy host does it by itself now and then.
   */
  retain(): Promise<Retained>;
  /**
   * Interrupts what runs, lets readers hear of it, and ends them. Bounded by `closeMsMax`. A store
   * that the host was given stays open; its own is closed, and nothing is answered after that.
   */
  close(): Promise<void>;
}

/** Throws `misuse` without a producer. */
export function createHost(options: HostOptions): Host {
  return new RunningHost(options);
}

class RunningHost implements Host {
  readonly #store: Store;
  /** The one that nobody else closes. */
  readonly #ownStore: Store | null;
  readonly #house: Housekeeping;
  readonly #clock: Clock;
  readonly #limits: HostLimits;
  readonly #ports: PerformerPorts & { readonly observe: HostOptions['observe'] };
  readonly #drivers = new Map<string, SessionDriver>();
  readonly #readers = new Set<Reader>();
  readonly #watchers = new Set<Watcher>();
  /** Starts under way: each is as good as a turn, so that many at once can't pass the limit. */
  #starting = 0;
  /** Sessions whose turn changed its phase without a write to the store. */
  readonly #phases = createTopics();
  #isClosing = false;

  constructor(options: HostOptions) {
    const { producer, clock = systemClock } = options;
    if (typeof producer !== 'function') {
      throw new HoldfastError('misuse', 'createHost needs a producer: an async generator function');
    }
    const { describeFailure = messageOf, report = logError, observe } = options;
    this.#limits = { ...hostLimits, ...options.limits };
    const store = options.store ?? createOwnStore({ clock, report });
    this.#ownStore = options.store === undefined ? store : null;
    this.#store = store;
    this.#clock = clock;
    this.#house = new Housekeeping({ store, clock, report, limits: this.#limits });
    const called = { describeFailure, report, observe };
    this.#ports = { store, clock, producer, limits: this.#limits, ...called };
  }

  async start(sessionId: string, turnId: string, question: Json): Promise<Started> {
    this.#demandRoom(this.#running() + this.#starting, this.#limits.turnsMax, 'turns');
    this.#starting += 1;
    try {
      await this.#house.demandRoom(sessionId, turnId);
      const answer = await this.#driver(sessionId).ask({ type: 'start', turnId, question });
      if (answer.state !== 'started') return { answer: answer as StartAnswer, isNew: false };
      const { state, ordinal, isNew } = answer;
      return { answer: { state, ordinal }, isNew };
    } finally {
      this.#starting -= 1;
    }
  }

  async open(sessionId: string, streamId: string, after: number): Promise<Opened> {
    this.#demandRoom(this.#readers.size, this.#limits.readersMax, 'readers');
    const request = { journal: journalName(sessionId, streamId), streamId, after };
    const lookAfter = () => void this.#lookAfter(sessionId);
    const attendant = this.#house.attend(request.journal);
    const ports = { ...this.#ports, ...this.#limits, lookAfter, attendant };
    const reader = createReader(request, ports);
    this.#readers.add(reader);
    void reader.ended.then(() => this.#readers.delete(reader));
    return reader.opened;
  }

  async status(sessionId: string, streamId: string): Promise<SettleAnswer> {
    const record = await this.#store.load(sessionId);
    this.#saw(sessionId, record?.owner ?? null);
    return settleAnswer(record, streamId);
  }

  async cancel(sessionId: string, streamId: string): Promise<CancelAnswer> {
    return (await this.#driver(sessionId).ask({ type: 'cancel', streamId })) as CancelAnswer;
  }

  async answer(sessionId: string, streamId: string, reply: PromptReply): Promise<PromptAnswer> {
    const question = { type: 'answer', streamId, ...reply } as const;
    return (await this.#driver(sessionId).ask(question)) as PromptAnswer;
  }

  async load(sessionId: string): Promise<LoadAnswer> {
    const read = () => this.#store.load(sessionId);
    const [record, last] = await this.#look(sessionId, read, (one) => one && summaryOf(one));
    return { state: 'loaded', turns: record?.turns ?? [], last };
  }

  async edit(sessionId: string, from: string): Promise<EditAnswer> {
    this.#demandOpen();
    return (await this.#driver(sessionId).ask({ type: 'edit', from })) as EditAnswer;
  }

  async save(record: SessionRecord): Promise<SaveAnswer> {
    this.#demandOpen();
    return (await this.#driver(record.sessionId).ask({ type: 'save', record })) as SaveAnswer;
  }

  watch(sessionIds: readonly string[]): Watcher {
    this.#demandRoom(this.#watchers.size, this.#limits.readersMax, 'watchers');
    const watcher = createWatcher(sessionIds, {
      look: async (sessionId) => {
        const read = () => this.#store.loadSummary(sessionId);
        try {
          const [, last] = await this.#look(sessionId, read, (summary) => summary);
          return last;
        } catch (error) {
          // The stream is cut for it, which tells nobody why.
          this.#ports.report(error);
          throw error;
        }
      },
      subscribe: (sessionId, changed) => {
        const ends = [
          this.#store.subscribe(sessionId, changed),
          this.#phases.subscribe(sessionId, changed),
        ];
        return () => ends.forEach((end) => end());
      },
    });
    this.#watchers.add(watcher);
    void watcher.closed.then(() => this.#watchers.delete(watcher));
    return watcher;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    const bound = createDeferred();
    const unbind = this.#clock.after(this.#limits.closeMsMax, bound.resolve);
    // First the turns, so that readers get to see how they ended.
    for (const driver of this.#drivers.values()) shutDown(driver);
    const rested = [...this.#drivers.values()].map(({ atRest }) => atRest);
    await Promise.race([Promise.all(rested), bound.promise]);
    for (const watcher of this.#watchers) watcher.close();
    for (const reader of this.#readers) reader.shutdown();
    const ended = [...this.#readers].map((reader) => reader.ended);
    await Promise.race([Promise.all([...ended, this.#house.atRest]), bound.promise]);
    unbind();
    await this.#ownStore?.close();
  }

  retain(): Promise<Retained> {
    return this.#house.retain();
  }

  #rested(sessionId: string): void {
    this.#drivers.delete(sessionId);
    if (!this.#isClosing) this.#house.rested();
  }

  /** Kept while anything of the session is under way, and made anew after that. */
  #driver(sessionId: string): SessionDriver {
    const known = this.#drivers.get(sessionId);
    if (known !== undefined) return known;
    const performer = new SessionPerformer(sessionId, this.#ports, {
      tell: (...message) => driver.tell(...message),
      changed: () => this.#phases.wake(sessionId),
    });
    const driver = new SessionDriver({
      clock: this.#clock,
      performer,
      report: this.#ports.report,
      rested: () => this.#rested(sessionId),
      observe: this.#ports.observe?.(sessionId),
    });
    if (this.#isClosing) shutDown(driver);
    this.#drivers.set(sessionId, driver);
    return driver;
  }

  #running(): number {
    let count = 0;
    for (const { host } of this.#drivers.values()) count += host.turns.length;
    return count;
  }

  /** Whoever reads a session says whom it saw there. */
  #saw(sessionId: string, owner: Owner | null): void {
    this.#driver(sessionId).tell({ to: 'session', event: { type: 'look', owner } });
  }

  async #lookAfter(sessionId: string): Promise<void> {
    try {
      const summary = await this.#store.loadSummary(sessionId);
      this.#saw(sessionId, summary?.owner ?? null);
    } catch (error) {
      this.#ports.report(error);
    }
  }

  /** What is run here is looked at before the read too: what ends meanwhile has ended. */
  async #look<T>(
    sessionId: string,
    read: () => Promise<T>,
    summarise: (value: T) => SessionSummary | null,
  ): Promise<readonly [T, LastTurn | null]> {
    const before = this.#drivers.get(sessionId)?.host;
    const value = await read();
    const summary = summarise(value);
    this.#saw(sessionId, summary?.owner ?? null);
    const streamId = summary?.lastTurn?.streamId ?? '';
    const after = this.#drivers.get(sessionId)?.host;
    return [value, lastTurn(summary, phaseOver(before, after, streamId))];
  }

  #demandOpen(): void {
    if (this.#isClosing) throw new HoldfastError('closing', 'This host is closing');
  }

  #demandRoom(used: number, max: number, what: string): void {
    this.#demandOpen();
    if (used < max) return;
    throw new HoldfastError('busy', `This host has its ${max} ${what} already`);
  }
}

function shutDown(driver: SessionDriver): void {
  driver.tell({ to: 'session', event: { type: 'shutdown' } });
}
