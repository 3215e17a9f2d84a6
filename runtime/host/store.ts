/**
 * The port to where sessions and journals are kept. Whoever has another backend writes one of these
 * and runs the cases of `stores/contract-cases.ts` over it.
 *
 * The idea: a store keeps and compares, and decides nothing. Each method is atomic, its promise
 * resolves when what it wrote survives a kill, a write that is refused throws a HoldfastError and
 * has changed nothing, and so has one that could not be done: `store_failed`. What is handed out is
 * never changed afterwards, by either side.
 */
import type { Frame, Json, StoredAnswer, Terminal } from '../../machines/vocabulary.ts';
import type { SessionRecord, SessionSummary } from '../core/host.ts';

/** The ends of a journal. */
export interface Head {
  /** Seq of the oldest frame that is kept: 1 unless the journal was trimmed. */
  readonly firstSeq: number;
  /** Seq of the newest frame, 0 when there is none. */
  readonly lastSeq: number;
  readonly terminal: Terminal | null;
  /** When the terminal came: milliseconds since the epoch, by the clock of the store. */
  readonly closedAt: number | null;
}

/** A journal that has its terminal, and frames that may be dropped. */
export interface ClosedJournal {
  /** What `closed` goes on after. */
  readonly position: string;
  readonly journal: string;
  readonly closedAt: number;
  readonly lastSeq: number;
}

/** How much one read may bring. It brings one frame at least, however long that is. */
export interface BatchLimit {
  readonly frames: number;
  /** Of the frames' data as JSON, in UTF-16 code units. */
  readonly chars: number;
}

/** What the cell of a turn's outcome holds after `decide`. */
export interface Decided {
  readonly outcome: Terminal;
  /** What the terminal carries. */
  readonly detail: Json;
  /** Seq of the last frame before those that close the journal, 0 when there is none. */
  readonly lastSeq: number;
  /**
   * Accepted, and closed by no frame up to `lastSeq`; in the order of their prompts. Neither will
   * change.
   */
  readonly answers: readonly StoredAnswer[];
}

/** What a producer's host hears when it gives a sign of life. */
export interface Renewed {
  /** What the cell of the outcome holds; null while it is open. Another host may have decided. */
  readonly outcome: Terminal | null;
  /** Accepted, and closed by no frame yet; in the order of their prompts. */
  readonly answers: readonly StoredAnswer[];
}

/** Who may write a journal, and whether that one gives signs of life. */
export interface Lease {
  /** The last fence that was issued, 0 for a journal that was never claimed. */
  readonly turnFence: number;
  /** False once the lease of that fence ran out, by the clock of the store. */
  readonly isLive: boolean;
  /** What the cell of the outcome holds, null while it holds none. */
  readonly outcome: Terminal | null;
}

export interface Store {
  /**
   * Waits for the lock of a session and issues its fence, a number that only grows. It is not taken
   * again by its holder. Throws `lock_timeout` when the wait is too long: every wait ends (L6).
   */
  lock(sessionId: string): Promise<number>;
  /** Releases the lock if this fence still holds it; only one's own. */
  unlock(sessionId: string, lockFence: number): Promise<void>;
  /**
   * Null for a session that was never saved. Throws `damaged` when what is kept of it is not a
   * record: it is never served, and other sessions go on.
   */
  load(sessionId: string): Promise<SessionRecord | null>;
  loadSummary(sessionId: string): Promise<SessionSummary | null>;
  /**
   * L1: throws `fenced` unless this is the last fence that was issued for the session. L2: throws
   * `shrinks` when the record lacks what is stored of a turn and its own `removed` does not name
   * that turn; when it does, what was stored before is kept as a backup by the same write. L3:
   * throws `misuse` for anything but a whole record. Wakes who subscribed to the session's id.
   */
  save(record: SessionRecord, lockFence: number): Promise<void>;
  /** Sessions by id, after this one; '' begins. */
  list(after: string, limit: number): Promise<readonly SessionSummary[]>;

  /**
   * Makes the journal if it is not there, and issues its fence, a number that only grows: whoever
   * held an older one can't write any more. It comes with a lease of so many milliseconds. Throws
   * `fenced` unless `after` is the last fence that was issued (0: none was) and the lease of that
   * one ran out: of two who want it one gets it, and who lives is not taken over (O6).
   */
  claim(journal: string, after: number, leaseMs: number): Promise<number>;
  /**
   * Lets the lease run for so long from now, also if it ran out. Throws `fenced`. An answer that is
   * damaged is none here and for `decide`, and stops no turn; who answers that prompt hears
   * `damaged`.
   */
  renew(journal: string, turnFence: number, leaseMs: number): Promise<Renewed>;
  lease(journal: string): Promise<Lease>;
  /**
   * Appends after `expectedSeq`, all or nothing. The same frames again are accepted and change
   * nothing; anything else that does not continue the journal throws `journal_conflict`. Once the
   * outcome is decided, only its terminal is accepted, with frames of the kind `prompt-closed`
   * before it in the same call; after that nothing: `journal_closed`. Throws `fenced` with an old
   * fence. A frame of the kind `prompt` makes a cell for the answer to its `data.id`, in the same
   * write, unless there is one; `prompt-closed` closes the cell of its `data.id`, if there is one.
   * Wakes who subscribed to the journal's name.
   */
  append(
    journal: string,
    expectedSeq: number,
    frames: readonly Frame[],
    turnFence: number,
  ): Promise<void>;
  /**
   * Sets the turn's outcome if it has none, and seals the journal for all but what closes it.
   * Answers with what the cell holds. Throws `fenced` with an old fence. Wakes who subscribed to
   * the session's id if it was set.
   */
  decide(journal: string, outcome: Terminal, detail: Json, turnFence: number): Promise<Decided>;
  /**
   * Sets the answer to a prompt if that has none, whoever runs the turn: `accepted`, also when
   * the cell holds an answer with this `answerId` already, and whatever became of the turn since;
   * `already` when it holds another. `gone` when there is no cell for that prompt (no such
   * journal, never asked, or the journal was trimmed), or when the cell is empty, and was closed
   * or the outcome is decided. Wakes who subscribed to the session's id if it was set.
   */
  answer(journal: string, answer: StoredAnswer): Promise<'accepted' | 'already' | 'gone'>;
  /**
   * Frames after `after`, oldest first; null when there is no such journal, or when frames after
   * `after` are no longer kept: none is ever skipped (F2). Ends before a frame that is damaged;
   * throws `damaged` when that is the first of them.
   */
  read(journal: string, after: number, limit: BatchLimit): Promise<readonly Frame[] | null>;
  /** Null when there is no such journal. */
  head(journal: string): Promise<Head | null>;

  /** Says that somebody reads the journal, for so many milliseconds from now at least. */
  attend(journal: string, ms: number): Promise<void>;
  /**
   * Drops the frames before this seq, and once none is left the cells of its prompts; the head
   * stays, so that a late cursor hears that they are gone. Throws `journal_open` until the journal
   * has its terminal, and `attended` while somebody reads it.
   */
  trim(journal: string, firstSeq: number): Promise<void>;
  /** Closed journals that have frames, the one that was closed first first; '' begins. */
  closed(after: string, limit: number): Promise<readonly ClosedJournal[]>;

  /**
   * Calls `wake` after each write to a journal or a session, some time after the write and maybe
   * more often. It carries no data: it says that reading again may find something. Returns what
   * ends it. Once `subscribe` has returned, no write goes unheard.
   */
  subscribe(topic: string, wake: () => void): () => void;

  /** Lets go of what the store holds, once what is under way is done. Later calls: `closing`. */
  close(): Promise<void>;
}
