/**
 * From a scene to its transcript: S1, S2 and S3.
 *
 * What is on a screen may grow, and may be replaced by what is stored, and by nothing less.
 */
import type { Property } from '../../explorer/system.ts';
import type { StoreState } from '../store-state.ts';
import type { TabMessage, TabReaction, TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { sometimes } from './claim.ts';
import { isRemoved, outcomeOf, same, tokensIn, turnIn, viewOf } from './eye.ts';

export function settle({ tabs }: Cast): readonly Property[] {
  return tabs.flatMap((tab) => [...scenes(tab), ...active(tab), ...transcripts(tab)]);
}

function scenes(tab: string): readonly Property[] {
  return [
    {
      id: 'S1',
      name: `${tab}: nothing that was shown leaves the screen`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state: after }: TabReaction) =>
        viewOf(before).turns.every(({ streamId, parts }) => {
          const now = turnIn(viewOf(after), streamId);
          const shown = now === null ? [] : tokensIn(now.parts);
          return tokensIn(parts).every((token) => shown.includes(token));
        }),
    },
    {
      id: 'S1',
      name: `${tab}: what stays without its transcript is marked`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) => {
        const { attachment, turns } = viewOf(state);
        const isHeld = (streamId: string) =>
          streamId === attachment?.streamId && attachment.state !== 'failed';
        return turns.every(
          (turn) => turn.parts.length === 0 || turn.state !== 'live' || isHeld(turn.streamId),
        );
      },
    },
    {
      id: 'S1',
      name: `${tab}: a scene was replaced by its transcript`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state: after }: TabReaction) =>
        viewOf(before).turns.some(
          ({ streamId, state, parts }) =>
            state === 'live' &&
            tokensIn(parts).length > 0 &&
            turnIn(viewOf(after), streamId)?.state === 'settled',
        ),
    },
    sometimes('S1', `${tab}: a scene stayed without its transcript`, [tab], (state: TabState) =>
      viewOf(state).turns.some(
        (turn) => turn.state === 'unsettled' && tokensIn(turn.parts).length > 0,
      ),
    ),
  ];
}

function active(tab: string): readonly Property[] {
  return [
    {
      id: 'S3',
      name: `${tab}: an active turn is never finalized`,
      kind: 'always',
      over: [tab, 'store'],
      holds: (state: TabState, store: StoreState) => {
        const { attachment, turns } = viewOf(state);
        const isOver = (streamId: string) => outcomeOf(store, streamId) !== null;
        const ended = attachment !== null && ['finalized', 'cancelled'].includes(attachment.state);
        return (
          (!ended || isOver(attachment.streamId)) &&
          turns.every(({ streamId, state: shown }) => shown !== 'settled' || isOver(streamId))
        );
      },
    },
    {
      id: 'S3',
      name: `${tab}: a settle met an active turn`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (_: TabState, _message: TabMessage, { message }: TabReaction) =>
        message?.event.type === 'settled' && message.event.answer.state === 'active',
    },
  ];
}

function transcripts(tab: string): readonly Property[] {
  return [
    {
      id: 'S2',
      name: `${tab}: what is shown as settled is what is stored`,
      kind: 'always',
      over: [tab, 'store'],
      holds: (state: TabState, { record }: StoreState) =>
        viewOf(state).turns.every((turn) => {
          if (turn.state !== 'settled' || isRemoved(record, turn.streamId)) return true;
          const stored = record.turns.find(({ streamId }) => streamId === turn.streamId);
          return (
            stored !== undefined && same([turn.parts, turn.outcome], [stored.parts, stored.outcome])
          );
        }),
    },
    {
      id: 'S2',
      name: `${tab}: one turn has one outcome`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state: after }: TabReaction) =>
        viewOf(before).turns.every(({ streamId, outcome }) => {
          const now = turnIn(viewOf(after), streamId);
          return outcome === null || now === null || now.outcome === outcome;
        }),
    },
    {
      id: 'S2',
      name: `${tab}: a turn is settled that is not the last`,
      kind: 'sometimes',
      over: [tab],
      holds: (state: TabState) =>
        viewOf(state)
          .turns.slice(0, -1)
          .some((turn) => turn.state === 'settled'),
    },
  ];
}
