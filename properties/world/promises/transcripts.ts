/**
 * What is journaled reaches the transcript: L2, over time.
 *
 * A turn whose host is gone is brought to its end by whoever looks next, also when a look before
 * has failed.
 */
import type { Property } from '../../explorer/system.ts';
import type { StoreState } from '../store-state.ts';
import type { Cast } from './cast.ts';
import { journalOf } from './eye.ts';

export function transcripts({ turns, prompts, watched }: Cast): readonly Property[] {
  // A turn that waits for a person may wait for ever.
  return watched && !prompts ? turns.map(restored) : [];
}

function restored(streamId: string): Property {
  const frames = (store: StoreState) => journalOf(store, streamId).length;
  const stored = ({ record }: StoreState) =>
    record.turns.find((turn) => turn.streamId === streamId)?.coveredSeq ?? Infinity;
  return {
    id: 'L2',
    name: `what is journaled of ${streamId} reaches the transcript`,
    kind: 'leadsTo',
    over: ['store'],
    from: (store: StoreState) => frames(store) > 0,
    to: (store: StoreState) => stored(store) >= frames(store),
  };
}
