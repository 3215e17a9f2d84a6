/**
 * The race that a session's lock exists for (A14): a reader looks up the owner and finds it dead, a
 * new turn starts, and the reader writes that nobody owns the session. Once in the old order, which
 * loses a turn on any store, and once in ours, with the same pause between look-up and write.
 * Which store is tried, no case knows.
 */
import assert from 'node:assert/strict';
import { createDeferred } from '../deferred.ts';
import { createHost } from '../host.ts';
import type { Producer } from '../producer.ts';
import type { Store } from '../store.ts';
import { recordOf, type StoreCase, until } from './contract-kit.ts';

const waiting: Producer = async function* ({ signal }) {
  yield { kind: 'text', data: 'a' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
};

/** A session whose owner will not give signs of life any more. */
async function orphaned(store: Store): Promise<void> {
  const owner = { streamId: 'turn1', ordinal: 1 };
  const fence = await store.lock('s');
  await store.save({ ...recordOf('s', 1), owner }, fence);
  await store.claim('s.turn1', 0, 0);
  await store.unlock('s', fence);
}

const hostOf = (store: Store) =>
  createHost({ producer: waiting, store, report: () => undefined, limits: { closeMsMax: 2_000 } });

/** Starts the turn as a client does: again, until what is there has made way. */
async function started(host: ReturnType<typeof hostOf>, turnId: string): Promise<void> {
  await until(async () => (await host.start('s', turnId, 'why?')).answer.state === 'started');
}

async function ownerOf(store: Store): Promise<string | null> {
  return (await store.load('s'))?.owner?.streamId ?? null;
}

export const foundingCases: readonly StoreCase[] = [
  {
    name: 'A14: looked up without the lock and erased under it, a turn that lives is lost',
    run: async (place) => {
      const [store, other] = [await place.open(), await place.open()];
      await orphaned(store);
      const looked = await other.load('s');
      assert.equal((await other.lease(`s.${looked?.owner?.streamId}`)).isLive, false);
      const host = hostOf(store);
      await started(host, 'turn2');
      const fence = await other.lock('s');
      const record = (await other.load('s')) ?? recordOf('s', 0);
      await other.save({ ...record, owner: null }, fence);
      await other.unlock('s', fence);
      assert.equal(await ownerOf(store), null);
      assert.equal((await store.lease('s.turn2')).isLive, true, 'nobody owns it, and it runs');
      const third = await host.start('s', 'turn3', 'why?');
      assert.equal(third.answer.state, 'started', 'two turns of one session');
      await host.close();
    },
  },
  {
    name: 'A14 O4: our clear looks again under the lock, and the new turn keeps the session',
    run: async (place) => {
      const [store, other] = [await place.open(), await place.open()];
      await orphaned(store);
      const [looked, goOn] = [createDeferred(), createDeferred()];
      const paused: Store = {
        ...other,
        lease: async (journal) => {
          const lease = await other.lease(journal);
          assert.equal(lease.isLive, false);
          looked.resolve();
          await goOn.promise;
          return lease;
        },
      };
      const reader = hostOf(paused);
      const loaded = reader.load('s');
      await looked.promise;
      const host = hostOf(store);
      await started(host, 'turn2');
      goOn.resolve();
      await loaded;
      await reader.close();
      assert.equal(await ownerOf(store), 'turn2');
      const third = await host.start('s', 'turn3', 'why?');
      assert.equal(third.answer.state, 'conflict');
      await host.close();
    },
  },
];
