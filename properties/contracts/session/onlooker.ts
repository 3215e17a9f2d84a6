/**
 * What an onlooker knows of an operation on a session's record: which lock it holds, what it has
 * asked the store for, and what the record said when it was read.
 *
 * What is to become of that record is said here once more, from design.md and apart from the rules
 * of the machine, which must never be imported here.
 */
import type { Event, Input, Operation, Result } from '../../../machines/session/signals.ts';
import type { SessionRecord, StoredTurn, Terminal } from '../../../machines/vocabulary.ts';
import type { Output, State } from '../../../runtime/generated/session.ts';
import { type Moment, said } from '../contract.ts';

/** Each is answered by one event. */
const requests = ['judge', 'answer', 'decide', 'lock', 'load', 'save', 'begin', 'unlock'] as const;
export type Request = (typeof requests)[number];

export interface Seen {
  readonly operation: Operation;
  readonly awaits: Request | null;
  /** Of the lock that is held; 0 for none. */
  readonly lockFence: number;
  /** As it was read. */
  readonly record: SessionRecord | null;
  readonly now: number;
  readonly result: Result | null;
}

export type M = Moment<State, Event, Output, Seen>;

export const unseen: Seen = {
  operation: { kind: 'free', streamId: '' },
  awaits: null,
  lockFence: 0,
  record: null,
  now: 0,
  result: null,
};

export function isOf<Type extends Event['type']>(
  m: M,
  ...types: readonly Type[]
): m is M & { readonly event: Extract<Event, { type: Type }> } {
  return (types as readonly string[]).includes(m.event.type);
}

export const isDone = (m: M) => m.after.status === 'done';

/** What the record that was read calls for: an answer, a judgement of its owner, or a write. */
export type Verdict =
  | { readonly kind: 'answer'; readonly result: Result }
  | { readonly kind: 'judge' }
  | { readonly kind: 'write'; readonly record: SessionRecord };

const answer = (result: Result): Verdict => ({ kind: 'answer', result });
const write = (record: SessionRecord): Verdict => ({ kind: 'write', record });
const judge: Verdict = { kind: 'judge' };
const done = answer({ state: 'done' });

export function verdictOf(operation: Operation, record: SessionRecord, now: number): Verdict {
  const { turns, owner, tombstones, removed } = record;
  const find = (id: string) => turns.find(({ streamId }) => streamId === id) ?? null;
  switch (operation.kind) {
    case 'start': {
      const { turnId } = operation;
      const known = find(turnId);
      if (known !== null) {
        return answer({ state: 'started', ordinal: known.ordinal, isNew: false });
      }
      if (tombstones.includes(turnId)) return answer({ state: 'refused', reason: 'cancelled' });
      if (removed.includes(turnId)) return answer({ state: 'refused', reason: 'removed' });
      return owner === null ? write(withTurn(record, operation, now)) : judge;
    }
    case 'finish': {
      const { streamId } = operation.turn;
      const asked = find(streamId);
      if (asked === null) return answer({ state: 'gone' });
      if (asked.outcome !== null) return done;
      const ended = turns.map((one) => (one === asked ? { ...one, ...operation.turn } : one));
      return write({ ...record, turns: ended, updatedAt: now });
    }
    case 'free':
      return owner?.streamId === operation.streamId ? write({ ...record, owner: null }) : done;
    case 'clear':
      return owner?.streamId === operation.observed.streamId ? judge : done;
    case 'cancel': {
      const { streamId } = operation;
      if (removed.includes(streamId)) return answer({ state: 'refused', reason: 'removed' });
      const known = find(streamId);
      if (known?.outcome === null) return judge;
      if (known !== null) return answer({ state: cancelWord(known.outcome) });
      if (tombstones.includes(streamId)) return answer({ state: 'accepted' });
      return write({ ...record, tombstones: [...tombstones, streamId] });
    }
    case 'answer':
      throw new Error('an answer is put, and no record is read for it');
    case 'save': {
      const kept = operation.record.turns;
      const isWhole = turns.every((one) => kept.some((other) => covers(other, one)));
      if (!isWhole) return answer({ state: 'refused', reason: 'shrinks' });
      return write({ ...record, meta: operation.record.meta });
    }
    case 'edit': {
      const at = turns.findIndex(({ streamId }) => streamId === operation.from);
      if (at < 0) return answer({ state: 'gone' });
      if (owner !== null) return judge;
      const gone = turns.slice(at).map(({ streamId }) => streamId);
      const marks = [...removed, ...gone];
      return write({ ...record, turns: turns.slice(0, at), removed: marks, updatedAt: now });
    }
  }
}

function withTurn(
  record: SessionRecord,
  { turnId, question }: Extract<Operation, { kind: 'start' }>,
  now: number,
): SessionRecord {
  const ordinal = record.lastOrdinal + 1;
  const nothing = { parts: [], usage: null, outcome: null, detail: null, coveredSeq: 0 };
  return {
    ...record,
    updatedAt: now,
    lastOrdinal: ordinal,
    owner: { streamId: turnId, ordinal },
    turns: [...record.turns, { streamId: turnId, ordinal, question, ...nothing }],
  };
}

/** How a turn has ended, or is to end. */
function cancelWord(outcome: Terminal): 'accepted' | 'refused' {
  return outcome === 'cancelled' ? 'accepted' : 'refused';
}

function covers(kept: StoredTurn, stored: StoredTurn): boolean {
  if (kept.streamId !== stored.streamId) return false;
  return stored.outcome === null || kept.coveredSeq >= stored.coveredSeq;
}

/** What its record calls for; null before it was read. */
export function calledFor({ operation, record, now }: Seen): Verdict | null {
  return record === null ? null : verdictOf(operation, record, now);
}

/** The answer that this step gives; null when it gives none. */
export function resultOf(m: M): Result | null {
  const { seen } = m;
  const { awaits, operation } = seen;
  if (isOf(m, 'fenced') && awaits === 'decide') return { state: 'unreachable' };
  if (isOf(m, 'fenced')) return { state: 'failed', code: 'fenced' };
  if (isOf(m, 'store_failed')) {
    return awaits === 'unlock' ? null : { state: 'failed', code: m.event.code };
  }
  if (isOf(m, 'loaded')) {
    const verdict = verdictOf(operation, m.event.record, m.event.now);
    return verdict.kind === 'answer' ? verdict.result : null;
  }
  if (isOf(m, 'saved')) return savedResult(seen);
  if (isOf(m, 'answered')) return { state: m.event.result };
  if (isOf(m, 'decided')) return { state: cancelWord(m.event.outcome) };
  if (!isOf(m, 'runs_here', 'leased')) return null;
  if (seen.lockFence === 0) {
    return isOf(m, 'leased') && !m.event.isLive ? null : { state: 'done' };
  }
  // Its runner is here, or it has no journal: nobody else can say.
  if (operation.kind === 'cancel') return isDecideDue(m) ? null : { state: 'unreachable' };
  const { streamId, ordinal } = seen.record?.owner ?? { streamId: '', ordinal: 0 };
  const isEnding = isOf(m, 'leased') && (!m.event.isLive || m.event.outcome !== null);
  const phase = isEnding ? 'ending' : 'running';
  return { state: 'conflict', streamId, ordinal, phase };
}

/** The cancel of a turn that another host runs: what that one would have stored is stored. */
export function isDecideDue(m: M): boolean {
  const isCancel = m.seen.operation.kind === 'cancel' && m.seen.lockFence > 0;
  return isCancel && isOf(m, 'leased') && m.event.turnFence > 0;
}

function savedResult(seen: Seen): Result {
  const { operation } = seen;
  const verdict = calledFor(seen);
  if (operation.kind === 'start' && verdict?.kind === 'write') {
    return { state: 'started', ordinal: verdict.record.owner?.ordinal ?? 0, isNew: true };
  }
  return { state: operation.kind === 'cancel' ? 'accepted' : 'done' };
}

export function look(m: M): Seen {
  const { seen, event } = m;
  const { input } = event as unknown as { readonly input?: Input };
  const before = input === undefined ? seen : { ...unseen, operation: input.operation };
  const asked = requests.find((request) => said(m).split(' ').includes(request));
  const read = isOf(m, 'loaded') ? { record: m.event.record, now: m.event.now } : {};
  return {
    ...before,
    ...read,
    awaits: isDone(m) ? null : (asked ?? before.awaits),
    lockFence: isOf(m, 'locked') ? m.event.lockFence : before.lockFence,
    result: input === undefined ? (resultOf(m) ?? before.result) : null,
  };
}
