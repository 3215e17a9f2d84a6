/**
 * Breaks of ends: those that do not come, and those that are not silent (F5, T1, T2, T3). Each is
 * a rule of the machines or of a composition, replaced by what somebody might have written
 * instead. Nothing here knows how it is found.
 */
import type { Break } from './break.ts';

export const breaksOfEnds: readonly Break[] = [
  {
    races: ['C3'],
    what: 'a cursor ahead of the journal is waited at',
    promise: 'F5',
    seed: 4,
    replace: { 'machines/subscription/guards.ts': () => ({ isUnusable: () => false }) },
  },
  {
    races: ['A7'],
    what: 'an accepted cancel ends the attachment at once',
    promise: 'F5',
    seed: 4,
    replace: {
      'runtime/core/client.ts': ({ step }) => ({
        step: (client, message) => {
          const [next, effects] = step(client, message);
          const { attachment } = next;
          const isAccepted =
            message.to === 'cancellation' &&
            message.event.type === 'cancel_answered' &&
            message.event.answer.state === 'accepted';
          return isAccepted && attachment !== null
            ? [{ ...next, attachment: { ...attachment, value: 'stale', status: 'done' } }, effects]
            : [next, effects];
        },
      }),
    },
  },
  {
    races: ['A9'],
    what: 'a source that has died in silence is not found out',
    promise: 'T1',
    seed: 4,
    replace: { 'machines/attachment/guards.ts': () => ({ isSilent: () => false }) },
  },
  {
    races: ['E7'],
    what: 'every device is taken for offline, and nobody tells it otherwise',
    promise: 'T1',
    seed: 2,
    replace: { 'machines/attachment/guards.ts': () => ({ isOffline: () => true }) },
  },
  {
    races: ['E5', 'E12'],
    what: 'a load that was lost is not asked for again',
    promise: 'F5',
    seed: 1,
    replace: {
      'machines/pane/updates.ts': () => ({
        wantLoad: (context) => ({ ...context, awaitingLoad: 0, loaded: true }),
      }),
    },
  },
  {
    races: ['E2'],
    what: 'an attachment that ends or is superseded leaves its source open',
    promise: 'T2',
    seed: 2,
    replace: {
      'machines/attachment/effects.ts': () => ({
        close: () => ({ type: 'told', what: 'reconnects' }),
      }),
    },
  },
  {
    races: ['A4'],
    what: 'an ended attachment takes the answers that come late',
    promise: 'T2',
    seed: 12,
    replace: {
      'runtime/generated/attachment.ts': ({ step }) => ({
        step: (state, event) =>
          state.value === 'finalized' && event.type === 'broken'
            ? step({ ...state, status: 'active', value: 'reconnecting.waiting' }, { type: 'retry' })
            : step(state, event),
      }),
    },
  },
  {
    races: ['B10'],
    what: 'a cancel that is faster than its start leaves nothing behind',
    promise: 'T3',
    seed: 7,
    replace: {
      'machines/session/updates.ts': ({ change }) => ({
        change: (context, event) =>
          context.operation.kind === 'cancel'
            ? { ...context, record: event.record }
            : change(context, event),
      }),
    },
  },
  {
    races: ['B17'],
    what: 'a cancel is accepted although another outcome is decided',
    promise: 'T3',
    seed: 1,
    replace: { 'machines/turn/guards.ts': () => ({ isCancelDecided: () => true }) },
  },
];
