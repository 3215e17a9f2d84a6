/**
 * Runs the host of one session: takes messages, keeps the strands, the timers and the requests that
 * wait for an answer. It is the contract of `core/host-state.ts`, and nothing else.
 *
 * A message is taken at once; the effects of each strand wait behind those it has left, each is
 * awaited, and one that fails drops the rest of its step. Steps of one effect that wait behind each
 * other may be done in one go. What an effect means is the performer's.
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
export type Works = readonly [Work, ...Work[]];
/** What came of an effect. */
export type Told = Extract<HostMessage, Strand>['event'];

export interface Performer {
  /**
   * Does it; what it returns or resolves to is told to the effect's strand. Given several, which
   * are of one strand, it does all or none.
   */
  perform(effects: Works): Told | undefined | Promise<Told | undefined>;
  /** Whether the next, which waits right behind them, may be done with these in one go. */
  joins(effects: Works, next: Work): boolean;
}

export interface DriverPorts {
  readonly clock: Clock;
  readonly performer: Performer;
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

/** What one message asks of one strand. */
interface Group {
  readonly effects: HostEffect[];
  done: () => void;
}

interface Failure {
  readonly error: unknown;
}

const nothing = (): void => undefined;

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
    this.tell({ to: 'session', event: { ...question, request } as Request });
    return deferred.promise;
  }

  /** Calls `done` when what the message's own strand has to do for it is done, or has failed. */
  tell(message: HostMessage, answers: HostEffect | null = null, done = nothing): void {
    const [host, effects] = step(this.#host, message);
    this.#host = host;
    this.#ports.observe?.(message, host, effects, answers);
    const groups = groupsOf(effects);
    const own = message.to === 'session' ? undefined : groups.get(strandName(message));
    if (own !== undefined) own.done = done;
    for (const [key, group] of groups) this.#enqueue(key, group);
    if (own === undefined) done();
    this.#settle();
  }

  #enqueue(key: string, group: Group): void {
    const waiting = this.#groups.get(key);
    if (waiting !== undefined) waiting.push(group);
    else {
      const groups = [group];
      this.#groups.set(key, groups);
      void this.#run(key, groups);
    }
  }

  async #run(key: string, waiting: Group[]): Promise<void> {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const works = this.#joined(waiting);
      const groups = waiting.splice(0, works?.length ?? 1);
      if (works === null) await this.#performAll(first.effects);
      else await this.#perform(works);
      for (const { done } of groups) done();
    }
    this.#groups.delete(key);
    this.#settle();
  }

  /** Steps of one effect each, from the first on, that are done in one go. */
  #joined(waiting: readonly Group[]): Works | null {
    const first = loneWork(waiting[0]);
    if (first === null) return null;
    const works: [Work, ...Work[]] = [first];
    for (let at = 1; at < waiting.length; at += 1) {
      const next = loneWork(waiting[at]);
      if (next === null || !this.#ports.performer.joins(works, next)) break;
      works.push(next);
    }
    return works;
  }

  async #performAll(effects: readonly HostEffect[]): Promise<void> {
    let failure: Failure | null = null;
    for (const effect of effects) {
      // Timers belong to the state, which has been reached whatever became of the effects.
      if (effect.type === 'arm') this.#arm(effect);
      else if (effect.type === 'disarm') this.#disarm(effect);
      else if (effect.type === 'reply') this.#reply(effect, failure);
      else if (failure === null) {
        const came = this.#perform([effect]);
        failure = came instanceof Promise ? await came : came;
      }
    }
  }

  #perform(works: Works): Failure | null | Promise<Failure | null> {
    const [effect] = works;
    const told = (event: Told | undefined): null => {
      if (event !== undefined) this.tell({ ...strandOf(effect), event } as HostMessage, effect);
      return null;
    };
    const failed = (error: unknown): Failure => {
      this.#ports.report(error);
      // Each of them has failed, and is told so in its turn.
      for (const work of works) this.#failed(work, error);
      return { error };
    };
    try {
      const answer = this.#ports.performer.perform(works);
      return answer instanceof Promise ? answer.then(told).catch(failed) : told(answer);
    } catch (error) {
      return failed(error);
    }
  }

  #failed(effect: Work, error: unknown): void {
    const strand = strandOf(effect);
    if (isCode(error, 'fenced')) {
      this.tell({ ...strand, event: { type: 'fenced' } }, effect);
    } else if (effect.to === 'operation') {
      this.#causes.set(strandName(effect), error);
      const code = isCode(error, 'lock_timeout') ? 'lock_timeout' : 'store_failed';
      const event = { type: 'store_failed', code } as const;
      this.tell({ to: 'operation', id: effect.id, event }, effect);
    } else {
      const { streamId, after, type: during } = effect;
      const event = { type: 'store_failed', during } as const;
      this.tell({ to: 'turn', streamId, after, event }, effect);
    }
  }

  /** A reply that came after a failed write in its step would promise what was not stored. */
  #reply(effect: Reply, failure: Failure | null): void {
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
      this.tell(message, effect);
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

/** The effects of each strand, in order. */
function groupsOf(effects: readonly HostEffect[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const effect of effects) {
    const key = strandName(effect);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { effects: [effect], done: nothing });
    else group.effects.push(effect);
  }
  return groups;
}

/** The only thing that a step asks for, if that is somebody's to do. */
function loneWork(group: Group | undefined): Work | null {
  const [effect, other] = group?.effects ?? [];
  if (effect === undefined || other !== undefined) return null;
  return effect.type === 'arm' || effect.type === 'disarm' || effect.type === 'reply'
    ? null
    : effect;
}

function timerKeyOf(effect: Timer): string {
  return `${strandName(effect)} ${effect.timer}`;
}
