/**
 * From a scene to its transcript: S1, S2 and S3. What is on a screen may grow and may be replaced
 * by what the host has stored, and by nothing less. They never ask a machine whether it is
 * content.
 */
import { turnOf } from '../../runtime/core/host.ts';
import { promise } from './promise.ts';
import { isFinal, isTranscript, shownTokens, viewOf } from './screen.ts';

export const settle = [
  promise({
    id: 'S1',
    occasions: ['a scene was replaced by its transcript', 'a scene stayed without one'],
    watch: (_, saw) => ({
      look: ({ before, after }) => {
        for (const turn of before?.turns ?? []) {
          const now = viewOf(after, turn.streamId);
          if (turn === now) continue;
          if (turn.state === 'live' && now?.state === 'settled') {
            saw('a scene was replaced by its transcript');
          }
          if (turn.state !== 'unsettled' && now?.state === 'unsettled') {
            saw('a scene stayed without one');
          }
          const shown = now === null ? [] : shownTokens(now);
          const lost = shownTokens(turn).find((token) => !shown.includes(token));
          if (lost !== undefined) return `${lost} has left the screen with ${turn.streamId}`;
        }
        return null;
      },
    }),
  }),
  promise({
    id: 'S2',
    occasions: ['a transcript was shown', 'a turn was settled that is not the last'],
    watch: ({ truth }, saw) => ({
      look: ({ before, after }) => {
        for (const turn of after.turns) {
          const was = viewOf(before, turn.streamId);
          if (was === turn) continue;
          if (was !== null && was.outcome !== null && was.outcome !== turn.outcome) {
            return `${turn.streamId} was ${was.outcome} and is ${turn.outcome}`;
          }
          if (turn.state !== 'settled') continue;
          saw('a transcript was shown');
          if (turn !== after.turns.at(-1)) saw('a turn was settled that is not the last');
          const stored = truth.record === null ? null : turnOf(truth.record, turn.streamId);
          if (stored === null || !isTranscript(turn, stored)) {
            return `${turn.streamId} is shown as settled, and is not what is stored`;
          }
        }
        return null;
      },
      saved: (before, after) => {
        const changed = before?.turns.find(({ streamId, outcome }) => {
          return outcome !== null && turnOf(after, streamId)?.outcome !== outcome;
        });
        return changed === undefined ? null : `the outcome of ${changed.streamId} was replaced`;
      },
    }),
  }),
  promise({
    id: 'S3',
    occasions: ['a settle met an active turn', 'a stream ended early over a live scene'],
    watch: ({ truth }, saw) => ({
      look: ({ message, after }) => {
        if (message?.to === 'attachment' && message.event.type === 'settled') {
          if (message.event.answer.state === 'active') saw('a settle met an active turn');
        }
        const held = after.attachment;
        if (held?.state === 'deferred') saw('a stream ended early over a live scene');
        if (held !== null && isFinal(held.state) && held.state !== 'stale') {
          if (truth.isRunning(held.streamId)) return `${held.streamId} runs, and was finalized`;
        }
        const wrong = after.turns.find(
          ({ streamId, state, outcome }) =>
            (state === 'settled' || outcome !== null) && truth.isRunning(streamId),
        );
        return wrong === undefined ? null : `${wrong.streamId} runs, and is shown as ended`;
      },
    }),
  }),
];
