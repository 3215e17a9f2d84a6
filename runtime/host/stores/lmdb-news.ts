/**
 * Wake-ups across the processes that share an LMDB folder.
 *
 * Each transaction that wakes somebody leaves an entry, numbered, with its topics; the last few
 * hundred are kept. While anybody listens here, the entries since the last look are read now and
 * then. Who has fallen behind what is kept looks at everything. Within this process a wake-up is
 * not waited for: it comes with the transaction.
 */
import type { Clock } from '../../clock.ts';
import { ordered, under } from './engine.ts';
import { type Database, readFresh } from './lmdb-database.ts';
import { seal, unseal } from './sealed.ts';
import { createTopics } from './topics.ts';

export interface NewsPorts {
  readonly db: Database;
  readonly clock: Clock;
  readonly pollMs: number;
  readonly report: (error: unknown) => void;
}

export interface News {
  /** Leaves an entry, in the transaction that is open. */
  tell(topics: readonly string[]): void;
  /** Wakes the listeners of this process. */
  wake(topics: Iterable<string>): void;
  subscribe(topic: string, wake: () => void): () => void;
  close(): void;
}

interface Entry {
  readonly by: string;
  readonly topics: readonly string[];
}

/** How long nothing is looked at after a look that failed. */
const failedPollMs = 1_000;

/** Entries that are kept; one a millisecond would last for a quarter of a second. */
const keptMax = 256;

const [first, end] = under('changes/');

export function createNews({ db, clock, pollMs, report }: NewsPorts): News {
  const topics = createTopics();
  const self = clock.id();
  let seen = 0;
  let cancel: (() => void) | null = null;

  const last = (): number => {
    const [key] = db.getKeys({ start: end, end: first, reverse: true, limit: 1, snapshot: false });
    return key === undefined ? 0 : numberOf(key);
  };

  const entriesAfter = (number: number) => {
    const newest = last();
    const range = { start: keyOf(number + 1), end: keyOf(newest + 1), snapshot: false };
    return { newest, entries: newest > number ? [...db.getRange(range)] : [] };
  };

  const look = (): void => {
    const { newest, entries } = readFresh(db, () => entriesAfter(seen));
    if (newest > seen + keptMax) topics.wakeAll();
    // Whatever becomes of these, they are not looked at again.
    seen = newest;
    for (const { key, value } of entries) {
      const { by, topics: woken } = JSON.parse(unseal(key, value)) as Entry;
      if (by !== self) for (const topic of woken) topics.wake(topic);
    }
  };

  const poll = (ms: number): void => {
    cancel = clock.after(ms, () => {
      cancel = null;
      if (topics.isEmpty()) return;
      try {
        look();
        poll(pollMs);
      } catch (error) {
        report(error);
        // Nobody knows what was missed.
        topics.wakeAll();
        poll(failedPollMs);
      }
    });
  };

  return {
    tell: (woken) => {
      const number = last() + 1;
      const entry = JSON.stringify({ by: self, topics: woken } satisfies Entry);
      db.putSync(keyOf(number), seal(keyOf(number), entry));
      if (number > keptMax) db.removeSync(keyOf(number - keptMax));
    },
    wake: (woken) => {
      for (const topic of woken) topics.wake(topic);
    },
    subscribe: (topic, wake) => {
      if (cancel === null) {
        // What comes after this look is news; what came before it is found by reading.
        seen = readFresh(db, last);
        poll(pollMs);
      }
      return topics.subscribe(topic, wake);
    },
    close: () => {
      cancel?.();
      cancel = null;
    },
  };
}

function keyOf(number: number): string {
  return `${first}${ordered(number)}`;
}

function numberOf(key: string): number {
  return Number(key.slice(first.length));
}
