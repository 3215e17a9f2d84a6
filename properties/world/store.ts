import type { Frame } from '../../machines/vocabulary.ts';
import type { SessionRecord } from '../../runtime/core/host.ts';
export interface StoreState {
  readonly record: SessionRecord;
  readonly journals: Readonly<Record<string, { readonly frames: readonly Frame[] }>>;
}
