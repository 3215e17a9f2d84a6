/**
 * Runs the host of one session: takes messages, keeps the strands, the timers and the requests that
 * wait for an answer. It is the contract of `core/host-state.ts`, and nothing else.
 *
 * A message is taken at once; the effects of each strand wait behind those it has left, each is
 * awaited, and one that fails drops the rest of its step. What an effect means is the performer's.
 */
import type { Clock } from '../clock.ts';
import { HoldfastError, isCode } from '../core/errors.ts';
import {
  type Answer,
  type Host,
  type HostEffect,
  type HostMessage,
  isAtRest,
  type Request,
  type Strand,
  start,
  step,
  strandName,
  strandOf,
} from '../core/host.ts';
import { createDeferred, type Deferred } from './deferred.ts';

type Reply = Extract<HostEffect, { type: 'reply' }>;
type Timer = Extract<HostEffect, { type: 'arm' | 'disarm' }>;
/** Effects that are somebody else's to do. */
export type Work = Exclude<HostEffect, Reply | Timer>;
/** What came of an effect. */
export type Told = Extract<HostMessage, Strand>['event'];

export interface DriverPorts {
  readonly clock: Clock;
  /** Does it; what it returns or resolves to is told to the effect's strand. */
  readonly perform: (effect: Work) => Told | undefined | Promise<Told | undefined>;
  /** Errors of the store. */
  readonly report: (error: unknown) => void;
  /** Nothing is under way any more. */
  readonly rested: () => void;
  readonly observe: ObserveSession | undefined;
}

/**
 * Hears of every message that the core takes, in order, and of what came of it: the host after it,
 * and the effects that are going to be performed. `null` stands for the beginning. `answers` is the
 * effect that the message is the answer of, or the timer's arming. Decides nothing, must not throw.
 */
export type ObserveSession = (
  message: HostMessage | null,
  host: Host,
  effects: readonly HostEffect[],
  answers: HostEffect | null,
) => void;

/** A request without its number, which is the driver's. */
type Asked = Extract<Request, { request: number }>;
export type Question = Asked extends infer One
  ? One extends Asked
    ? Omit<One, 'request'>
    : never
  : never;

interface Group {
  readonly effects: readonly HostEffect[];
  readonly done: Deferred<void>;
}

export class SessionDriver {
  readonly #ports: DriverPorts;
  readonly #groups = new Map<string, Group[]>();
  readonly #timers = new Map<string, () => void>();
  readonly #requests = new Map<number, Deferred<Answer>>();
  /** The error behind an operation's failure, for whoever asked for it. */
  readonly #causes = new Map<string, unknown>();
  #lastRequest = 0;
  #host: Host = start();
  #rest = createDeferred();

  constructor(ports: DriverPorts) {
    this.#ports = ports;
    ports.observe?.(null, this.#host, [], null);
  }

  /** As it stands; never changed, always replaced. */
  get host(): Host {
    return this.#host;
  }

  /** Resolves when nothing is under way any more. */
  get atRest(): Promise<void> {
    return this.#isAtRest() ? Promise.resolve() : this.#rest.promise;
  }

  /** Rejects when the store fails. */
  ask(question: Question): Promise<Answer> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const deferred = createDeferred<Answer>();
    this.#requests.set(request, deferred);
    // A question is a request without its number.
    void this.tell({ to: 'session', event: { ...question, request } as Request });
    return deferred.promise;
  }

  /** Resolves when what the message's own strand has to do for it is done. Never rejects. */
  tell(message: HostMessage, answers: HostEffect | null = null): Promise<void> {
    const [host, effects] = step(this.#host, message);
    this.#host = host;
    this.#ports.observe?.(message, host, effects, answers);
    const own = message.to === 'session' ? null : strandName(message);
    const byStrand = new Map<string, HostEffect[]>();
    for (const effect of effects) {
      const key = strandName(effect);
      const group = byStrand.get(key);
      if (group === undefined) byStrand.set(key, [effect]);
      else group.push(effect);
    }
    let done = Promise.resolve();
    for (const [key, group] of byStrand) {
      const performed = this.#enqueue(key, group);
      if (key === own) done = performed;
    }
    this.#settle();
    return done;
  }

  #enqueue(key: string, effects: readonly HostEffect[]): Promise<void> {
    const group = { effects, done: createDeferred() };
    const waiting = this.#groups.get(key);
    if (waiting !== undefined) waiting.push(group);
    else {
      const groups = [group];
      this.#groups.set(key, groups);
      void this.#run(key, groups);
    }
    return group.done.promise;
  }

  async #run(key: string, groups: Group[]): Promise<void> {
    for (let group = groups[0]; group !== undefined; group = groups[0]) {
      await this.#performAll(group.effects);
      groups.shift();
      group.done.resolve();
    }
    this.#groups.delete(key);
    this.#settle();
  }

  async #performAll(effects: readonly HostEffect[]): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    for (const effect of effects) {
      // Timers belong to the state, which has been reached whatever became of the effects.
      if (effect.type === 'arm') this.#arm(effect);
      else if (effect.type === 'disarm') this.#disarm(effect);
      else if (effect.type === 'reply') this.#reply(effect, failure);
      else if (failure === null) {
        try {
          const answer = this.#ports.perform(effect);
          const event = answer instanceof Promise ? await answer : answer;
          if (event !== undefined) {
            void this.tell({ ...strandOf(effect), event } as HostMessage, effect);
          }
        } catch (error) {
          failure = { error };
          this.#failed(effect, error);
        }
      }
    }
  }

  #failed(effect: Work, error: unknown): void {
    this.#ports.report(error);
    const strand = strandOf(effect);
    if (isCode(error, 'fenced')) {
      void this.tell({ ...strand, event: { type: 'fenced' } }, effect);
    } else if (effect.to === 'operation') {
      this.#causes.set(strandName(effect), error);
      const code = isCode(error, 'lock_timeout') ? 'lock_timeout' : 'store_failed';
      const event = { type: 'store_failed', code } as const;
      void this.tell({ to: 'operation', id: effect.id, event }, effect);
    } else {
      const { streamId, after, type: during } = effect;
      const event = { type: 'store_failed', during } as const;
      void this.tell({ to: 'turn', streamId, after, event }, effect);
    }
  }

  /** A reply that came after a failed write in its step would promise what was not stored. */
  #reply(effect: Reply, failure: { readonly error: unknown } | null): void {
    const { requests, answer } = effect;
    const cause = failure?.error ?? this.#causes.get(strandName(effect));
    this.#causes.delete(strandName(effect));
    const code = failure !== null ? 'store_failed' : answer.state === 'failed' ? answer.code : null;
    for (const request of requests) {
      const waiting = this.#requests.get(request);
      this.#requests.delete(request);
      if (code === null) waiting?.resolve(answer);
      else waiting?.reject(new HoldfastError(code, 'The store did not take it', { cause }));
    }
  }

  #arm(effect: Extract<Timer, { type: 'arm' }>): void {
    const { clock } = this.#ports;
    const { ms, spreadMs, message } = effect;
    const key = timerKeyOf(effect);
    this.#timers.get(key)?.();
    const cancel = clock.after(ms + clock.random() * spreadMs, () => {
      this.#timers.delete(key);
      void this.tell(message, effect);
    });
    this.#timers.set(key, cancel);
  }

  #disarm(effect: Timer): void {
    const key = timerKeyOf(effect);
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }

  #isAtRest(): boolean {
    return this.#groups.size === 0 && isAtRest(this.#host);
  }

  #settle(): void {
    if (!this.#isAtRest()) return;
    this.#rest.resolve();
    this.#rest = createDeferred();
    this.#ports.rested();
  }
}

function timerKeyOf(effect: Timer): string {
  return `${strandName(effect)} ${effect.timer}`;
}
