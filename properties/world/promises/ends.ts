/**
 * Ends: T1, T2 and T3. Under fair timers, deliveries and workers what can end does, and what has
 * ended is silent.
 *
 * No machine is asked whether it is content.
 */
import type { Property } from '../../explorer/system.ts';
import type { StoreState } from '../store-state.ts';
import type { TabMessage, TabReaction, TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { outcomeOf, same, viewOf } from './eye.ts';

export function ends({ tabs, turns, watched }: Cast): readonly Property[] {
  return [
    ...tabs.flatMap((tab) => silent(tab)),
    ...cancels(),
    ...(watched ? tabs.flatMap((tab) => restless(tab)) : []),
    ...(watched ? tabs.flatMap((tab) => turns.map((turn) => ending(tab, turn))) : []),
    ...(watched ? turns.map((turn) => cancelled(turn)) : []),
  ];
}

/** By what it says of itself, and not by whether its machine would still listen. */
function hasEnded({ client: { attachment } }: TabState): boolean {
  return ['finalized', 'cancelled', 'stale'].includes(attachment?.value ?? '');
}

function silent(tab: string): readonly Property[] {
  const isForEnded = (before: TabState, { message }: TabReaction) =>
    hasEnded(before) && message?.to === 'attachment';
  return [
    {
      id: 'T2',
      name: `${tab}: an end is silent`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, reaction: TabReaction) =>
        !isForEnded(before, reaction) ||
        (same(before.client, reaction.state.client) &&
          reaction.effects.length === 0 &&
          reaction.notices.length === 0),
    },
    {
      id: 'T2',
      name: `${tab}: what has ended holds no source and no timer`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) =>
        !hasEnded(state) ||
        (state.client.attachment?.timers.length === 0 && state.asked.source === null),
    },
    {
      id: 'T2',
      name: `${tab}: something came for an attachment that had ended`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, reaction: TabReaction) =>
        isForEnded(before, reaction),
    },
  ];
}

/** T1: nothing waits for ever but for people. */
function restless(tab: string): readonly Property[] {
  return [
    {
      id: 'T1',
      name: `${tab}: a start does not stay pending`,
      kind: 'leadsTo',
      over: [tab],
      from: (state: TabState) => viewOf(state).phase === 'starting',
      to: (state: TabState) => viewOf(state).phase !== 'starting',
    },
    {
      id: 'T1',
      name: `${tab}: a stop does not stay under way`,
      kind: 'leadsTo',
      over: [tab],
      from: (state: TabState) => state.client.cancellations.length > 0,
      to: (state: TabState) => state.client.cancellations.length === 0,
    },
    {
      id: 'T1',
      name: `${tab}: what has failed can be left again`,
      kind: 'leadsTo',
      over: [tab],
      from: (state: TabState) => viewOf(state).attachment?.state === 'failed',
      to: (state: TabState) => viewOf(state).attachment?.state !== 'failed',
    },
  ];
}

function ending(tab: string, streamId: string): Property {
  const isHeld = (state: TabState) => {
    const { attachment } = viewOf(state);
    return (
      attachment?.streamId === streamId &&
      !['finalized', 'cancelled', 'stale', 'failed'].includes(attachment.state)
    );
  };
  return {
    id: 'T1',
    name: `${tab}: an attachment of ${streamId} ends when its turn has`,
    kind: 'leadsTo',
    over: [tab, 'store'],
    from: (state: TabState, store: StoreState) =>
      isHeld(state) && outcomeOf(store, streamId) !== null,
    to: (state: TabState) => !isHeld(state),
  };
}

/** `accepted` is what some host has answered to a cancel. */
function cancels(): readonly Property[] {
  return [
    {
      id: 'T3',
      name: 'an accepted cancel ends the turn as cancelled, and as nothing else',
      kind: 'always',
      over: ['store', 'told'],
      holds: (store: StoreState, told: readonly string[]) =>
        told.every((streamId) => {
          const outcome = outcomeOf(store, streamId);
          return outcome === null || outcome === 'cancelled';
        }),
    },
    {
      id: 'T3',
      name: 'a cancel was accepted',
      kind: 'sometimes',
      over: ['told'],
      holds: (told: readonly string[]) => told.length > 0,
    },
  ];
}

function cancelled(streamId: string): Property {
  const isRecorded = ({ record }: StoreState) =>
    record.turns.some((turn) => turn.streamId === streamId);
  return {
    id: 'T3',
    name: `${streamId}: an accepted cancel ends it`,
    kind: 'leadsTo',
    over: ['store', 'told'],
    from: (store: StoreState, told: readonly string[]) =>
      told.includes(streamId) && isRecorded(store),
    to: (store: StoreState) => outcomeOf(store, streamId) !== null,
  };
}
