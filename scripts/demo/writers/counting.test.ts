/**
 * The counting writer: whatever happens to its frames on the way shows in the text alone, and the
 * verdict says what it was.
 */
import { describe, expect, it } from 'vitest';

import { countedText, createCountingWriter, judgeCounted } from './counting.ts';
import { joined, readAll } from './turn-stub.ts';

const count = 500;
const pieces = Array.from({ length: count }, (_, i) => countedText(i + 1));
const clean = { lost: [], doubled: [], moved: [], damaged: [] };

function judge(change: (pieces: string[]) => void) {
  const changed = [...pieces];
  change(changed);
  return judgeCounted(changed.join(''), count);
}

describe('the counting writer', () => {
  it.each([0, 1, 7, 8, 9, 500])(
    'writes exactly %i text frames, which judge as clean',
    async (frames) => {
      const written = await readAll(createCountingWriter({ frames, pauseMs: 0 }));
      expect(written.error).toBeNull();
      expect(written.frames).toHaveLength(frames);
      expect(written.frames.every(({ kind }) => kind === 'text')).toBe(true);
      expect(judgeCounted(joined(written.frames), frames)).toEqual(clean);
    },
  );

  it('writes in bursts with pauses between them', async () => {
    const gaps: number[] = [];
    let last = performance.now();
    const writer = createCountingWriter({ frames: 24, burst: 8, pauseMs: 40 });
    await readAll(writer, {}, () => {
      gaps.push(performance.now() - last);
      last = performance.now();
    });
    const paused = gaps.flatMap((gap, i) => (gap > 30 ? [i + 1] : []));
    expect(paused).toEqual([8, 16, 24]);
  });

  it('stops when the turn is aborted in a pause', async () => {
    const abort = new AbortController();
    const writer = createCountingWriter({ frames: 100, burst: 2, pauseMs: 60_000 });
    setTimeout(() => abort.abort(), 20);
    const { frames, error } = await readAll(writer, { signal: abort.signal });
    expect(frames).toHaveLength(1);
    expect(error).toMatchObject({ name: 'AbortError' });
  });

  it('refuses a count that is none', () => {
    for (const frames of [-1, 1.5, Number.NaN]) {
      expect(() => createCountingWriter({ frames })).toThrow(RangeError);
    }
    expect(() => createCountingWriter({ frames: 1, burst: 0 })).toThrow(RangeError);
  });
});

describe('the verdict on counted text', () => {
  it('finds every single loss', () => {
    for (let i = 0; i < count; i++) {
      expect(judge((all) => all.splice(i, 1))).toEqual({ ...clean, lost: [i + 1] });
    }
  });

  it('finds every single double, next to its twin or later', () => {
    for (let i = 0; i < count; i++) {
      const piece = pieces[i] ?? '';
      expect(judge((all) => all.splice(i, 0, piece))).toEqual({ ...clean, doubled: [i + 1] });
      expect(judge((all) => all.push(piece))).toEqual({ ...clean, doubled: [i + 1] });
    }
  });

  it('finds every swap of neighbours', () => {
    for (let i = 0; i + 1 < count; i++) {
      const swapped = [pieces[i + 1] ?? '', pieces[i] ?? ''];
      expect(judge((all) => all.splice(i, 2, ...swapped))).toEqual({ ...clean, moved: [i + 1] });
    }
  });

  it('finds a frame whose characters were damaged on the way', () => {
    for (let i = 0; i < count; i++) {
      const damaged = (pieces[i] ?? '').replace(/.\n$/su, '\ufffd\n');
      const verdict = { ...clean, lost: [i + 1], damaged: [i + 1] };
      expect(judge((all) => all.splice(i, 1, damaged))).toEqual(verdict);
    }
  });

  it('finds text that was cut anywhere, or that is not of this answer', () => {
    const whole = pieces.slice(0, 40).join('');
    for (let end = 0; end < whole.length; end++) {
      expect(judgeCounted(whole.slice(0, end), 40), `cut at ${end}`).not.toEqual(clean);
    }
    expect(judgeCounted(`${whole}${countedText(41)}`, 40)).toEqual({ ...clean, damaged: [41] });
    expect(judgeCounted(`${whole}more`, 40)).toEqual({ ...clean, damaged: [41] });
  });

  it('finds a text that was normalised, trimmed or had its line breaks changed', () => {
    const whole = pieces.join('');
    for (const change of [
      whole.normalize('NFC'),
      whole.normalize('NFD'),
      whole.replaceAll('\r', ''),
      whole.replaceAll('\u0000', ''),
      whole.replaceAll('\ufeff', ''),
      whole.trimEnd(),
    ]) {
      expect(judgeCounted(change, count)).not.toEqual(clean);
    }
  });
});
