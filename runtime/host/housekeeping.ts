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
  #retainedAt: number;
  #retaining: Promise<unknown> = Promise.resolve();

  constructor(ports: HousekeepingPorts, store: Store | undefined) {
    const { clock, report } = ports;
    this.#ports = ports;
    this.#isOwn = store === undefined;
    this.store = store ?? createLmdbStore({ path: dataFolder(), clock, report });
    this.#retainedAt = clock.now();
    this.attend = createAttendance(this.store, clock, report).begin;
  }

  /** Resolves when nothing is being dropped. */
  get atRest(): Promise<unknown> {
    return this.#retaining;
  }

  retain(): Promise<Retained> {
    const { clock, limits } = this.#ports;
    this.#retainedAt = clock.now();
    return retain(this.store, limits, this.#retainedAt);
  }

  /** Something has ended: the time to look whether anything is to go. */
  rested(): void {
    const { clock, limits, report } = this.#ports;
    if (clock.now() - this.#retainedAt < limits.retainEveryMs) return;
    this.#retaining = this.retain().catch(report);
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
}

function dataFolder(): string {
  return process.env['HOLDFAST_DATA'] || '.holdfast';
}
