/**
 * The attachment: one tab's hold on one stream, from opening to a settled transcript.
 *
 *   attaching -> live -> settling -> finalized | cancelled
 *                 |  \-> deferred -> settling          stream_end came, its terminal did not
 *                 \---> reconnecting -> attaching      the source broke
 *
 * `failed` keeps the scene and can be left again; `stale` was superseded. To change how a turn is
 * settled, change `settling` here and the guards it names in rules.ts.
 */
import { and, not } from 'xstate';
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

const dropStray = { guard: 'isStray' } as const;
const closing = ['close', 'dropSource'] as const;

export const attachment = lift(
  'attachment',
  rules,
  {
    guards: {
      isStray: not('fromSource'),
      isUnasked: not('asked'),
      coversAsCancelled: and(['isCovered', 'isCancelled']),
      isEarlyEnd: and(['fromSource', 'isLive']),
      isLastHidden: and(['isNextHidden', 'closesJournal']),
      isWholeHidden: and(['isNextHidden', 'isRevealing']),
      isActiveAtLast: and(['isLastResort', 'isActive']),
    },
  },
  {
    initial: 'attaching',
    on: {
      superseded: [{ guard: 'isOpen', actions: ['close'], target: '.stale' }, { target: '.stale' }],
      offline: { actions: 'goOffline' },
      suspended: { actions: 'goOffline' },
      online: { actions: 'goOnline' },
      visible: { actions: 'goOnline' },
      // A probe asks without leaving the state: the source stays open beside it.
      probe: { guard: 'isMine', actions: ['newRequest', 'settle'] },
      settled: [
        { guard: 'coversAsCancelled', actions: ['swap', 'close'], target: '.cancelled' },
        { guard: 'isCovered', actions: ['swap', 'close'], target: '.finalized' },
        { guard: 'isStale', actions: ['close', 'tellStale'], target: '.stale' },
        { guard: 'asked', actions: 'dropRequest' },
      ],
    },
    states: {
      attaching: {
        id: 'attaching',
        description: 'A source is being opened; nothing came yet.',
        entry: ['newSource', 'open'],
        after: { opening: { actions: closing, target: 'reconnecting' } },
        on: {
          opened: { guard: 'fromSource', target: 'live' },
          broken: { guard: 'fromSource', actions: 'dropSource', target: 'reconnecting' },
          open_refused: [
            dropStray,
            {
              guard: 'isForbidden',
              actions: ['dropSource', 'noticeForbidden'],
              target: 'failed',
            },
            { guard: 'isGone', actions: 'dropSource', target: 'settling' },
            { actions: ['dropSource', 'keepRetryAfter'], target: 'reconnecting' },
          ],
        },
      },
      live: {
        description: 'The source is open; frames are rendered in order.',
        after: {
          heartbeat: [
            { guard: 'isSilent', actions: closing, target: 'reconnecting' },
            { actions: 'countSilence', target: 'live', reenter: true },
          ],
        },
        on: {
          frame: [
            { guard: 'isNext', actions: ['advance', 'render'] },
            dropStray,
            { guard: 'isForeign', actions: 'tellForeign' },
            { guard: 'isSeen', actions: ['heard', 'tellDuplicate'] },
            {
              guard: 'isLast',
              actions: ['advance', 'keepTerminal', 'render', ...closing],
              target: 'settling',
            },
            {
              guard: 'isLastHidden',
              actions: [
                'advanceHidden',
                'renderHidden',
                'reveal',
                'becomeVisible',
                'keepTerminal',
                ...closing,
              ],
              target: 'settling',
            },
            {
              guard: 'isWholeHidden',
              actions: ['advanceHidden', 'renderHidden', 'reveal', 'becomeVisible'],
            },
            { guard: 'isNextHidden', actions: ['advanceHidden', 'renderHidden'] },
            // A hole: never rendered ahead, never skipped.
            { actions: ['tellGap', 'forgetProgress', ...closing], target: 'reconnecting' },
          ],
          heartbeat: { guard: 'fromSource', actions: 'heard' },
          reset: { guard: 'fromSource', actions: ['beginHidden', 'hide'] },
          stream_end: [
            { guard: 'isEarlyEnd', actions: closing, target: 'deferred' },
            { guard: 'fromSource', actions: closing, target: 'settling' },
          ],
          // Also when the connection ended cleanly: without a terminal that is a break.
          broken: { guard: 'fromSource', actions: 'dropSource', target: 'reconnecting' },
        },
      },
      deferred: {
        description: 'stream_end without a terminal over a live scene: nothing is touched yet.',
        after: { deferral: { target: 'settling' } },
      },
      settling: {
        id: 'settling',
        description: 'Asking for the transcript that covers the scene.',
        entry: 'beginRetries',
        initial: 'asking',
        on: { probe: {} },
        states: {
          asking: {
            entry: ['newRequest', 'settle'],
            exit: 'dropRequest',
            after: {
              settleTimeout: [
                { guard: 'hasRetries', actions: 'countRetry', target: 'waiting' },
                { guard: 'isLastResort', target: '#failed', actions: 'noticeLost' },
                { guard: 'sawTerminal', target: '#failed', actions: 'noticeNotSettled' },
                { target: '#reconnecting' },
              ],
            },
            on: {
              settled: [
                { guard: 'coversAsCancelled', actions: 'swap', target: '#cancelled' },
                { guard: 'isCovered', actions: 'swap', target: '#finalized' },
                { guard: 'isStale', actions: 'tellStale', target: '#stale' },
                { guard: 'isUnasked' },
                { guard: 'hasRetries', actions: 'countRetry', target: 'waiting' },
                // S3: an active turn is never finalized.
                { guard: 'isActiveAtLast', actions: 'rewindLadder', target: '#reconnecting' },
                { guard: 'isLastResort', target: '#failed', actions: 'noticeLost' },
                { guard: 'sawTerminal', target: '#failed', actions: 'noticeNotSettled' },
                { guard: 'isActive', target: '#attaching' },
                { target: '#reconnecting' },
              ],
            },
          },
          waiting: {
            after: { settleRetry: { target: 'asking' } },
          },
        },
      },
      reconnecting: {
        id: 'reconnecting',
        description: 'The source broke; the ladder of waits decides when to open the next.',
        initial: 'choosing',
        on: {
          online: { actions: ['goOnline', 'tellReconnect'], target: 'attaching' },
          visible: { actions: ['goOnline', 'tellReconnect'], target: 'attaching' },
          retry: { actions: ['goOnline', 'tellReconnect'], target: 'attaching' },
          nudge: { actions: 'tellReconnect', target: 'attaching' },
        },
        states: {
          choosing: {
            always: [
              { guard: 'isOffline', target: 'paused' },
              { guard: 'ladderEnded', actions: 'tryOnceMore', target: '#settling' },
              { target: 'waiting' },
            ],
          },
          waiting: {
            after: { backoff: { actions: ['climb', 'tellReconnect'], target: '#attaching' } },
            on: {
              offline: { actions: 'goOffline', target: 'paused' },
              suspended: { actions: 'goOffline', target: 'paused' },
            },
          },
          paused: {},
        },
      },
      failed: {
        id: 'failed',
        description: 'Given up for now, with the scene kept and marked; can be left again.',
        entry: ['dropRequest', 'mark', 'tellFailed'],
        on: {
          online: wake(['goOnline']),
          visible: wake(['goOnline']),
          retry: wake(['goOnline']),
          nudge: wake([]),
        },
      },
      finalized: { id: 'finalized', type: 'final', entry: ['forget', 'tellEnded'] },
      cancelled: { id: 'cancelled', type: 'final', entry: ['forget', 'tellEnded'] },
      stale: { id: 'stale', type: 'final', entry: 'forget' },
    },
  },
);

/** Out of `failed`: settle what had its terminal, attach again to what had not. */
function wake(first: readonly 'goOnline'[]) {
  const actions = [...first, 'rewindLadder', 'tellResumed'] as const;
  return [
    { guard: 'sawTerminal', actions, target: 'settling' },
    { actions, target: 'attaching' },
  ] as const;
}
