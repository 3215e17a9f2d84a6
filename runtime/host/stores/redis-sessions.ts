/**
 * Sessions in Redis: the record, its summary and, once it has shrunk, its backup, each a sealed
 * text; and an index of all ids. What may be written, and what is served, is said by `records.ts`.
 *
 * A save reads what is kept, plans, and writes if nothing else was written meanwhile: the fence and
 * the number of saves are compared by the script that writes. A session is in the index before it
 * has a record, so none is ever missing from a list.
 */
import { HoldfastError, isCode } from '../../core/errors.ts';
import type { SessionSummary } from '../../core/host.ts';
import type { Store } from '../store.ts';
import {
  decodeSummary,
  demandRecord,
  type KeptTexts,
  planRestore,
  planSave,
  recordOf,
  type Save,
} from './records.ts';
import type { RedisKeys } from './redis-keys.ts';
import { type RedisLink, refusal } from './redis-link.ts';
import {
  addToIndex,
  listIndex,
  readKept,
  readText,
  readTexts,
  writeKept,
} from './redis-scripts.ts';
import type { RedisWakes } from './redis-wakes.ts';
import { seal, unseal } from './sealed.ts';

export interface RedisSessionsPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
  /** What is damaged where nobody asked for it alone. */
  readonly report: (error: unknown) => void;
}

type Sessions = Pick<Store, 'load' | 'loadSummary' | 'save' | 'list'>;

/** How many sessions the scan asks for at a time. */
const scannedMax = 16;

interface Kept extends KeptTexts {
  readonly lockFence: number;
  /** How often the record was written. */
  readonly saved: number;
  /** Sealed: a damaged one is made anew and is in nobody's way. */
  readonly summary: string | null;
}

export function redisSessions(ports: RedisSessionsPorts): Sessions {
  const { link, keys, wakes, report } = ports;
  const summaryFor = async (sessionId: string): Promise<SessionSummary | null> => {
    const key = keys.summary(sessionId);
    const [sealed] = await link.demand(readText, [key], [], sessionId);
    return typeof sealed === 'string' ? decodeSummary(unseal(key, sealed), sessionId) : null;
  };

  return {
    load: async (sessionId) => recordOf(sessionId, await keptOf(ports, sessionId, readTexts)),
    loadSummary: summaryFor,
    save: async (record, lockFence) => {
      const { sessionId } = record;
      const indexed = link.run(addToIndex, [keys.sessions], [sessionId]);
      for (;;) {
        const [kept] = await Promise.all([keptOf(ports, sessionId), indexed]);
        if (kept.lockFence !== lockFence) {
          throw new HoldfastError('fenced', `fence ${lockFence} is not the last of this session`);
        }
        const plan = planSave(record, kept);
        const how = { fence: String(lockFence), saved: kept.saved, wake: wakes.channel(sessionId) };
        if (await written(ports, sessionId, plan, how)) return;
      }
    },
    list: async (after, limit) => {
      const found: SessionSummary[] = [];
      for await (const ids of pages(ports, after, limit)) {
        const asked = ids.map((id) => attempt(() => summaryFor(id), report));
        // In the index and without a record: its first save was never finished.
        found.push(...(await Promise.all(asked)).filter((one) => one !== null));
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
}

/**
 * Gives back what a record has lost without having been told to, and reports what can't be read.
 * Nothing waits for it: `load` and `save` see each record as it is restored. One that finds nothing
 * to do writes nothing.
 */
export async function scanSessions(ports: RedisSessionsPorts): Promise<void> {
  const { report } = ports;
  try {
    for await (const ids of pages(ports, '', scannedMax)) {
      await Promise.all(ids.map((id) => attempt(() => restore(ports, id), report)));
    }
  } catch (error) {
    // The next opening scans again.
    report(error);
  }
}

async function restore(ports: RedisSessionsPorts, sessionId: string): Promise<void> {
  const { keys, report } = ports;
  for (;;) {
    const kept = await keptOf(ports, sessionId);
    const opened = await attempt(
      async () => opening(keys.summary(sessionId), kept.summary),
      report,
    );
    const plan = planRestore(sessionId, { ...kept, summary: opened });
    if (plan === null) return;
    const how = { fence: '', saved: kept.saved, wake: '' };
    if (await written(ports, sessionId, { ...plan, backup: null }, how)) return;
  }
}

/** The ids of the index, so many at a time. */
async function* pages({ link, keys }: RedisSessionsPorts, after: string, count: number) {
  for (let from = after; ; ) {
    const { answer } = await link.run(listIndex, [keys.sessions], [from, count]);
    const [ids = []] = answer as readonly (readonly string[])[];
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    from = last;
  }
}

async function keptOf(
  { link, keys }: RedisSessionsPorts,
  sessionId: string,
  reading = readKept,
): Promise<Kept> {
  const answer = await link.demand(reading, namesOf(keys, sessionId), [], sessionId);
  const [lockFence, saved, record, summary, backup] = answer as readonly [
    number,
    number,
    ...(readonly (string | null)[]),
  ];
  const kept = {
    record: opening(keys.record(sessionId), record),
    backup: opening(keys.backup(sessionId), backup),
  };
  demandRecord(sessionId, kept, (summary ?? null) !== null);
  return { ...kept, lockFence, saved, summary: summary ?? null };
}

interface HowWritten {
  /** Empty: no lock is needed. */
  readonly fence: string;
  readonly saved: number;
  /** Empty: nobody is woken. */
  readonly wake: string;
}

/** False when something else was written meanwhile. Throws `fenced`. */
async function written(
  { link, keys }: RedisSessionsPorts,
  sessionId: string,
  { record, summary, backup }: Save,
  { fence, saved, wake }: HowWritten,
): Promise<boolean> {
  const texts = [
    seal(keys.record(sessionId), record),
    seal(keys.summary(sessionId), summary),
    backup === null ? '' : seal(keys.backup(sessionId), backup),
  ];
  const args = [fence, saved, ...texts, wake];
  const { code, answer } = await link.run(writeKept, namesOf(keys, sessionId), args);
  if (code !== 'ok' && code !== 'changed') throw refusal(code, sessionId, answer);
  return code === 'ok';
}

function namesOf(keys: RedisKeys, sessionId: string): readonly string[] {
  return [keys.lock, keys.record, keys.summary, keys.backup].map((name) => name(sessionId));
}

function opening(key: string, sealed: string | null | undefined): string | null {
  return typeof sealed === 'string' ? unseal(key, sealed) : null;
}

/** Null, and a report, for what is damaged: the others are not stopped by it. */
async function attempt<T>(
  run: () => Promise<T>,
  report: (error: unknown) => void,
): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (!isCode(error, 'damaged')) throw error;
    report(error);
    return null;
  }
}
