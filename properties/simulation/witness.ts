/**
 * What the host really has: the record and the journals as the store acknowledged them, and the
 * cancels that were accepted. The promises compare what a person sees with this and with nothing
 * else.
 *
 * It stands between the host and its store and changes nothing, but that each call may be made to
 * wait for its turn before and after it is done.
 */
import type { Frame } from '../../machines/vocabulary.ts';
import { isTerminal } from '../../machines/vocabulary.ts';
import { journalName, type SessionRecord, turnOf } from '../../runtime/core/host.ts';
import type { Host } from '../../runtime/host/host.ts';
import type { Store } from '../../runtime/host/store.ts';

export const sessionId = 's';

/** The host's side of a run, as a promise may look at it. */
export interface Truth {
  readonly record: SessionRecord | null;
  journal(streamId: string): readonly Frame[];
  /** No outcome is stored and no terminal journaled. */
  isRunning(streamId: string): boolean;
  /** When each cancel that was accepted was accepted, by stream. */
  readonly accepted: ReadonlyMap<string, number>;
}

export interface WitnessPorts {
  readonly now: () => number;
  /** Null: the store answers at once. */
  readonly gate: ((name: string) => Promise<void>) | null;
  readonly saved: (before: SessionRecord | null, after: SessionRecord) => void;
}

const none: readonly Frame[] = [];

export class Witness implements Truth {
  record: SessionRecord | null = null;
  readonly accepted = new Map<string, number>();
  readonly #journals = new Map<string, Frame[]>();
  readonly #ports: WitnessPorts;

  constructor(ports: WitnessPorts) {
    this.#ports = ports;
  }

  journal(streamId: string): readonly Frame[] {
    return this.#journals.get(journalName(sessionId, streamId)) ?? none;
  }

  isRunning(streamId: string): boolean {
    if (this.record === null || turnOf(this.record, streamId)?.outcome !== null) return false;
    return !isTerminal(this.journal(streamId).at(-1)?.kind ?? '');
  }

  /** The store with this witness in front of it. */
  watchStore(store: Store): Store {
    const { gate, saved } = this.#ports;
    const through = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
      if (gate === null) return call();
      await gate(name);
      const result = await call();
      await gate(`${name} done`);
      return result;
    };
    return {
      ...store,
      load: (id) => through('load', () => store.load(id)),
      loadSummary: (id) => through('look', () => store.loadSummary(id)),
      save: (record, lockFence) =>
        through('save', async () => {
          await store.save(record, lockFence);
          const before = this.record;
          this.record = record;
          saved(before, record);
        }),
      claim: (...args) => through('claim', () => store.claim(...args)),
      lease: (...args) => through('lease', () => store.lease(...args)),
      append: (journal, expectedSeq, frames, turnFence) =>
        through('append', async () => {
          await store.append(journal, expectedSeq, frames, turnFence);
          const known = this.#journals.get(journal) ?? [];
          this.#journals.set(journal, known);
          known.push(...frames.slice(Math.max(0, known.length - expectedSeq)));
        }),
      decide: (...args) => through('decide', () => store.decide(...args)),
      answer: (...args) => through('answer', () => store.answer(...args)),
      read: (...args) => through('read', () => store.read(...args)),
      head: (...args) => through('head', () => store.head(...args)),
    };
  }

  /** The host with this witness in front of it. */
  watchHost(host: Host): Host {
    return {
      start: (...args) => host.start(...args),
      open: (...args) => host.open(...args),
      status: (...args) => host.status(...args),
      answer: (...args) => host.answer(...args),
      load: (...args) => host.load(...args),
      edit: (...args) => host.edit(...args),
      save: (...args) => host.save(...args),
      watch: (...args) => host.watch(...args),
      retain: () => host.retain(),
      close: () => host.close(),
      cancel: async (session, streamId) => {
        const answer = await host.cancel(session, streamId);
        if (answer.state === 'accepted' && !this.accepted.has(streamId)) {
          this.accepted.set(streamId, this.#ports.now());
        }
        return answer;
      },
    };
  }
}
