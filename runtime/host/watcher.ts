/**
 * Watching sessions: the last turn of each as it stands, then again at every change.
 *
 * Level-triggered: what is kept is which sessions have changed, and what is said is read when it is
 * asked for. So changes may coalesce, a slow watcher costs one mark for each session, and what it
 * is told last is always how things are.
 */
import type { LastTurn } from '../../machines/vocabulary.ts';
import { createDeferred } from './deferred.ts';

/** The last turn of one session. */
export interface Watched extends LastTurn {
  readonly sessionId: string;
}

export interface Watcher {
  /** The next word; null once the watcher is closed, as a look that rejects does. One at a time. */
  next(): Promise<Watched | null>;
  /** Idempotent; a pending `next` resolves to null. */
  close(): void;
  /** Resolves when it was closed, by whomever. */
  readonly closed: Promise<void>;
}

export interface WatcherPorts {
  /** The last turn as it stands now; null for a session without one. */
  readonly look: (sessionId: string) => Promise<LastTurn | null>;
  /** Calls back at every change from now on; returns what ends it. */
  readonly subscribe: (sessionId: string, changed: () => void) => () => void;
}

export function createWatcher(sessionIds: readonly string[], ports: WatcherPorts): Watcher {
  const changed = new Set(sessionIds);
  /** What was said last of each: many a change leaves the last turn as it was. */
  const said = new Map<string, string>();
  const closed = createDeferred();
  let wake: () => void = () => undefined;

  const ends = [...changed].map((sessionId) =>
    ports.subscribe(sessionId, () => {
      changed.add(sessionId);
      wake();
    }),
  );

  const isClosed = (): boolean => ends.length === 0;
  const close = (): void => {
    if (isClosed()) return;
    for (const end of ends.splice(0)) end();
    wake();
    closed.resolve();
  };
  /** Who can't look any more is of no use, and whoever reads it hears nothing but this error. */
  const lookOrClose = async (sessionId: string): Promise<LastTurn | null> => {
    try {
      return await ports.look(sessionId);
    } catch (error) {
      close();
      throw error;
    }
  };
  const next = async (): Promise<Watched | null> => {
    while (!isClosed()) {
      const [sessionId] = changed;
      if (sessionId === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      // Before the look: a change during it is a change after it.
      changed.delete(sessionId);
      const last = await lookOrClose(sessionId);
      const word = JSON.stringify(last);
      if (last === null || isClosed() || said.get(sessionId) === word) continue;
      said.set(sessionId, word);
      return { sessionId, ...last };
    }
    return null;
  };

  return { next, close, closed: closed.promise };
}
