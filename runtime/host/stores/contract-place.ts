/**
 * A place of the contract suite for stores over an engine: how to open one more of them, and how to
 * reach what is kept behind their backs, as a failing disk would. It knows how an engine keeps it,
 * and no case.
 */
import type { Store } from '../store.ts';
import type { Kept, OpenOptions, Place } from './contract-kit.ts';
import { keyOf } from './engine.ts';
import { cellKey, frameKey } from './engine-entries.ts';
import { seal, unseal } from './sealed.ts';

/** The bytes by key, past the store. */
export interface Bytes {
  get(key: string): Promise<Buffer | undefined>;
  /** Null removes. */
  set(key: string, bytes: Buffer | null): Promise<void>;
}

export function enginePlace(
  open: (options: OpenOptions) => Promise<Store>,
  bytes: Bytes,
): OpenPlace {
  const opened: Store[] = [];
  const of = async (kept: Kept): Promise<readonly [key: string, bytes: Buffer]> => {
    const key = keyFor(kept);
    const found = await bytes.get(key);
    if (found === undefined) throw new Error(`nothing is kept as ${key}`);
    return [key, found];
  };
  return {
    open: async (options = {}) => {
      const store = await open(options);
      opened.push(store);
      return store;
    },
    rewrite: async (kept, change) => {
      const [key, found] = await of(kept);
      const text = change(unseal(key, found.toString()));
      await bytes.set(key, text === null ? null : Buffer.from(seal(key, text)));
    },
    damage: async (kept, change) => {
      const [key, found] = await of(kept);
      await bytes.set(key, change(found));
    },
    litter: async () => {
      await bytes.set('a/foreign entry', Buffer.from('litter'));
    },
    close: async () => {
      for (const store of opened) await store.close();
    },
  };
}

export interface OpenPlace extends Place {
  close(): Promise<void>;
}

function keyFor(kept: Kept): string {
  switch (kept.of) {
    case 'record':
      return keyOf('records', kept.sessionId);
    case 'backup':
      return keyOf('backups', kept.sessionId);
    case 'summary':
      return keyOf('summaries', kept.sessionId);
    case 'frame':
      return frameKey(kept.journal, kept.seq);
    case 'answer':
      return cellKey(kept.journal, kept.promptId);
  }
}
