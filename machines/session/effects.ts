/**
 * Effects of the session: one operation on one record: what is asked of the store and of the
 * composition, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { Owner } from '../vocabulary.ts';
import { type Context, type Effect, type LeasedEvent, ownerOf } from './signals.ts';

const judge = (owner: Owner | null): Effect => ({
  type: 'judge',
  streamId: owner?.streamId ?? '',
});

export const judgeObserved = (c: Context): Effect =>
  judge(c.operation.kind === 'clear' ? c.operation.observed : null);

/** The turn that the record which was read under the lock has met it with, and no other. */
export const judgeMet = (c: Context): Effect =>
  c.operation.kind === 'cancel'
    ? { type: 'judge', streamId: c.operation.streamId }
    : judge(ownerOf(c));

/** The cancel of a turn that another host runs is stored where that host decides, too. */
export const decideCancel = (c: Context, e: LeasedEvent): Effect => ({
  type: 'decide',
  streamId: c.operation.kind === 'cancel' ? c.operation.streamId : '',
  outcome: 'cancelled',
  detail: null,
  turnFence: e.turnFence,
});

export const putAnswer = ({ operation }: Context): Effect => {
  if (operation.kind !== 'answer') throw new Error(`no answer is put to ${operation.kind}`);
  const { streamId, answer } = operation;
  return { type: 'answer', streamId, answer };
};

export const lock = (): Effect => ({ type: 'lock' });

export const load = (): Effect => ({ type: 'load' });

export const save = ({ record, lockFence }: Context): Effect => {
  if (record === null) throw new Error('a record is saved only after it was loaded and changed');
  return { type: 'save', record, lockFence };
};

export const unlock = (c: Context): Effect => ({ type: 'unlock', lockFence: c.lockFence });

const beginning = (c: Context, streamId: string, after: number, isTakeover: boolean): Effect => {
  const turns = c.record?.turns ?? [];
  const turn = turns.find((one) => one.streamId === streamId) ?? null;
  const transcript = turns.filter(({ ordinal }) => ordinal < (turn?.ordinal ?? 0));
  return { type: 'begin', streamId, after, isTakeover, turn, transcript };
};

/** The turn that this operation has written: its journal does not exist yet. */
export const begin = (c: Context): Effect => beginning(c, ownerOf(c)?.streamId ?? '', 0, false);

/** The turn of an owner that is dead: its journal is claimed after the fence that was judged. */
export const takeOver = (c: Context, e: LeasedEvent): Effect =>
  beginning(c, ownerOf(c)?.streamId ?? '', e.turnFence, true);

export const conclude = ({ result }: Context): Effect => {
  if (result === null) throw new Error('an operation is concluded only when it has its answer');
  return { type: 'conclude', result };
};
