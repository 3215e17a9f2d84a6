/**
 * The finite view of the turn: frames with and without prompts, answers to open, closed and unknown
 * prompts, one or two of them, cancels by two askers, and every outcome the store's cell may hold.
 * It says nothing of what should happen: that is compared, never expected.
 */
import type { Event, Input } from '../../../machines/turn/rules.ts';
import type { StoredAnswer, Terminal } from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/turn.ts';
import type { Alphabet } from '../walk.ts';

const seqMax = 3;
const askersMax = 2;

export const turn: Alphabet<State, Event, Input> = {
  inputs: [
    { streamId: 's', after: 0, isTakeover: false },
    { streamId: 's', after: 1, isTakeover: true },
  ],
  events: ({ context }) => [
    ...(['returned', 'saved', 'closed', 'freed', 'shutdown', 'fenced', 'woken'] as const).map(
      (type) => ({ type }),
    ),
    { type: 'claimed', turnFence: 2 },
    ...[[], [answer('p')], [answer('other')], [answer('other'), answer('p')]].map(
      (answers): Event => ({ type: 'renewed', outcome: null, answers }),
    ),
    { type: 'renewed', outcome: 'cancelled', answers: [answer('p')] },
    { type: 'threw', message: 'why' },
    { type: 'store_failed', during: 'append' },
    { type: 'store_failed', during: 'renew' },
    { type: 'store_failed', during: 'decide' },
    { type: 'folded', turn: ended },
    ...[1, 2].map((request): Event => ({ type: 'cancel', request })),
    ...(['done', 'cancelled', 'failed', 'interrupted'] satisfies Terminal[]).map(
      (outcome): Event => ({
        type: 'decided',
        outcome,
        detail: null,
        lastSeq: context.seq,
        answers: [],
      }),
    ),
    // The last append was refused: the journal ends before it.
    {
      type: 'decided',
      outcome: 'failed',
      detail: 'why',
      lastSeq: Math.max(context.seq - 1, 0),
      answers: [answer('p')],
    },
    produced('text', null),
    produced('prompt', { id: 'p' }),
    produced('prompt-closed', { id: 'p' }),
    produced('prompt', { id: 1 }),
  ],
  essence: (context) => context,
  bounded: ({ seq, askers }) => seq <= seqMax && askers.length <= askersMax,
};

const ended = {
  streamId: 's',
  parts: [],
  usage: null,
  outcome: 'done',
  detail: null,
  coveredSeq: 1,
} as const;

function answer(promptId: string): StoredAnswer {
  return { promptId, answerId: 'a', value: 'yes' };
}

function produced(kind: string, data: { readonly id: string | number } | null): Event {
  return { type: 'produced', frame: { kind, data } };
}
