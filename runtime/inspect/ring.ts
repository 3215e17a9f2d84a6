/**
 * A ring: the last records of one actor or of several, in the order in which they happened, so that
 * recording can go on for ever.
 *
 * It knows nothing of what a record says.
 */
import type { TraceRecord } from './trace.ts';

export interface Ring {
  keep(record: TraceRecord): void;
  /** What is kept, oldest first. */
  records(): readonly TraceRecord[];
}

const recordsMaxDefault = 1_000;

/** Keeps the last `recordsMax` records. Default: 1,000. */
export function createRing(recordsMax = recordsMaxDefault): Ring {
  const ring: TraceRecord[] = [];
  let kept = 0;
  return {
    keep: (record) => {
      ring[kept % recordsMax] = record;
      kept += 1;
    },
    records: () => {
      const first = kept > recordsMax ? kept % recordsMax : 0;
      return [...ring.slice(first), ...ring.slice(0, first)];
    },
  };
}
