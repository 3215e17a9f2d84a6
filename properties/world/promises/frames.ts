/**
 * Frames on a screen: F1, F2, F3, F4 and F5, token by token against the journal.
 *
 * None of them looks at a cursor.
 */
import type { Property } from '../../explorer/system.ts';
import type { StoreState } from '../store-state.ts';
import type { TabReaction, TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { always, sometimes } from './claim.ts';
import { isRemoved, journalOf, outcomeOf, tokensIn, tokensOf, turnIn, viewOf } from './eye.ts';

export function frames({ tabs, turns, watched, endless }: Cast): readonly Property[] {
  const isHeard = watched && !endless.includes('losses');
  return tabs.flatMap((tab): readonly Property[] => [
    ...whole(tab),
    ...ordered(tab),
    ...complete(tab),
    ...(isHeard ? turns.map((streamId) => learns(tab, streamId)) : []),
  ]);
}

function whole(tab: string): readonly Property[] {
  return [
    {
      id: 'F1',
      name: `${tab}: no frame is shown twice in one scene`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) =>
        answers(state).every(({ shown }) => new Set(shown).size === shown.length),
    },
    {
      id: 'F1',
      name: `${tab}: a frame was offered again`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (_: TabState, _message: never, { counted }: TabReaction) =>
        counted.includes('duplicates'),
    },
    {
      id: 'F2',
      name: `${tab}: no frame is skipped`,
      kind: 'always',
      over: [tab, 'store'],
      holds: (state: TabState, store: StoreState) =>
        answers(state).every(({ streamId, shown }) => {
          const all = tokensOf(journalOf(store, streamId));
          const reached = Math.max(...shown.map((token) => all.indexOf(token)));
          return all.slice(0, reached + 1).every((token) => shown.includes(token));
        }),
    },
    {
      id: 'F2',
      name: `${tab}: a stream was taken up after its first frames`,
      kind: 'sometimesStep',
      actor: tab,
      holds: (_: TabState, _message: never, { effects }: TabReaction) =>
        effects.some((effect) => effect.type === 'open' && effect.after > 0),
    },
  ];
}

function ordered(tab: string): readonly Property[] {
  return [
    {
      id: 'F3',
      name: `${tab}: frames are shown in the order of the journal`,
      kind: 'always',
      over: [tab, 'store'],
      holds: (state: TabState, store: StoreState) =>
        answers(state).every(({ streamId, shown }) => {
          const all = tokensOf(journalOf(store, streamId));
          const places = shown.map((token) => all.indexOf(token)).filter((at) => at >= 0);
          return places.every((at, index) => at >= (places[index - 1] ?? 0));
        }),
    },
    {
      id: 'F3',
      name: `${tab}: two frames are shown`,
      kind: 'sometimes',
      over: [tab],
      holds: (state: TabState) => answers(state).some(({ shown }) => shown.length > 1),
    },
    {
      id: 'F4',
      name: `${tab}: no frame is shown in another stream's scene`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) =>
        answers(state).every(({ streamId, shown }) =>
          shown.every((token) => token.startsWith(`${streamId}.`)),
        ),
    },
    {
      id: 'F4',
      name: `${tab}: two answers are on one screen`,
      kind: 'sometimes',
      over: [tab],
      holds: (state: TabState) => answers(state).length > 1,
    },
    {
      id: 'F5',
      name: `${tab}: shows no outcome but the turn's`,
      kind: 'always',
      over: [tab, 'store'],
      holds: (state: TabState, store: StoreState) =>
        viewOf(state).turns.every(
          ({ streamId, outcome }) => outcome === null || outcome === outcomeOf(store, streamId),
        ),
    },
  ];
}

/** What is shown as ended is whole: a connection that ends cleanly says nothing of that. */
function complete(tab: string): readonly Property[] {
  return [
    always(
      'F2',
      `${tab}: what is shown as ended is shown whole`,
      [tab, 'store'],
      (state: TabState, store: StoreState) =>
        viewOf(state).turns.every(({ streamId, outcome, parts }) => {
          if (outcome === null) return true;
          const shown = tokensIn(parts);
          return tokensOf(journalOf(store, streamId)).every((token) => shown.includes(token));
        }),
    ),
    always('F2', `${tab}: what has ended here is settled`, [tab], (state: TabState) => {
      const { attachment, turns } = viewOf(state);
      if (attachment === null || !['finalized', 'cancelled'].includes(attachment.state))
        return true;
      return turns.some(
        (turn) => turn.streamId === attachment.streamId && turn.state === 'settled',
      );
    }),
    sometimes(
      'F5',
      `${tab}: an outcome is shown before its transcript is`,
      [tab],
      (state: TabState) =>
        viewOf(state).turns.some(
          ({ outcome, state: shown }) => outcome !== null && shown === 'live',
        ),
    ),
  ];
}

/** F5: an outcome that is stored is, at last, on the screen with its transcript. */
function learns(tab: string, streamId: string): Property {
  return {
    id: 'F5',
    name: `${tab}: learns how ${streamId} ended`,
    kind: 'leadsTo',
    over: [tab, 'store'],
    from: (_: TabState, store: StoreState) => outcomeOf(store, streamId) !== null,
    to: (state: TabState, { record }: StoreState) =>
      turnIn(viewOf(state), streamId)?.state === 'settled' || isRemoved(record, streamId),
  };
}

function answers(state: TabState) {
  return viewOf(state)
    .turns.filter(({ parts }) => parts.length > 0)
    .map(({ streamId, parts }) => ({ streamId, shown: tokensIn(parts) }));
}
