/**
 * The host: runs turns, keeps their journals, and lets readers in. It is used through HTTP
 * (`http.ts`), or directly by whoever has another transport.
 *
 * It holds no truth: records and journals are the store's, and what is kept here is what runs right
 * now, dropped when it ends. What a session answers is decided in `core/host.ts`, under its lock.
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
  decideCancelAbsent,
  decideStart,
  journalName,
  lastTurn,
  type Owner,
  type Phase,
  type SessionRecord,
  type SessionSummary,
  settleAnswer,
  summaryOf,
  turnOf,
} from '../core/host.ts';
import { createDeferred } from './deferred.ts';
import { type HostLimits, hostLimits } from './limits.ts';
import type { Producer } from './producer.ts';
import { createReader, type Opened, type Reader } from './reader.ts';
import { underLock } from './session.ts';
import type { Store } from './store.ts';
import { createMemoryStore } from './stores/memory.ts';
import { createTopics } from './stores/topics.ts';
import { type PromptReply, TurnActor } from './turn-actor.ts';
import type { EffectPorts } from './turn-effects.ts';
import { createWatcher, type Watcher } from './watcher.ts';

export interface HostOptions {
  readonly producer: Producer;
  /** Default: a store in this process's memory. */
  readonly store?: Store;
  readonly clock?: Clock;
  readonly limits?: Partial<HostLimits>;
  /** What a person is told when a producer throws. Default: the error's message. */
  readonly describeFailure?: (error: unknown) => string;
  /** Errors that no caller sees: of producers, of the store. Default: the console. */
  readonly report?: (error: unknown) => void;
}

export interface Started {
  readonly answer: StartAnswer;
  /** False when the same turn had been started before. */
  readonly isNew: boolean;
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
  watch(sessionIds: readonly string[]): Watcher;
  /** Interrupts what runs, lets readers hear of it, and ends them. Bounded by `closeMsMax`. */
  close(): Promise<void>;
}

/** Throws `misuse` without a producer. */
export function createHost(options: HostOptions): Host {
  return new RunningHost(options);
}

class RunningHost implements Host {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #limits: HostLimits;
  readonly #turnPorts: EffectPorts;
  /** By session: a session has one turn that has not ended, at most (O3). */
  readonly #actors = new Map<string, TurnActor>();
  readonly #readers = new Set<Reader>();
  readonly #watchers = new Set<Watcher>();
  /** Starts under way: a host that closes waits for what they begin. */
  readonly #starts = new Set<Promise<unknown>>();
  /** Sessions whose turn has changed its phase without a write to the store. */
  readonly #phases = createTopics();
  #isClosing = false;

  constructor(options: HostOptions) {
    const { producer, clock = systemClock, store = createMemoryStore({ clock }) } = options;
    if (typeof producer !== 'function') {
      throw new HoldfastError('misuse', 'createHost needs a producer: an async generator function');
    }
    const { describeFailure = messageOf, report = logError } = options;
    const limits = { ...hostLimits, ...options.limits };
    const { frameCharsMax, batch } = limits;
    this.#store = store;
    this.#clock = clock;
    this.#limits = limits;
    this.#turnPorts = { store, clock, producer, frameCharsMax, batch, describeFailure, report };
  }

  async start(sessionId: string, turnId: string, question: Json): Promise<Started> {
    this.#demandRoom(this.#actors.size, this.#limits.turnsMax, 'turns');
    const started = this.#start(sessionId, turnId, question);
    this.#starts.add(started);
    try {
      return await started;
    } finally {
      this.#starts.delete(started);
    }
  }

  async #start(sessionId: string, turnId: string, question: Json): Promise<Started> {
    const { answer, record } = await underLock(
      this.#store,
      sessionId,
      (before) => {
        this.#demandOpen();
        const ownerPhase = this.#ownerPhase(sessionId, before.owner);
        return decideStart(before, { turnId, question, now: this.#clock.now(), ownerPhase });
      },
      // Under the lock still: a cancel that waits for it finds the turn running.
      ({ record: saved }) => this.#begin(saved, turnId),
    );
    await this.#actorOf(sessionId, turnId)?.created;
    return { answer, isNew: record !== null };
  }

  async open(sessionId: string, streamId: string, after: number): Promise<Opened> {
    this.#demandRoom(this.#readers.size, this.#limits.readersMax, 'readers');
    const request = { journal: journalName(sessionId, streamId), streamId, after };
    const reader = createReader(request, this.#turnPorts);
    this.#readers.add(reader);
    void reader.ended.then(() => this.#readers.delete(reader));
    return reader.opened;
  }

  async status(sessionId: string, streamId: string): Promise<SettleAnswer> {
    return settleAnswer(await this.#store.load(sessionId), streamId);
  }

  async cancel(sessionId: string, streamId: string): Promise<CancelAnswer> {
    const answer = await this.#actorOf(sessionId, streamId)?.cancel();
    if (answer) return answer;
    // Not run here, or over: the record says which. Its start may have been under way.
    const absent = await underLock(this.#store, sessionId, (record) =>
      decideCancelAbsent(record, streamId),
    );
    const started = await this.#actorOf(sessionId, streamId)?.cancel();
    return started ?? absent.answer;
  }

  async answer(sessionId: string, streamId: string, reply: PromptReply): Promise<PromptAnswer> {
    const answer = await this.#actorOf(sessionId, streamId)?.answer(reply);
    return answer ?? { state: 'gone' };
  }

  async load(sessionId: string): Promise<LoadAnswer> {
    const read = () => this.#store.load(sessionId);
    const [record, last] = await this.#look(sessionId, read, (one) => one && summaryOf(one));
    return { state: 'loaded', turns: record?.turns ?? [], last };
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
          this.#turnPorts.report(error);
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
    await Promise.race([this.#endTurns(), bound.promise]);
    for (const watcher of this.#watchers) watcher.close();
    await Promise.race([endAll([...this.#readers]), bound.promise]);
    unbind();
  }

  async #endTurns(): Promise<void> {
    await endAll([...this.#actors.values()]);
    // One whose start was being stored just now.
    await Promise.allSettled(this.#starts);
    await endAll([...this.#actors.values()]);
  }

  #begin(record: SessionRecord | null, turnId: string): void {
    const turn = record === null ? null : turnOf(record, turnId);
    if (record === null || turn === null) return;
    const { sessionId } = record;
    const transcript = record.turns.filter(({ ordinal }) => ordinal < turn.ordinal);
    const actor = new TurnActor(
      { sessionId, turn, transcript },
      { ...this.#turnPorts, changed: () => this.#phases.wake(sessionId) },
    );
    this.#actors.set(sessionId, actor);
    void actor.ended.then(() => this.#drop(sessionId, actor));
    if (this.#isClosing) actor.shutdown();
  }

  #drop(sessionId: string, actor: TurnActor): void {
    if (this.#actors.get(sessionId) === actor) this.#actors.delete(sessionId);
  }

  #actorOf(sessionId: string, streamId: string): TurnActor | null {
    const actor = this.#actors.get(sessionId);
    return actor?.streamId === streamId ? actor : null;
  }

  /** An owner that is not run here may be run by another host, as far as this one knows. */
  #ownerPhase(sessionId: string, owner: Owner | null): Phase {
    if (owner === null) return 'ended';
    return this.#actorOf(sessionId, owner.streamId)?.phase ?? 'running';
  }

  /** The actor is looked up before the read too: one that ends meanwhile knows that it has. */
  async #look<T>(
    sessionId: string,
    read: () => Promise<T>,
    summarise: (value: T) => SessionSummary | null,
  ): Promise<readonly [T, LastTurn | null]> {
    const before = this.#actors.get(sessionId);
    const value = await read();
    const summary = summarise(value);
    const streamId = summary?.lastTurn?.streamId;
    const actors = [before, this.#actors.get(sessionId)];
    const actor = actors.find((one) => one?.streamId === streamId);
    return [value, lastTurn(summary, actor?.phase ?? null)];
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

async function endAll(
  running: readonly { readonly ended: Promise<void>; shutdown(): void }[],
): Promise<void> {
  for (const one of running) one.shutdown();
  await Promise.all(running.map(({ ended }) => ended));
}

function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- the default: an error must be seen somewhere
  console.error(error);
}
