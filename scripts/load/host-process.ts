/**
 * The other process of `npm run load`: a host whose turns say one frame, wait until everybody is
 * attached, and then write. It says what its memory holds when it is asked.
 *
 * It is a process of its own so that its memory is a host's and nobody else's. It judges nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  allowAll,
  createHandler,
  createHost,
  createMemoryStore,
  type Producer,
  serve,
} from '../../runtime/host/index.ts';
import { text } from '../demo/writers/frames.ts';

export interface Orders {
  /** Frames that each turn writes, the first one included. */
  readonly frames: number;
  /** Between two bursts of eight frames. */
  readonly pauseMs: number;
}

export interface Memory {
  /** What is in use after a collection: objects and buffers. Bytes. */
  readonly usedBytes: number;
  readonly rssBytes: number;
}

export type FromHost =
  | { readonly type: 'ready'; readonly url: string }
  | ({ readonly type: 'memory' } & Memory)
  | { readonly type: 'going' };

export type ToHost =
  | { readonly type: 'orders'; readonly orders: Orders }
  | { readonly type: 'measure' }
  /** The turns that wait go on. */
  | { readonly type: 'go' };

const burst = 8;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let go: () => void = () => undefined;
let going = new Promise<void>((resolve) => {
  go = resolve;
});

function createWriter({ frames, pauseMs }: Orders): Producer {
  return async function* write({ signal }) {
    yield text('1 ');
    await going;
    for (let number = 2; number <= frames; number++) {
      if (number % burst === 0) await pause(pauseMs, undefined, { signal });
      signal.throwIfAborted();
      yield text(`${number} `);
    }
  };
}

async function work(orders: Orders): Promise<void> {
  const limits = { turnsMax: 20_000, readersMax: 50_000 };
  const host = createHost({ producer: createWriter(orders), store: createMemoryStore(), limits });
  const server = await serve(createHandler(host, { authorize: allowAll() }));
  say({ type: 'ready', url: server.url });
}

/** Twice and with a pause, because what sockets hold is let go of only after a turn of the loop. */
async function measure(): Promise<void> {
  collectGarbage();
  await pause(200);
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  say({ type: 'memory', usedBytes: heapUsed + external, rssBytes: rss });
}

function say(message: FromHost): void {
  process.send?.(message);
}

process.on('message', (message: ToHost) => {
  switch (message.type) {
    case 'orders':
      void work(message.orders);
      return;
    case 'measure':
      void measure();
      return;
    case 'go':
      go();
      going = new Promise((resolve) => {
        go = resolve;
      });
      say({ type: 'going' });
  }
});
// The parent is gone: nobody is left to ask.
process.on('disconnect', () => process.exit(0));
