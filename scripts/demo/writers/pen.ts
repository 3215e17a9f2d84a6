/**
 * Writes a text the way a model does: token by token, at a pace, until somebody says stop.
 *
 * A token is a few letters or one sign, with the space before it. The pieces put together are the
 * text again, character for character, but a joined emoji may well be split, as models do too.
 */
import { setTimeout as pause } from 'node:timers/promises';

import type { FrameInput } from '../../../machines/vocabulary.ts';

export interface Pen {
  /** How many tokens it has written. */
  readonly written: number;
  write(
    frame: (piece: string) => FrameInput,
    words: string,
  ): AsyncGenerator<FrameInput, void, void>;
  /** Time that passes without writing, in units of the pace. */
  rest(beats: number): Promise<void>;
}

export function createPen(signal: AbortSignal, paceMs: number): Pen {
  let written = 0;
  async function rest(beats: number): Promise<void> {
    signal.throwIfAborted();
    if (paceMs > 0) await pause(paceMs * beats, undefined, { signal });
  }
  return {
    get written() {
      return written;
    },
    rest,
    async *write(frame, words) {
      for (const token of tokensOf(words)) {
        await rest(1);
        written++;
        yield frame(token);
      }
    },
  };
}

export function tokensOf(words: string): readonly string[] {
  return words.match(/\s*[\p{L}\p{N}]{1,7}|\s*.|\s+/gsu) ?? [];
}
