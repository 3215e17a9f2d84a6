/**
 * A watcher as an event stream: `event: turn` for each word of it, a comment when it is silent.
 *
 * Pull-based: the next word is asked for when the last one was taken, so a slow watcher holds
 * nothing; what changes meanwhile coalesces in the watcher. It decides nothing.
 */
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import { encodeNotice, heartbeat } from '../core/sse.ts';
import type { HttpLimits } from './limits.ts';
import type { Watched, Watcher } from './watcher.ts';

const encoder = new TextEncoder();
const silence = Symbol('silence');

export function watchBody(
  watcher: Watcher,
  clock: Clock,
  { heartbeatMs, idleMsMax }: Pick<HttpLimits, 'heartbeatMs' | 'idleMsMax'>,
): ReadableStream<Uint8Array> {
  let pending: Promise<Watched | null> | null = null;
  let isLeft = false;
  let asked: () => void = () => undefined;
  const leave = (): void => {
    isLeft = true;
    asked();
    watcher.close();
  };
  /** What is not asked for in time is cut: who reads no longer takes no place. */
  const awaitPull = (controller: ReadableStreamDefaultController): void => {
    asked = clock.after(idleMsMax, () => {
      leave();
      controller.error(new HoldfastError('gone', 'the watcher was cut: it took nothing'));
    });
  };
  return new ReadableStream<Uint8Array>(
    {
      start: awaitPull,
      async pull(controller) {
        asked();
        pending ??= watcher.next();
        const said = await within(pending, clock, heartbeatMs);
        if (isLeft) return;
        if (said === null) return controller.close();
        awaitPull(controller);
        if (said === silence) return controller.enqueue(encoder.encode(heartbeat));
        pending = null;
        controller.enqueue(encoder.encode(encodeNotice('turn', { ...said })));
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
}

async function within<T>(
  wanted: Promise<T>,
  clock: Clock,
  ms: number,
): Promise<T | typeof silence> {
  let disarm: () => void = () => undefined;
  const timer = new Promise<typeof silence>((resolve) => {
    disarm = clock.after(ms, () => resolve(silence));
  });
  try {
    return await Promise.race([wanted, timer]);
  } finally {
    disarm();
  }
}
