/**
 * The verdict of `--once`: what arrived, judged by people who did not carry it.
 *
 * Two witnesses are heard. The text: every frame of the counting writer names itself, so what was
 * on the screen is enough. And the seqs in the order in which they were rendered. Whoever finds
 * more wrong is believed. It must never look at a counter or a cursor: those belong to the accused.
 */
import type { Part, StoredTurn } from '../../../machines/vocabulary.ts';
import { judgeCounted } from '../writers/counting.ts';

/** What was seen of one answer, at the screen and at the store. */
export interface Evidence {
  /** How many frames the writer was told to write. */
  readonly frames: number;
  /** Connections that were cut. */
  readonly cuts: number;
  readonly cutsWanted: number;
  /** The seq of every frame that was rendered, in that order, its terminal's last. */
  readonly seqs: readonly number[];
  /** What the screen showed when the terminal was rendered; null when none ever was. */
  readonly streamed: readonly Part[] | null;
  /** What the screen showed once it had settled; null when it never did. */
  readonly settled: readonly Part[] | null;
  /** The turn as the host has it, read past the client; null when it has none. */
  readonly stored: StoredTurn | null;
}

export interface Verdict {
  /** Frames of the answer that were rendered, each counted once. */
  readonly frames: number;
  readonly cuts: number;
  readonly lost: number;
  readonly twice: number;
  readonly inOrder: boolean;
  /** What settled is what was streamed, is what is stored, and was done. */
  readonly settled: boolean;
}

export function judge(evidence: Evidence): Verdict {
  const { frames, cuts, seqs, streamed } = evidence;
  const text = judgeCounted(textOf(streamed ?? []), frames);
  const seen = new Set(seqs);
  const missing = Array.from({ length: frames }, (_, i) => i + 1).filter((seq) => !seen.has(seq));
  const lost = new Set([...text.lost, ...missing]);
  const seqsTwice = seqs.length - seen.size;
  const isAscending = seqs.every((seq, i) => i === 0 || seq > (seqs[i - 1] ?? 0));
  return {
    frames: frames - lost.size,
    cuts,
    lost: lost.size,
    twice: Math.max(text.doubled.length, seqsTwice),
    inOrder: text.moved.length === 0 && text.damaged.length === 0 && isAscending,
    settled: isSettled(evidence),
  };
}

/** True when nothing at all is off, and as many connections were cut as was asked for. */
export function isFine(verdict: Verdict, { frames, cutsWanted }: Evidence): boolean {
  const { lost, twice, inOrder, settled } = verdict;
  const isWhole = verdict.frames === frames && lost === 0 && twice === 0 && inOrder;
  return isWhole && settled && verdict.cuts >= cutsWanted;
}

function isSettled({ frames, seqs, streamed, settled, stored }: Evidence): boolean {
  if (streamed === null || settled === null || stored === null) return false;
  const shown = JSON.stringify(streamed);
  return (
    stored.outcome === 'done' &&
    stored.coveredSeq === frames + 1 &&
    seqs.at(-1) === stored.coveredSeq &&
    shown === JSON.stringify(settled) &&
    shown === JSON.stringify(stored.parts)
  );
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
