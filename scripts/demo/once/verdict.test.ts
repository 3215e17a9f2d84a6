/** The verdict goes red for each thing that can be wrong, and for nothing else. */
import { describe, expect, it } from 'vitest';
import type { StoredTurn } from '../../../machines/vocabulary.ts';
import { countedText } from '../writers/counting.ts';
import { type Evidence, isFine, judge } from './verdict.ts';

const frames = 60;
const numbers = Array.from({ length: frames }, (_, i) => i + 1);
const partsOf = (shown: readonly number[]) => [
  { type: 'text' as const, text: shown.map(countedText).join('') },
];
const stored: StoredTurn = {
  streamId: 'turn',
  ordinal: 1,
  question: 'count',
  parts: partsOf(numbers),
  usage: null,
  outcome: 'done',
  detail: null,
  coveredSeq: frames + 1,
};
const fine: Evidence = {
  frames,
  cuts: 3,
  cutsWanted: 3,
  seqs: [...numbers, frames + 1],
  streamed: partsOf(numbers),
  settled: partsOf(numbers),
  stored,
};

function judged(change: Partial<Evidence>) {
  const evidence = { ...fine, ...change };
  const verdict = judge(evidence);
  return { ...verdict, isFine: isFine(verdict, evidence) };
}

const green = { frames, cuts: 3, lost: 0, twice: 0, inOrder: true, settled: true, isFine: true };

describe('the verdict', () => {
  it('is green when everything arrived once, in order, and settled', () => {
    expect(judged({})).toEqual(green);
    expect(judged({ cuts: 4 })).toEqual({ ...green, cuts: 4 });
  });

  it('sees each frame that is missing on the screen, though all seqs were rendered', () => {
    for (const gone of numbers) {
      const streamed = partsOf(numbers.filter((number) => number !== gone));
      expect(
        judged({ streamed, settled: streamed, stored: { ...stored, parts: streamed } }),
      ).toEqual({ ...green, frames: frames - 1, lost: 1, isFine: false });
    }
  });

  it('sees each seq that was never rendered, though the text is whole', () => {
    for (const gone of numbers) {
      const seqs = fine.seqs.filter((seq) => seq !== gone);
      expect(judged({ seqs })).toEqual({ ...green, frames: frames - 1, lost: 1, isFine: false });
    }
  });

  it('sees each frame that was shown twice, and each seq that was rendered twice', () => {
    for (const number of numbers) {
      const streamed = partsOf(numbers.toSpliced(number, 0, number));
      const doubled = { streamed, settled: streamed, stored: { ...stored, parts: streamed } };
      expect(judged(doubled)).toEqual({ ...green, twice: 1, isFine: false });
      const seqs = fine.seqs.toSpliced(number, 0, number);
      expect(judged({ seqs })).toMatchObject({ twice: 1, inOrder: false, isFine: false });
    }
  });

  it('sees frames that changed places', () => {
    const swapped = numbers.with(4, 6).with(5, 5);
    const streamed = partsOf(swapped);
    const moved = { streamed, settled: streamed, stored: { ...stored, parts: streamed } };
    expect(judged(moved)).toEqual({ ...green, inOrder: false, isFine: false });
    expect(judged({ seqs: [...swapped, frames + 1] })).toEqual({
      ...green,
      inOrder: false,
      isFine: false,
    });
  });

  it('sees a turn that settled as something else than was streamed, or not at all', () => {
    const other = partsOf([...numbers.slice(0, -1), frames - 1]);
    for (const change of [
      { settled: other },
      { settled: null },
      { stored: null },
      { stored: { ...stored, parts: other } },
      { stored: { ...stored, outcome: 'interrupted' as const } },
      { stored: { ...stored, coveredSeq: frames } },
      { seqs: numbers },
    ]) {
      expect(judged(change)).toMatchObject({ settled: false, isFine: false });
    }
    expect(judged({ streamed: null })).toMatchObject({ lost: frames, isFine: false });
  });

  it('is red when fewer connections were cut than was asked for', () => {
    expect(judged({ cuts: 2 })).toEqual({ ...green, cuts: 2, isFine: false });
  });
});
