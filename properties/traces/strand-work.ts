/**
 * The effects of a host that a store does: which call each is, and which event answers it.
 *
 * It says again what `HostEffect` promises and `session-performer.ts` does, as a table, so that a
 * trace can be held against both.
 */
import { type Frame, isTerminal } from '../../machines/vocabulary.ts';
import { type HostEffect, journalName } from '../../runtime/core/host.ts';
import type { Outcome } from './store-model.ts';

export interface Work {
  readonly effect: HostEffect;
  readonly sendId: string;
  readonly at: number;
  /** Effects of one step of the host have the same. */
  readonly step: number;
  readonly isRead: boolean;
  /** The number of the store's call, once it was called for this. Reads are not told apart. */
  call: number | null;
  outcome: Outcome | null;
}

const answers: Readonly<Record<string, string>> = {
  lock: 'locked',
  load: 'loaded',
  judge: 'leased',
  answer: 'answered',
  save: 'saved',
  unlock: 'unlocked',
  claim: 'claimed',
  decide: 'decided',
  renew: 'renewed',
  fold: 'folded',
  close_journal: 'closed',
};
const silent = ['append'];
const reads = ['load', 'judge', 'fold'];

/** Null: it is not the store's to do. */
export function workOf(
  effect: HostEffect,
  asked: Pick<Work, 'sendId' | 'at' | 'step'>,
): Work | null {
  const { type } = effect;
  if (answers[type] === undefined && !silent.includes(type)) return null;
  return { ...asked, effect, isRead: reads.includes(type), call: null, outcome: null };
}

export function answerOf({ type }: HostEffect): string {
  return answers[type] ?? 'no event';
}

/** Done without a word when it went well. */
export function isSilent({ type }: HostEffect): boolean {
  return silent.includes(type);
}

/**
 * How many effects of a strand a call is the doing of: frames in a row are one write, and so are
 * those that close a journal, which one effect asks for.
 */
export function effectsOf(method: string, args: readonly unknown[]): number {
  if (method !== 'append') return 1;
  const frames = args[2] as readonly Frame[];
  return isTerminal(frames.at(-1)?.kind ?? '') ? 1 : frames.length;
}

/** The write that they are, all in one; null for a read, and for what is not done in one. */
export function callOf(effects: readonly HostEffect[], sessionId: string) {
  const [effect, ...others] = effects;
  if (effect === undefined) return null;
  if (effect.type !== 'append') return others.length > 0 ? null : writeOf(effect, sessionId);
  const frames: Frame[] = [];
  for (const one of effects) {
    if (one.type !== 'append' || one.turnFence !== effect.turnFence) return null;
    frames.push(one.frame);
  }
  const journal = journalName(sessionId, effect.streamId);
  return call('append', journal, effect.frame.seq - 1, frames, effect.turnFence);
}

const call = (method: string, ...args: readonly unknown[]) => ({ method, args });

function writeOf(effect: HostEffect, sessionId: string) {
  const isJournaled = effect.to === 'turn' || 'streamId' in effect;
  const journal = isJournaled ? journalName(sessionId, effect.streamId) : '';
  switch (effect.type) {
    case 'lock':
      return call('lock', sessionId);
    case 'unlock':
      return call('unlock', sessionId, effect.lockFence);
    case 'save':
      return call('save', effect.record, effect.lockFence);
    case 'claim':
      return call('claim', journal, effect.after, effect.leaseMs);
    case 'renew':
      return call('renew', journal, effect.turnFence, effect.leaseMs);
    case 'close_journal':
      return call(
        'append',
        journal,
        (effect.frames[0]?.seq ?? 0) - 1,
        effect.frames,
        effect.turnFence,
      );
    case 'decide':
      return call('decide', journal, effect.outcome, effect.detail, effect.turnFence);
    case 'answer':
      return call('answer', journal, effect.answer);
    case 'append':
    case 'load':
    case 'judge':
    case 'fold':
    case 'prepare':
    case 'produce':
    case 'abort':
    case 'deliver':
    case 'changed':
    case 'arm':
    case 'disarm':
    case 'reply':
      return null;
  }
}
