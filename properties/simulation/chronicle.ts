/**
 * What happened in a run, in order, for a person to read. Written only when a run is traced: a run
 * among thousands is not.
 *
 * It records names and texts and nothing that anybody could decide by.
 */
export interface Entry {
  readonly atMs: number;
  readonly from: string;
  /** The same as `from` for a note. */
  readonly to: string;
  readonly text: string;
  readonly isLost: boolean;
}

export class Chronicle {
  readonly entries: Entry[] = [];
  readonly isOn: boolean;
  readonly #now: () => number;

  constructor(isOn: boolean, now: () => number) {
    this.isOn = isOn;
    this.#now = now;
  }

  arrow(from: string, to: string, text: () => string, isLost = false): void {
    if (!this.isOn) return;
    this.entries.push({ atMs: this.#now(), from, to, text: text(), isLost });
  }

  note(over: string, text: () => string): void {
    this.arrow(over, over, text);
  }
}
