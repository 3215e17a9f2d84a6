/**
 * A trace: what an actor took and what it asked for, one record a line (NDJSON), in order.
 *
 * A record is either something received, which may answer something sent (`recvId`), or something
 * sent (`sendId`). `seq` counts without holes within an actor, so the first of a trace says how
 * many were dropped before it. A trace knows neither clients nor hosts.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { HoldfastError } from '../core/errors.ts';

export interface TraceEvent {
  readonly type?: string;
  readonly [field: string]: Json | undefined;
}

export interface TraceRecord {
  /** Who: unique among the traces that are read together. */
  readonly actor: string;
  /** Counts the actor's records from 1. */
  readonly seq: number;
  /** A message that was taken, or an effect that was asked for. */
  readonly event: TraceEvent;
  /** The name of what left; null for what came. Unique among the traces, with their actors. */
  readonly sendId: string | null;
  /** The `sendId` that this answers, where that is known. */
  readonly recvId: string | null;
}

/** One line for each record; '' for none. */
export function writeTrace(records: readonly TraceRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** The records of NDJSON, empty lines left out. Throws `misuse` with the line that is none. */
export function readTrace(text: string): readonly TraceRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const record = parse(line);
    if (isRecord(record)) return [record];
    throw new HoldfastError('misuse', `line ${index + 1} of the trace is no record`);
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is TraceRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { actor, seq, event, sendId, recvId } = value as Record<string, unknown>;
  return (
    typeof actor === 'string' &&
    Number.isSafeInteger(seq) &&
    typeof event === 'object' &&
    event !== null &&
    [sendId, recvId].every((id) => id === null || typeof id === 'string')
  );
}
