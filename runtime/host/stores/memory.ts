/**
 * The store that keeps everything in this process: for one host, for tests, and as the plainest
 * reading of the contract.
 *
 * Each method does its work in one synchronous step and only then resolves. Values are copied when
 * they come in and frozen, so that nobody changes what is stored. Fences are checked as a store
 * that many processes share would have to. It never decides about the protocol.
 */
import type { Frame, Json, Terminal } from '../../../machines/vocabulary.ts';
import { isTerminal } from '../../../machines/vocabulary.ts';
import { type Clock, systemClock } from '../../clock.ts';
import { HoldfastError } from '../../core/errors.ts';
import { type SessionRecord, summaryOf } from '../../core/host.ts';
import type { BatchLimit, Decided, Head, Store } from '../store.ts';
import { createLocks, type Locks } from './memory-locks.ts';
import { createTopics, type Topics } from './topics.ts';

export interface MemoryStoreOptions {
  readonly clock?: Clock;
  /** How long a lock is waited for. Default 10,000. */
  readonly lockWaitMsMax?: number;
  /** How long a lock is held at most while another waits for it. Default 30,000. */
  readonly lockHoldMsMax?: number;
}

interface Journal {
  fence: number;
  /** When the lease of that fence runs out, by the clock. */
  leaseUntil: number;
  cell: { readonly outcome: Terminal; readonly detail: Json } | null;
  readonly frames: Frame[];
  /** The frames as JSON, to tell the same bytes from others and to measure a batch. */
  readonly texts: string[];
}

export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { clock = systemClock, lockWaitMsMax = 10_000, lockHoldMsMax = 30_000 } = options;
  const locks = createLocks(clock, lockWaitMsMax, lockHoldMsMax);
  const topics = createTopics();
  return {
    ...sessionsOf(locks, topics),
    ...journalsOf(clock, topics),
    subscribe: topics.subscribe,
  };
}

type Sessions = Pick<Store, 'lock' | 'unlock' | 'load' | 'loadSummary' | 'save' | 'list'>;
type Journals = Omit<Store, keyof Sessions | 'subscribe'>;

function sessionsOf(locks: Locks, topics: Topics): Sessions {
  const sessions = new Map<string, SessionRecord>();
  return {
    lock: (sessionId) => locks.take(sessionId),
    unlock: async (sessionId, lockFence) => locks.give(sessionId, lockFence),
    load: async (sessionId) => sessions.get(sessionId) ?? null,
    loadSummary: async (sessionId) => {
      const record = sessions.get(sessionId);
      return record === undefined ? null : summaryOf(record);
    },
    save: async (record, lockFence) => {
      if (locks.lastFence(record.sessionId) !== lockFence) {
        throw new HoldfastError('fenced', `fence ${lockFence} is not the last of this session`);
      }
      sessions.set(record.sessionId, frozenCopy(record));
      topics.wake(record.sessionId);
    },
    list: async (after, limit) =>
      [...sessions.keys()]
        .filter((id) => id > after)
        .toSorted()
        .slice(0, limit)
        .flatMap((id) => sessions.get(id) ?? [])
        .map(summaryOf),
  };
}

function journalsOf(clock: Clock, topics: Topics): Journals {
  const journals = new Map<string, Journal>();
  const own = (name: string, turnFence: number): Journal => {
    const journal = journals.get(name);
    if (journal === undefined) throw new HoldfastError('missing', `there is no journal ${name}`);
    if (journal.fence === turnFence) return journal;
    throw new HoldfastError('fenced', `fence ${turnFence} of ${name} is not the last one`);
  };

  const isLive = ({ leaseUntil }: Journal): boolean => clock.now() < leaseUntil;

  return {
    claim: async (name, after, leaseMs) => {
      const journal = journals.get(name) ?? newJournal();
      if (journal.fence !== after || isLive(journal)) {
        throw new HoldfastError('fenced', `${name} is another's, or was claimed after ${after}`);
      }
      journals.set(name, journal);
      journal.fence += 1;
      journal.leaseUntil = clock.now() + leaseMs;
      return journal.fence;
    },
    renew: async (name, turnFence, leaseMs) => {
      const journal = own(name, turnFence);
      journal.leaseUntil = clock.now() + leaseMs;
      return journal.cell?.outcome ?? null;
    },
    lease: async (name) => {
      const journal = journals.get(name) ?? newJournal();
      return { turnFence: journal.fence, isLive: isLive(journal) };
    },
    append: async (name, expectedSeq, frames, turnFence) => {
      appendTo(own(name, turnFence), name, expectedSeq, frames);
      topics.wake(name);
    },
    decide: async (name, outcome, detail, turnFence): Promise<Decided> => {
      const journal = own(name, turnFence);
      journal.cell ??= frozenCopy({ outcome, detail });
      const isClosed = isTerminal(journal.frames.at(-1)?.kind ?? '');
      return { ...journal.cell, lastSeq: journal.frames.length - (isClosed ? 1 : 0) };
    },
    read: async (name, after, limit) => {
      const journal = journals.get(name);
      return journal === undefined ? null : batch(journal, after, limit);
    },
    head: async (name): Promise<Head | null> => {
      const journal = journals.get(name);
      if (journal === undefined) return null;
      const kind = journal.frames.at(-1)?.kind ?? '';
      return {
        firstSeq: 1,
        lastSeq: journal.frames.length,
        terminal: isTerminal(kind) ? kind : null,
      };
    },
  };
}

function newJournal(): Journal {
  return { fence: 0, leaseUntil: 0, cell: null, frames: [], texts: [] };
}

function appendTo(
  journal: Journal,
  name: string,
  expectedSeq: number,
  frames: readonly Frame[],
): void {
  const texts = frames.map((frame) => JSON.stringify(frame));
  const known = journal.texts.slice(expectedSeq, expectedSeq + texts.length);
  if (known.length === texts.length && known.every((text, at) => text === texts[at])) return;
  if (isTerminal(journal.frames.at(-1)?.kind ?? '')) {
    throw new HoldfastError('journal_closed', `${name} has its terminal`);
  }
  const fits = frames.every(({ seq }, at) => seq === expectedSeq + at + 1);
  if (expectedSeq !== journal.frames.length || !fits) {
    const message = `${name} ends at ${journal.frames.length}, not at ${expectedSeq}`;
    throw new HoldfastError('journal_conflict', message);
  }
  frames.forEach(({ kind }, at) => {
    const mayClose = at === frames.length - 1 && kind === journal.cell?.outcome;
    if (isTerminal(kind) ? !mayClose : journal.cell !== null) {
      const message = `${name} takes no ${kind}: its outcome is ${journal.cell?.outcome ?? 'open'}`;
      throw new HoldfastError(isTerminal(kind) ? 'journal_conflict' : 'journal_closed', message);
    }
  });
  journal.frames.push(...frames.map((frame) => frozenCopy(frame)));
  journal.texts.push(...texts);
}

function batch(journal: Journal, after: number, limit: BatchLimit): readonly Frame[] {
  let end = after;
  for (let chars = 0; end < journal.frames.length && end - after < limit.frames; end += 1) {
    chars += journal.texts[end]?.length ?? 0;
    if (chars > limit.chars && end > after) break;
  }
  return journal.frames.slice(after, end);
}

/** What JSON makes of a value, as any other store would keep it, and frozen all through. */
function frozenCopy<T>(value: T): T {
  return freeze(JSON.parse(JSON.stringify(value)) as Json) as T;
}

function freeze(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
