/**
 * Journals in Redis: a stream for the frames of each, a batch an entry, and a hash for its fence,
 * lease, cell and ends.
 *
 * Every comparison is made by a script, in the same step as the write. Here frames become text and
 * text becomes frames, and codes become errors. Nothing is decided, and nothing is kept.
 */
import type { Frame, Json, Terminal } from '../../../machines/vocabulary.ts';
import { isTerminal } from '../../../machines/vocabulary.ts';
import type { Clock } from '../../clock.ts';
import { type ErrorCode, HoldfastError } from '../../core/errors.ts';
import type { Store } from '../store.ts';
import type { RedisKeys } from './redis-keys.ts';
import type { Answer, Outcome, RedisLink } from './redis-link.ts';
import {
  appendFrames,
  claimJournal,
  decideOutcome,
  readFrames,
  readHead,
  readLease,
  renewLease,
} from './redis-scripts.ts';
import type { RedisWakes } from './redis-wakes.ts';

export interface RedisJournalsPorts {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly wakes: RedisWakes;
  readonly clock: Clock;
}

export type Journals = Pick<
  Store,
  'claim' | 'renew' | 'lease' | 'append' | 'decide' | 'read' | 'head'
>;

export function redisJournals({ link, keys, wakes, clock }: RedisJournalsPorts): Journals {
  return {
    claim: async (name, after, leaseMs) => {
      const args = [after, leaseMs, clock.id()];
      const [fence] = granted(name, await link.run(claimJournal, [keys.journal(name)], args));
      return fence as number;
    },
    renew: async (name, turnFence, leaseMs) => {
      granted(name, await link.run(renewLease, [keys.journal(name)], [turnFence, leaseMs]));
    },
    lease: async (name) => {
      const { answer } = await link.run(readLease, [keys.journal(name)], []);
      const [turnFence = 0, isLive = 0] = answer as readonly number[];
      return { turnFence, isLive: isLive === 1 };
    },
    append: async (name, expectedSeq, frames, turnFence) => {
      const names = [keys.journal(name), keys.frames(name)];
      const args = [turnFence, expectedSeq, frames.length, textOf(frames)];
      const shape = shapeOf(expectedSeq, frames);
      granted(name, await link.run(appendFrames, names, [...args, ...shape, wakes.channel(name)]));
    },
    decide: async (name, outcome, detail, turnFence) => {
      const args = [turnFence, outcome, JSON.stringify(detail)];
      const answer = granted(name, await link.run(decideOutcome, [keys.journal(name)], args));
      const [held, text, lastSeq] = answer as readonly [Terminal, string, number];
      return { outcome: held, detail: JSON.parse(text) as Json, lastSeq };
    },
    read: async (name, after, limit) => {
      const names = [keys.journal(name), keys.frames(name)];
      const found = await link.run(readFrames, names, [after, limit.frames, limit.chars]);
      return found.state === 'ok' ? framesOf(found.answer[0] as string) : null;
    },
    head: async (name) => {
      const found = await link.run(readHead, [keys.journal(name)], []);
      if (found.state !== 'ok') return null;
      const [firstSeq, lastSeq, kind] = found.answer as readonly [number, number, string];
      return { firstSeq, lastSeq, terminal: isTerminal(kind) ? kind : null };
    },
  };
}

/** One frame a line, so that a script can tell them apart; in brackets it is an array. */
function textOf(frames: readonly Frame[]): string {
  return frames.map((frame) => JSON.stringify(frame)).join(',\n');
}

function framesOf(text: string): readonly Frame[] {
  return JSON.parse(`[${text}]`) as readonly Frame[];
}

/** What the script has to know of frames that it can't read. */
function shapeOf(expectedSeq: number, frames: readonly Frame[]) {
  const at = frames.findIndex(({ kind }) => isTerminal(kind));
  const content = at === -1 ? frames.length : at;
  const terminal = at === -1 ? '' : at === frames.length - 1 ? frames[at]?.kind : 'not the last';
  const goesOn = frames.every(({ seq }, index) => seq === expectedSeq + index + 1);
  return [content, terminal ?? '', goesOn ? 'yes' : 'no'] as const;
}

function granted(name: string, outcome: Outcome): Answer {
  if (outcome.state === 'ok') return outcome.answer;
  const [last, decided] = outcome.answer as readonly [number | undefined, string | undefined];
  const state = last === undefined ? '' : `: it ends at ${last}, outcome ${decided || 'open'}`;
  throw new HoldfastError(outcome.code as ErrorCode, `${name} refused it${state}`);
}
