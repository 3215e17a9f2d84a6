/**
 * A watcher as an event stream: `event: turn` for each word of it, a comment when it is silent.
 *
 * Pull-based: the next word is asked for when the last one was taken, so a slow watcher holds
 * nothing; what changes meanwhile coalesces in the watcher. It decides nothing.
 */
import type { Clock } from '../clock.ts';
import { heartbeat } from '../core/sse.ts';
import type { Watched, Watcher } from './watcher.ts';

const encoder = new TextEncoder();
const silence = Symbol('silence');

export function watchBody(
  watcher: Watcher,
  clock: Clock,
  heartbeatMs: number,
): ReadableStream<Uint8Array> {
  let pending: Promise<Watched | null> | null = null;
  let isLeft = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        pending ??= watcher.next();
        const said = await within(pending, clock, heartbeatMs);
        if (isLeft) return;
        if (said === silence) return controller.enqueue(encoder.encode(heartbeat));
        pending = null;
        if (said === null) return controller.close();
        controller.enqueue(encoder.encode(`event: turn\ndata: ${JSON.stringify(said)}\n\n`));
      },
      cancel() {
        isLeft = true;
        watcher.close();
      },
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
