/**
 * What a host says and does of its turns: T3 and Q1. A turn that is being stopped is announced
 * to nobody, its producer is told, and what was answered with a yes is stored.
 *
 * They look at what leaves the host, and at what still produces in it.
 */
import type { LastTurn } from '../../../machines/vocabulary.ts';
import { turnOf } from '../../../machines/vocabulary.ts';
import type { Property, Reaction } from '../../explorer/system.ts';
import type { HostActorMessage, HostState } from '../host-state.ts';
import { type LaneState, laneOf } from '../lane.ts';
import type { StoreState } from '../store-state.ts';
import type { Cast } from './cast.ts';
import { always, everyStep, someStep, sometimes } from './claim.ts';
import { isRemoved } from './eye.ts';

export function hosted({ hosts, tabs, faults }: Cast): readonly Property[] {
  return [
    ...hosts.flatMap((host) => announced(host)),
    ...hosts.flatMap((host) => told(host)),
    ...tabs.map((tab) => recorded(tab)),
    ...(faults.includes('hangs') ? hosts.map((host) => hung(host)) : []),
  ];
}

type Turn = NonNullable<HostState['core']>['turns'][number];

function turnIn({ core }: HostState, streamId: string): Turn | null {
  return core?.turns.find(({ context }) => context.streamId === streamId) ?? null;
}

function isStopping(turn: Turn | null): boolean {
  return turn?.value.startsWith('cancelling') === true;
}

/** The turns that a reaction speaks of as one may attach to them. */
function offeredIn({ posts }: Reaction<HostState>): readonly string[] {
  return posts.flatMap(({ message }) => {
    const { last, answer } = message as { last?: LastTurn | null; answer?: Said };
    const said = [last, answer?.last, answer?.state === 'conflict' ? answer : null];
    return said.flatMap((one) => (one?.phase === 'running' ? [one.streamId ?? ''] : []));
  });
}

interface Said {
  readonly state: string;
  readonly streamId?: string;
  readonly phase?: string;
  readonly last?: LastTurn | null;
}

/** T3: whoever attached to it would only see it end. */
function announced(host: string): readonly Property[] {
  return [
    everyStep(
      'T3',
      `${host}: a turn that is being stopped is announced to nobody`,
      host,
      (_: HostState, _message: HostActorMessage, reaction: Reaction<HostState>) =>
        offeredIn(reaction).every((streamId) => !isStopping(turnIn(reaction.state, streamId))),
    ),
    everyStep(
      'T3',
      `${host}: nor is one that another host runs, when the store says so`,
      host,
      (_: HostState, message: HostActorMessage, reaction: Reaction<HostState>) =>
        message.type !== 'viewed' ||
        message.decided === null ||
        offeredIn(reaction).every((streamId) => streamId !== message.record.turns.at(-1)?.streamId),
    ),
    someStep(
      'T3',
      `${host}: was asked about a session whose turn is being stopped`,
      host,
      (before: HostState, message: HostActorMessage) =>
        (message.type === 'watch' || message.type === 'request') &&
        before.core?.turns.some(isStopping) === true,
    ),
  ];
}

/** T3: the worker of a turn that is stopped, or not run here any more, was told to stop. */
function told(host: string): readonly Property[] {
  const isLeft = (state: HostState, streamId: string) => {
    const turn = turnIn(state, streamId);
    return turn === null || turn.value.startsWith('cancelling.unwinding');
  };
  // Behind what the turn has asked of the store before.
  const isBeingTold = ({ strands }: HostState, streamId: string) =>
    strands.some(([, left]) =>
      left.flat().some((one) => one.type === 'abort' && one.streamId === streamId),
    );
  return [
    always(
      'T3',
      `${host}: whoever produces for a stopped turn was told`,
      [host],
      (state: HostState) =>
        state.producers.every(
          ({ streamId, isAborted }) =>
            isAborted || !isLeft(state, streamId) || isBeingTold(state, streamId),
        ),
    ),
    sometimes('T3', `${host}: a producer unwinds`, [host], (state: HostState) =>
      state.producers.some(({ streamId, isAborted }) => isAborted && isLeft(state, streamId)),
    ),
  ];
}

/** The bound on unwinding. */
function hung(host: string): Property {
  return someStep(
    'T3',
    `${host}: a producer did not unwind in time`,
    host,
    (_: HostState, message: HostActorMessage) =>
      message.type === 'timer' && message.timer === 'cancelling.unwinding.unwinding',
  );
}

/** Q1: what the person was told has begun is stored, with its question. */
function recorded(tab: string): Property {
  return always(
    'Q1',
    `${tab}: a start that is answered with a yes is recorded`,
    [laneOf(tab, 'start'), 'store'],
    (calls: LaneState, { record }: StoreState) =>
      calls.every(({ at, what }) => {
        if (typeof at !== 'object' || !('state' in at) || at.state !== 'started') return true;
        const streamId = 'streamId' in what ? what.streamId : '';
        return turnOf(record, streamId)?.question === streamId || isRemoved(record, streamId);
      }),
  );
}
