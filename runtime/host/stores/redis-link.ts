/**
 * The connection that scripts are run over: each run ends, with an answer or with `store_failed`,
 * within a bound, whatever becomes of the server meanwhile.
 *
 * A run that was cut off is made again once the connection is back, because no script minds being
 * run twice. A script that the server has forgotten is sent anew. It knows no script.
 */
import { ClientClosedError, ErrorReply } from 'redis';
import type { Clock } from '../../clock.ts';
import { type ErrorCode, HoldfastError, messageOf } from '../../core/errors.ts';
import { createDeferred } from '../deferred.ts';
import type { Script } from './redis-lua.ts';

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

/** A connection is there, or there again: what a client says of itself, and a cluster of a node. */
export const readyEvents = ['ready', 'node-ready'];

/** What a script said: `ok` or another word, and what comes after it: text, numbers, null. */
export interface Reply {
  readonly code: string;
  readonly answer: readonly unknown[];
}

type Args = readonly (string | number)[];

export interface RedisLink {
  run(script: Script, keys: readonly string[], args: Args): Promise<Reply>;
  /** The answer; throws the code when it is not `ok`. `what` is whose it is. */
  demand(
    script: Script,
    keys: readonly string[],
    args: Args,
    what: string,
  ): Promise<readonly unknown[]>;
  /** Ends the connection once what is under way is done. Later runs: `closing`. */
  close(): Promise<void>;
}

/** How soon a run that was cut off is tried again. */
const retryMs = 50;

/** A script has met something that is not what was written; Redis adds where that was. */
const damagedReply = /^DAMAGED (.*?)(?: script: \w+, on .*)?$/s;

/** Redis says so of itself while it starts, fails over or moves slots; it passes. */
const passing = /^(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|UNBLOCKED)\b/;

export function createLink(client: RedisClient, clock: Clock, callMsMax: number): RedisLink {
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  const evaluate = async ({ sha, text }: Script, options: ScriptOptions): Promise<unknown> => {
    try {
      return await client.evalSha(sha, options);
    } catch (error) {
      if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
      return client.eval(text, options);
    }
  };
  const run = async (script: Script, keys: readonly string[], args: Args): Promise<Reply> => {
    if (isClosed) throw new HoldfastError('closing', 'this store is closed');
    const options = { keys: [...keys], arguments: args.map(String) };
    const asked = bounded(clock, callMsMax, () => evaluate(script, options));
    running.add(asked);
    try {
      const [code, ...answer] = (await asked) as readonly [string, ...unknown[]];
      return { code, answer };
    } finally {
      running.delete(asked);
    }
  };

  return {
    run,
    demand: async (script, keys, args, what) => {
      const { code, answer } = await run(script, keys, args);
      if (code === 'ok') return answer;
      throw refusal(code, what, answer);
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled(running);
      client.destroy();
    },
  };
}

/** A script says no with a code of ours, and sometimes with what there is instead. */
export function refusal(code: string, what: string, answer: readonly unknown[]): HoldfastError {
  const found = answer.length === 0 ? '' : ` (${answer.join(', ')})`;
  return new HoldfastError(code as ErrorCode, `what Redis keeps of ${what} says no${found}`);
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
        const [, damaged] = damagedReply.exec(messageOf(error)) ?? [];
        if (damaged !== undefined) {
          throw new HoldfastError('damaged', `what is kept as ${damaged} is not what was written`);
        }
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
