/**
 * Tells the store which journals are read here, so that none is trimmed from under its readers.
 *
 * It is a courtesy and no lock: a reader whose frames are gone hears that from the store, and comes
 * back to hear it from the host. So nobody waits for it, and one word serves all readers of a
 * journal for half as long as it holds. It never knows where a reader stands.
 */
import type { Clock } from '../clock.ts';
import type { Store } from './store.ts';

/** How long a journal counts as read after it was last said. */
const attendedMs = 60_000;

export interface Attendance {
  /** A reader of this journal has come. */
  begin(journal: string): Attendant;
}

export interface Attendant {
  /** The reader is still there. */
  stay(): void;
  leave(): void;
}

interface Attended {
  readers: number;
  saidAt: number | null;
}

export function createAttendance(
  store: Store,
  clock: Clock,
  report: (error: unknown) => void,
): Attendance {
  const journals = new Map<string, Attended>();
  const say = (journal: string, attended: Attended): void => {
    const now = clock.now();
    // A clock that was set back has said it in the future.
    const ageMs = attended.saidAt === null ? attendedMs : Math.abs(now - attended.saidAt);
    if (ageMs < attendedMs / 2) return;
    attended.saidAt = now;
    store.attend(journal, attendedMs).catch(report);
  };
  return {
    begin: (journal) => {
      const attended = journals.get(journal) ?? { readers: 0, saidAt: null };
      journals.set(journal, attended);
      attended.readers += 1;
      say(journal, attended);
      return {
        stay: () => say(journal, attended),
        leave: () => {
          attended.readers -= 1;
          if (attended.readers === 0) journals.delete(journal);
        },
      };
    },
  };
}
