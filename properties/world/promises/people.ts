/**
 * What a person was asked, and what a person asked: P1 to P4, and Q1.
 *
 * A card is what the view shows; what is open at the host is read out of the journal.
 */
import type { Property } from '../../explorer/system.ts';
import type { StoreState } from '../store-state.ts';
import type { TabMessage, TabReaction, TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { always, someStep } from './claim.ts';
import { journalOf, openPrompts, outcomeOf, tokensOf, turnIn, viewOf } from './eye.ts';

export function people({ tabs, turns, prompts, watched }: Cast): readonly Property[] {
  return tabs.flatMap((tab) => [
    ...questions(tab),
    ...(prompts ? [...cards(tab), ...cardsSeen(tab), ...answers(tab)] : []),
    ...(prompts && watched ? turns.flatMap((turn) => shownAndGone(tab, turn)) : []),
  ]);
}

function questions(tab: string): readonly Property[] {
  return [
    {
      id: 'Q1',
      name: `${tab}: each question is shown once, or came back to the composer`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) => {
        const shown = viewOf(state).turns.map(({ question }) => question);
        const asked = Array.from({ length: state.sent }, (_, at) => `${tab}${at + 1}`);
        return asked.every((question) => {
          const times = shown.filter((known) => known === question).length;
          return times <= 1 && (times === 1 || state.returned.includes(question));
        });
      },
    },
    {
      id: 'Q1',
      name: `${tab}: a turn that is shown has its question, once the transcript was read`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) =>
        viewOf(state).turns.every((turn) => turn.state !== 'settled' || turn.question !== null),
    },
    {
      id: 'Q1',
      name: `${tab}: a question came back to the composer`,
      kind: 'sometimes',
      over: [tab],
      holds: (state: TabState) => state.returned.length > 0,
    },
  ];
}

function cards(tab: string): readonly Property[] {
  return [
    {
      id: 'P1',
      name: `${tab}: no prompt of a turn that is over here is shown as open`,
      kind: 'always',
      over: [tab],
      holds: (state: TabState) => {
        const { turns, prompts, attachment } = viewOf(state);
        const held = attachment?.streamId;
        return (
          turns.every(
            ({ streamId, parts, outcome }) =>
              (outcome === null && streamId === held) ||
              parts.every((part) => part.type !== 'prompt' || part.state !== 'open'),
          ) && prompts.every(({ streamId }) => streamId === held)
        );
      },
    },
    {
      id: 'P2',
      name: `${tab}: a card goes only with its prompt or its stream`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state, message }: TabReaction) => {
        const now = viewOf(state);
        return viewOf(before).prompts.every(({ streamId, promptId }) => {
          const stays = now.prompts.some(
            (known) => known.streamId === streamId && known.promptId === promptId,
          );
          if (stays || now.attachment?.streamId !== streamId) return true;
          // Stale is superseded: by another stream, or because a host says that it is.
          if (['finalized', 'cancelled', 'stale'].includes(now.attachment.state)) return true;
          const { event } = message ?? {};
          if (event?.type === 'frame') return true;
          return (
            event?.type === 'prompt_answered' &&
            event.streamId === streamId &&
            event.promptId === promptId &&
            (event.answer.state === 'already' || event.answer.state === 'gone')
          );
        });
      },
    },
  ];
}

function cardsSeen(tab: string): readonly Property[] {
  return [
    someStep(
      'P2',
      `${tab}: something else was heard while a card was open`,
      tab,
      (before: TabState, _: TabMessage, { state, message }: TabReaction) =>
        viewOf(before).prompts.length > 0 &&
        viewOf(state).prompts.length > 0 &&
        message !== null &&
        message.to !== 'attachment',
    ),
    someStep(
      'P1',
      `${tab}: a card went with its stream`,
      tab,
      (before: TabState, _: TabMessage, { state, message }: TabReaction) =>
        viewOf(before).prompts.length > viewOf(state).prompts.length &&
        message?.event.type !== 'prompt_answered',
    ),
    always(
      'P3',
      `${tab}: one prompt of the journal has one card, and no other has any`,
      [tab, 'store'],
      (state: TabState, store: StoreState) => {
        const view = viewOf(state);
        const asked = view.turns.flatMap(({ streamId, parts }) =>
          parts.flatMap((part) => (part.type === 'prompt' ? [[streamId, part.id] as const] : [])),
        );
        const ids = asked.map(([, id]) => id);
        const shown = view.prompts.map(({ promptId }) => promptId);
        return (
          new Set(ids).size === ids.length &&
          new Set(shown).size === shown.length &&
          asked.every(([streamId, id]) => tokensOf(journalOf(store, streamId)).includes(id)) &&
          shown.every((id) => ids.includes(id))
        );
      },
    ),
    {
      id: 'P3',
      name: `${tab}: an open prompt is shown`,
      kind: 'sometimes',
      over: [tab],
      holds: (state: TabState) => viewOf(state).prompts.length > 0,
    },
  ];
}

function answers(tab: string): readonly Property[] {
  return [
    {
      id: 'P4',
      name: `${tab}: an answer that failed leaves the card, and can be given again`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state, message }: TabReaction) => {
        if (message?.event.type !== 'prompt_answered') return true;
        const { streamId, promptId, answer } = message.event;
        if (answer.state !== 'unreachable' && answer.state !== 'refused') return true;
        const known = viewOf(before).prompts.find((card) => card.promptId === promptId);
        if (known === undefined || known.streamId !== streamId) return true;
        const now = viewOf(state).prompts.find((card) => card.promptId === promptId);
        return now !== undefined && !now.answering;
      },
    },
    {
      id: 'P4',
      name: `${tab}: an answer that is under way leaves the card`,
      kind: 'alwaysStep',
      actor: tab,
      holds: (before: TabState, _: TabMessage, { state, message }: TabReaction) => {
        if (message?.event.type !== 'answer') return true;
        const now = viewOf(state).prompts;
        return viewOf(before).prompts.every(({ promptId }) =>
          now.some((card) => card.promptId === promptId),
        );
      },
    },
    {
      id: 'P4',
      name: 'one answer is applied once',
      kind: 'always',
      over: ['store'],
      holds: ({ journals }: StoreState) =>
        Object.values(journals).every(
          ({ frames }) => frames.filter(({ kind }) => kind === 'prompt-closed').length <= 1,
        ),
    },
  ];
}

function shownAndGone(tab: string, streamId: string): readonly Property[] {
  const isShown = (state: TabState) =>
    viewOf(state).prompts.some((prompt) => prompt.streamId === streamId);
  return [
    {
      id: 'P1',
      name: `${tab}: the card of ${streamId} goes when its turn has ended`,
      kind: 'leadsTo',
      over: [tab, 'store'],
      from: (state: TabState, store: StoreState) =>
        outcomeOf(store, streamId) !== null && isShown(state),
      to: (state: TabState) => !isShown(state),
    },
    {
      id: 'P3',
      name: `${tab}: an open prompt of ${streamId} is visible`,
      kind: 'leadsTo',
      over: [tab, 'store'],
      from: (_: TabState, store: StoreState) => openPrompts(store, streamId).length > 0,
      to: (state: TabState, store: StoreState) =>
        isShown(state) || openPrompts(store, streamId).length === 0,
    },
    {
      id: 'P4',
      name: `${tab}: an answer to ${streamId} is not under way for ever`,
      kind: 'leadsTo',
      over: [tab],
      from: (state: TabState) => isAnswering(state, streamId),
      to: (state: TabState) => !isAnswering(state, streamId),
    },
  ];
}

function isAnswering(state: TabState, streamId: string): boolean {
  const view = viewOf(state);
  return (
    turnIn(view, streamId) !== null &&
    view.prompts.some((prompt) => prompt.streamId === streamId && prompt.answering)
  );
}
