/**
 * What a host does for its store beside the turns: it says which journals are read, drops those
 * that are no longer needed now and then, and holds sessions to their bound.
 *
 * All of it is about room and none about the protocol, so nothing here is decided by a machine, and
 * nothing of it is needed for a promise to hold. It never touches what is under way.
 */
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import { turnOf } from '../core/host.ts';
import { type Attendant, createAttendance } from './attendance.ts';
import type { HostLimits } from './limits.ts';
import { type Retained, retain } from './retention.ts';
import type { Store } from './store.ts';
import { createLmdbStore } from './stores/lmdb.ts';

export interface HousekeepingPorts {
  readonly clock: Clock;
  readonly limits: HostLimits;
  readonly report: (error: unknown) => void;
}

export class Housekeeping {
  /** The one it was given; or one of its own, which nobody else closes. */
  readonly store: Store;
  /** A reader of this journal has come. */
  readonly attend: (journal: string) => Attendant;
  readonly #ports: HousekeepingPorts;
  readonly #isOwn: boolean;
  #retaining: Promise<unknown> = Promise.resolve();
  #disarm: () => void = nothing;
  #isOver = false;

  constructor(ports: HousekeepingPorts, store: Store | undefined) {
    const { clock, report } = ports;
    this.#ports = ports;
    this.#isOwn = store === undefined;
    this.store = store ?? ownStore(clock, report);
    this.attend = createAttendance(this.store, clock, report).begin;
    this.#arm();
  }

  /** One after the other: each looks at all that is old when its turn comes. */
  retain(): Promise<Retained> {
    const { clock, limits } = this.#ports;
    const isOver = () => this.#isOver;
    const retained = this.#retaining.then(() => retain(this.store, limits, clock.now(), isOver));
    // How it went is for who asked; the next only waits for it.
    this.#retaining = retained.then(nothing, nothing);
    return retained;
  }

  /** Nothing more is dropped, also of what was begun. Resolves when it has come to its end. */
  async rest(): Promise<void> {
    this.#isOver = true;
    this.#disarm();
    await this.#retaining;
  }

  /** Throws `too_large` for a new turn of a session that is full. */
  async demandRoom(sessionId: string, turnId: string): Promise<void> {
    const max = this.#ports.limits.sessionTurnsMax;
    // An ordinal is never given twice: below the bound no transcript has to be read.
    const last = (await this.store.loadSummary(sessionId))?.lastTurn?.ordinal ?? 0;
    if (last < max) return;
    const record = await this.store.load(sessionId);
    if (record === null || record.turns.length < max || turnOf(record, turnId) !== null) return;
    const message = `this session has its ${max} turns: cut some of them, or begin another session`;
    throw new HoldfastError('too_large', message);
  }

  async close(): Promise<void> {
    if (this.#isOwn) await this.store.close();
  }

  /** Now and then, as long as the host is there, whatever goes on meanwhile. */
  #arm(): void {
    const { clock, limits, report } = this.#ports;
    const again = (): void => {
      if (!this.#isOver) this.#arm();
    };
    const due = (): void => void this.retain().catch(report).then(again);
    const ms = limits.retainEveryMs;
    this.#disarm = clock.idly?.(ms, due) ?? clock.after(ms, due);
  }
}

function nothing(): undefined {
  return undefined;
}

/** In the folder that nobody has named, unless the environment did. */
function ownStore(clock: Clock, report: (error: unknown) => void): Store {
  const path = process.env['HOLDFAST_DATA'] || '.holdfast';
  try {
    return createLmdbStore({ path, clock, report });
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    const message = `${error.message}; HOLDFAST_DATA names another folder`;
    throw new HoldfastError(error.code, message, { cause: error });
  }
}
