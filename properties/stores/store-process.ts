/**
 * A process of its own with stores in it, over LMDB or Redis, which its parent calls: the other
 * process of the tests, which can be stopped and killed.
 *
 * It does what it is told, and says what came of it. It never decides anything.
 */

import { HoldfastError } from '../../runtime/core/errors.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createLmdbStore } from '../../runtime/host/stores/lmdb.ts';
import { createRedisStore } from '../../runtime/host/stores/redis.ts';
import type { FromStores, ToStores } from './store-messages.ts';

const stores = new Map<number, Store>();
const subscriptions = new Map<number, () => void>();

type Methods = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

function say(message: FromStores): void {
  process.send?.(message);
}

/** Appends one frame after the other for good, and says the seq of each that was acknowledged. */
async function writeOn(store: Store, journal: string): Promise<void> {
  const before = (await store.lease(journal)).turnFence;
  const fence = await store.claim(journal, before, 0);
  let seq = (await store.head(journal))?.lastSeq ?? 0;
  for (;;) {
    const frame = { seq: seq + 1, kind: 'text', data: `${journal} ${seq + 1}` };
    await store.append(journal, seq, [frame], fence);
    seq += 1;
    say({ type: 'acknowledged', journal, seq });
  }
}

async function perform(message: ToStores): Promise<unknown> {
  switch (message.type) {
    case 'open': {
      const { store, path, options } = message;
      const report = (error: unknown): void => say({ type: 'reported', store, ...told(error) });
      const opened = path.startsWith('redis://')
        ? await createRedisStore({ ...options, url: path, report })
        : createLmdbStore({ ...options, path, report });
      stores.set(store, opened);
      return null;
    }
    case 'call': {
      const store = stores.get(message.store) as unknown as Methods;
      return await store[message.method]?.(...message.args);
    }
    case 'subscribe': {
      const { subscription, topic } = message;
      const end = stores
        .get(message.store)
        ?.subscribe(topic, () => say({ type: 'woken', subscription }));
      if (end !== undefined) subscriptions.set(subscription, end);
      return null;
    }
    case 'unsubscribe':
      return subscriptions.get(message.subscription)?.();
    case 'write_on': {
      const store = stores.get(message.store);
      if (store !== undefined) void writeOn(store, message.journal);
      return null;
    }
  }
}

function told(error: unknown): { readonly code: string; readonly text: string } {
  if (error instanceof HoldfastError) return { code: error.code, text: error.message };
  return { code: 'internal', text: String(error) };
}

process.on('message', (message: ToStores & { readonly number: number }) => {
  const { number } = message;
  perform(message).then(
    (result) => say({ type: 'done', number, result: result ?? null }),
    (error: unknown) => say({ type: 'failed', number, ...told(error) }),
  );
});
say({ type: 'ready' });
