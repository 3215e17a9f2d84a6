/**
 * The traces of sessions that several host processes have to do with: each process writes down what
 * it sees of one, at once, in a file of its own, and all files together are one trace.
 *
 * Each line begins with the nanoseconds of the machine's own clock, which never jumps and is the
 * same in every process. So in the order of their times, the lines are in the order in which they
 * were written, and what a process did behind a line comes behind it for all.
 */
import { openSync, writeSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import type { Store } from '../../runtime/host/index.ts';
import { createHostRecorder, recordCalls, type TraceRecord } from '../../runtime/inspect/index.ts';

/** Where a process keeps its traces; its name is of one life only. */
export interface TracePlace {
  readonly folder: string;
  readonly process: string;
}

const mark = 'traced-';

/** The id of a session whose trace is kept by every host that hears of it. */
export function tracedSessionId(): string {
  return `${mark}${systemClock.id()}`;
}

const recorded = [
  ...(['lock', 'unlock', 'load', 'loadSummary', 'save', 'claim', 'renew'] as const),
  ...(['lease', 'append', 'decide', 'answer', 'read', 'head'] as const),
];

/** Not the clock of the host, which is made to jump. */
const clock: Clock = {
  ...systemClock,
  now: () => Number(process.hrtime.bigint() / 1_000_000n),
};

/** What to put in front of a store, and to give a host as `observe`. */
export function recordSessions(store: Store, place: TracePlace) {
  const recorders = new Map<string, ReturnType<typeof recorderOf>>();
  /** Null: it is not a session whose trace is kept. */
  const recorder = (sessionId: string) => {
    if (!sessionId.startsWith(mark)) return null;
    const known = recorders.get(sessionId) ?? recorderOf(place, store, sessionId);
    recorders.set(sessionId, known);
    return known;
  };
  const methods = recorded.map((name) => {
    const call = (...args: unknown[]): unknown => {
      const about = args[0] as string | { readonly sessionId: string };
      const [sessionId = ''] = (typeof about === 'string' ? about : about.sessionId).split('.');
      const asked = recorder(sessionId)?.store ?? store;
      return (asked[name] as (...all: unknown[]) => unknown)(...args);
    };
    return [name, call];
  });
  return {
    store: { ...store, ...(Object.fromEntries(methods) as Partial<Store>) },
    observe: (sessionId: string) => recorder(sessionId)?.observe(sessionId) ?? (() => undefined),
  };
}

function recorderOf(place: TracePlace, store: Store, sessionId: string) {
  const out = openSync(join(place.folder, `${sessionId}.${place.process}.ndjson`), 'a');
  const ring = {
    keep: (record: TraceRecord) =>
      void writeSync(out, `${process.hrtime.bigint()} ${JSON.stringify(record)}\n`),
    records: () => [],
  };
  const kept = { ring, text: true } as const;
  const actor = (name: string) => `${place.process}/${name}`;
  return {
    observe: createHostRecorder({ ...kept, actor: actor('host') }).observe,
    store: recordCalls(store, { ...kept, actor: actor('store'), methods: recorded, clock }),
  };
}

/** The trace of a session, by all processes that have had to do with it. */
export async function readSessionTrace(folder: string, sessionId: string) {
  const files = (await readdir(folder)).filter((name) => name.startsWith(`${sessionId}.`));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return { records: merged(texts), processes: files.length };
}

/** The last line of a process that was killed may be half a line. */
export function merged(texts: readonly string[]): readonly TraceRecord[] {
  const lines = texts.flatMap((text) =>
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1),
  );
  const timed = lines.map((line) => {
    const end = line.indexOf(' ');
    return { at: BigInt(line.slice(0, end)), record: JSON.parse(line.slice(end)) as TraceRecord };
  });
  timed.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  return timed.map(({ record }) => record);
}
