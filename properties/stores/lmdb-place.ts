/**
 * Places of the contract suite in folders of LMDB, with a way past the store to what it keeps.
 * Stores are opened by whoever is asked to: this process, or another.
 * It never knows a case.
 */
import { open } from 'lmdb';
import type { OpenOptions, Store } from '../../runtime/host/index.ts';
import { enginePlace, type OpenPlace } from '../../runtime/host/stores/contract-place.ts';

export type Opener = (path: string, options: OpenOptions) => Promise<Store>;

/** `openers` take turns. */
export function lmdbPlace(path: string, ...openers: readonly Opener[]): OpenPlace {
  let opened = 0;
  const openNext = async (options: OpenOptions): Promise<Store> => {
    const opener = openers[opened % openers.length];
    opened += 1;
    if (opener === undefined) throw new Error('nobody opens stores here');
    return opener(path, options);
  };
  const how = { noSubdir: false, compression: false, overlappingSync: false } as const;
  const raw = open<Buffer, string>({ path, encoding: 'binary', ...how });
  const place = enginePlace(openNext, {
    get: async (key) => {
      raw.resetReadTxn();
      const found = raw.get(key);
      return found && Buffer.from(found);
    },
    set: async (key, bytes) => {
      if (bytes === null) raw.removeSync(key);
      else raw.putSync(key, bytes);
    },
  });
  return {
    ...place,
    close: async () => {
      await place.close();
      await raw.close();
    },
  };
}
