/**
 * The store that is embedded: LMDB, durable, for all host processes of one machine.
 *
 * What is under way in one turn of the event loop shares one transaction, which is synchronous: no
 * process waits inside one. It is acknowledged, and seen by anybody, once it was flushed: LMDB
 * publishes a transaction after its pages are on the disk, and what would loosen that is off. It
 * never knows what it keeps.
 */
import { open } from 'lmdb';
import { type Clock, systemClock } from '../../clock.ts';
import { HoldfastError } from '../../core/errors.ts';
import { machineMs, soon } from '../clock-machine.ts';
import { logError } from '../report.ts';
import type { Store } from '../store.ts';
import type { Change, Engine, View } from './engine.ts';
import { createEngineStore, type EngineStoreOptions } from './engine-store.ts';
import { type Database, failure, orFailed, readFresh } from './lmdb-database.ts';
import { createReserve, mendFolder, prepareFolder, type Reserve } from './lmdb-file.ts';
import { createNews, type News, type NewsPorts } from './lmdb-news.ts';

export interface LmdbStoreOptions extends Partial<EngineStoreOptions> {
  /** The folder; made when it is not there, for this user alone. */
  readonly path: string;
  readonly clock?: Clock;
  /** How often it is looked for news of other processes, while anybody listens. Default 10. */
  readonly pollMs?: number;
}

/** How long a lock of another process is not looked at, at most. */
const lockPollMsMax = 50;

/** Operations that one transaction takes: it stays short, whatever is under way. */
const groupMax = 1_000;

/** Opens at once. Throws `store_failed`, or `damaged` for a file that is not what was written. */
export function createLmdbStore(options: LmdbStoreOptions): Store {
  if (typeof (options as Partial<LmdbStoreOptions> | undefined)?.path !== 'string') {
    throw new HoldfastError('misuse', 'createLmdbStore needs a path: the folder of the store');
  }
  const { path, clock = systemClock, pollMs = 10, report = logError, ...rest } = options;
  const db = openFolder(path);
  const engine = createEngine(db, createReserve(path, db), { clock, pollMs, report });
  return createEngineStore(engine, {
    clock,
    now: machineMs,
    pollMsMax: lockPollMsMax,
    report,
    ...rest,
  });
}

function openFolder(path: string): Database {
  return orFailed(`the store in ${path} can not be opened`, () => {
    prepareFolder(path);
    // Off: a transaction that others see while it is still being flushed.
    const off = { overlappingSync: false, compression: false } as const;
    const db = open<string, string>({ path, noSubdir: false, encoding: 'string', ...off });
    mendFolder(path, db);
    // Readers that were killed would keep old pages for good.
    db.readerCheck();
    return db;
  });
}

function createEngine(db: Database, reserve: Reserve, ports: Omit<NewsPorts, 'db'>): Engine {
  const view: View = {
    get: (key) => db.get(key),
    keys: (from, before) =>
      // `snapshot: false`: a cursor that fails does not keep its transaction for good.
      db.getKeys({ ...(from !== '' && { start: from }), end: before, snapshot: false }),
  };
  const news = createNews({ db, ...ports });
  const reserved = (): void => {
    try {
      reserve.keep();
    } catch (error) {
      // The disk is full: the next commit that needs room is refused, and says so to who asked.
      ports.report(error);
    }
  };
  const { write, flush } = groupCommit(db, view, news, reserved);
  let isClosed = false;
  return {
    read: (look) => readFresh(db, () => look(view)),
    write,
    subscribe: news.subscribe,
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      flush();
      news.close();
      reserve.close();
      await db.close();
    },
  };
}

interface Waiting {
  /** Runs it in the transaction; its topics are to be woken once that is there for all. */
  readonly run: () => readonly string[];
  readonly done: () => void;
  readonly failed: (error: HoldfastError) => void;
}

function groupCommit(db: Database, view: View, news: News, committed: () => void) {
  const waiting: Waiting[] = [];

  /** All or none of the group, and each is told what became of it. */
  const commit = (group: readonly Waiting[]): void => {
    const woken = new Set<string>();
    let isThrough = false;
    try {
      db.transactionSync(() => {
        for (const { run } of group) for (const topic of run()) woken.add(topic);
        if (woken.size > 0) news.tell([...woken]);
        isThrough = true;
      });
    } catch (cause) {
      // One of them has met a page that can't be read: the others need not fail with it.
      if (!isThrough && group.length > 1) return group.forEach((one) => commit([one]));
      const error = failure('nothing was written', cause);
      return group.forEach(({ failed }) => failed(error));
    }
    for (const { done } of group) done();
    news.wake(woken);
    committed();
  };

  const commitSome = (): void => {
    const group = waiting.splice(0, groupMax);
    if (waiting.length > 0) soon(commitSome);
    if (group.length > 0) commit(group);
  };

  const perform = <T>({ answer, puts = [], wakes = [] }: Change<T>) => {
    for (const [key, text] of puts) {
      if (text === null) db.removeSync(key);
      else db.putSync(key, text);
    }
    return [answer, wakes] as const;
  };

  return {
    write: <T>(work: (view: View) => Change<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        let done = (): void => undefined;
        const run = (): readonly string[] => {
          try {
            const [answer, wakes] = perform(work(view));
            done = () => resolve(answer);
            return wakes;
          } catch (error) {
            if (!(error instanceof HoldfastError)) throw error;
            // It was refused, and has written nothing: the others of its group go on.
            done = () => reject(error);
            return [];
          }
        };
        waiting.push({ run, done: () => done(), failed: reject });
        if (waiting.length === 1) soon(commitSome);
      }),
    flush: (): void => {
      while (waiting.length > 0) commitSome();
    },
  };
}
