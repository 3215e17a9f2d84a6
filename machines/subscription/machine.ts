/**
 * The subscription: one reader of one stream, replay and tail in one loop.
 *
 *   opening -> reading -> sending -> reading ...      until a terminal was sent
 *                     \-> waiting -> reading          a wake-up, and nothing but that
 *
 * A reader that does not take what was sent is cut; nothing is buffered for it but one batch.
 */
import { and } from 'xstate';
import { lift } from '../lift.ts';
import * as rules from './rules.ts';

export const subscription = lift(
  'subscription',
  rules,
  { guards: { isEmptyButWoken: and(['isEmpty', 'isWoken']) } },
  {
    initial: 'opening',
    on: {
      left: { target: '.ended', actions: 'finish' },
      shutdown: { target: '.ended', actions: ['sendStreamEnd', 'finish'] },
    },
    states: {
      opening: {
        entry: 'look',
        on: {
          missing: { actions: ['answerMissing', 'finish'], target: 'ended' },
          shutdown: { actions: ['answerOpen', 'sendStreamEnd', 'finish'], target: 'ended' },
          head: [
            { guard: 'isTrimmed', actions: ['answerGone', 'finish'], target: 'ended' },
            {
              guard: 'isUnusable',
              actions: ['answerOpen', 'restart', 'sendReset'],
              target: 'reading',
            },
            {
              guard: 'isAtEnd',
              actions: ['answerOpen', 'keepTerminal', 'sendStreamEnd', 'finish'],
              target: 'ended',
            },
            { actions: 'answerOpen', target: 'reading' },
          ],
        },
      },
      reading: {
        entry: ['dropWake', 'read'],
        on: {
          wake: { actions: 'keepWake' },
          missing: { actions: ['cut', 'finish'], target: 'ended' },
          batch: [
            { guard: 'isEmptyButWoken', target: 'reading', reenter: true },
            { guard: 'isEmpty', target: 'waiting' },
            { actions: ['advance', 'send'], target: 'sending' },
          ],
        },
      },
      sending: {
        after: { patience: { actions: ['cut', 'finish'], target: 'ended' } },
        on: {
          drained: [
            { guard: 'sentTerminal', actions: ['sendStreamEnd', 'finish'], target: 'ended' },
            { target: 'reading' },
          ],
        },
      },
      waiting: {
        after: {
          heartbeat: { actions: ['sendHeartbeat', 'lookAfter'], target: 'waiting', reenter: true },
        },
        on: { wake: { target: 'reading' } },
      },
      ended: { type: 'final' },
    },
  },
);
