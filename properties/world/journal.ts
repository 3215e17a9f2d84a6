/**
 * The journal of one turn, as a store of the world keeps it: its frames, the fence and the lease of
 * whoever writes it, the answers to its prompts, and the cell of its outcome.
 *
 * It must never know who reads or writes it.
 */
import {
  type Frame,
  isTerminal,
  type Json,
  type StoredAnswer,
  type Terminal,
} from '../../machines/vocabulary.ts';

export interface Journal {
  /** Seq of the oldest frame that is still kept. */
  readonly firstSeq: number;
  readonly frames: readonly Frame[];
  readonly cell: Cell | null;
  /** What was accepted, one for a prompt at most. */
  readonly answers: readonly StoredAnswer[];
  readonly turnFence: number;
  readonly lease: Hold | null;
}

/** What `decide` answers with, for good. */
interface Cell {
  readonly outcome: Terminal;
  readonly detail: Json;
  readonly lastSeq: number;
  readonly answers: readonly StoredAnswer[];
}

/** One that nobody has claimed. */
export const unclaimed: Journal = {
  firstSeq: 1,
  frames: [],
  cell: null,
  answers: [],
  turnFence: 0,
  lease: null,
};

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

/** Its frames without what closes it. */
export function contentOf(journal: Journal | undefined): readonly Frame[] {
  const frames = journal?.frames ?? [];
  return journal?.cell ? frames.slice(0, journal.cell.lastSeq) : frames;
}

/** Ids of its prompts that were asked, or closed. */
export function promptsOf({ frames }: Journal, wanted: 'prompt' | 'prompt-closed') {
  return frames.flatMap(({ kind, data }) =>
    kind === wanted ? [(data as { readonly id: string }).id] : [],
  );
}

/** Accepted, and closed by no frame; in the order of their prompts. */
export function unclosedOf(journal: Journal): readonly StoredAnswer[] {
  const closed = promptsOf(journal, 'prompt-closed');
  return promptsOf(journal, 'prompt').flatMap((asked) =>
    journal.answers.filter(({ promptId }) => promptId === asked && !closed.includes(asked)),
  );
}

/** What becomes of an answer. */
export function put(journal: Journal, { promptId, answerId }: StoredAnswer) {
  const kept = journal.answers.find((known) => known.promptId === promptId);
  if (kept !== undefined) return kept.answerId === answerId ? 'accepted' : 'already';
  const isAsked = promptsOf(journal, 'prompt').includes(promptId);
  const isClosed = promptsOf(journal, 'prompt-closed').includes(promptId);
  return isAsked && !isClosed && journal.cell === null ? 'accepted' : 'gone';
}
