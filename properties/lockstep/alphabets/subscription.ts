/**
 * The finite view of the subscription: a journal of up to three frames, trimmed or not, ended or
 * not, and readers that come from before, within and beyond it. It says nothing of what should
 * happen: that is compared, never expected.
 */
import type { Event, Input } from '../../../machines/subscription/rules.ts';
import type { Frame } from '../../../machines/vocabulary.ts';
import type { State } from '../../../runtime/generated/subscription.ts';
import type { Alphabet } from '../walk.ts';

const seqMax = 3;

export const subscription: Alphabet<State, Event, Input> = {
  inputs: [-1, 0, 1, 2].map((after) => ({ after })),
  events: ({ context: { cursor } }) => [
    ...(['missing', 'wake', 'drained', 'left', 'shutdown'] as const).map((type) => ({ type })),
    ...[1, 2].flatMap((firstSeq) =>
      [0, 1, 2].flatMap((lastSeq): Event[] => [
        { type: 'head', firstSeq, lastSeq, terminal: null },
        { type: 'head', firstSeq, lastSeq, terminal: 'done' },
      ]),
    ),
    { type: 'batch', frames: [] },
    { type: 'batch', frames: [frame(cursor + 1, 'text')] },
    { type: 'batch', frames: [frame(cursor + 1, 'text'), frame(cursor + 2, 'cancelled')] },
    { type: 'batch', frames: [frame(cursor + 1, 'failed')] },
  ],
  essence: (context) => context,
  bounded: ({ cursor }) => cursor <= seqMax,
};

function frame(seq: number, kind: string): Frame {
  return { seq, kind, data: null };
}
