/**
 * Breaks of who owns what: panes, sessions, cancels and questions (O1, O2, O3, O5, Q1). Each is a
 * rule of the machines or of a composition, replaced by what somebody might have written instead.
 * Nothing here knows how it is found.
 */
import type { Client } from '../../runtime/core/client.ts';
import type { Break } from './break.ts';

const letGo = (client: Client): Client => ({
  ...client,
  pane: { ...client.pane, context: { ...client.pane.context, owner: null, busy: false } },
});

export const breaksOfOwners: readonly Break[] = [
  {
    races: ['A5', 'A5b'],
    what: 'the answer of a cancel clears the owner, whoever that is by then',
    promise: 'O1',
    seed: 2,
    replace: {
      'runtime/core/client.ts': ({ step }) => ({
        step: (client, message) => {
          const [next, effects] = step(client, message);
          const isAnswer =
            message.to === 'cancellation' && message.event.type === 'cancel_answered';
          return [isAnswer ? letGo(next) : next, effects];
        },
      }),
    },
  },
  {
    races: ['B6'],
    what: 'a load overwrites the owner with what it says, however old it is',
    promise: 'O1',
    seed: 2,
    replace: {
      'runtime/core/client.ts': ({ step }) => ({
        step: (client, message) => {
          const [next, effects] = step(client, message);
          const isIdle =
            message.to === 'pane' &&
            message.event.type === 'loaded' &&
            message.event.answer.state === 'loaded' &&
            message.event.answer.last?.phase !== 'running';
          return [isIdle ? letGo(next) : next, effects];
        },
      }),
    },
  },
  {
    races: ['A2', 'B1'],
    what: 'nobody asks which request an answer belongs to',
    promise: 'S3',
    seed: 4,
    replace: {
      'machines/attachment/guards.ts': () => ({
        isCovered: (_, event) =>
          event.answer.state === 'restored' && event.answer.turn.outcome !== null,
      }),
    },
  },
  {
    races: ['C13'],
    what: 'a start whose ordinal leaves a gap does not look for what it missed',
    promise: 'F5',
    seed: 2,
    replace: {
      'machines/pane/guards.ts': () => ({ needsLoad: (context) => context.owner !== null }),
    },
  },
  {
    races: ['B3'],
    what: 'a superseded attachment is not told, and keeps its source',
    promise: 'O2',
    seed: 1,
    replace: {
      'runtime/generated/attachment.ts': ({ step }) => ({
        step: (state, event) => (event.type === 'superseded' ? [state, []] : step(state, event)),
      }),
    },
  },
  {
    races: ['B5'],
    what: 'the end of an old source counts for the one that is open now',
    promise: 'O2',
    seed: 1,
    replace: {
      'machines/attachment/guards.ts': () => ({ fromSource: (context) => context.open }),
    },
  },
  {
    races: ['B8', 'B14'],
    what: 'a start does not look for the turn that has not ended',
    promise: 'O3',
    seed: 1,
    replace: {
      'machines/session/guards.ts': () => ({ meetsOwner: () => false }),
    },
  },
  {
    races: ['B8'],
    what: 'a turn that is being cancelled gives the session away at once',
    promise: 'O1',
    seed: 2,
    replace: {
      'runtime/generated/turn.ts': ({ step }) => ({
        step: (state, event) => {
          const [next, outputs] = step(state, event);
          return event.type === 'decided' && event.outcome === 'cancelled'
            ? [next, [...outputs, { type: 'free' }]]
            : [next, outputs];
        },
      }),
    },
  },
  {
    races: ['A6', 'B11'],
    what: 'a stop names the session, and so whatever turn is the last when it arrives',
    promise: 'O5',
    seed: 4,
    replace: {
      'runtime/client/http-backend.ts': ({ httpBackend }) => ({
        httpBackend: (options) => {
          const backend = httpBackend(options);
          return {
            ...backend,
            cancel: async (sessionId, streamId) => {
              const loaded = await backend.load(sessionId);
              const last = loaded.state === 'loaded' ? loaded.last?.streamId : undefined;
              return backend.cancel(sessionId, last ?? streamId);
            },
          };
        },
      }),
    },
  },
  {
    races: ['C10'],
    what: 'a transcript is put beside the question that waits, and not in its place',
    promise: 'Q1',
    seed: 1,
    replace: {
      'runtime/core/screen.ts': ({ merge, place }) => ({
        merge: (screen, turns, keep) =>
          turns.reduce(
            (next, turn) =>
              turn.outcome === null
                ? place(next, `${turn.streamId}-loaded`, { question: turn.question, ordinal: 1 })
                : merge(next, [turn], keep),
            screen,
          ),
      }),
    },
  },
  {
    races: ['B2'],
    what: 'what a load does not know leaves the screen',
    promise: 'Q1',
    seed: 1,
    replace: {
      'runtime/core/screen.ts': ({ merge }) => ({
        merge: (screen, turns, keep) =>
          merge(
            screen.filter(({ streamId }) => turns.some((turn) => turn.streamId === streamId)),
            turns,
            keep,
          ),
      }),
    },
  },
];
