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
  StoredAnswer,
  Terminal,
} from '../../machines/vocabulary.ts';
import type { Clock } from '../clock.ts';
import { HoldfastError, isCode, messageOf } from '../core/errors.ts';
import {
  journalName,
  lastTurn,
  type Owner,
  phaseIn,
  phaseOver,
  type SessionRecord,
  type SessionSummary,
  settleAnswer,
  summaryOf,
} from '../core/host.ts';
import { demandAnswer, demandIds, demandQuestion, demandRecord } from './calls.ts';
import { hostClock } from './clock-host.ts';
import { createDeferred } from './deferred.ts';
import type { EditAnswer, Host, SaveAnswer, Started } from './host-answers.ts';
import { demandOptions, type HostOptions } from './host-options.ts';
import { Housekeeping } from './housekeeping.ts';
import { type HostLimits, hostLimits, limitsOf } from './limits.ts';
import type { Opened } from './reader.ts';
import { demandRoom, Readers } from './readers.ts';
import { logError } from './report.ts';
import type { Retained } from './retention.ts';
import { SessionDriver } from './session-driver.ts';
import { type PerformerPorts, SessionPerformer } from './session-performer.ts';
import type { Store } from './store.ts';
import { createTopics } from './stores/topics.ts';
import { createWatcher, type Watcher } from './watcher.ts';

export type { Host } from './host-answers.ts';

/** Throws `misuse` without a producer, and for a store or limits that are none. */
export function createHost(options: HostOptions): Host {
  return new RunningHost(options);
}

class RunningHost implements Host {
  readonly #store: Store;
  readonly #house: Housekeeping;
  readonly #clock: Clock;
  readonly #limits: HostLimits;
  readonly #ports: PerformerPorts & { readonly observe: HostOptions['observe'] };
  readonly #drivers = new Map<string, SessionDriver>();
  readonly #readers: Readers;
  readonly #watchers = new Set<Watcher>();
  /** Starts under way: each is as good as a turn, so that many at once can't pass the limit. */
  #starting = 0;
  /** Sessions whose turn changed its phase without a write to the store. */
  readonly #phases = createTopics();
  #isClosing = false;

  constructor(options: HostOptions) {
    demandOptions(options);
    const { producer, clock = hostClock } = options;
    const { describeFailure = messageOf, report = logError, observe } = options;
    this.#limits = limitsOf(hostLimits, options.limits);
    this.#readers = new Readers(this.#limits);
    this.#house = new Housekeeping({ clock, report, limits: this.#limits }, options.store);
    const { store } = this.#house;
    this.#store = store;
    this.#clock = clock;
    const told = { describeFailure, report, observe };
    this.#ports = { store, clock, producer, limits: this.#limits, ...told };
  }

  async start(sessionId: string, turnId: string, question: Json): Promise<Started> {
    this.#demandOpen();
    demandIds(sessionId, turnId);
    demandQuestion(question);
    demandRoom(this.#running() + this.#starting, this.#limits.turnsMax, 'turns');
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
    this.#demandOpen();
    demandIds(sessionId, streamId);
    const request = { journal: journalName(sessionId, streamId), streamId, after };
    const lookAfter = () => void this.#lookAfter(sessionId);
    const isRunHere = () => this.#runs(sessionId, streamId);
    const { attend } = this.#house;
    const ports = { ...this.#ports, ...this.#limits, attend, lookAfter };
    return this.#readers.open(request, ports, isRunHere);
  }

  async status(sessionId: string, streamId: string): Promise<SettleAnswer> {
    demandIds(sessionId, streamId);
    const record = await this.#store.load(sessionId);
    this.#saw(sessionId, record?.owner ?? null);
    return settleAnswer(record, streamId);
  }

  async cancel(sessionId: string, streamId: string): Promise<CancelAnswer> {
    demandIds(sessionId, streamId);
    return (await this.#driver(sessionId).ask({ type: 'cancel', streamId })) as CancelAnswer;
  }

  async answer(sessionId: string, streamId: string, answer: StoredAnswer): Promise<PromptAnswer> {
    demandIds(sessionId, streamId);
    demandAnswer(answer);
    const question = { type: 'answer', streamId, answer } as const;
    return (await this.#driver(sessionId).ask(question)) as PromptAnswer;
  }

  async load(sessionId: string): Promise<LoadAnswer> {
    demandIds(sessionId);
    const read = () => this.#store.load(sessionId);
    const [record, last] = await this.#look(sessionId, read, (one) => one && summaryOf(one));
    return { state: 'loaded', turns: record?.turns ?? [], last };
  }

  async edit(sessionId: string, from: string): Promise<EditAnswer> {
    this.#demandOpen();
    demandIds(sessionId, from);
    return (await this.#driver(sessionId).ask({ type: 'edit', from })) as EditAnswer;
  }

  async save(record: SessionRecord): Promise<SaveAnswer> {
    this.#demandOpen();
    demandRecord(record);
    return (await this.#driver(record.sessionId).ask({ type: 'save', record })) as SaveAnswer;
  }

  watch(sessionIds: readonly string[]): Watcher {
    this.#demandOpen();
    demandIds(...sessionIds);
    demandRoom(this.#watchers.size, this.#limits.readersMax, 'watchers');
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
    const kept = this.#house.rest();
    this.#readers.handOver();
    // First the turns, so that readers get to see how they ended.
    for (const driver of this.#drivers.values()) shutDown(driver);
    const rested = [...this.#drivers.values()].map(({ atRest }) => atRest);
    await Promise.race([Promise.all(rested), bound.promise]);
    for (const watcher of this.#watchers) watcher.close();
    const left = [this.#readers.shutdown(), kept];
    await Promise.race([Promise.all(left), bound.promise]);
    unbind();
    await this.#house.close();
  }

  async retain(): Promise<Retained> {
    this.#demandOpen();
    return this.#house.retain();
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
      // What it left behind may still speak to it, when another is there for the session.
      rested: () => {
        if (this.#drivers.get(sessionId) === driver) this.#drivers.delete(sessionId);
      },
      observe: this.#ports.observe?.(sessionId),
    });
    if (this.#isClosing) shutDown(driver);
    this.#drivers.set(sessionId, driver);
    return driver;
  }

  #runs(sessionId: string, streamId: string): boolean {
    const driver = this.#drivers.get(sessionId);
    return driver !== undefined && phaseIn(driver.host, streamId) !== null;
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
    // A turn that is run elsewhere may be being cancelled: only the cell says so.
    const isOpen = summary?.lastTurn?.outcome === null;
    const outcome = isOpen ? await this.#outcome(journalName(sessionId, streamId)) : null;
    const after = this.#drivers.get(sessionId)?.host;
    return [value, lastTurn(summary, phaseOver(before, after, streamId), outcome)];
  }

  /** A journal that is damaged keeps nobody from what is known of its session. */
  async #outcome(journal: string): Promise<Terminal | null> {
    try {
      return (await this.#store.lease(journal)).outcome;
    } catch (error) {
      if (!isCode(error, 'damaged')) throw error;
      this.#ports.report(error);
      return null;
    }
  }

  #demandOpen(): void {
    if (this.#isClosing) throw new HoldfastError('closing', 'This host is closing');
  }
}

function shutDown(driver: SessionDriver): void {
  driver.tell({ to: 'session', event: { type: 'shutdown' } });
}
