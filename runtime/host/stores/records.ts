/**
 * What a session's record is where it is kept: its text, its version, what may replace it, and what
 * is kept of it when it shrinks.
 *
 * Pure, and shared by all stores: a store gets texts, asks here what to write, and writes it in one
 * step. Nothing is believed that comes from a disk: a text is a record of ours or it is `damaged`,
 * and nothing in between. It never knows where a text is kept.
 */
import * as v from 'valibot';
import {
  holdsTurn,
  isTerminal,
  type Json,
  type Part,
  type SessionRecord,
  type SessionSummary,
  type StoredTurn,
  summaryOf,
  type Terminal,
} from '../../../machines/vocabulary.ts';
import { HoldfastError, messageOf } from '../../core/errors.ts';

/** The version of what is written; a text of a later one is not read. */
const version = 1;

/** Of a text that was parsed as JSON, everything is. */
const json = v.custom<Json>((value) => value !== undefined);
const fields = v.record(v.string(), json);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const terminal = v.custom<Terminal>((kind) => typeof kind === 'string' && isTerminal(kind));
const outcome = v.nullable(terminal);
const strings = v.array(v.string());

const part: v.GenericSchema<Part> = v.variant('type', [
  v.strictObject({ type: v.literal('text'), text: v.string() }),
  v.strictObject({ type: v.literal('reasoning'), text: v.string() }),
  v.strictObject({ type: v.literal('tool'), id: v.string(), tool: fields }),
  v.strictObject({
    type: v.literal('prompt'),
    id: v.string(),
    prompt: fields,
    state: v.picklist(['open', 'closed']),
    answer: json,
  }),
  v.strictObject({ type: v.literal('data'), kind: v.string(), data: json }),
]);

const turn: v.GenericSchema<StoredTurn> = v.strictObject({
  streamId: v.string(),
  ordinal: count,
  question: json,
  parts: v.array(part),
  usage: json,
  outcome,
  detail: json,
  coveredSeq: count,
});

const owner = v.nullable(v.strictObject({ streamId: v.string(), ordinal: count }));

const session: v.GenericSchema<SessionRecord> = v.strictObject({
  sessionId: v.string(),
  updatedAt: v.number(),
  lastOrdinal: count,
  owner,
  turns: v.array(turn),
  tombstones: strings,
  removed: strings,
  meta: json,
});

const lastTurn = v.nullable(v.strictObject({ streamId: v.string(), ordinal: count, outcome }));
const summary: v.GenericSchema<SessionSummary> = v.strictObject({
  sessionId: v.string(),
  updatedAt: v.number(),
  owner,
  lastTurn,
});

/** The record as it was before its last shrink, and the turns that were cut off it by intent. */
export interface Backup {
  readonly before: SessionRecord;
  readonly cut: readonly string[];
}

const backup: v.GenericSchema<Backup> = v.strictObject({ before: session, cut: strings });

/** Throws `misuse` unless it is a whole record: a summary is none (L3). */
export function demandWhole(record: unknown): void {
  const isObject = typeof record === 'object' && record !== null;
  const flaw = flawOf(session, isObject ? { ...record, v: version } : record);
  if (flaw === null) return;
  throw new HoldfastError('misuse', `only a whole record can be saved (L3): ${flaw}`);
}

/** Throws `misuse`. */
export function encodeRecord(record: SessionRecord): string {
  const text = encode(record);
  demandWhole(JSON.parse(text));
  return text;
}

/** Throws `damaged` unless it is a record of this session. */
export function decodeRecord(text: string, sessionId: string): SessionRecord {
  return own(sessionId, decode(session, text, `the record of ${sessionId}`));
}

export function encodeSummary(record: SessionRecord): string {
  return encode(summaryOf(record));
}

export function decodeSummary(text: string, sessionId: string): SessionSummary {
  return own(sessionId, decode(summary, text, `the summary of ${sessionId}`));
}

export function decodeBackup(text: string, sessionId: string): Backup {
  const { before, cut } = decode(backup, text, `the backup of ${sessionId}`);
  return { before: own(sessionId, before), cut };
}

/** What is kept of one session, as texts; null where there is nothing. */
export interface KeptTexts {
  readonly record: string | null;
  readonly backup: string | null;
}

/** Throws `damaged` when there was a record, as its summary says, and nothing of it is left. */
export function demandRecord(sessionId: string, kept: KeptTexts, hasSummary: boolean): void {
  if (kept.record !== null || kept.backup !== null || !hasSummary) return;
  throw new HoldfastError('damaged', `the record of ${sessionId} is not where it was kept`);
}

/** What to write for a save; `backup` is null when the one that is there is to stay. */
export interface Save {
  readonly record: string;
  readonly summary: string;
  readonly backup: string | null;
}

/**
 * The record as it is to be served: what is kept, and whatever of its backup it has lost without
 * having been told to (L2). Null when nothing is kept.
 */
export function recordOf(sessionId: string, kept: KeptTexts): SessionRecord | null {
  const record = kept.record === null ? null : decodeRecord(kept.record, sessionId);
  return kept.backup === null ? record : restored(record, decodeBackup(kept.backup, sessionId));
}

/** What a save of this record writes. Throws `misuse`, `damaged`, or `shrinks`. */
export function planSave(record: SessionRecord, kept: KeptTexts): Save {
  const text = encodeRecord(record);
  const before = recordOf(record.sessionId, kept);
  const lacking = before === null ? [] : lackingIds(before, record);
  const [unmarked] = lacking.filter((id) => !record.removed.includes(id));
  if (unmarked !== undefined) {
    const message = `the record of ${record.sessionId} lacks what is stored of ${unmarked}`;
    throw new HoldfastError('shrinks', message);
  }
  const shrinks = before !== null && lacking.length > 0;
  return {
    record: text,
    summary: encodeSummary(record),
    backup: shrinks ? encode({ before, cut: lacking } satisfies Backup) : null,
  };
}

/**
 * What the scan at opening writes for a session: null when all is as it should be, so a second scan
 * finds nothing to do. Throws `damaged`.
 */
export function planRestore(
  sessionId: string,
  kept: KeptTexts & { readonly summary: string | null },
): Pick<Save, 'record' | 'summary'> | null {
  const record = recordOf(sessionId, kept);
  if (record === null) return null;
  const wanted = { record: encodeRecord(record), summary: encodeSummary(record) };
  return wanted.record === kept.record && wanted.summary === kept.summary ? null : wanted;
}

/** Turns that are stored, and are not in this record, or less of them is. */
export function lackingIds(before: SessionRecord, record: SessionRecord): readonly string[] {
  return before.turns.filter((one) => !holdsTurn(record, one)).map(({ streamId }) => streamId);
}

/** A record that is shorter than its backup gets back what it was not told to lose. */
export function restored(record: SessionRecord | null, { before, cut }: Backup): SessionRecord {
  const base = record ?? { ...before, turns: [], removed: [...before.removed, ...cut] };
  const gone = new Set([...cut, ...base.removed]);
  const lost = before.turns.filter((one) => !gone.has(one.streamId) && !holdsTurn(base, one));
  if (lost.length === 0) return base;
  const kept = base.turns.filter(({ streamId }) => !lost.some((one) => one.streamId === streamId));
  const turns = [...kept, ...lost].toSorted((a, b) => a.ordinal - b.ordinal);
  const lastOrdinal = Math.max(base.lastOrdinal, before.lastOrdinal);
  return deepFreeze({ ...base, lastOrdinal, turns });
}

function encode(value: object): string {
  return JSON.stringify({ v: version, ...value });
}

function decode<T>(schema: v.GenericSchema<T>, text: string, what: string): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new HoldfastError('damaged', `${what} is not JSON: ${messageOf(cause)}`, { cause });
  }
  const flaw = flawOf(schema, parsed);
  if (flaw !== null) throw new HoldfastError('damaged', `${what} can not be read: ${flaw}`);
  const { v: _, ...value } = parsed as { readonly v: number };
  return deepFreeze(value) as T;
}

/** What is wrong with it, and where; null when nothing is. */
function flawOf(schema: v.GenericSchema, parsed: unknown): string | null {
  if (typeof parsed !== 'object' || parsed === null) return 'it is not an object';
  const { v: found, ...value } = parsed as { readonly v?: unknown };
  if (found !== version) return `it is of version ${JSON.stringify(found)}, not ${version}`;
  const { success, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return null;
  const [issue] = issues;
  return `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`;
}

function own<T extends { readonly sessionId: string }>(sessionId: string, found: T): T {
  if (found.sessionId === sessionId) return found;
  throw new HoldfastError('damaged', `${sessionId} holds what belongs to ${found.sessionId}`);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
