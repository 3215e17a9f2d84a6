/**
 * What was promised to somebody, and what became of it: every frame that a reader was shown or that
 * a host's store has acknowledged, and every answer that was found in a transcript.
 *
 * It compares and counts. It knows nothing of hosts, sockets and faults.
 */
import type { StoredTurn } from '../../machines/vocabulary.ts';

export interface Counts {
  acknowledged: number;
  lost: number;
  twice: number;
  outOfOrder: number;
  shrunkTranscripts: number;
}

export class Ledger {
  /** Of each journal, what was shown, by seq - 1. */
  readonly #shown = new Map<string, (string | undefined)[]>();
  /** How far each journal was acknowledged by its store. */
  readonly #stored = new Map<string, number>();
  /** Journals that were read to their end, when nothing could change them any more. */
  readonly #whole = new Map<string, readonly string[]>();
  readonly #answers = new Map<string, string>();
  readonly #counts = { lost: 0, twice: 0, outOfOrder: 0, shrunkTranscripts: 0 };
  /** What went wrong, in words; bounded. */
  readonly #complaints: string[] = [];

  /** A reader was shown this frame, its kind and data in one text, and has `cursor` frames. */
  shown(journal: string, cursor: number, seq: number, text: string): void {
    if (seq <= cursor) return this.#count('twice', `${journal} ${seq} came after ${cursor}`);
    if (seq > cursor + 1) this.#count('outOfOrder', `${journal} ${seq} came after ${cursor}`);
    const frames = this.#shown.get(journal) ?? [];
    this.#shown.set(journal, frames);
    const known = frames[seq - 1];
    if (known !== undefined && known !== text) this.#count('lost', `${journal} ${seq} is another`);
    frames[seq - 1] = text;
  }

  /** The host could not use the cursor of a frame that it had shown. */
  forgotten(journal: string, cursor: number): void {
    this.#count('lost', `${journal} does not know its frame ${cursor} any more`);
  }

  stored(journal: string, seq: number): void {
    this.#stored.set(journal, Math.max(seq, this.#stored.get(journal) ?? 0));
  }

  /** Read from its beginning to its terminal, by a reader of its own. */
  whole(journal: string, texts: readonly string[]): void {
    this.#whole.set(journal, texts);
    for (const [at, text] of (this.#shown.get(journal) ?? []).entries()) {
      if (text !== undefined && texts[at] !== text) {
        this.#count('lost', `${journal} ${at + 1} was shown, and is not there`);
      }
    }
  }

  /** Served once more, with its end, after it was read whole. */
  compare(journal: string, texts: readonly string[]): void {
    const known = this.#whole.get(journal);
    if (known === undefined || known.length === texts.length) return;
    this.#count('lost', `${journal} ends after ${texts.length} of ${known.length}`);
  }

  /** A transcript as it was loaded: what had an end keeps it, and is as long as its journal. */
  transcript(sessionId: string, turns: readonly StoredTurn[]): void {
    for (const turn of turns) {
      const key = `${sessionId}.${turn.streamId}`;
      if (turn.outcome === null) continue;
      const text = JSON.stringify(turn);
      const known = this.#answers.get(key);
      if (known !== undefined && known !== text) this.#count('shrunkTranscripts', `${key} changed`);
      this.#answers.set(key, text);
      const journal = this.#whole.get(key);
      if (journal !== undefined && journal.length !== turn.coveredSeq) {
        this.#count('shrunkTranscripts', `${key} covers ${turn.coveredSeq} of ${journal.length}`);
      }
    }
    const present = new Set(turns.map(({ streamId }) => `${sessionId}.${streamId}`));
    for (const key of this.#answers.keys()) {
      if (!key.startsWith(`${sessionId}.`) || present.has(key)) continue;
      this.#count('shrunkTranscripts', `${key} is gone`);
      this.#answers.delete(key);
    }
  }

  /** What is known of a journal that was read whole: for whoever compares once more. */
  get journals(): ReadonlyMap<string, readonly string[]> {
    return this.#whole;
  }

  get complaints(): readonly string[] {
    return this.#complaints;
  }

  counts(): Counts {
    let acknowledged = 0;
    let missing = 0;
    for (const journal of new Set([...this.#shown.keys(), ...this.#stored.keys()])) {
      const stored = this.#stored.get(journal) ?? 0;
      const promised = Math.max(stored, this.#shown.get(journal)?.length ?? 0);
      const whole = this.#whole.get(journal);
      acknowledged += promised;
      // What nobody has read to its end is nowhere, as far as anybody knows.
      missing += whole === undefined ? promised : Math.max(0, stored - whole.length);
    }
    return { acknowledged, ...this.#counts, lost: this.#counts.lost + missing };
  }

  #count(what: Exclude<keyof Counts, 'acknowledged'>, complaint: string): void {
    this.#counts[what] += 1;
    if (this.#complaints.length < 20) this.#complaints.push(`${what}: ${complaint}`);
  }
}
