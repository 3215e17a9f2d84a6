/**
 * Journals in Redis: a stream for the frames of each, and a hash for its fence, lease, cell and
 * ends.
 *
 * Every comparison is made by a script, in the same step as the write; but whether frames are the
 * same as those that are kept is compared here, for what is kept never changes. Here codes become
 * errors. Nothing is decided, and nothing is kept.
 */
import type { Frame, Json, Terminal } from '../../../machines/vocabulary.ts';
import { isTerminal } from '../../../machines/vocabulary.ts';
import type { Clock } from '../../clock.ts';
import { journalParts } from '../../core/host.ts';
import type { BatchLimit, ClosedJournal, Store } from '../store.ts';
import { decodedPart, ordered } from './engine.ts';
import { marksOf } from './prompts.ts';
import { entriesOf, framesOf } from './redis-entries.ts';
import {
  appendFrames,
  attendJournal,
  claimJournal,
  decideOutcome,
  readFrames,
  readHead,
  readLease,
  renewLease,
  trimJournal,
} from './redis-journal-scripts.ts';
import type { RedisKeys } from './redis-keys.ts';
import { type RedisLink, refusal } from './redis-link.ts';
import { answersOf, lostAnswers, markArgs } from './redis-prompts.ts';
import { addToIndex, dropFromIndex, listIndex } from './redis-scripts.ts';
import type { RedisWakes } from './redis-wakes.ts';

export interface RedisJournalsPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
  readonly clock: Clock;
  /** What is damaged where nobody asked for it alone. */
  readonly report: (error: unknown) => void;
}

/** Outcome, detail, last seq of the content, answers, ids of prompts whose answer is lost. */
type DecidedReply = readonly [Terminal, string, number, string, readonly string[]];

type Writes = Pick<Store, 'claim' | 'renew' | 'append' | 'decide'>;
type Reads = Pick<Store, 'lease' | 'read' | 'head'>;
type Retention = Pick<Store, 'attend' | 'trim' | 'closed'>;

export function redisJournals(ports: RedisJournalsPorts): Writes & Reads & Retention {
  return { ...writesOf(ports), ...readsOf(ports), ...retentionOf(ports) };
}

function writesOf({ link, keys, wakes, clock, report }: RedisJournalsPorts): Writes {
  const isKept = async (name: string, after: number, frames: readonly Frame[]) => {
    const kept: Frame[] = [];
    // What can't be read is not compared: it throws.
    while (kept.length < frames.length) {
      const limit = { frames: frames.length - kept.length, chars: Number.MAX_SAFE_INTEGER };
      const some = await readAfter({ link, keys }, name, after + kept.length, limit);
      if (some === null) return false;
      kept.push(...some);
    }
    return JSON.stringify(kept) === JSON.stringify(frames);
  };

  return {
    claim: async (name, after, leaseMs) => {
      const args = [after, leaseMs, clock.id()];
      const [fence] = await link.demand(claimJournal, [keys.journal(name)], args, name);
      return fence as number;
    },
    renew: async (name, turnFence, leaseMs) => {
      const names = [keys.journal(name), keys.prompts(name)];
      const answer = await link.demand(renewLease, names, [turnFence, leaseMs], name);
      const [outcome, lines, lost] = answer as readonly [string, string, readonly string[]];
      lostAnswers(name, lost).forEach(report);
      return { outcome: outcomeOf(outcome), answers: answersOf(lines) };
    },
    append: async (name, expectedSeq, frames, turnFence) => {
      const shape = [frames.length, ...shapeOf(expectedSeq, frames), wakes.channel(name)];
      const marks = marksOf(frames);
      const entries = entriesOf(name, expectedSeq, frames);
      const args = [turnFence, expectedSeq, ...shape, ...markArgs(marks), ...entries];
      const ofPrompts = marks.length === 0 ? [] : [keys.prompts(name)];
      const names = [keys.journal(name), keys.frames(name), ...ofPrompts];
      const { code, answer } = await link.run(appendFrames, names, args);
      const lastSeq = expectedSeq + frames.length;
      let [closedAt] = answer as readonly [number];
      if (code === 'known') {
        const [last, , ended, at] = answer as readonly [number, string, string, number];
        if (!(await isKept(name, expectedSeq, frames))) throw refusal(ended, name, answer);
        closedAt = lastSeq === last ? at : 0;
      } else if (code !== 'ok') throw refusal(code, name, answer);
      if (closedAt > 0) {
        // Before it is acknowledged: a terminal that was not is appended again.
        await link.run(addToIndex, [keys.closed], [positionOf(closedAt, name, lastSeq)]);
      }
    },
    decide: async (name, outcome, detail, turnFence) => {
      const wake = wakes.channel(journalParts(name).sessionId);
      const names = [keys.journal(name), keys.prompts(name)];
      const args = [turnFence, outcome, JSON.stringify(detail), wake];
      const answer = await link.demand(decideOutcome, names, args, name);
      const [held, text, lastSeq, lines, lost] = answer as DecidedReply;
      lostAnswers(name, lost).forEach(report);
      const answers = answersOf(lines);
      return { outcome: held, detail: JSON.parse(text) as Json, lastSeq, answers };
    },
  };
}

function readsOf({ link, keys }: RedisJournalsPorts): Reads {
  return {
    lease: async (name) => {
      const { answer } = await link.run(readLease, [keys.journal(name)], []);
      const [turnFence, isLive, outcome] = answer as readonly [number, number, string];
      return { turnFence, isLive: isLive === 1, outcome: outcomeOf(outcome) };
    },
    read: (name, after, limit) => readAfter({ link, keys }, name, after, limit),
    head: async (name) => {
      const { code, answer } = await link.run(readHead, [keys.journal(name)], []);
      if (code !== 'ok') return null;
      const [firstSeq, lastSeq, kind, at] = answer as readonly [number, number, string, number];
      const [terminal, closedAt] = isTerminal(kind)
        ? ([kind, at] as const)
        : ([null, null] as const);
      return { firstSeq, lastSeq, terminal, closedAt };
    },
  };
}

function retentionOf({ link, keys, report }: RedisJournalsPorts): Retention {
  return {
    attend: async (name, ms) => {
      await link.run(attendJournal, [keys.journal(name)], [ms]);
    },
    trim: async (name, firstSeq) => {
      const names = [keys.journal(name), keys.frames(name), keys.prompts(name)];
      const answer = await link.demand(trimJournal, names, [firstSeq], name);
      const [first, last, closedAt] = answer as readonly [number, number, number];
      if (first <= last) return;
      await link.run(dropFromIndex, [keys.closed], [positionOf(closedAt, name, last)]);
    },
    closed: async (after, limit) => {
      const { answer } = await link.run(listIndex, [keys.closed], [after, limit]);
      const [positions = []] = answer as readonly (readonly string[])[];
      return positions.flatMap((position) => closedAtPosition(position, report));
    },
  };
}

async function readAfter(
  { link, keys }: Pick<RedisJournalsPorts, 'link' | 'keys'>,
  name: string,
  after: number,
  limit: BatchLimit,
): Promise<readonly Frame[] | null> {
  const names = [keys.journal(name), keys.frames(name)];
  const { code, answer } = await link.run(readFrames, names, [after, limit.frames, limit.chars]);
  return code === 'ok' ? framesOf(name, answer[0] as string, after, limit) : null;
}

function outcomeOf(kept: unknown): Terminal | null {
  return typeof kept === 'string' && isTerminal(kept) ? kept : null;
}

/** What the script has to know of frames that it can't read. */
function shapeOf(expectedSeq: number, frames: readonly Frame[]) {
  const at = frames.findIndex(({ kind }) => isTerminal(kind));
  const before = frames.slice(0, Math.max(0, at));
  const content =
    at === -1 ? frames.length : before.filter(({ kind }) => kind !== 'prompt-closed').length;
  const terminal = at === -1 ? '' : at === frames.length - 1 ? frames[at]?.kind : 'not the last';
  const goesOn = frames.every(({ seq }, index) => seq === expectedSeq + index + 1);
  return [content, terminal ?? '', goesOn ? 'yes' : 'no'] as const;
}

/** Sorted as text it is sorted by time. */
function positionOf(closedAt: number, name: string, lastSeq: number): string {
  return `${ordered(closedAt)}/${encodeURIComponent(name)}/${lastSeq}`;
}

/** None, and a report, for what is no position of ours: it is in no other's way. */
function closedAtPosition(
  position: string,
  report: (error: unknown) => void,
): readonly ClosedJournal[] {
  const [at, name = '', lastSeq] = position.split('/');
  try {
    const journal = decodedPart(position, name);
    return [{ position, journal, closedAt: Number(at), lastSeq: Number(lastSeq) }];
  } catch (error) {
    report(error);
    return [];
  }
}
