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
  type Phase,
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
import { createTurnActor, type PromptReply, type TurnActor } from './turn-actor.ts';
import { createWatcher, type Watcher } from './watcher.ts';

export interface HostOptions {
  readonly producer: Producer;
  /** Default: a store in this process's memory. */
  readonly store?: Store;
  readonly clock?: Clock;
  readonly limits?: Partial<HostLimits>;
  /** What a person is told when a producer throws; it is journaled. Default: the error's message. */
  readonly describeFailure?: (error: unknown) => string;
  /** Errors that no caller sees: of producers, of the store. Default: the console. */
  readonly report?: (error: unknown) => void;
}

export interface Started {
  readonly answer: StartAnswer;
  /** False when the same turn had been started before. */
  readonly isNew: boolean;
}

/** Every method rejects with a HoldfastError when the store fails or the host closes. */
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

/** What runs in this host right now. */
interface Running {
  /** By session: a session has one turn that has not ended, at most (O3). */
  readonly actors: Map<string, TurnActor>;
  readonly readers: Set<Reader>;
  readonly watchers: Set<Watcher>;
}

export function createHost(options: HostOptions): Host {
  const { producer, clock = systemClock, store = createMemoryStore({ clock }) } = options;
  const { describeFailure = messageOf, report = logError } = options;
  const limits = { ...hostLimits, ...options.limits };
  const { actors, readers, watchers }: Running = {
    actors: new Map(),
    readers: new Set(),
    watchers: new Set(),
  };
  const phases = createTopics();
  let isClosing = false;

  const demandOpen = (): void => {
    if (isClosing) throw new HoldfastError('closing', 'this host is closing');
  };
  const demandRoom = (used: number, max: number, what: string): void => {
    if (used >= max) throw new HoldfastError('busy', `this host has its ${max} ${what} already`);
  };
  const actorOf = (sessionId: string, streamId: string): TurnActor | null => {
    const actor = actors.get(sessionId);
    return actor?.streamId === streamId ? actor : null;
  };
  const turnPorts = (sessionId: string) => ({
    store,
    clock,
    producer,
    frameCharsMax: limits.frameCharsMax,
    batch: limits.batch,
    describeFailure,
    report,
    changed: () => phases.wake(sessionId),
  });

  const begin = (sessionId: string, asked: Parameters<typeof createTurnActor>[0]): TurnActor => {
    const actor = createTurnActor(asked, turnPorts(sessionId));
    actors.set(sessionId, actor);
    void actor.ended.then(() => {
      if (actors.get(sessionId) === actor) actors.delete(sessionId);
    });
    return actor;
  };

  const start: Host['start'] = async (sessionId, turnId, question) => {
    demandOpen();
    demandRoom(actors.size, limits.turnsMax, 'turns');
    let actor: TurnActor | null = actorOf(sessionId, turnId);
    const { answer, record } = await underLock(
      store,
      sessionId,
      (before) => {
        demandOpen();
        const phase: Phase = before.owner === null ? 'ended' : ownerPhase(sessionId, before.owner);
        return decideStart(before, { turnId, question, now: clock.now(), ownerPhase: phase });
      },
      ({ record: saved }) => {
        const turn = saved === null ? null : turnOf(saved, turnId);
        if (saved === null || turn === null) return;
        // Under the lock still: a cancel that waits for it finds the turn running.
        actor = begin(sessionId, { sessionId, turn, transcript: saved.turns.slice(0, -1) });
      },
    );
    await actor?.created;
    return { answer, isNew: record !== null };
  };

  const ownerPhase = (sessionId: string, { streamId }: { streamId: string }): Phase =>
    actorOf(sessionId, streamId)?.phase ?? 'running';

  const cancel: Host['cancel'] = async (sessionId, streamId) => {
    const answer = await actorOf(sessionId, streamId)?.cancel();
    if (answer) return answer;
    let actor: TurnActor | null = null;
    const absent = await underLock(store, sessionId, (record) => {
      actor = actorOf(sessionId, streamId);
      return decideCancelAbsent(record, streamId);
    });
    return (await (actor as TurnActor | null)?.cancel()) ?? absent.answer;
  };

  /** The actor is looked up first: one that ends meanwhile still knows that it has. */
  const lookWith = async <T>(
    sessionId: string,
    read: () => Promise<T>,
    summarise: (value: T) => SessionSummary | null,
  ): Promise<readonly [T, LastTurn | null]> => {
    const before = actors.get(sessionId);
    const value = await read();
    const summary = summarise(value);
    const streamId = summary?.lastTurn?.streamId;
    const actor = [before, actors.get(sessionId)].find((one) => one?.streamId === streamId);
    return [value, lastTurn(summary, actor?.phase ?? null)];
  };

  return {
    start,
    cancel,
    open: async (sessionId, streamId, after) => {
      demandOpen();
      demandRoom(readers.size, limits.readersMax, 'readers');
      const request = { journal: journalName(sessionId, streamId), streamId, after };
      const reader = createReader(request, { store, clock, batch: limits.batch, report });
      readers.add(reader);
      void reader.ended.then(() => readers.delete(reader));
      return reader.opened;
    },
    status: async (sessionId, streamId) => settleAnswer(await store.load(sessionId), streamId),
    answer: async (sessionId, streamId, reply) =>
      (await actorOf(sessionId, streamId)?.answer(reply)) ?? { state: 'gone' },
    load: async (sessionId) => {
      const [record, last] = await lookWith(
        sessionId,
        () => store.load(sessionId),
        (loaded) => loaded && summaryOf(loaded),
      );
      return { state: 'loaded', turns: record?.turns ?? [], last };
    },
    watch: (sessionIds) => {
      demandOpen();
      demandRoom(watchers.size, limits.readersMax, 'watchers');
      const watcher = createWatcher(sessionIds, {
        look: async (sessionId) => {
          const read = () => store.loadSummary(sessionId);
          const [, last] = await lookWith(sessionId, read, (summary) => summary);
          return last;
        },
        subscribe: (sessionId, changed) => {
          const ends = [store.subscribe(sessionId, changed), phases.subscribe(sessionId, changed)];
          return () => ends.forEach((end) => end());
        },
      });
      watchers.add(watcher);
      void watcher.closed.then(() => watchers.delete(watcher));
      return watcher;
    },
    close: async () => {
      isClosing = true;
      const bound = createDeferred<void>();
      const unbind = clock.after(limits.closeMsMax, bound.resolve);
      // First the turns, so that readers get to see how they ended.
      const turns = [...actors.values()];
      for (const actor of turns) actor.shutdown();
      await Promise.race([Promise.all(turns.map(({ ended }) => ended)), bound.promise]);
      for (const watcher of watchers) watcher.close();
      const open = [...readers];
      for (const reader of open) reader.shutdown();
      await Promise.race([Promise.all(open.map(({ ended }) => ended)), bound.promise]);
      unbind();
    },
  };
}

function logError(error: unknown): void {
  // oxlint-disable-next-line no-console -- the default of an option: an error must be seen somewhere
  console.error(error);
}
