/**
 * The connection that scripts are run over: each run ends, with an answer or with `store_failed`,
 * within a bound, whatever becomes of the server meanwhile.
 *
 * A run that was cut off is made again once the connection is back, because no script minds being
 * run twice. A script that the server has forgotten is sent anew. It knows no script.
 */
import { ClientClosedError, ErrorReply } from 'redis';
import type { Clock } from '../../clock.ts';
import { HoldfastError, messageOf } from '../../core/errors.ts';
import { createDeferred } from '../deferred.ts';
import type { Script } from './redis-scripts.ts';

interface ScriptOptions {
  readonly keys: string[];
  readonly arguments: string[];
}

type Hear = (message: unknown, channel: unknown) => void;

/** What the store asks of node-redis: a client of `createClient`, or of `createCluster`. */
export interface RedisClient {
  duplicate(overrides?: object): RedisClient;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: string, listener: (about: unknown) => void): unknown;
  eval(script: string, options: ScriptOptions): Promise<unknown>;
  evalSha(sha: string, options: ScriptOptions): Promise<unknown>;
  configGet(names: string[]): Promise<object>;
  subscribe(channel: string, listener: Hear): Promise<void>;
  unsubscribe(channel: string, listener: Hear): Promise<void>;
}

/** What a script answered after `ok`: text, whole numbers, null, and arrays of them. */
export type Answer = readonly unknown[];
/** `refused` is any other code than `ok`. */
export type Outcome =
  | { readonly state: 'ok'; readonly answer: Answer }
  | { readonly state: 'refused'; readonly code: string; readonly answer: Answer };

export interface RedisLink {
  run(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<Outcome>;
}

/** How soon a run that was cut off is tried again. */
const retryMs = 50;

/** Redis says so of itself while it starts, fails over or moves slots; it passes. */
const passing = /^(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|UNBLOCKED)\b/;

export function createLink(client: RedisClient, clock: Clock, callMsMax: number): RedisLink {
  const evaluate = async ({ sha, text }: Script, options: ScriptOptions): Promise<unknown> => {
    try {
      return await client.evalSha(sha, options);
    } catch (error) {
      if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
      return client.eval(text, options);
    }
  };

  return {
    run: async (script, keys, args) => {
      const options = { keys: [...keys], arguments: args.map(String) };
      const reply = await bounded(clock, callMsMax, () => evaluate(script, options));
      const [state, ...answer] = reply as readonly [string, ...unknown[]];
      return state === 'ok' ? { state, answer } : { state: 'refused', code: state, answer };
    },
  };
}

/** Tries until it works, fails for good, or has taken too long. */
export async function bounded<T>(
  clock: Clock,
  msMax: number,
  attempt: () => Promise<T>,
): Promise<T> {
  const expired = createDeferred<never>();
  let last: unknown;
  const disarm = clock.after(msMax, () => {
    const message = `Redis has not answered for ${msMax} ms`;
    expired.reject(new HoldfastError('store_failed', message, { cause: last }));
  });
  try {
    for (;;) {
      try {
        return await Promise.race([attempt(), expired.promise]);
      } catch (error) {
        if (error instanceof HoldfastError) throw error;
        if (!isPassing(error)) {
          const message = `Redis refused: ${messageOf(error)}`;
          throw new HoldfastError('store_failed', message, { cause: error });
        }
        last = error;
      }
      const pause = new Promise<void>((resolve) => clock.after(retryMs, resolve));
      await Promise.race([pause, expired.promise]);
    }
  } finally {
    disarm();
  }
}

/** An answer of the server stays, but for what it says of itself; a lost line comes back. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ClientClosedError) return false;
  return !(error instanceof ErrorReply) || passing.test(error.message);
}
