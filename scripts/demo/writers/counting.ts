/**
 * The writer behind `--once`: as many text frames as it was told, each of which names itself.
 *
 * Frame i reads `<i> <padding>\n`, and the padding follows from i. So the text on a screen is
 * enough to say that nothing was lost, doubled, moved or damaged on the way, whatever carried it:
 * seqs, cursors and counters are what is being judged and are not looked at.
 */
import { setTimeout as pause } from 'node:timers/promises';

import type { Producer } from '../../../runtime/host/producer.ts';
import { text } from './frames.ts';

export interface CountingOptions {
  /** How many text frames one answer has. */
  readonly frames: number;
  /** How many are written without a pause. */
  readonly burst?: number;
  readonly pauseMs?: number;
}

/** What is wrong with a received text, by frame number; every list is empty when nothing is. */
export interface CountingVerdict {
  readonly lost: readonly number[];
  readonly doubled: readonly number[];
  /** Frames that came after a frame with a higher number, other than as a double. */
  readonly moved: readonly number[];
  /** Lines, from 1, that are no frame of this answer, or not the whole of one. */
  readonly damaged: readonly number[];
}

export function createCountingWriter(options: CountingOptions): Producer {
  const { frames, burst = 8, pauseMs = 4 } = options;
  if (!Number.isSafeInteger(frames) || frames < 0) throw new RangeError('frames: a whole number');
  if (!Number.isSafeInteger(burst) || burst < 1) throw new RangeError('burst: 1 or more');
  return async function* count({ signal }) {
    for (let number = 1; number <= frames; number++) {
      if (number % burst === 0) await pause(pauseMs, undefined, { signal });
      signal.throwIfAborted();
      yield text(countedText(number));
    }
  };
}

/** Judges what arrived, from its text alone. */
export function judgeCounted(received: string, frames: number): CountingVerdict {
  const seen = new Set<number>();
  const doubled: number[] = [];
  const moved: number[] = [];
  const damaged: number[] = [];
  let highest = 0;
  for (const [index, line] of received.split('\n').entries()) {
    const number = numberOf(line, frames);
    if (number === null) {
      // What follows the last line break is empty when the last frame arrived whole.
      if (line !== '') damaged.push(index + 1);
    } else if (seen.has(number)) {
      doubled.push(number);
    } else {
      seen.add(number);
      if (number < highest) moved.push(number);
      highest = Math.max(highest, number);
    }
  }
  if (received !== '' && !received.endsWith('\n')) damaged.push(received.split('\n').length);
  const lost = Array.from({ length: frames }, (_, i) => i + 1).filter((n) => !seen.has(n));
  return { lost, doubled, moved, damaged: [...new Set(damaged)] };
}

export function countedText(number: number): string {
  return `${number} ${padding(number)}\n`;
}

function numberOf(line: string, frames: number): number | null {
  const number = Number.parseInt(line, 10);
  const whole = number >= 1 && number <= frames && `${line}\n` === countedText(number);
  return whole ? number : null;
}

/** What has broken transports before: wide, joined, combining, right-to-left, like framing. */
const samples = [
  'plain',
  'Grüße, déjà vu, Łódź',
  'e\u0301 n\u0303 a\u030a',
  '灯台の光は二十海里',
  'مرسى السفن',
  'Маяк горит',
  '👩🏽‍🚀 🏴‍☠️ 🇳🇴',
  '𝔉𝔯𝔞𝔪𝔢 𠜎',
  'data: id: 7 event: done [DONE]',
  'quote " backslash \\ tab \t <b>&amp;</b>',
  'return \r next\u0085line\u2028paragraph\u2029',
  'zero\u0000width\u200b\ufeff',
];

function padding(number: number): string {
  const sample = samples[number % samples.length] ?? '';
  // Neighbours differ in length too, so that a cut at a fixed size never falls on a seam by habit.
  return `${sample} ${'·'.repeat((number * 7) % 23)}`;
}
