/**
 * What is stored: O1, O3, O4, O6, S2, L1 to L6 and T4.
 *
 * They look at what is written, and at nothing that a machine says of itself.
 */
import { isTerminal, type SessionRecord, turnOf } from '../../../machines/vocabulary.ts';
import { emptyScene } from '../../../runtime/core/fold.ts';
import { endedTurn, foldFrames } from '../../../runtime/core/record.ts';
import type { Property } from '../../explorer/system.ts';
import type { HostState } from '../host-state.ts';
import { lastFence, type StoreMessage, type StoreState } from '../store.ts';
import type { Cast } from './cast.ts';
import { outcomeOf, same } from './eye.ts';

type Stored = { readonly state: StoreState };

export function stores({ hosts, turns, prompts, watched }: Cast): readonly Property[] {
  return [
    ...owners(),
    ...writes(),
    ...journals(),
    ...(watched ? hosts.map(waits) : []),
    // A turn that waits for a person may wait for ever.
    ...(watched && !prompts ? turns.flatMap(endings) : []),
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
    {
      id: 'O6',
      name: 'a turn is claimed again only when its lease has run out',
      kind: 'alwaysStep',
      actor: 'store',
      holds: (before: StoreState, _: never, { state }: Stored) =>
        Object.entries(state.journals).every(([streamId, { turnFence }]) => {
          const was = before.journals[streamId];
          return was === undefined || was.turnFence === turnFence || was.lease === null;
        }),
    },
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
            keeps(record, turn.streamId, turn.coveredSeq) || isMarked(record, turn.streamId),
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

function isMarked(record: SessionRecord, streamId: string): boolean {
  return record.removed.includes(streamId);
}

function journals(): readonly Property[] {
  return [
    {
      id: 'L5',
      name: 'what was acknowledged stays',
      kind: 'alwaysStep',
      actor: 'store',
      holds: (before: StoreState, _: never, { state }: Stored) =>
        Object.entries(before.journals).every(([streamId, { frames }]) =>
          same(state.journals[streamId]?.frames.slice(0, frames.length), frames),
        ),
    },
    {
      id: 'L5',
      name: 'a transcript holds all that was acknowledged',
      kind: 'always',
      over: ['store'],
      holds: (store: StoreState) =>
        store.record.turns.every(({ streamId, outcome, detail, parts, coveredSeq }) => {
          if (outcome === null) return true;
          const frames = (store.journals[streamId]?.frames ?? []).filter(
            ({ kind }) => !isTerminal(kind),
          );
          const last = { seq: frames.length + 1, kind: outcome, data: detail };
          const whole = endedTurn(streamId, foldFrames(emptyScene, [...frames, last]));
          return same([parts, coveredSeq], [whole.parts, whole.coveredSeq]);
        }),
    },
    {
      id: 'S2',
      name: 'the terminal and the record repeat the outcome that was decided',
      kind: 'always',
      over: ['store'],
      holds: (store: StoreState) =>
        Object.entries(store.journals).every(([streamId, { frames, cell }]) => {
          const last = frames.at(-1)?.kind ?? '';
          const saved = outcomeOf(store, streamId);
          return (
            (!isTerminal(last) ||
              (last === cell?.outcome && isOver(store.record, streamId, last))) &&
            (saved === null || saved === cell?.outcome)
          );
        }),
    },
  ];
}

/** An edit may have removed it since. */
function isOver(record: SessionRecord, streamId: string, outcome: string): boolean {
  const turn = turnOf(record, streamId);
  return turn === null ? isMarked(record, streamId) : turn.outcome === outcome;
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

/** T4: whoever ran it, a turn ends, and then its session is free. */
function endings(streamId: string): readonly Property[] {
  return [
    {
      id: 'T4',
      name: `${streamId} ends, whatever became of its host`,
      kind: 'leadsTo',
      over: ['store'],
      from: ({ record }: StoreState) => turnOf(record, streamId)?.outcome === null,
      to: ({ record }: StoreState) => turnOf(record, streamId)?.outcome !== null,
    },
    {
      id: 'T4',
      name: `the session is free after ${streamId}`,
      kind: 'leadsTo',
      over: ['store'],
      from: ({ record }: StoreState) => record.owner?.streamId === streamId,
      to: ({ record }: StoreState) => record.owner?.streamId !== streamId,
    },
  ];
}
