/**
 * Guards of the session: what an operation finds in the record that was read under its lock.
 *
 * Each names the operation it is about, so that the machine's table can list them one after
 * another.
 */
import { holdsTurn, turnOf } from '../vocabulary.ts';
import type { Context, LeasedEvent, LoadedEvent } from './signals.ts';

export const isClear = (c: Context) => c.operation.kind === 'clear';

export const isCancel = (c: Context) => c.operation.kind === 'cancel';

export const isStart = (c: Context) => c.operation.kind === 'start';

/** Nobody has its lease: an owner that was never registered has none either. */
export const isDead = (_: Context, e: LeasedEvent) => !e.isLive;

/** Its runner has not said so in the record yet. */
export const isDecided = (_: Context, e: LeasedEvent) => e.outcome !== null;

export const startsKnown = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'start' && turnOf(record, operation.turnId) !== null;

export const startsCancelled = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'start' && record.tombstones.includes(operation.turnId);

export const startsRemoved = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'start' && record.removed.includes(operation.turnId);

export const finishesUnasked = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'finish' && turnOf(record, operation.turn.streamId) === null;

export const finishesEnded = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'finish' && turnOf(record, operation.turn.streamId)?.outcome !== null;

export const freesAnother = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'free' && record.owner?.streamId !== operation.streamId;

/** O4: what was observed may have been superseded before the lock was there. */
export const clearsAnother = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'clear' && record.owner?.streamId !== operation.observed.streamId;

export const cancelsRemoved = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'cancel' && record.removed.includes(operation.streamId);

/** Only its runner knows better, here or elsewhere. */
export const cancelsOpen = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'cancel' && turnOf(record, operation.streamId)?.outcome === null;

export const isAnswer = (c: Context) => c.operation.kind === 'answer';

/** A turn that has no journal has no cell either. */
export const cancelsRegistered = ({ operation }: Context, { turnFence }: LeasedEvent) =>
  operation.kind === 'cancel' && turnFence > 0;

export const cancelsKnown = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'cancel' &&
  (turnOf(record, operation.streamId) !== null || record.tombstones.includes(operation.streamId));

export const shrinks = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'save' && record.turns.some((turn) => !holdsTurn(operation.record, turn));

export const cutsUnknown = ({ operation }: Context, { record }: LoadedEvent) =>
  operation.kind === 'edit' && turnOf(record, operation.from) === null;

/** O3: nobody comes into a session that somebody owns. */
export const meetsOwner = ({ operation }: Context, { record }: LoadedEvent) =>
  record.owner !== null &&
  (operation.kind === 'start' || operation.kind === 'edit' || operation.kind === 'clear');
