/**
 * The process that `npm run chaos` kills, stops and starts again: a host behind HTTP, whose turns
 * write numbered frames, over a store that can be told to fail and a clock that can be told to
 * jump.
 *
 * What its store has acknowledged it writes down at once in a file, which outlives it. It judges
 * nothing.
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../runtime/clock.ts';
import {
  allowAll,
  createHandler,
  createHost,
  type Producer,
  type Store,
  serve,
  systemClock,
} from '../../runtime/host/index.ts';
import { createLmdbStore } from '../../runtime/host/stores/lmdb.ts';
import { createRedisStore } from '../../runtime/host/stores/redis.ts';
import { recordSessions, type TracePlace } from './session-traces.ts';

export interface Orders {
  readonly store: { readonly path: string } | { readonly url: string };
  /** Where it writes down how far each journal is acknowledged. */
  readonly acknowledged: string;
  readonly traced: TracePlace;
}

/** `hold`: the next lock that is taken is told, and held for a while before it is used. */
export type ToHost =
  | { readonly type: 'hold' }
  | { readonly type: 'orders'; readonly orders: Orders }
  | { readonly type: 'jump'; readonly ms: number }
  /** The next so many writes fail, `late` ones after they were done. */
  | { readonly type: 'fail'; readonly writes: number; readonly isLate: boolean };

export type FromHost =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'holding'; readonly sessionId: string };

/** Time enough to be stopped in. */
const heldMs = 1_000;

/** What is asked of a producer. */
export interface Question {
  readonly frames: number;
  readonly pauseMs: number;
}

let jumpedMs = 0;
let failing = { writes: 0, isLate: false };
let isToHold = false;

const clock: Clock = { ...systemClock, now: () => systemClock.now() + jumpedMs };

const writer: Producer = async function* write({ question, streamId, signal }) {
  const { frames, pauseMs } = question as unknown as Question;
  for (let number = 1; number <= frames; number += 1) {
    if (number % 8 === 0) await pause(pauseMs, undefined, { signal });
    signal.throwIfAborted();
    yield { kind: 'text', data: `${streamId}.${number} ` };
  }
};

/** Fails or holds when it was told to, and notes what was acknowledged. */
function harmed(store: Store, { acknowledged }: Orders): Store {
  const file = openSync(acknowledged, 'a');
  const mayFail = <Args extends readonly unknown[], T>(
    write: (...args: Args) => Promise<T>,
  ): ((...args: Args) => Promise<T>) => {
    return async (...args) => {
      const isBad = failing.writes > 0;
      if (isBad) failing = { ...failing, writes: failing.writes - 1 };
      if (isBad && !failing.isLate) throw new Error('chaos: not written');
      const result = await write(...args);
      if (isBad) throw new Error('chaos: written, and said to have failed');
      return result;
    };
  };
  const append = mayFail(store.append);
  return {
    ...store,
    lock: async (sessionId) => {
      const fence = await store.lock(sessionId);
      if (!isToHold) return fence;
      isToHold = false;
      say({ type: 'holding', sessionId });
      await pause(heldMs);
      return fence;
    },
    save: mayFail(store.save),
    claim: mayFail(store.claim),
    decide: mayFail(store.decide),
    answer: mayFail(store.answer),
    renew: mayFail(store.renew),
    append: async (...args) => {
      await append(...args);
      const [journal, , frames] = args;
      writeSync(file, `${journal} ${frames.at(-1)?.seq ?? 0}\n`);
    },
  };
}

async function work(orders: Orders): Promise<void> {
  // What goes wrong is what this is about.
  const report = (): void => undefined;
  const made =
    'path' in orders.store
      ? createLmdbStore({ path: orders.store.path, clock, report })
      : await createRedisStore({ url: orders.store.url, clock, report, warn: report });
  const { store, observe } = recordSessions(harmed(made, orders), orders.traced);
  const host = createHost({ producer: writer, store, clock, report, observe });
  const server = await serve(createHandler(host, { authorize: allowAll(), report }));
  say({ type: 'ready', url: server.url });
}

function say(message: FromHost): void {
  process.send?.(message);
}

process.on('message', (message: ToHost) => {
  if (message.type === 'orders') void work(message.orders);
  else if (message.type === 'jump') jumpedMs += message.ms;
  else if (message.type === 'hold') isToHold = true;
  else failing = message;
});
// A rejection that nobody handles would be a dead host: let it be one, and be seen.
process.on('disconnect', () => process.exit(0));
