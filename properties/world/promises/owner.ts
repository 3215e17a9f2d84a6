/**
 * Who owns a pane: O1, O2, O5 and O7.
 *
 * What a person sees is compared with what was before and with what is stored; no machine is asked
 * whether it is content.
 */
import { partsOf } from '../../../runtime/core/fold.ts';
import type { Property } from '../../explorer/system.ts';
import type { StoreState } from '../store-state.ts';
import type { TabMessage, TabReaction, TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { always, someStep, sometimes } from './claim.ts';
import { isRemoved, outcomeOf, same, tokensIn, turnIn, viewOf } from './eye.ts';

export function owner({ tabs, turns, watched, endless }: Cast): readonly Property[] {
  const isHeard = watched && !endless.includes('losses');
  return [
    ...tabs.flatMap((tab) => [...panes(tab), ...meant(tab)]),
    ...(isHeard ? tabs.flatMap((tab) => turns.map((turn) => reaches(tab, turn))) : []),
    ...tabs.map((tab) => missed(tab)),
  ];
}

const finals = ['finalized', 'cancelled', 'stale'];

function panes(tab: string): readonly Property[] {
  return [
    {
      id: 'O1',
      name: `${tab}: an owner is replaced by a newer turn only, and let go when it has ended`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state: after }: TabReaction) => {
        const was = before.client.pane.context.owner;
        const now = after.client.pane.context.owner;
        if (was === null || was.streamId === now?.streamId) return true;
        if (now !== null) return now.ordinal > was.ordinal;
        const held = after.client.attachment;
        return held?.context.streamId === was.streamId && finals.includes(held.value);
      },
    },
    {
      id: 'O1',
      name: `${tab}: holds what its person can stop`,
      kind: 'always',
      over: [tab, 'store'],
      holds: (state: TabState, store: StoreState) => {
        const { attachment, busy, turns } = viewOf(state);
        if (attachment === null || busy || outcomeOf(store, attachment.streamId) !== null) {
          return true;
        }
        const shown = turns.find(({ streamId }) => streamId === attachment.streamId);
        return shown === undefined || shown.state === 'unsettled' || shown.state === 'asked';
      },
    },
    {
      id: 'O1',
      name: `${tab}: an owner was replaced by a newer turn`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state: after }: TabReaction) => {
        const was = before.client.pane.context.owner;
        const now = after.client.pane.context.owner;
        return was !== null && now !== null && was.streamId !== now.streamId;
      },
    },
    {
      id: 'O2',
      name: `${tab}: what was superseded has no further effect`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, reaction: TabReaction) =>
        !isForSuperseded(reaction) ||
        (same(before.client, reaction.state.client) && reaction.effects.length === 0),
    },
    {
      id: 'O2',
      name: `${tab}: a superseded attachment was spoken to`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (_before: TabState, _: TabMessage, reaction: TabReaction) => isForSuperseded(reaction),
    },
    {
      id: 'O2',
      name: `${tab}: holds no source but its owner's`,
      kind: 'always',
      over: [tab, `${tab}.wire`],
      holds: ({ asked }: TabState, wire: { readonly flight: readonly object[] } | null) =>
        asked.source === null || (wire !== null && asked.source.attachmentId === 1),
    },
  ];
}

/** The attachment that is there is number 1, and those before it are 0. */
function isForSuperseded({ message }: TabReaction): boolean {
  return (
    message?.to === 'attachment' &&
    'attachmentId' in message.event &&
    message.event.attachmentId === 0
  );
}

/** O5: what was made for one thing touches no other. */
function meant(tab: string): readonly Property[] {
  return [
    always('O5', `${tab}: what is kept of a turn is kept under its own id`, [tab], keepsApart),
    sometimes(
      'O5',
      `${tab}: something is kept of two turns`,
      [tab],
      ({ client }: TabState) =>
        client.screen.filter(({ stored, parked }) => stored !== null || parked !== null).length > 1,
    ),
    {
      id: 'O5',
      name: `${tab}: the answer of a cancel leaves the pane and other turns alone`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { message, state: after }: TabReaction) => {
        if (message?.to !== 'cancellation') return true;
        const held = before.client.attachment;
        const isOther = held?.context.streamId !== message.event.streamId;
        const { pane, screen, scene } = before.client;
        return (
          same(pane, after.client.pane) &&
          same([screen, scene], [after.client.screen, after.client.scene]) &&
          (!isOther || same(held, after.client.attachment))
        );
      },
    },
    {
      id: 'O5',
      name: `${tab}: cancels only what its person stopped, or what came back to the composer`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (_: TabState, _message: TabMessage, { effects, state }: TabReaction) =>
        effects.every(
          (effect) =>
            effect.type !== 'request_cancel' ||
            state.stopped.includes(effect.streamId) ||
            state.returned.includes(effect.streamId),
        ),
    },
    {
      id: 'O5',
      name: `${tab}: a stop is passed on`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, message: TabMessage, { state, effects }: TabReaction) => {
        if (message.type !== 'stop') return true;
        const { turnId, owner: owns } = before.client.pane.context;
        const meantTurn = turnId || (owns?.streamId ?? '');
        const isAsked = effects.some(
          (effect) => effect.type === 'request_cancel' && effect.streamId === meantTurn,
        );
        const isKnown = before.client.cancellations.some(([streamId]) => streamId === meantTurn);
        return isAsked || isKnown || state.returned.includes(meantTurn);
      },
    },
    {
      id: 'O5',
      name: `${tab}: a cancel was answered while a start was pending`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { message }: TabReaction) =>
        message?.to === 'cancellation' && before.client.pane.context.turnId !== '',
    },
  ];
}

/** In these worlds a question is called as its turn is. */
function keepsApart({ client: { screen, scene, attachment } }: TabState): boolean {
  const held = attachment === null ? [] : [{ streamId: attachment.context.streamId, scene }];
  const parked = screen.flatMap(({ streamId, parked: left }) =>
    left === null ? [] : [{ streamId, scene: left }],
  );
  return (
    screen.every(
      ({ streamId, question, stored }) =>
        (question === null || question === streamId) &&
        (stored === null || (stored.streamId === streamId && isOwn(streamId, stored.parts))),
    ) && [...held, ...parked].every((one) => isOwn(one.streamId, partsOf(one.scene)))
  );
}

function isOwn(streamId: string, parts: Parameters<typeof tokensIn>[0]): boolean {
  return tokensIn(parts).every((token) => token.startsWith(`${streamId}.`));
}

/** O7: a turn that is recorded is, at last, on every screen. */
function reaches(tab: string, streamId: string): Property {
  return {
    id: 'O7',
    name: `${tab}: ${streamId} reaches the pane`,
    kind: 'leadsTo',
    over: [tab, 'store'],
    from: (_: TabState, { record }: StoreState) =>
      record.turns.some((turn) => turn.streamId === streamId),
    to: (state: TabState, { record }: StoreState) =>
      (turnIn(viewOf(state), streamId)?.ordinal ?? 0) > 0 || isRemoved(record, streamId),
  };
}

function missed(tab: string): Property {
  const hears = (before: TabState, message: TabMessage) =>
    message.type === 'watched' &&
    message.last.phase === 'ended' &&
    turnIn(viewOf(before), message.last.streamId)?.state !== 'settled';
  return someStep('O7', `${tab}: a turn began and ended between two looks`, tab, hears);
}
