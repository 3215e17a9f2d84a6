/**
 * The other process of `--once`: a host with the counting writer, and the proxy that stands between
 * it and the client. It is told once what to do, and says how many connections it has cut.
 *
 * It shares nothing with the client but messages and a socket, so that no variable can carry what
 * the stream should. It judges nothing.
 */
import { encodeFrame } from '../../../runtime/core/sse.ts';
import {
  allowAll,
  createHandler,
  createHost,
  createMemoryStore,
  serve,
  systemClock,
} from '../../../runtime/host/index.ts';
import { createChance } from '../writers/chance.ts';
import { countedText, createCountingWriter } from '../writers/counting.ts';
import { planCuts, startCuttingProxy } from './cutting-proxy.ts';

export interface Orders {
  readonly frames: number;
  readonly cuts: number;
  readonly seed: number;
  readonly pauseMs: number;
}

export type FromHost =
  /** `url` goes through the proxy, `directUrl` past it. */
  | { readonly type: 'ready'; readonly url: string; readonly directUrl: string }
  | { readonly type: 'cuts'; readonly cuts: number };

export type ToHost =
  | { readonly type: 'orders'; readonly orders: Orders }
  | { readonly type: 'end' };

const pauseMsMax = 12;

let cutsOf = (): number => 0;

async function work({ frames, cuts, seed, pauseMs }: Orders): Promise<void> {
  const producer = createCountingWriter({ frames, burst: 8, pauseMs });
  const host = createHost({ producer, store: createMemoryStore() });
  const server = await serve(createHandler(host, { authorize: allowAll() }));
  const chance = createChance('cuts', seed);
  const proxy = await startCuttingProxy({
    port: server.port,
    plan: planCuts(cuts, bytesOf(frames), chance),
    pauseMs: () => chance.below(pauseMsMax),
  });
  cutsOf = proxy.cuts;
  say({ type: 'ready', url: proxy.url, directUrl: server.url });
}

/** At least so many bytes go down: heads, and frames that are sent again, come on top. */
function bytesOf(frames: number): number {
  const streamId = systemClock.id();
  let bytes = 0;
  for (let seq = 1; seq <= frames; seq++) {
    bytes += Buffer.byteLength(
      encodeFrame(streamId, { seq, kind: 'text', data: countedText(seq) }),
    );
  }
  return bytes;
}

function say(message: FromHost): void {
  process.send?.(message);
}

process.on('message', (message: ToHost) => {
  if (message.type === 'orders') void work(message.orders);
  else process.send?.({ type: 'cuts', cuts: cutsOf() } satisfies FromHost, () => process.exit(0));
});
// The parent is gone: nobody is left to judge.
process.on('disconnect', () => process.exit(0));
