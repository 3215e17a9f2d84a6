/**
 * Frames as Redis keeps them: entries of some that came together, each sealed for its place.
 *
 * An entry is called `<seq of its last frame>-<how many>`. Its text is their JSON with commas
 * between: in brackets it is an array, and no newline ever stands in it. One that is not what was
 * written is damaged, and none of it is served. It never knows a connection.
 */
import type { Frame } from '../../../machines/vocabulary.ts';
import { HoldfastError, messageOf } from '../../core/errors.ts';
import type { BatchLimit } from '../store.ts';
import { seal, unseal } from './sealed.ts';

/** What one entry holds at most, unless a single frame has more: what a reader takes at once. */
const entryFramesMax = 1_024;
const entryCharsMax = 65_536;

/** The entries of frames that come after this seq, as `[id, text, id, text, ...]`. */
export function entriesOf(
  journal: string,
  expectedSeq: number,
  frames: readonly Frame[],
): readonly string[] {
  const entries: string[] = [];
  let texts: string[] = [];
  let chars = 0;
  let last = expectedSeq;
  const end = (): void => {
    if (texts.length === 0) return;
    const id = `${last}-${texts.length}`;
    entries.push(id, seal(placeOf(journal, id), texts.join(',')));
    texts = [];
    chars = 0;
  };
  for (const frame of frames) {
    const text = JSON.stringify(frame);
    if (texts.length === entryFramesMax || chars + text.length > entryCharsMax) end();
    texts.push(text);
    chars += text.length;
    last += 1;
  }
  end();
  return entries;
}

/**
 * The frames after this seq, as many as may be brought. Throws `damaged` where the first of them
 * can't be read; where a later one can't, those before it are all.
 */
export function framesOf(
  journal: string,
  lines: string,
  after: number,
  limit: BatchLimit,
): readonly Frame[] {
  const frames: Frame[] = [];
  let chars = 0;
  for (const line of lines === '' ? [] : lines.split('\n')) {
    const room = { frames: limit.frames - frames.length, chars: limit.chars - chars };
    if (room.frames <= 0 || room.chars <= 0) break;
    try {
      const entry = openEntry(journal, line, after + frames.length);
      if (entry.frames.length <= room.frames && entry.chars <= room.chars) {
        frames.push(...entry.frames);
        chars += entry.chars;
        continue;
      }
      for (const frame of entry.frames.slice(0, room.frames)) {
        chars += JSON.stringify(frame).length;
        if (chars > limit.chars && frames.length > 0) return frames;
        frames.push(frame);
      }
    } catch (error) {
      if (frames.length === 0) throw error;
    }
    break;
  }
  return frames;
}

/** Those of its frames that come after this seq; `chars` is of the whole entry. */
function openEntry(journal: string, line: string, after: number) {
  const at = line.indexOf(' ');
  const id = line.slice(0, at);
  const text = unseal(placeOf(journal, id), line.slice(at + 1));
  let all: readonly Frame[];
  try {
    all = JSON.parse(`[${text}]`) as readonly Frame[];
  } catch (cause) {
    const message = `${journal} has no frames in ${id}: ${messageOf(cause)}`;
    throw new HoldfastError('damaged', message, { cause });
  }
  const frames = all[0]?.seq === after + 1 ? all : all.filter(({ seq }) => seq > after);
  if (frames[0]?.seq !== after + 1) {
    throw new HoldfastError('damaged', `${journal} lacks its frame ${after + 1}`);
  }
  return { frames, chars: text.length };
}

function placeOf(journal: string, id: string): string {
  return `${journal}/${id}`;
}
