/**
 * What the cases of the contract suite are made of: where a case's stores keep their data, and
 * records and frames to put there, and how to wait.
 * It never knows which store is tried.
 */
import assert from 'node:assert/strict';
import type { Frame, Json, StoredAnswer } from '../../../machines/vocabulary.ts';
import { systemClock } from '../../clock.ts';
import { type ErrorCode, isCode } from '../../core/errors.ts';
import { emptyRecord, type SessionRecord } from '../../core/host.ts';
import type { Store } from '../store.ts';

export interface OpenOptions {
  /** How long the store's locks are waited for. */
  readonly lockWaitMsMax?: number;
  /** How long a lock is held while another waits for it. */
  readonly lockHoldMsMax?: number;
  /** What the scan at opening has to say. */
  readonly report?: (error: unknown) => void;
}

/** Something that the store keeps, by what it is of. */
export type Kept =
  | { readonly of: 'record' | 'backup' | 'summary'; readonly sessionId: string }
  | { readonly of: 'frame'; readonly journal: string; readonly seq: number }
  | { readonly of: 'answer'; readonly journal: string; readonly promptId: string };

/** Where the stores of one case keep their data: empty at first, closed after it by the suite. */
export interface Place {
  /** Opens one more store over the same data, as another process would. */
  open(options?: OpenOptions): Promise<Store>;
  /** Replaces a text, as a program would that knows how texts are kept; null takes it away. */
  rewrite(
    kept: Exclude<Kept, { readonly of: 'answer' }>,
    change: (text: string) => string | null,
  ): Promise<void>;
  /** Changes the bytes that are kept, as a failing disk would. */
  damage(kept: Kept, change: (bytes: Buffer) => Buffer): Promise<void>;
  /** Puts something there that is not a store's. */
  litter(): Promise<void>;
}

export interface StoreCase {
  readonly name: string;
  readonly run: (place: Place) => Promise<void>;
}

export const limit = { frames: 100, chars: 100_000 };
export const lockWaitMs = 50;
export const leaseMs = 60_000;

export const frame = (seq: number, kind = 'text', data: Json = `t${seq}`): Frame => ({
  seq,
  kind,
  data,
});

/** A record with `count` turns, the last of which runs. */
export function recordOf(sessionId: string, count: number): SessionRecord {
  const turns = Array.from({ length: count }, (_, at) => ({
    streamId: `turn${at + 1}`,
    ordinal: at + 1,
    question: { text: `question ${at + 1}` },
    parts: [],
    usage: null,
    outcome: at + 1 < count ? ('done' as const) : null,
    detail: null,
    coveredSeq: 0,
  }));
  return { ...emptyRecord(sessionId), lastOrdinal: count, turns };
}

export async function refusedWith(code: ErrorCode, run: Promise<unknown>) {
  await assert.rejects(run, (error) => isCode(error, code), `must be refused with ${code}`);
}

/** A journal with this many text frames; the fence that wrote them. */
export async function written(store: Store, journal: string, count: number): Promise<number> {
  const fence = await store.claim(journal, 0, leaseMs);
  const frames = Array.from({ length: count }, (_, at) => frame(at + 1));
  await store.append(journal, 0, frames, fence);
  return fence;
}

/** The journal whose prompts are answered, of the session `s`. */
export const turn = 's.t';

/** A frame that asks this prompt. */
export const asked = (seq: number, id: Json): Frame =>
  frame(seq, 'prompt', { id, title: 'Run it?' });

/** A frame that closes this prompt. */
export const promptEnd = (seq: number, id: Json): Frame =>
  frame(seq, 'prompt-closed', { id, answer: null });

export const answerOf = (promptId: string, answerId = 'a', value: Json = null): StoredAnswer => ({
  promptId,
  answerId,
  value,
});

/** That journal, with a frame for each of these prompts; the fence that wrote them. */
export async function asking(store: Store, ids: readonly string[]): Promise<number> {
  const fence = await store.claim(turn, 0, leaseMs);
  const frames = ids.map((id, at) => asked(at + 1, id));
  await store.append(turn, 0, frames, fence);
  return fence;
}

/** What the holder of that journal hears of. */
export async function answersIn(store: Store, fence: number): Promise<readonly StoredAnswer[]> {
  return (await store.renew(turn, fence, leaseMs)).answers;
}

/** One bit of them is another, as on a failing disk. */
export const flip = (bytes: Buffer): Buffer => {
  const at = bytes.length >> 1;
  return Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)));
};

/** Long enough for a wake-up that should not come: it would overtake none of these. */
export async function settled(store: Store): Promise<void> {
  for (let round = 0; round < 20; round += 1) await store.head('j');
}

/** Waits, for what the platform's clock decides. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.after(ms, resolve));
}

/** Waits until it holds, for five seconds at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round += 1) {
    if (await holds()) return;
    await pause(10);
  }
  assert.fail('what was waited for did not come');
}
