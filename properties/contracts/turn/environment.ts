/**
 * All that may come to a turn: what its producer yields, what its store answers, refuses or fails
 * to do, and what people ask of it, at any time.
 *
 * As the contract of the host's effects has it, a store answers what it was asked, once, and a
 * producer says nothing before it is pulled nor after it has ended.
 */
import type { Event, Input } from '../../../machines/turn/signals.ts';
import type { EndedTurn, StoredAnswer, Terminal } from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/turn.ts';
import type { Request, Seen } from './onlooker.ts';

export const streamId = 'r1';
const framesMax = 3;

export const inputs: readonly Input[] = [
  { streamId, after: 0, isTakeover: false },
  { streamId, after: 3, isTakeover: true },
];

export function events(_: State, seen: Seen): readonly Event[] {
  return [
    ...produced(seen),
    ...stored(seen),
    ...[1, 2]
      .filter((request) => !seen.askers.includes(request))
      .map((request): Event => ({ type: 'cancel', request })),
    { type: 'woken' },
    { type: 'shutdown' },
    { type: 'fenced' },
  ];
}

const [ours, another] = ['p', 'other'].map(
  (promptId): StoredAnswer => ({ promptId, answerId: 'x', value: 'yes' }),
) as [StoredAnswer, StoredAnswer];
const told: readonly (readonly StoredAnswer[])[] = [[], [ours], [another], [another, ours]];

function produced({ isProducing, seq, open }: Seen): readonly Event[] {
  if (!isProducing) return [];
  const ends: readonly Event[] = [{ type: 'returned' }, { type: 'threw', message: 'why' }];
  if (seq >= framesMax) return ends;
  const prompt = open.length > 0 ? 'prompt-closed' : 'prompt';
  return [
    ...ends,
    { type: 'produced', frame: { kind: 'text', data: 'so' } },
    { type: 'produced', frame: { kind: prompt, data: { id: 'p' } } },
  ];
}

const ended: EndedTurn = {
  streamId,
  parts: [],
  usage: null,
  outcome: 'done',
  detail: null,
  coveredSeq: 1,
};

function stored(seen: Seen): readonly Event[] {
  const { awaits, fence } = seen;
  const renewal: Event = { type: 'store_failed', during: 'renew' };
  const append: Event = { type: 'store_failed', during: 'append' };
  const renewed = ([null, 'cancelled'] as const).flatMap((outcome) =>
    told.map((answers): Event => ({ type: 'renewed', outcome, answers })),
  );
  const kept = fence === 0 ? [] : [renewal, ...renewed];
  if (awaits === null) return seen.isProducing ? [...kept, append] : kept;
  return [...kept, { type: 'store_failed', during: awaits }, ...answersTo(awaits, seen)];
}

function answersTo(awaits: Request, { seq, wanted, detail }: Seen): readonly Event[] {
  switch (awaits) {
    case 'claim':
      return [{ type: 'claimed', turnFence: 4 }];
    case 'decide': {
      const wish = { outcome: wanted ?? 'done', detail };
      const others = (['cancelled', 'interrupted'] satisfies Terminal[]).map((outcome) => ({
        outcome,
        detail: null,
      }));
      // An append that failed may have been stored or not.
      const ends = seq > 0 ? [seq, seq - 1] : [0];
      return [wish, ...others].flatMap((cell) =>
        ends.flatMap((lastSeq) =>
          [[], [ours, another]].map(
            (answers): Event => ({ type: 'decided', ...cell, lastSeq, answers }),
          ),
        ),
      );
    }
    case 'fold':
      return [{ type: 'folded', turn: ended }];
    case 'save':
      return [{ type: 'saved' }];
    case 'close_journal':
      return [{ type: 'closed' }];
    case 'free':
      return [{ type: 'freed' }];
  }
}
