/**
 * Prompts over an engine: a cell for each that was asked, which takes one answer.
 *
 * A cell is made and closed by the write of the frames that say so, and is touched by no others.
 * The journal's entry says how many there are and which have an answer that no frame has closed, so
 * that who renews a lease looks for nothing. Who may answer is not a store's to say.
 */
import type { Frame, StoredAnswer } from '../../../machines/vocabulary.ts';
import { HoldfastError, isCode } from '../../core/errors.ts';
import { journalParts } from '../../core/host.ts';
import type { Store } from '../store.ts';
import { type Engine, type Put, under, type View } from './engine.ts';
import { cellKey, type Entry, entryOf, put } from './engine-entries.ts';
import { lostAnswer, marksOf } from './prompts.ts';

interface Cell {
  readonly v: 1;
  /** Of the frame that asked. */
  readonly seq: number;
  readonly isClosed: boolean;
  readonly answer: Omit<StoredAnswer, 'promptId'> | null;
}

const newCell: Cell = { v: 1, seq: 0, isClosed: false, answer: null };

export function promptsOf(engine: Engine): Pick<Store, 'answer'> {
  return {
    answer: (name, { promptId, answerId, value }) =>
      engine.write((view) => {
        const entry = entryOf(view, name);
        const cell = entry && cellOf(view, name, promptId);
        if (entry === null || cell === null) return { answer: 'gone' };
        if (cell.answer !== null) {
          return { answer: cell.answer.answerId === answerId ? 'accepted' : 'already' };
        }
        // Nobody would ever hear of an answer to a prompt that is closed.
        if (entry.cell !== null || cell.isClosed) return { answer: 'gone' };
        const answered = [...entry.answered, { promptId, seq: cell.seq }];
        return {
          answer: 'accepted',
          puts: [
            putCell(name, promptId, { ...cell, answer: { answerId, value } }),
            put(name, { ...entry, answered: answered.toSorted((a, b) => a.seq - b.seq) }),
          ],
          wakes: [journalParts(name).sessionId],
        };
      }),
  };
}

/**
 * Those that no frame has closed, in the order of their prompts. One that is damaged is reported,
 * and is none: its turn goes on and ends as if nobody had answered.
 */
export function answersOf(
  view: View,
  name: string,
  { answered }: Entry,
  report: (error: unknown) => void,
): readonly StoredAnswer[] {
  return answered.flatMap(({ promptId }) => {
    const cell = heldCell(view, name, promptId);
    if (cell !== null && cell !== 'damaged' && cell.answer !== null) {
      return [{ promptId, ...cell.answer }];
    }
    report(new HoldfastError('damaged', lostAnswer(name, promptId)));
    return [];
  });
}

/** The entry as these frames leave it, as far as prompts go, and the cells that they change. */
export function marked(
  view: View,
  name: string,
  entry: Entry,
  frames: readonly Frame[],
): readonly [entry: Entry, cells: readonly Put[]] {
  const marks = marksOf(frames);
  if (marks.length === 0) return [entry, []];
  const cells = new Map<string, Cell>();
  const closed = new Set<string>();
  let { prompts } = entry;
  for (const { mark, promptId, seq } of marks) {
    const cell = cells.get(promptId) ?? heldCell(view, name, promptId);
    if (mark === 'closed') closed.add(promptId);
    // A damaged cell is there, and stays as it is.
    if (cell === 'damaged') continue;
    if (mark === 'closed' && cell !== null) cells.set(promptId, { ...cell, isClosed: true });
    if (mark === 'asked' && cell === null) {
      cells.set(promptId, { ...newCell, seq });
      prompts += 1;
    }
  }
  const answered = entry.answered.filter(({ promptId }) => !closed.has(promptId));
  const puts = [...cells].map(([promptId, cell]) => putCell(name, promptId, cell));
  return [{ ...entry, prompts, answered }, puts];
}

/** The keys of so many of its cells. */
export function cellKeys(view: View, name: string, count: number): readonly string[] {
  const keys: string[] = [];
  for (const key of view.keys(...under(cellKey(name, '')))) {
    if (keys.length >= count) break;
    keys.push(key);
  }
  return keys;
}

/** What a cell holds, for who is not stopped by one that is damaged. */
function heldCell(view: View, name: string, promptId: string): Cell | null | 'damaged' {
  try {
    return cellOf(view, name, promptId);
  } catch (error) {
    if (isCode(error, 'damaged')) return 'damaged';
    throw error;
  }
}

/** Of another version it is not ours to read. */
function cellOf(view: View, name: string, promptId: string): Cell | null {
  const text = view.get(cellKey(name, promptId));
  if (text === undefined) return null;
  const cell = JSON.parse(text) as Cell;
  if (cell.v === newCell.v) return cell;
  throw new HoldfastError('damaged', `${promptId} of ${name} is of version ${String(cell.v)}`);
}

function putCell(name: string, promptId: string, cell: Cell): Put {
  return [cellKey(name, promptId), JSON.stringify(cell)];
}
