/**
 * The connections to Redis: made within a bound, and what is said of them when they fail. A person
 * who starts a host without its Redis reads where it was looked for, why it was not there and what
 * to do, in one line.
 *
 * Connections that were there come back by themselves. No password is ever said. It knows no key
 * and no script.
 */
import { createClient } from 'redis';
import type { Clock } from '../../clock.ts';
import { HoldfastError, messageOf } from '../../core/errors.ts';
import { bounded, type RedisClient, readyEvents } from './redis-link.ts';

export interface ConnectionPorts {
  readonly clock: Clock;
  readonly callMsMax: number;
  /** What nobody awaits: a connection that was lost. */
  readonly report: (error: unknown) => void;
  /** One line, when the first try was in vain and others follow. */
  readonly warn: (message: string) => void;
}

export interface RedisOrigin {
  readonly client: RedisClient;
  /** What is said of it: `Redis at HOST:PORT`, as far as that is known. */
  readonly name: string;
}

/** Throws `misuse` without a client and a url, and for a url that is none. */
export function originOf(
  { client, url }: { readonly client?: RedisClient; readonly url?: string },
  ports: Pick<ConnectionPorts, 'clock' | 'callMsMax'>,
): RedisOrigin {
  if (client !== undefined) return { client, name: 'Redis' };
  if (typeof url !== 'string') {
    throw new HoldfastError('misuse', 'createRedisStore needs a url or a client');
  }
  try {
    return { client: clientOf(url, ports), name: `Redis at ${addressOf(url)}` };
  } catch (error) {
    // Not the url itself, nor the error, which holds it: there may be a password in it.
    const form = 'redis[s]://[[username][:password]@][host][:port][/database]';
    throw new HoldfastError('misuse', `the url of Redis is not ${form}: ${messageOf(error)}`);
  }
}

/** As many connections as wanted, all or none. Rejects with `store_failed` when time is up. */
export async function connected(
  { client, name }: RedisOrigin,
  count: number,
  { clock, callMsMax, report, warn }: ConnectionPorts,
): Promise<readonly RedisClient[]> {
  let trouble: unknown = null;
  let isOpen = false;
  const failed = (cause: unknown): void => {
    if (isOpen) {
      const message = `the connection to ${name} was lost: ${reasonOf(cause)}`;
      return report(new HoldfastError('store_failed', message, { cause }));
    }
    if (trouble === null) {
      warn(`${name} gives no connection yet: ${reasonOf(cause)}; it is tried for ${callMsMax} ms`);
    }
    trouble = cause;
  };
  const clients = Array.from({ length: count }, () => reporting(client.duplicate(), failed));
  const connect = (one: RedisClient) => bounded(clock, callMsMax, () => one.connect());
  try {
    await Promise.all(clients.map(connect));
  } catch (error) {
    for (const one of clients) one.destroy();
    const cause = trouble ?? error;
    const message = `${name} gives no connection: ${reasonOf(cause)}`;
    const advice = 'start it there, or give another url or client';
    throw new HoldfastError('store_failed', `${message}; ${advice}`, { cause });
  }
  isOpen = true;
  return clients;
}

function addressOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname || 'localhost'}:${port || '6379'}`;
}

function clientOf(
  url: string,
  { clock, callMsMax }: Pick<ConnectionPorts, 'clock' | 'callMsMax'>,
): RedisClient {
  return createClient({
    url,
    // A run is made again by the link, which knows how long it may take.
    disableOfflineQueue: true,
    // As long as it takes, for the same reason: a signal for each command would be dear.
    commandOptions: { timeout: 0 },
    pingInterval: Math.ceil(callMsMax / 3),
    socket: {
      // A connection that is silent for so long is dead, whatever the network says.
      socketTimeout: callMsMax,
      // Hosts that lost the same server do not come back in the same moment.
      reconnectStrategy: (retries) =>
        Math.ceil(Math.min(50 * 2 ** retries, 1_000) * (1 - clock.random() / 2)),
    },
  });
}

/** Heard once for each time that the connection is lost, not for each try to have it back. */
function reporting(client: RedisClient, failed: (cause: unknown) => void): RedisClient {
  let isDown = false;
  for (const event of readyEvents) {
    client.on(event, () => {
      isDown = false;
    });
  }
  client.on('error', (cause) => {
    if (isDown) return;
    isDown = true;
    failed(cause);
  });
  return client;
}

/** A host with several addresses fails at each of them: Node says nothing of its own then. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AggregateError)) return messageOf(error);
  return error.errors.map(messageOf).join(', ');
}
