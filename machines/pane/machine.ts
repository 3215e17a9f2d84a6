/**
 * The pane: one tab's view of one session. Who owns it, what start is pending, what to load.
 *
 *   loading -> idle <-> starting        a start is pending (asking, waiting, holding)
 *
 * The owner is beside that, in the context: a turn may be attached to in any of these states, from
 * the answer of a start, from a load, or from a watch event. All of them pass one gate, `isNew`.
 */
import { and, not } from 'xstate';
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

const take = ['supersede', 'own', 'attach'] as const;
const reload = ['newLoad', 'load'] as const;
const giveUp = ['dropCancel', 'endStart'] as const;

export const pane = lift(
  'pane',
  rules,
  {
    guards: {
      isUnaskedStart: not('askedStart'),
      startTakesOver: and(['isStarted', 'isNew', 'needsLoad']),
      startIsNew: and(['isStarted', 'isNew']),
      startIsOwned: and(['isStarted', 'isOwned']),
      isEndingStopped: and(['isEnding', 'isStopped']),
      isEndingHeld: and(['isEnding', 'hasHolds']),
      conflictIsNew: and(['isConflict', 'isNew']),
      isRefusedStopped: and(['isRefused', 'isStopped']),
      isRefusedAtLast: and(['isRefused', 'hasRetried']),
      ownStartTakesOver: and(['isOwnStart', 'isNew', 'needsLoad']),
      ownStartIsNew: and(['isOwnStart', 'isNew']),
      ownStartIsMissed: and(['isOwnStart', 'isMissed']),
      isOverMissed: and(['isOver', 'isMissed']),
      isMissedMeanwhile: and(['isMissed', 'isLoading']),
      isUnaskedLoad: not('askedLoad'),
      isLoadServed: not('wantsLoad'),
      isLoadLost: not('hasTranscript'),
      isOwnerStale: and(['isOwner', 'isStale']),
      isUnloaded: not('isLoaded'),
      closesOwnPrompt: and(['isOwnPrompt', 'isClosed']),
      refusesOwnPrompt: and(['isOwnPrompt', 'isAnswerRefused']),
      acceptsOwnPrompt: and(['isOwnPrompt', 'isAccepted']),
    },
  },
  {
    initial: 'loading',
    on: {
      send: [
        { guard: 'isBusy', actions: 'giveBackBusy' },
        { actions: ['beginStart', 'ask'], target: '.starting' },
      ],
      stop: { guard: 'hasOwner', actions: 'cancelOwner' },
      watched: [
        { guard: 'isOwned', actions: 'nudge' },
        { guard: 'isNew', actions: [...take, ...reload] },
        // The load that is under way may be older than the news, but it is left to arrive: news
        // that came again and again would put it off for ever.
        { guard: 'isMissedMeanwhile', actions: 'wantAnother' },
        { guard: 'isMissed', actions: reload },
        { guard: 'wantsLoad', actions: reload },
      ],
      loaded: [
        { guard: 'isUnaskedLoad' },
        { guard: 'isLoadLost', actions: 'wantLoad' },
        { guard: 'isNew', actions: [...take, 'keepLoaded', 'show'] },
        { actions: ['keepLoaded', 'show'] },
      ],
      ended: [
        { guard: 'isOwnerStale', actions: ['disown', ...reload] },
        { guard: 'isOwner', actions: 'release' },
      ],
      gave_up: { guard: 'isOwner', actions: 'rest' },
      resumed: { guard: 'isOwner', actions: 'hold' },
      answer: { guard: 'isOwnPrompt', actions: 'answer' },
      prompt_answered: [
        { guard: 'acceptsOwnPrompt' },
        { guard: 'closesOwnPrompt', actions: ['clearPrompt', 'noticeAnswerLate'] },
        { guard: 'refusesOwnPrompt', actions: ['keepPrompt', 'noticeAnswerRefused'] },
        { guard: 'isOwnPrompt', actions: ['keepPrompt', 'noticeAnswerUnreachable'] },
      ],
      offline: { actions: 'goOffline' },
      suspended: { actions: 'goOffline' },
      online: wake(),
      visible: wake(),
      // The person asks: the session is looked at again whatever is known of it.
      retry: { actions: ['goOnline', ...reload] },
    },
    states: {
      loading: {
        id: 'loading',
        description: 'The transcript has not been read yet. Sending need not wait for it.',
        initial: 'asking',
        always: { guard: 'isLoaded', target: 'idle' },
        states: {
          asking: {
            entry: reload,
            always: { guard: 'wantsLoad', target: 'waiting' },
            after: { loadTimeout: { actions: 'wantLoad' } },
          },
          waiting: {
            after: { loadRetry: { target: 'asking' } },
            on: {
              online: { actions: 'goOnline', target: 'asking' },
              visible: { actions: 'goOnline', target: 'asking' },
              retry: { actions: 'goOnline', target: 'asking' },
              watched: { target: 'asking' },
            },
          },
        },
      },
      idle: {
        id: 'idle',
        description: 'No start is pending.',
        initial: 'resting',
        always: { guard: 'isUnloaded', target: 'loading' },
        states: {
          resting: { always: { guard: 'wantsLoad', target: 'waiting' } },
          waiting: {
            description: 'A later load is due. The news that asked for it may not come again.',
            always: { guard: 'isLoadServed', target: 'resting' },
            after: { loadRetry: { actions: reload, target: 'resting' } },
          },
        },
      },
      starting: {
        id: 'starting',
        description: 'The question is on screen; whether its turn began is not known yet.',
        initial: 'asking',
        on: {
          send: { actions: 'giveBackBusy' },
          stop: { actions: ['giveBackStopped', 'retractStart', 'endStart'], target: 'idle' },
          watched: [
            {
              guard: 'ownStartTakesOver',
              actions: [...take, 'endStart', ...reload],
              target: 'idle',
            },
            { guard: 'ownStartIsNew', actions: [...take, 'endStart'], target: 'idle' },
            { guard: 'ownStartIsMissed', actions: ['endStart', ...reload], target: 'idle' },
          ],
        },
        states: {
          asking: {
            entry: ['newStart', 'start'],
            after: {
              startTimeout: [
                { guard: 'isStopped', actions: ['giveBackStopped', 'endStart'], target: '#idle' },
                { guard: 'hasTries', target: 'waiting' },
                {
                  actions: ['giveBackUnreachable', 'retractStart', 'endStart'],
                  target: '#idle',
                },
              ],
            },
            on: {
              // The turn may have begun: its id is cancelled now, its answer is still awaited.
              stop: { actions: ['keepStop', 'cancelStart'] },
              start_answered: [
                { guard: 'isUnaskedStart' },
                {
                  guard: 'startTakesOver',
                  actions: [...take, 'endStart', ...reload],
                  target: '#idle',
                },
                { guard: 'startIsNew', actions: [...take, 'endStart'], target: '#idle' },
                { guard: 'startIsOwned', actions: 'endStart', target: '#idle' },
                { guard: 'isStarted', actions: ['endStart', ...reload], target: '#idle' },
                {
                  guard: 'isEndingStopped',
                  actions: ['giveBackStopped', ...giveUp],
                  target: '#idle',
                },
                { guard: 'isEndingHeld', actions: 'countHold', target: 'holding' },
                {
                  guard: 'conflictIsNew',
                  actions: ['giveBackConflict', ...giveUp, ...take, ...reload],
                  target: '#idle',
                },
                // It runs, and its attachment may have given up: it is worth another look.
                {
                  guard: 'isConflict',
                  actions: ['giveBackConflict', ...giveUp, 'nudge'],
                  target: '#idle',
                },
                {
                  guard: 'isRefusedStopped',
                  actions: ['giveBackStopped', ...giveUp],
                  target: '#idle',
                },
                // An earlier try may have arrived, and its answer been lost: then the turn runs.
                {
                  guard: 'isRefusedAtLast',
                  actions: ['giveBackRefused', 'retractStart', 'endStart'],
                  target: '#idle',
                },
                { guard: 'isRefused', actions: ['giveBackRefused', ...giveUp], target: '#idle' },
                { guard: 'isStopped', actions: ['giveBackStopped', 'endStart'], target: '#idle' },
                { guard: 'hasTries', target: 'waiting' },
                {
                  actions: ['giveBackUnreachable', 'retractStart', 'endStart'],
                  target: '#idle',
                },
              ],
            },
          },
          waiting: { after: { startRetry: { target: 'asking' } } },
          holding: {
            description: 'Another turn is ending; this one starts when it has.',
            after: { holdRetry: { target: 'asking' } },
            on: {
              watched: [
                { guard: 'isOverMissed', actions: reload, target: 'asking' },
                { guard: 'isOver', target: 'asking' },
              ],
            },
          },
        },
      },
    },
  },
);

/** A sign that the host may be reachable again: a lost load is asked for once more. */
function wake() {
  return [
    { guard: 'wantsLoad', actions: ['goOnline', ...reload] },
    { actions: 'goOnline' },
  ] as const;
}
