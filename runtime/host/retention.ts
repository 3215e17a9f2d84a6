/**
 * How long journals are kept once nobody needs them: by age, and by how many there are.
 *
 * A turn's transcript is in its session's record, for good; its journal is for readers who come
 * back to a stream. So it is dropped some time after it was closed, oldest first, whether it was
 * ever read or not; a late cursor hears that its frames are gone, and settles. What still runs,
 * what no record has settled, and what somebody reads is never dropped: the store sees to the first
 * and the last.
 */
import { type SessionRecord, turnOf } from '../../machines/vocabulary.ts';
import { isCode } from '../core/errors.ts';
import { journalParts } from '../core/host.ts';
import type { ClosedJournal, Store } from './store.ts';

export interface Retention {
  /** How long a journal is kept after it was closed. Default: 86,400,000, a day. */
  readonly retainMs: number;
  /** How many closed journals are kept. Default 100,000. */
  readonly retainStreams: number;
}

export interface Retained {
  /** Journals whose frames were dropped. */
  readonly trimmed: number;
  /** Journals that were to go, and are still needed. */
  readonly spared: number;
  /** Journals that may be kept for now. */
  readonly kept: number;
}

const pageMax = 256;

const never = (): boolean => false;

/** Looks at every closed journal that has frames, once, until it is over. */
export async function retain(
  store: Store,
  policy: Retention,
  now: number,
  isOver = never,
): Promise<Retained> {
  let surplus = (await countClosed(store, isOver)) - policy.retainStreams;
  let [trimmed, spared, kept] = [0, 0, 0];
  for await (const closed of closedJournals(store, isOver)) {
    const isOld = closed.closedAt + policy.retainMs <= now;
    if (!isOld && surplus <= 0) {
      kept += 1;
    } else if (await drop(store, closed)) {
      surplus -= 1;
      trimmed += 1;
    } else {
      spared += 1;
    }
  }
  return { trimmed, spared, kept };
}

async function countClosed(store: Store, isOver: () => boolean): Promise<number> {
  let count = 0;
  for await (const _ of closedJournals(store, isOver)) count += 1;
  return count;
}

/** By pages, so that there may be more of them than this process has room for. */
async function* closedJournals(store: Store, isOver: () => boolean): AsyncGenerator<ClosedJournal> {
  let after = '';
  for (;;) {
    const page = isOver() ? [] : await store.closed(after, pageMax);
    for (const closed of page) {
      if (isOver()) return;
      yield closed;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

/** What became of the turn is stored, or it was cut off its session by intent. */
function isSettled(record: SessionRecord, streamId: string): boolean {
  const outcome = turnOf(record, streamId)?.outcome ?? null;
  return outcome !== null || record.removed.includes(streamId);
}

/** False when it is still needed. */
async function drop(store: Store, { journal, lastSeq }: ClosedJournal): Promise<boolean> {
  const { sessionId, streamId } = journalParts(journal);
  try {
    const record = await store.load(sessionId);
    if (record === null || !isSettled(record, streamId)) return false;
    await store.trim(journal, lastSeq + 1);
    return true;
  } catch (error) {
    // Of a damaged record nobody knows what is still needed; it is in nobody else's way.
    if (isCode(error, 'attended') || isCode(error, 'damaged')) return false;
    throw error;
  }
}
