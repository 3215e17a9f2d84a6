/**
 * Sessions over an engine: a record, its summary beside it so that a list reads no transcript, and
 * a backup once it has shrunk. What may be written, and what is served, is said by `records.ts`.
 * One session that is damaged is in nobody else's way.
 */
import { HoldfastError, isCode } from '../../core/errors.ts';
import type { SessionSummary } from '../../core/host.ts';
import type { Store } from '../store.ts';
import {
  type Engine,
  foreign,
  idOf,
  keyOf,
  lastKey,
  type Put,
  type Table,
  tables,
  under,
  type View,
} from './engine.ts';
import { lastFence } from './engine-locks.ts';
import {
  decodeSummary,
  demandRecord,
  type KeptTexts,
  planRestore,
  planSave,
  recordOf,
  type Save,
} from './records.ts';

type Sessions = Pick<Store, 'load' | 'loadSummary' | 'save' | 'list'>;

/** How many sessions the scan looks at in one transaction. */
const scannedMax = 16;

export function sessionsOf(engine: Engine, report: (error: unknown) => void): Sessions {
  return {
    load: async (sessionId) => engine.read((view) => recordOf(sessionId, keptOf(view, sessionId))),
    loadSummary: async (sessionId) => engine.read((view) => summaryIn(view, sessionId)),
    save: (record, lockFence) =>
      engine.write((view) => {
        const { sessionId } = record;
        if (lastFence(view, sessionId) !== lockFence) {
          throw new HoldfastError('fenced', `fence ${lockFence} is not the last of this session`);
        }
        const plan = planSave(record, keptOf(view, sessionId));
        return { answer: undefined, puts: putsOf(sessionId, plan), wakes: [sessionId] };
      }),
    list: async (after, limit) =>
      engine.read((view) => {
        const found: SessionSummary[] = [];
        const from = after === '' ? '' : keyOf('summaries', after);
        for (const key of keysAfter(view, 'summaries', from)) {
          if (found.length >= limit) break;
          const summary = attempt(() => summaryIn(view, idOf(key)), report);
          if (summary !== null) found.push(summary);
        }
        return found;
      }),
  };
}

/**
 * Gives back what a record has lost without having been told to, and reports what can't be read.
 * Nothing waits for it: `load` and `save` see each record as it is restored. One that finds nothing
 * to do writes nothing.
 */
export async function scan(engine: Engine, report: (error: unknown) => void): Promise<void> {
  try {
    for (const key of attempt(() => engine.read(foreignKeys), report) ?? []) {
      report(new HoldfastError('damaged', foreign(key)));
    }
    for (const table of ['records', 'backups'] as const) {
      let after = '';
      for (;;) {
        const keys = engine.read((view) => someKeys(view, table, after));
        const last = keys.at(-1);
        if (last === undefined) break;
        await engine.write((view) => ({
          answer: undefined,
          puts: keys.flatMap((key) => attempt(() => restoring(view, key, report), report) ?? []),
        }));
        after = last;
      }
    }
  } catch (error) {
    // Closed meanwhile, or the disk is full: the next opening scans again.
    if (!isCode(error, 'closing')) report(error);
  }
}

function restoring(view: View, key: string, report: (error: unknown) => void): readonly Put[] {
  const id = idOf(key);
  const record = keyOf('records', id);
  // A backup beside a record was looked at with it.
  if (key !== record && [...view.keys(record, `${record}\0`)].length > 0) return [];
  const summary = attempt(() => view.get(keyOf('summaries', id)) ?? null, report);
  const plan = planRestore(id, { ...keptOf(view, id), summary });
  return plan === null ? [] : putsOf(id, { ...plan, backup: null });
}

/** Keys that belong to no table. */
function foreignKeys(view: View): readonly string[] {
  const ends = tables.map((table) => under(`${table}/`));
  const begins = ['', ...ends.map(([, before]) => before)];
  const gaps = begins.map((from, at) => [from, ends[at]?.[0] ?? lastKey] as const);
  return gaps.flatMap(([from, before]) => [...view.keys(from, before)]);
}

function someKeys(view: View, table: Table, after: string): readonly string[] {
  const keys: string[] = [];
  for (const key of keysAfter(view, table, after)) {
    if (keys.push(key) === scannedMax) break;
  }
  return keys;
}

/** By keys, not by ids: a foreign one has none, and is passed all the same. */
function keysAfter(view: View, table: Table, key: string): Iterable<string> {
  const [first, before] = under(`${table}/`);
  return view.keys(key === '' ? first : `${key}\0`, before);
}

function keptOf(view: View, id: string): KeptTexts {
  const textOf = (table: Table) => view.get(keyOf(table, id)) ?? null;
  const kept = { record: textOf('records'), backup: textOf('backups') };
  if (kept.record === null) demandRecord(id, kept, textOf('summaries') !== null);
  return kept;
}

function summaryIn(view: View, id: string): SessionSummary | null {
  const text = view.get(keyOf('summaries', id));
  return text === undefined ? null : decodeSummary(text, id);
}

function putsOf(id: string, { record, summary, backup }: Save): readonly Put[] {
  const puts: Put[] = [
    [keyOf('records', id), record],
    [keyOf('summaries', id), summary],
  ];
  return backup === null ? puts : [...puts, [keyOf('backups', id), backup]];
}

/** Null, and a report, for what is damaged: the others are not stopped by it. */
function attempt<T>(run: () => T, report: (error: unknown) => void): T | null {
  try {
    return run();
  } catch (error) {
    report(error);
    return null;
  }
}
