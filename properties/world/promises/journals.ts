/**
 * What is journaled, and who may write it: L5, O6, S2 and T4. What was acknowledged stays, reaches
 * the transcript, and has one end, whoever writes it.
 *
 * They look at what is stored, and at nothing that a machine says of itself.
 */
import { isTerminal, type SessionRecord, turnOf } from '../../../machines/vocabulary.ts';
import { emptyScene } from '../../../runtime/core/fold.ts';
import { endedTurn, foldFrames } from '../../../runtime/core/record.ts';
import type { Property } from '../../explorer/system.ts';
import type { HostState } from '../host-state.ts';
import { contentOf } from '../journal.ts';
import type { StoreMessage, StoreState } from '../store-state.ts';
import type { Cast } from './cast.ts';
import { always, someStep, sometimes } from './claim.ts';
import { isRemoved, outcomeOf, same } from './eye.ts';

type Stored = { readonly state: StoreState };

export function journals({ hosts, turns, prompts, watched }: Cast): readonly Property[] {
  return [
    ...acknowledged(),
    ...outcomes(),
    ...leases(),
    ...hosts.map(tended),
    // A turn that waits for a person may wait for ever.
    ...(watched && !prompts ? turns.flatMap(endings) : []),
  ];
}

function acknowledged(): readonly Property[] {
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
          const journal = store.journals[streamId];
          // What was answered too late for its producer is journaled with the terminal.
          const late = (journal?.cell?.answers ?? []).map(({ promptId, value }) => ({
            kind: 'prompt-closed',
            data: { id: promptId, answer: value },
          }));
          const before = contentOf(journal);
          const last = [...late, { kind: outcome, data: detail }].map((frame, at) => ({
            seq: before.length + at + 1,
            ...frame,
          }));
          const whole = endedTurn(streamId, foldFrames(emptyScene, [...before, ...last]));
          return same([parts, coveredSeq], [whole.parts, whole.coveredSeq]);
        }),
    },
    sometimes(
      'L5',
      'a host died after it had acknowledged a frame',
      ['store'],
      (store: StoreState) =>
        Object.values(store.journals).some(
          ({ frames, lease }) => lease?.isDead === true && frames.length > 0,
        ),
    ),
  ];
}

function outcomes(): readonly Property[] {
  return [
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
    sometimes('S2', 'an outcome is decided, and not saved yet', ['store'], (store: StoreState) =>
      Object.entries(store.journals).some(
        ([streamId, { cell }]) => cell !== null && outcomeOf(store, streamId) === null,
      ),
    ),
    sometimes('T4', 'a turn was taken over, and ended', ['store'], (store: StoreState) =>
      Object.entries(store.journals).some(
        ([streamId, { turnFence }]) => turnFence > 1 && outcomeOf(store, streamId) !== null,
      ),
    ),
  ];
}

/** An edit may have removed it since. */
function isOver(record: SessionRecord, streamId: string, outcome: string): boolean {
  const turn = turnOf(record, streamId);
  return turn === null ? isRemoved(record, streamId) : turn.outcome === outcome;
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

function leases(): readonly Property[] {
  return [
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
    someStep(
      'O6',
      'somebody asked whether a turn lives that does',
      'store',
      (store: StoreState, message: StoreMessage) => {
        if (message.type !== 'do' || message.effect.type !== 'judge') return false;
        const lease = store.journals[message.effect.streamId]?.lease ?? null;
        return lease !== null && lease.host !== message.from;
      },
    ),
  ];
}

/**
 * T4: nobody has to wait until the lease of a host that lives runs out, for no such lease is one
 * that its host knows nothing of. The lease of a journal that is closed holds nobody up.
 */
function tended(host: string): Property {
  return always(
    'T4',
    `${host}: while it lives, every lease of it is that of a turn that it holds`,
    [host, 'store'],
    ({ core }: HostState, store: StoreState) =>
      Object.entries(store.journals).every(([streamId, { lease, turnFence, frames }]) => {
        if (lease?.host !== host || lease.isDead) return true;
        if (frames.some(({ kind }) => isTerminal(kind))) return true;
        const held = core?.turns.find(({ context }) => context.streamId === streamId);
        return held?.context.turnFence === turnFence;
      }),
  );
}
