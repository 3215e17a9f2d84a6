/**
 * Breaks of what is shown: frames, scenes, transcripts and prompts (F1 to F4, S1 to S3, P1). Each
 * is a rule of the machines or of a composition, replaced by what somebody might have written
 * instead. Nothing here knows how it is found.
 */
import { isTerminal, turnOf } from '../../machines/vocabulary.ts';
import type { Client } from '../../runtime/core/client.ts';
import type { Break } from './break.ts';

export const breaksOfFrames: readonly Break[] = [
  {
    races: ['C1', 'A13'],
    what: 'a source is opened without a cursor, and whatever comes is rendered',
    promise: 'F1',
    seed: 7,
    replace: {
      'machines/attachment/effects.ts': ({ open }) => ({
        open: (context) => ({ ...open(context), after: 0 }) as ReturnType<typeof open>,
      }),
      'machines/attachment/guards.ts': ({ isNext }) => ({
        isNext: (context, event) => isNext({ ...context, cursor: event.seq - 1 }, event),
      }),
    },
  },
  {
    races: ['A11', 'A12'],
    what: 'frames that were seen are not dropped',
    promise: 'F1',
    seed: 2,
    replace: {
      'machines/attachment/guards.ts': ({ isNext }) => ({
        isNext: (context, event) => isNext({ ...context, cursor: event.seq - 1 }, event),
      }),
    },
  },
  {
    races: ['C6'],
    what: 'a frame after a hole is rendered',
    promise: 'F2',
    seed: 9,
    replace: {
      'machines/attachment/guards.ts': ({ isNext }) => ({
        isNext: (context, event) =>
          event.seq > context.cursor && isNext({ ...context, cursor: event.seq - 1 }, event),
      }),
    },
  },
  {
    races: ['C2'],
    what: 'the cursor of one stream is used for the next',
    promise: 'F2',
    seed: 2,
    replace: {
      'runtime/generated/attachment.ts': ({ start }) => ({
        start: (input) => start({ ...input, cursor: input.attachmentId > 1 ? 1 : input.cursor }),
      }),
    },
  },
  {
    races: ['C5'],
    what: 'the newest frame is sent before the ones it waited behind, and is rendered',
    promise: 'F3',
    seed: 1,
    replace: {
      'machines/subscription/effects.ts': ({ send }) => ({
        send: (context, event) =>
          send(context, {
            ...event,
            frames: event.frames.toSorted((a, b) => swapped(a.seq, b.seq)),
          }),
      }),
      'machines/attachment/guards.ts': ({ isNext }) => ({
        isNext: (context, event) => isNext({ ...context, cursor: event.seq - 1 }, event),
      }),
    },
  },
  {
    races: ['C2', 'B1'],
    what: 'a scene begins with what the one before it has shown',
    promise: 'F4',
    seed: 2,
    replace: {
      'runtime/core/client.ts': ({ step }) => {
        let last: Client['scene'] | null = null;
        return {
          step: (client, message) => {
            const [next, effects] = step(client, message);
            if (client.scene.cursor > 0) last = client.scene;
            const isFresh =
              last !== null &&
              next.pane.context.attachmentId > Math.max(1, client.pane.context.attachmentId);
            return [isFresh && last ? { ...next, scene: last } : next, effects];
          },
        };
      },
    },
  },
  {
    races: ['A1'],
    what: 'an answer that is not settled yet replaces the scene',
    promise: 'S3',
    seed: 3,
    replace: {
      'runtime/core/record.ts': ({ settleAnswer }) => ({
        settleAnswer: (record, streamId) => {
          const turn = record === null ? null : turnOf(record, streamId);
          return turn === null ? settleAnswer(record, streamId) : { state: 'restored', turn };
        },
      }),
      'machines/attachment/guards.ts': ({ asked }) => ({
        isCovered: (context, event) => asked(context, event) && event.answer.state === 'restored',
      }),
    },
  },
  {
    races: ['E6', 'F2'],
    what: 'a turn that failed is stored without what it had said',
    promise: 'S1',
    seed: 1,
    replace: {
      'runtime/core/record.ts': ({ endedTurn }) => ({
        endedTurn: (streamId, scene) => ({
          ...endedTurn(streamId, scene),
          ...(scene.outcome === 'done' ? {} : { parts: [] }),
        }),
      }),
    },
  },
  {
    races: ['E4'],
    what: 'what a superseded attachment has shown is not kept',
    promise: 'S1',
    seed: 3,
    replace: { 'runtime/core/screen.ts': () => ({ park: (screen) => screen }) },
  },
  {
    races: ['C9'],
    what: 'a transcript is put on the screen without what it says of its end',
    promise: 'S2',
    seed: 1,
    replace: {
      'runtime/core/screen.ts': ({ settle }) => ({
        settle: (screen, turn) => settle(screen, { ...turn, parts: turn.parts.slice(0, 1) }),
      }),
    },
  },
  {
    races: ['C14'],
    what: 'a connection that ended cleanly counts as a turn that ended',
    promise: 'S3',
    seed: 1,
    replace: {
      'runtime/generated/attachment.ts': ({ step }) => ({
        step: (state, event) => {
          const [next, effects] = step(state, event);
          return event.type === 'broken' && next.value.startsWith('reconnecting')
            ? [{ ...next, value: 'finalized', status: 'done' }, effects]
            : [next, effects];
        },
      }),
    },
  },
  {
    races: ['E10', 'A3'],
    what: 'a turn that is still active when the retries have run out is finalized',
    promise: 'S3',
    seed: 6,
    replace: {
      'runtime/generated/attachment.ts': ({ step }) => ({
        step: (state, event) => {
          const [next, effects] = step(state, event);
          return event.type === 'settled' && event.answer.state === 'active'
            ? [{ ...next, value: 'finalized', status: 'done' }, effects]
            : [next, effects];
        },
      }),
    },
  },
  {
    races: ['D4'],
    what: 'the end of a turn leaves its prompts as they are',
    promise: 'P1',
    seed: 2,
    replace: {
      'runtime/core/fold.ts': ({ fold }) => ({
        fold: (scene, seq, kind, data) =>
          isTerminal(kind)
            ? { ...scene, outcome: kind, detail: data, cursor: seq }
            : fold(scene, seq, kind, data),
      }),
    },
  },
];

/** Even before odd: an order that is not the journal's. */
function swapped(a: number, b: number): number {
  return (a % 2) - (b % 2) || a - b;
}
