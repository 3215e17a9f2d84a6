/**
 * The end of journals over an engine: which are closed, who still reads them, and dropping their
 * frames, and after the last one the cells of their prompts. A closed journal is listed while it
 * has any of these; its entry stays for good, so that a late cursor hears that they are gone. When
 * to trim is the host's to say.
 */
import { HoldfastError, isCode } from '../../core/errors.ts';
import type { ClosedJournal, Store } from '../store.ts';
import {
  type Change,
  decodedPart,
  type Engine,
  type Put,
  type Timing,
  under,
  type View,
} from './engine.ts';
import {
  closedKey,
  type Entry,
  entryOf,
  frameKey,
  put,
  runs,
  type Span,
  spanOf,
} from './engine-entries.ts';
import { cellKeys } from './engine-prompts.ts';

type Report = (error: unknown) => void;
type Retention = Pick<Store, 'attend' | 'trim' | 'closed'>;

/** Frames and cells that one transaction drops at most: a trim of more is several. */
const droppedMax = 1_000;

export function retentionOf(engine: Engine, timing: Timing, report: Report): Retention {
  return {
    attend: (name, ms) =>
      engine.write((view) => {
        const entry = entryOf(view, name);
        const next = entry && attended(entry, spanOf(timing, ms));
        if (next === null || next === entry) return { answer: undefined };
        return { answer: undefined, puts: [put(name, next)] };
      }),
    trim: async (name, firstSeq) => {
      for (;;) {
        const isDone = await engine.write((view) => {
          const entry = entryOf(view, name);
          const closed = entry?.closed ?? null;
          if (entry === null || closed === null) {
            throw new HoldfastError('journal_open', `${name} has no terminal`);
          }
          if (runs(timing, entry.attended))
            throw new HoldfastError('attended', `${name} is being read`);
          return trimming(view, name, entry, Math.min(firstSeq, entry.lastSeq + 1));
        });
        if (isDone) return;
      }
    },
    closed: async (after, limit) => engine.read((view) => closedIn(view, after, limit, report)),
  };
}

/** The longer of what is promised to readers. */
function attended(entry: Entry, span: Span): Entry {
  const { since, ms } = entry.attended;
  const isLonger = since <= span.since && since + ms > span.since + span.ms;
  return isLonger ? entry : { ...entry, attended: span };
}

/** Drops some frames or cells; true when all that were to go are gone. */
function trimming(view: View, name: string, entry: Entry, wanted: number): Change<boolean> {
  const firstSeq = Math.max(entry.firstSeq, Math.min(wanted, entry.firstSeq + droppedMax));
  const frames = Array.from({ length: firstSeq - entry.firstSeq }, (_, at) =>
    frameKey(name, entry.firstSeq + at),
  );
  const isEmpty = firstSeq > entry.lastSeq;
  const cellsMax = isEmpty ? Math.min(entry.prompts, droppedMax - frames.length) : 0;
  const cells = cellsMax === 0 ? [] : cellKeys(view, name, cellsMax);
  if (frames.length === 0 && cellsMax === 0) return { answer: true };
  const puts = [...frames, ...cells].map((key): Put => [key, null]);
  // Where fewer are there than were counted there are no more.
  const prompts = cells.length < cellsMax ? 0 : entry.prompts - cells.length;
  const answered = isEmpty ? [] : entry.answered;
  puts.push(put(name, { ...entry, firstSeq, prompts, answered }));
  const isGone = isEmpty && prompts === 0;
  if (isGone && entry.closed !== null) puts.push([closedKey(entry.closed.at, name), null]);
  return { answer: isEmpty ? isGone : firstSeq >= wanted, puts };
}

function closedIn(
  view: View,
  after: string,
  limit: number,
  report: Report,
): readonly ClosedJournal[] {
  const [first, before] = under('closed/');
  const found: ClosedJournal[] = [];
  for (const position of view.keys(after === '' ? first : `${after}\0`, before)) {
    if (found.length >= limit) break;
    try {
      const [, at = '', name = ''] = position.split('/');
      const journal = decodedPart(position, name);
      found.push({ position, journal, closedAt: Number(at), lastSeq: Number(view.get(position)) });
    } catch (error) {
      // One that is damaged is not dropped, and is in no other's way.
      if (!isCode(error, 'damaged')) throw error;
      report(error);
    }
  }
  return found;
}
