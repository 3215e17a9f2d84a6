/**
 * What a person was asked, and what a person asked: P1 and Q1. A card that can still be pressed
 * has to belong to a turn that runs, and a question is on the screen once or back in the composer.
 * They know nothing of requests.
 */
import type { Snapshot, TurnView } from '../../runtime/core/view.ts';
import type { Tab } from '../simulation/people.ts';
import { promise } from './promise.ts';
import { isFinal, viewOf } from './screen.ts';

export const people = [
  promise({
    id: 'P1',
    occasions: ['a prompt was open when its turn ended', 'a prompt was answered'],
    watch: ({ tabs, truth }, saw) => ({
      look: ({ before, after, message }) => {
        if (message?.to === 'pane' && message.event.type === 'prompt_answered') {
          if (message.event.answer.state === 'accepted') saw('a prompt was answered');
        }
        if (before !== null && before.prompts.length > 0 && after.prompts.length === 0) {
          const streamId = before.prompts[0]?.streamId ?? '';
          if (!truth.isRunning(streamId)) saw('a prompt was open when its turn ended');
        }
        const held = after.attachment;
        const stray = after.turns.find(
          (turn) =>
            hasOpenPrompt(turn) &&
            (turn.outcome !== null || held?.streamId !== turn.streamId || isFinal(held.state)),
        );
        if (stray) return `a prompt of ${stray.streamId}, which is over here, is shown as open`;
        const dead = after.prompts.find(
          ({ streamId }) =>
            viewOf(after, streamId)?.outcome !== null || held?.streamId !== streamId,
        );
        return dead === undefined ? null : `a card of ${dead.streamId} is stranded`;
      },
      end: () => {
        for (const { name, snapshot } of tabs) {
          const dead = snapshot?.prompts.find(({ streamId }) => !truth.isRunning(streamId));
          if (dead) return `${name} still shows a card of ${dead.streamId}, which has ended`;
        }
        return null;
      },
    }),
  }),
  promise({
    id: 'Q1',
    occasions: ['a question was given back', 'a question came by a transcript'],
    watch: ({ tabs, truth }, saw) => {
      const givenBack = new WeakMap<Tab, Set<string>>();
      const returnedTo = (tab: Tab): Set<string> => {
        const known = givenBack.get(tab) ?? new Set();
        givenBack.set(tab, known);
        return known;
      };
      return {
        look: ({ tab, before, after }) => {
          const back = after.returned;
          if (back !== null && back.number !== before?.returned?.number) {
            returnedTo(tab).add(JSON.stringify(back.question));
            saw('a question was given back');
          }
          const shown = after.turns.map(({ question }) => JSON.stringify(question));
          const twice = shown.find((text, at) => text !== 'null' && shown.indexOf(text) !== at);
          if (twice !== undefined) return `${twice} is shown twice`;
          if (shown.some((text) => !isSentHere(tab, text))) saw('a question came by a transcript');
          for (const question of tab.sent.values()) {
            const text = JSON.stringify(question);
            if (!shown.includes(text) && !returnedTo(tab).has(text)) return `${text} is lost`;
          }
          return null;
        },
        end: () => {
          for (const { name, snapshot } of tabs) {
            const lost = truth.record?.turns.find((turn) => !isAsked(snapshot, turn.question));
            if (lost) return `${name} does not show the question of ${lost.streamId}`;
          }
          return null;
        },
      };
    },
  }),
];

function hasOpenPrompt({ parts }: TurnView): boolean {
  return parts.some((part) => part.type === 'prompt' && part.state === 'open');
}

function isSentHere(tab: Tab, text: string): boolean {
  return [...tab.sent.values()].some((question) => JSON.stringify(question) === text);
}

function isAsked(snapshot: Snapshot | null, question: unknown): boolean {
  const text = JSON.stringify(question);
  return snapshot?.turns.some((turn) => JSON.stringify(turn.question) === text) === true;
}
