/**
 * A store over an engine: sessions, their locks, journals, leases and prompts, each operation one
 * transaction.
 *
 * Time that decides something (how long a lock is held, a lease runs, a reader attends) is told by
 * a clock that nobody can set and that all processes of the machine share; it begins anew when the
 * machine does, so a moment that lies in the future was another time's, and is over. It never
 * decides about the protocol.
 */
import { HoldfastError } from '../../core/errors.ts';
import { logError } from '../report.ts';
import type { Store } from '../store.ts';
import type { Engine, Timing } from './engine.ts';
import { journalsOf } from './engine-journals.ts';
import { createLocks } from './engine-locks.ts';
import { promptsOf } from './engine-prompts.ts';
import { retentionOf } from './engine-retention.ts';
import { scan, sessionsOf } from './engine-sessions.ts';
import { sealedEngine } from './sealed.ts';

export interface EngineStoreOptions {
  /** How long a lock is waited for. Default 10,000. */
  readonly lockWaitMsMax: number;
  /** How long a lock is held at most while another waits for it. Default 5,000. */
  readonly lockHoldMsMax: number;
  /** What is damaged, and what was restored, at opening. Default: the console. */
  readonly report: (error: unknown) => void;
}

export function createEngineStore(
  bare: Engine,
  options: Timing & Partial<EngineStoreOptions>,
): Store {
  const { lockWaitMsMax = 10_000, lockHoldMsMax = 5_000, report = logError } = options;
  const engine = closable(sealedEngine(bare));
  const locks = createLocks(engine, { ...options, lockWaitMsMax, lockHoldMsMax });
  const scanned = scan(engine, report);
  return {
    ...sessionsOf(engine, report),
    lock: locks.take,
    unlock: locks.give,
    ...journalsOf(engine, options, report),
    ...promptsOf(engine),
    ...retentionOf(engine, options, report),
    subscribe: engine.subscribe,
    close: async () => {
      await scanned;
      await engine.close();
    },
  };
}

/** Refuses what comes after `close`. */
function closable(engine: Engine): Engine {
  let closed: Promise<void> | null = null;
  const demandOpen = (): void => {
    if (closed !== null) throw new HoldfastError('closing', 'this store is closed');
  };
  return {
    read: (look) => {
      demandOpen();
      return engine.read(look);
    },
    write: async (work) => {
      demandOpen();
      return engine.write(work);
    },
    subscribe: (topic, wake) => {
      demandOpen();
      return engine.subscribe(topic, wake);
    },
    close: () => {
      closed ??= engine.close();
      return closed;
    },
  };
}
