/**
 * Journals over an engine: an entry for each journal, and one for each frame by its seq; what the
 * frames say of prompts is written with them.
 *
 * What is asked for and what is there is compared; what to do about it is the machines' to say.
 */
import type { Frame, Terminal } from '../../../machines/vocabulary.ts';
import { isTerminal } from '../../../machines/vocabulary.ts';
import { HoldfastError, isCode } from '../../core/errors.ts';
import { journalParts } from '../../core/host.ts';
import type { Decided, Head, Store } from '../store.ts';
import type { Change, Engine, Put, Timing, View } from './engine.ts';
import {
  closedKey,
  type Entry,
  entryOf,
  frameKey,
  newEntry,
  put,
  runs,
  spanOf,
} from './engine-entries.ts';
import { answersOf, marked } from './engine-prompts.ts';

type Journals = Pick<Store, 'claim' | 'renew' | 'lease' | 'append' | 'decide' | 'read' | 'head'>;

export function journalsOf(
  engine: Engine,
  timing: Timing,
  report: (error: unknown) => void,
): Journals {
  return {
    claim: (name, after, leaseMs) =>
      engine.write((view) => {
        const entry = entryOf(view, name) ?? newEntry;
        if (entry.fence !== after || runs(timing, entry.lease)) {
          throw new HoldfastError('fenced', `${name} is another's, or was claimed after ${after}`);
        }
        const claimed = { ...entry, fence: after + 1, lease: spanOf(timing, leaseMs) };
        return { answer: claimed.fence, puts: [put(name, claimed)] };
      }),
    renew: (name, turnFence, leaseMs) =>
      engine.write((view) => {
        const entry = ownEntry(view, name, turnFence);
        const renewed = { ...entry, lease: spanOf(timing, leaseMs) };
        const answers = answersOf(view, name, entry, report);
        return { answer: { outcome: outcomeOf(entry), answers }, puts: [put(name, renewed)] };
      }),
    lease: async (name) => {
      const entry = engine.read((view) => entryOf(view, name)) ?? newEntry;
      const isLive = runs(timing, entry.lease);
      return { turnFence: entry.fence, isLive, outcome: outcomeOf(entry) };
    },
    append: (name, expectedSeq, frames, turnFence) =>
      engine.write((view) => {
        const entry = ownEntry(view, name, turnFence);
        return appending(view, name, entry, { expectedSeq, frames, nowMs: timing.clock.now() });
      }),
    decide: (name, outcome, detail, turnFence) =>
      engine.write((view) => {
        const entry = ownEntry(view, name, turnFence);
        if (entry.cell !== null) return { answer: entry.cell };
        const answers = answersOf(view, name, entry, report);
        const cell: Decided = { outcome, detail, lastSeq: entry.lastSeq, answers };
        const wakes = [journalParts(name).sessionId];
        return { answer: cell, puts: [put(name, { ...entry, cell })], wakes };
      }),
    read: async (name, after, limit) =>
      engine.read((view) => {
        const entry = entryOf(view, name);
        if (entry === null || after + 1 < entry.firstSeq) return null;
        const frames: Frame[] = [];
        const end = Math.min(entry.lastSeq, after + limit.frames);
        for (let chars = 0, seq = after + 1; seq <= end; seq += 1) {
          // What comes before a damaged frame is read; who asks for that one first hears of it.
          const text =
            frames.length === 0 ? frameText(view, name, seq) : wholeText(view, name, seq);
          if (text === null) break;
          chars += text.length;
          if (chars > limit.chars && frames.length > 0) break;
          frames.push(JSON.parse(text) as Frame);
        }
        return frames;
      }),
    head: async (name) => {
      const entry = engine.read((view) => entryOf(view, name));
      return entry === null ? null : headOf(entry);
    },
  };
}

interface Appended {
  readonly expectedSeq: number;
  readonly frames: readonly Frame[];
  readonly nowMs: number;
}

function appending(
  view: View,
  name: string,
  entry: Entry,
  { expectedSeq, frames, nowMs }: Appended,
): Change<void> {
  const texts = frames.map((frame) => JSON.stringify(frame));
  const isKnown = (text: string, at: number): boolean =>
    view.get(frameKey(name, expectedSeq + at + 1)) === text;
  if (expectedSeq + texts.length <= entry.lastSeq && texts.every(isKnown)) {
    return { answer: undefined };
  }
  demandFits(name, entry, expectedSeq, frames);
  const last = frames.at(-1);
  if (last === undefined) return { answer: undefined };
  const closed = isTerminal(last.kind) ? { terminal: last.kind, at: nowMs } : null;
  const puts = texts.map((text, at): Put => [frameKey(name, expectedSeq + at + 1), text]);
  const [next, cells] = marked(view, name, entry, frames);
  puts.push(...cells, put(name, { ...next, lastSeq: last.seq, closed }));
  if (closed !== null) puts.push([closedKey(closed.at, name), String(last.seq)]);
  return { answer: undefined, puts, wakes: [name] };
}

/** Throws unless the frames continue the journal, and it may go on like that. */
function demandFits(
  name: string,
  { lastSeq, cell, closed }: Entry,
  expectedSeq: number,
  frames: readonly Frame[],
): void {
  if (closed !== null) throw new HoldfastError('journal_closed', `${name} has its terminal`);
  const fits = frames.every(({ seq }, at) => seq === expectedSeq + at + 1);
  if (expectedSeq !== lastSeq || !fits) {
    throw new HoldfastError('journal_conflict', `${name} ends at ${lastSeq}, not ${expectedSeq}`);
  }
  const isClosing = isTerminal(frames.at(-1)?.kind ?? '');
  frames.forEach(({ kind }, at) => {
    const mayClose = at === frames.length - 1 && kind === cell?.outcome;
    const mayCome = cell === null || (isClosing && kind === 'prompt-closed');
    if (isTerminal(kind) ? !mayClose : !mayCome) {
      const message = `${name} takes no ${kind}: its outcome is ${cell?.outcome ?? 'open'}`;
      throw new HoldfastError(isTerminal(kind) ? 'journal_conflict' : 'journal_closed', message);
    }
  });
}

function outcomeOf({ cell }: Entry): Terminal | null {
  return cell?.outcome ?? null;
}

function headOf({ firstSeq, lastSeq, closed }: Entry): Head {
  return { firstSeq, lastSeq, terminal: closed?.terminal ?? null, closedAt: closed?.at ?? null };
}

function ownEntry(view: View, name: string, turnFence: number): Entry {
  const entry = entryOf(view, name);
  if (entry === null) throw new HoldfastError('missing', `there is no journal ${name}`);
  if (entry.fence === turnFence) return entry;
  throw new HoldfastError('fenced', `fence ${turnFence} of ${name} is not the last one`);
}

/** Null for one that is damaged. */
function wholeText(view: View, name: string, seq: number): string | null {
  try {
    return frameText(view, name, seq);
  } catch (error) {
    if (isCode(error, 'damaged')) return null;
    throw error;
  }
}

function frameText(view: View, name: string, seq: number): string {
  const text = view.get(frameKey(name, seq));
  if (text !== undefined) return text;
  throw new HoldfastError('damaged', `${name} lacks its frame ${seq}`);
}
