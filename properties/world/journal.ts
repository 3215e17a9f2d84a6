/**
 * The journal of one turn, as a store of the world keeps it: its frames, the fence and the lease of
 * whoever writes it, and the cell of its outcome.
 *
 * It must never know who reads or writes it.
 */
import { type Frame, isTerminal, type Json, type Terminal } from '../../machines/vocabulary.ts';

export interface Journal {
  /** Seq of the oldest frame that is still kept. */
  readonly firstSeq: number;
  readonly frames: readonly Frame[];
  readonly cell: { readonly outcome: Terminal; readonly detail: Json } | null;
  readonly turnFence: number;
  readonly lease: Hold | null;
}

/** Who holds a lock or a lease; dead: nobody will renew or release it, so it runs out. */
export interface Hold {
  readonly host: string;
  readonly isDead: boolean;
}

/** What a reader is told of it. */
export function headOf(journal: Journal | undefined) {
  if (journal === undefined) return null;
  const { firstSeq, frames } = journal;
  const last = frames.at(-1)?.kind ?? '';
  return { firstSeq, lastSeq: frames.length, terminal: isTerminal(last) ? last : null };
}

/** What is kept after a seq; null, when what comes next is kept no longer. */
export function framesAfter(journal: Journal | undefined, after: number): readonly Frame[] | null {
  if (journal === undefined || after + 1 < journal.firstSeq) return null;
  return journal.frames.slice(after);
}

export function contentOf(journal: Journal | undefined): readonly Frame[] {
  return (journal?.frames ?? []).filter(({ kind }) => !isTerminal(kind));
}
