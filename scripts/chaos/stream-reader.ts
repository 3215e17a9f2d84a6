/**
 * One reader of one stream, over whatever happens to its connection: it comes back by its cursor,
 * to any host that is up, until it has seen the terminal. Its own socket it cuts at random bytes.
 *
 * It believes nothing: each frame goes to the ledger with the cursor it came behind.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createDecoder } from '../../runtime/core/sse.ts';
import type { Chance } from '../demo/writers/chance.ts';
import type { Ledger } from './ledger.ts';

export interface Reading {
  readonly url: () => string | null;
  readonly sessionId: string;
  readonly turnId: string;
  readonly chance: Chance;
  readonly ledger: Ledger;
  /** Cut after at most so many bytes; null: never by this reader. */
  readonly cutBytesMax: number | null;
  readonly cut: () => void;
  /** Nobody waits for it any more. */
  readonly isOver: () => boolean;
}

/** The frames that it was shown, to the terminal; null when nobody waited so long. */
export async function readToEnd(reading: Reading): Promise<readonly string[] | null> {
  const texts: string[] = [];
  const cursor = { seq: 0, isOver: false };
  while (!cursor.isOver) {
    if (reading.isOver()) return null;
    try {
      await readOnce(reading, cursor, texts);
    } catch {
      // A connection that was refused, broken or cut: the next one goes on.
    }
    if (!cursor.isOver) await pause(30 + reading.chance.below(100));
  }
  return texts;
}

async function readOnce(
  reading: Reading,
  cursor: { seq: number; isOver: boolean },
  texts: string[],
): Promise<void> {
  const { sessionId, turnId, ledger, chance, cutBytesMax } = reading;
  const url = reading.url();
  if (url === null) return;
  const journal = `${sessionId}.${turnId}`;
  const path = `${url}/sessions/${sessionId}/turns/${turnId}/stream?after=${cursor.seq}`;
  // A connection to a host that was stopped hangs: after three heartbeats it is given up.
  const abort = new AbortController();
  try {
    const response = await patient(fetch(path, { signal: abort.signal }), abort);
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      // As any client does: asked for the status of what is not there, a host looks after it.
      const { signal } = abort;
      const status = await patient(fetch(path.replace(/\/stream.*/, ''), { signal }), abort);
      return await status.body?.cancel();
    }
    const decoder = createDecoder({
      frame: (_, seq, kind, data) => {
        const text = JSON.stringify([kind, data]);
        ledger.shown(journal, cursor.seq, seq, text);
        if (seq !== cursor.seq + 1) return;
        texts.push(text);
        cursor.seq = seq;
      },
      streamEnd: (terminal) => {
        cursor.isOver ||= terminal !== null;
      },
      reset: () => {
        ledger.forgotten(journal, cursor.seq);
        cursor.seq = 0;
        texts.length = 0;
      },
      heartbeat: () => undefined,
      unknown: () => undefined,
      malformed: () => abort.abort(),
    });
    let left = cutBytesMax === null ? Number.POSITIVE_INFINITY : chance.below(cutBytesMax);
    const reader = response.body.getReader();
    while (!cursor.isOver && !reading.isOver()) {
      const { done, value } = await patient(reader.read(), abort);
      if (done) return;
      decoder.push(value.subarray(0, left));
      left -= value.length;
      if (left > 0) continue;
      reading.cut();
      return abort.abort();
    }
  } finally {
    abort.abort();
  }
}

const patienceMs = 6_000;

/** Gives up on what takes longer than a living host is silent. */
async function patient<T>(wanted: Promise<T>, abort: AbortController): Promise<T> {
  const bound = setTimeout(() => abort.abort(), patienceMs);
  try {
    return await wanted;
  } finally {
    clearTimeout(bound);
  }
}
