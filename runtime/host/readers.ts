/**
 * All who read at this host: how many there may be, and what they hear when it closes.
 *
 * A reader of a turn that is run here is kept until it has seen how that ended. Any other is told
 * at once that this connection carries nothing more: it goes on by its cursor where it is let in.
 */
import { HoldfastError } from '../core/errors.ts';
import { Crowd } from './crowd.ts';
import type { HostLimits } from './limits.ts';
import {
  createReader,
  type Opened,
  type Reader,
  type ReaderPorts,
  type ReadRequest,
} from './reader.ts';

/** Throws `busy` when all places are taken. */
export function demandRoom(used: number, max: number, what: string): void {
  if (used < max) return;
  throw new HoldfastError('busy', `This host has its ${max} ${what} already`);
}

export class Readers {
  readonly #limits: HostLimits;
  /** With each, whether the turn that it reads is run here. */
  readonly #readers = new Map<Reader, () => boolean>();
  readonly #streams = new Crowd('stream');

  constructor(limits: HostLimits) {
    this.#limits = limits;
  }

  open(request: ReadRequest, ports: ReaderPorts, isRunHere: () => boolean): Promise<Opened> {
    const { readersMax, readersPerStreamMax } = this.#limits;
    demandRoom(this.#readers.size, readersMax, 'readers');
    const leave = this.#streams.enter(request.journal, readersPerStreamMax);
    const reader = createReader(request, ports);
    this.#readers.set(reader, isRunHere);
    void reader.ended.then(leave).then(() => this.#readers.delete(reader));
    return reader.opened;
  }

  /** Lets go of those who read what is not run here. */
  handOver(): void {
    for (const [reader, isRunHere] of this.#readers) if (!isRunHere()) reader.shutdown();
  }

  /** Lets go of all; resolves when they have ended. */
  async shutdown(): Promise<void> {
    const readers = [...this.#readers.keys()];
    for (const reader of readers) reader.shutdown();
    await Promise.all(readers.map(({ ended }) => ended));
  }
}
