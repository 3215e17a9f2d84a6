/**
 * Who owns a pane and a session: O1, O2, O3 and O5.
 *
 * A pane's owner is what its person can stop, and a session's is in its record.
 */
import { isTerminal } from '../../machines/vocabulary.ts';
import { turnOf } from '../../runtime/core/host.ts';
import { promise } from './promise.ts';
import { isFinal, ordinalOf, sameScreen, spokenTo, viewOf } from './screen.ts';

export const owner = [
  promise({
    id: 'O1',
    occasions: ['an owner was replaced by a newer turn', 'an owner was freed'],
    watch: ({ truth }, saw) => ({
      look: ({ before, after }) => {
        const held = before?.attachment ?? null;
        if (before?.busy !== true || held === null || isFinal(held.state)) return null;
        if (after.attachment?.streamId !== held.streamId) {
          const newer = ordinalOf(after, after.attachment?.streamId);
          if (newer > ordinalOf(before, held.streamId)) {
            saw('an owner was replaced by a newer turn');
            return null;
          }
          return `${held.streamId} was replaced by a turn that is not newer`;
        }
        const isLetGo = !after.busy || isFinal(after.attachment.state);
        const isMarked = viewOf(after, held.streamId)?.state === 'unsettled';
        return isLetGo && !isMarked && truth.isRunning(held.streamId)
          ? `${held.streamId} still runs, and its pane has let it go`
          : null;
      },
      saved: (before, after) => {
        const was = before?.owner?.streamId;
        if (was === undefined || after.owner?.streamId === was) return null;
        if (after.owner === null) saw('an owner was freed');
        return (turnOf(after, was)?.outcome ?? null) === null
          ? `the session has let go of ${was}, which has no outcome`
          : null;
      },
    }),
  }),
  promise({
    id: 'O2',
    occasions: ['a superseded attachment was spoken to', 'a newer turn was attached to'],
    watch: ({ tabs, exchanges }, saw) => ({
      look: ({ message, client, before, after }) => {
        if (before !== null && before.attachment !== null) {
          const { streamId } = before.attachment;
          if (after.attachment?.streamId !== streamId) saw('a newer turn was attached to');
        }
        const id = spokenTo(message);
        if (before === null || id === null || id >= client.pane.context.attachmentId) return null;
        saw('a superseded attachment was spoken to');
        return sameScreen(before, after)
          ? null
          : `attachment ${id}, superseded, changed the screen`;
      },
      idle: () => {
        for (const tab of tabs) {
          const held = tab.snapshot?.attachment?.streamId;
          const sources = exchanges.filter(
            ({ line, isOpen }) => isOpen && line.tab === tab.name && line.kind === 'stream',
          );
          const stray = sources.find(({ line }) => line.streamId !== held);
          if (stray) return `${tab.name} holds a source of ${stray.line.streamId}, not of ${held}`;
          if (sources.length > 1) return `${tab.name} holds ${sources.length} sources of ${held}`;
        }
        return null;
      },
    }),
  }),
  promise({
    id: 'O3',
    occasions: ['a start met another turn', 'a second turn was started'],
    watch: ({ truth }, saw) => ({
      look: ({ message }) => {
        if (message?.to === 'pane' && message.event.type === 'start_answered') {
          if (message.event.answer.state === 'conflict') saw('a start met another turn');
        }
        return null;
      },
      saved: (_, { turns }) => {
        if (turns.length > 1) saw('a second turn was started');
        const open = turns
          .slice(0, -1)
          .find(
            ({ streamId, outcome }) =>
              outcome === null || !isTerminal(truth.journal(streamId).at(-1)?.kind ?? ''),
          );
        return open === undefined ? null : `${open.streamId} has not ended, and a turn follows it`;
      },
    }),
  }),
  promise({
    id: 'O5',
    occasions: ['a stop was sent', 'a stop while a start was pending', 'a start was given up'],
    watch: ({ tabs }, saw) => {
      const givenUp = new Set<string>();
      return {
        look: ({ tab, message, before, after }) => {
          if (message?.to === 'pane' && message.event.type === 'stop' && before?.busy === true) {
            saw('a stop was sent');
            if (before.phase === 'starting') saw('a stop while a start was pending');
          }
          if (after.returned !== (before?.returned ?? null)) {
            const back = after.returned?.question;
            for (const [turnId, question] of tab.sent) {
              if (sameQuestion(question, back)) givenUp.add(turnId);
            }
            if (before?.phase === 'starting') saw('a start was given up');
          }
          return null;
        },
        saved: (before, after) => {
          const wrong = after.turns.find(
            ({ streamId, outcome }) =>
              outcome === 'cancelled' &&
              (before === null || turnOf(before, streamId)?.outcome === null) &&
              !givenUp.has(streamId) &&
              !tabs.some(({ stopped }) => stopped.has(streamId)),
          );
          return wrong === undefined ? null : `nobody meant to stop ${wrong.streamId}`;
        },
      };
    },
  }),
];

function sameQuestion(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
