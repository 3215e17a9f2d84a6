/**
 * Wake-ups between hosts: each topic is a channel of Redis, heard while somebody here listens.
 *
 * A message carries nothing but its topic. Whatever may have been missed is made up for by waking
 * once: when the server has confirmed a channel, because writes came before that; and everybody
 * when the connection is back, because messages went to nobody meanwhile. So no wake-up is lost,
 * and some come for nothing. It never knows what is read after one.
 */
import type { Clock } from '../../clock.ts';
import { HoldfastError } from '../../core/errors.ts';
import { isPassing, type RedisClient, readyEvents } from './redis-link.ts';
import { createTopics } from './topics.ts';

/** How soon a channel that could not be had is asked for again. */
const retryMs = 200;

export interface RedisWakesPorts {
  /** A connection of its own: one that listens can't do anything else. */
  readonly client: RedisClient;
  readonly clock: Clock;
  readonly prefix: string;
  readonly report: (error: unknown) => void;
}

export class RedisWakes {
  readonly #ports: RedisWakesPorts;
  readonly #before: string;
  readonly #topics = createTopics();
  /** How many listen to each topic. */
  readonly #listeners = new Map<string, number>();
  readonly #retries = new Set<() => void>();
  #isClosed = false;

  constructor(ports: RedisWakesPorts) {
    this.#ports = ports;
    this.#before = `${ports.prefix}:wake:`;
    const wakeAll = (): void => {
      for (const topic of this.#listeners.keys()) this.#topics.wake(topic);
    };
    for (const event of readyEvents) ports.client.on(event, wakeAll);
  }

  /** The channel that a script publishes a topic's wake-ups on. */
  channel(topic: string): string {
    return this.#before + topic;
  }

  subscribe(topic: string, wake: () => void): () => void {
    if (this.#isClosed) throw new HoldfastError('closing', 'this store is closed');
    const end = this.#topics.subscribe(topic, wake);
    const count = this.#listeners.get(topic) ?? 0;
    this.#listeners.set(topic, count + 1);
    if (count === 0) this.#hear(topic, true);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      end();
      const left = (this.#listeners.get(topic) ?? 1) - 1;
      if (left > 0) this.#listeners.set(topic, left);
      else {
        this.#listeners.delete(topic);
        this.#hear(topic, false);
      }
    };
  }

  /** Ends the connection, and with it all that listen. */
  close(): void {
    this.#isClosed = true;
    this.#ports.client.destroy();
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
  }

  /** Has the channel heard, or no longer; tries until it is so, or is wanted otherwise by now. */
  #hear(topic: string, isWanted: boolean): void {
    const { client, clock, report } = this.#ports;
    const isOutdated = () => this.#isClosed || this.#listeners.has(topic) !== isWanted;
    if (isOutdated()) return;
    const channel = this.channel(topic);
    const asked = isWanted
      ? client.subscribe(channel, this.#heard)
      : client.unsubscribe(channel, this.#heard);
    asked.then(
      // What was written before the server confirmed the channel went unheard.
      () => this.#topics.wake(topic),
      (error: unknown) => {
        if (isOutdated()) return;
        if (!isPassing(error)) report(error);
        const cancel = clock.after(retryMs, () => {
          this.#retries.delete(cancel);
          this.#hear(topic, isWanted);
        });
        this.#retries.add(cancel);
      },
    );
  }

  readonly #heard = (_message: unknown, channel: unknown): void =>
    this.#topics.wake(String(channel).slice(this.#before.length));
}
