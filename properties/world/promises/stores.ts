/**
 * What is stored: O1, O3, O4, Q1, S2, L1 to L4 and L6.
 *
 * They look at what is written, and at nothing that a machine says of itself.
 */
import { type SessionRecord, turnOf } from '../../../machines/vocabulary.ts';
import type { Property } from '../../explorer/system.ts';
import type { HostActorMessage, HostState } from '../host-state.ts';
import { lastFence, type StoreMessage, type StoreState } from '../store-state.ts';
import type { Cast } from './cast.ts';
import { everyStep, someStep, sometimes } from './claim.ts';
import { isRemoved, outcomeOf, same } from './eye.ts';

type Stored = { readonly state: StoreState };

export function stores({ hosts, watched }: Cast): readonly Property[] {
  return [
    ...owners(),
    ...writes(),
    ...questions(),
    ...refusals(),
    ...(watched ? hosts.map(waits) : []),
    ...hosts.flatMap(contended),
  ];
}

function owners(): readonly Property[] {
  return [
    {
      id: 'O1',
      name: 'a session lets go of a turn only when that has an outcome',
      kind: 'alwaysStep',
      actor: 'store',
      holds: ({ record: before }: StoreState, _: never, { state }: Stored) => {
        const was = before.owner?.streamId;
        if (was === undefined || was === state.record.owner?.streamId) return true;
        return outcomeOf(state, was) !== null;
      },
    },
    {
      id: 'O3',
      name: 'a session has at most one turn that is not ended, and that is its owner',
      kind: 'always',
      over: ['store'],
      holds: ({ record }: StoreState) => {
        const open = record.turns.filter(({ outcome }) => outcome === null);
        return open.every(({ streamId }) => record.owner?.streamId === streamId);
      },
    },
    {
      id: 'O3',
      name: 'a second turn was started',
      kind: 'sometimes',
      over: ['store'],
      holds: ({ record }: StoreState) => record.lastOrdinal > 1,
    },
    {
      id: 'O4',
      name: 'an owner that nobody knew to be over is not erased',
      kind: 'alwaysStep',
      actor: 'store',
      holds: ({ record: before }: StoreState, _: never, { state }: Stored) =>
        state.record.owner !== null ||
        before.owner === null ||
        turnOf(before, before.owner.streamId)?.outcome !== null,
    },
    {
      id: 'O4',
      name: 'an owner was erased',
      kind: 'sometimesStep',
      actor: 'store',
      holds: ({ record: before }: StoreState, _: never, { state }: Stored) =>
        state.record.owner === null && before.owner !== null,
    },
  ];
}

/** Q1, L3: what is saved has every question, and every turn whole. */
function questions(): readonly Property[] {
  return [
    everyStep(
      'Q1',
      'no question is dropped from the record, but by an edit',
      'store',
      ({ record: before }: StoreState, _: never, { state: { record } }: Stored) =>
        before.turns.every(({ streamId, question }) => {
          const now = turnOf(record, streamId);
          return now === null ? isRemoved(record, streamId) : now.question === question;
        }),
    ),
    everyStep(
      'L3',
      'no partial record is saved',
      'store',
      ({ record: before }: StoreState, _: never, { state: { record } }: Stored) =>
        record.turns.every(({ question, parts, streamId }) => {
          const was = turnOf(before, streamId);
          return question === streamId && (was === null || parts.length >= was.parts.length);
        }) && before.turns.every(({ streamId }) => isKnown(record, streamId)),
    ),
    sometimes('Q1', 'a turn runs whose answer is not stored', ['store'], ({ record }: StoreState) =>
      record.turns.some(({ outcome }) => outcome === null),
    ),
  ];
}

function isKnown(record: SessionRecord, streamId: string): boolean {
  return turnOf(record, streamId) !== null || isRemoved(record, streamId);
}

function refusals(): readonly Property[] {
  return [
    someStep(
      'L1',
      'a write came after a newer lock was issued',
      'store',
      (_: StoreState, message: StoreMessage) =>
        message.type === 'do' &&
        message.effect.type === 'save' &&
        message.effect.lockFence !== lastFence,
    ),
    someStep(
      'L1',
      'a frame came from whoever was taken over',
      'store',
      ({ journals }: StoreState, message: StoreMessage) =>
        message.type === 'do' &&
        message.effect.type === 'append' &&
        journals[message.effect.streamId]?.turnFence !== message.effect.turnFence,
    ),
    sometimes(
      'L2',
      'an edit has cut the transcript',
      ['store'],
      ({ record }: StoreState) => record.removed.length > 0,
    ),
    sometimes(
      'L4',
      'maintenance was saved',
      ['store'],
      ({ record }: StoreState) => record.meta === 'kept',
    ),
  ];
}

function writes(): readonly Property[] {
  return [
    {
      id: 'L1',
      name: 'no record is written after a newer lock was issued',
      kind: 'alwaysStep',
      actor: 'store',
      holds: (before: StoreState, message: StoreMessage, { state }: Stored) =>
        same(before.record, state.record) ||
        (message.type === 'do' &&
          'lockFence' in message.effect &&
          message.effect.lockFence === lastFence),
    },
    {
      id: 'L1',
      name: 'no frame is written by whoever was taken over',
      kind: 'alwaysStep',
      actor: 'store',
      holds: (before: StoreState, message: StoreMessage, { state }: Stored) =>
        Object.entries(state.journals).every(([streamId, { frames }]) => {
          const was = before.journals[streamId];
          if (was === undefined || was.frames.length === frames.length) return true;
          if (message.type !== 'do' || !('turnFence' in message.effect)) return false;
          return message.effect.turnFence === was.turnFence;
        }),
    },
    {
      id: 'L2',
      name: 'no transcript shrinks unless an edit says so, and then it stays shrunk',
      kind: 'alwaysStep',
      actor: 'store',
      holds: ({ record: before }: StoreState, _: never, { state: { record } }: Stored) =>
        before.turns.every(
          (turn) =>
            keeps(record, turn.streamId, turn.coveredSeq) || isRemoved(record, turn.streamId),
        ) && record.turns.every(({ streamId }) => !before.removed.includes(streamId)),
    },
    {
      id: 'L4',
      name: 'what is not activity leaves the time of the last activity alone',
      kind: 'alwaysStep',
      actor: 'store',
      holds: ({ record: before }: StoreState, _: never, { state: { record } }: Stored) =>
        before.updatedAt === record.updatedAt || !same(before.turns, record.turns),
    },
    {
      id: 'S2',
      name: 'a saved outcome is never replaced',
      kind: 'alwaysStep',
      actor: 'store',
      holds: ({ record: before }: StoreState, _: never, { state: { record } }: Stored) =>
        before.turns.every(({ streamId, outcome }) => {
          const now = turnOf(record, streamId);
          return outcome === null || now === null || now.outcome === outcome;
        }),
    },
  ];
}

function keeps(record: SessionRecord, streamId: string, coveredSeq: number): boolean {
  const turn = turnOf(record, streamId);
  return turn !== null && turn.coveredSeq >= coveredSeq;
}

/** L6: also behind a holder that died. */
function waits(host: string): Property {
  const isWaiting = ({ core }: HostState) => (core?.operations.length ?? 0) > 0;
  return {
    id: 'L6',
    name: `${host}: every operation ends`,
    kind: 'leadsTo',
    over: [host],
    from: (state: HostState) => isWaiting(state),
    to: (state: HostState) => !isWaiting(state),
  };
}

function contended(host: string): readonly Property[] {
  return [
    sometimes(
      'L6',
      `${host}: an operation waits for a lock`,
      [host, 'store'],
      ({ core }: HostState, { lock }: StoreState) =>
        lock !== null && core?.operations.some(({ state }) => state.value === 'locking') === true,
    ),
    sometimes(
      'O4',
      `${host}: an owner that was seen is another by now`,
      [host, 'store'],
      ({ core }: HostState, { record }: StoreState) =>
        core?.operations.some(({ state: { context } }) => {
          const { operation } = context;
          return (
            operation.kind === 'clear' && operation.observed.streamId !== record.owner?.streamId
          );
        }) === true,
    ),
    someStep(
      'L3',
      `${host}: a record that was read in part is handed in`,
      host,
      ({ held }: HostState, message: HostActorMessage) =>
        message.type === 'chore' &&
        message.chore.kind === 'save' &&
        held?.turns.length === 0 &&
        held.lastOrdinal > 0,
    ),
  ];
}
