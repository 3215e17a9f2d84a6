/**
 * One turn that runs in this host: the turn machine, its driver, and the requests that wait for it.
 *
 * Everything is decided in machines/turn, and done in `turn-effects.ts`. A request that the machine
 * can't answer any more, because the turn has ended, is answered with null.
 */
import type { CancelAnswer, Json, PromptAnswer } from '../../machines/vocabulary.ts';
import { HoldfastError } from '../core/errors.ts';
import { type Phase, phaseOf, type TurnEffect, type TurnEvent, turnMachine } from '../core/host.ts';
import { createDeferred } from './deferred.ts';
import { Driver } from './driver.ts';
import { type AskedTurn, type EffectPorts, TurnEffects } from './turn-effects.ts';

export interface TurnPorts extends EffectPorts {
  /** The phase has changed. */
  readonly changed: () => void;
}

export interface PromptReply {
  readonly promptId: string;
  readonly answerId: string;
  readonly value: Json;
}

type Reply = Extract<TurnEffect, { type: 'reply' }>;
type Result = Reply['result'];

interface Waiting {
  readonly resolve: (result: Result | null) => void;
  readonly reject: (error: Error) => void;
}

export class TurnActor {
  readonly streamId: string;
  /** Resolves when the journal can be opened, or could not be made at once. */
  readonly created: Promise<void>;
  readonly ended: Promise<void>;
  readonly #ports: TurnPorts;
  readonly #driver: Driver<turnMachine.State, TurnEvent, TurnEffect, turnMachine.TimerName>;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended = createDeferred();
  #requests = 0;
  #announced: Phase = 'running';

  constructor(asked: AskedTurn, ports: TurnPorts) {
    const { streamId } = asked.turn;
    const created = createDeferred();
    this.streamId = streamId;
    this.created = created.promise;
    this.ended = this.#ended.promise;
    this.#ports = ports;
    const effects = new TurnEffects(asked, ports, {
      send: (event) => this.#driver.send(event),
      reply: (reply) => this.#reply(reply),
      created: created.resolve,
    });
    this.#driver = new Driver({
      first: turnMachine.start({ streamId }),
      step: turnMachine.step,
      perform: (effect) => effects.perform(effect),
      failed: (error, dropped) => this.#failed(error, dropped),
      settled: (state) => this.#settled(state),
      clock: ports.clock,
    });
  }

  get phase(): Phase {
    return phaseOf(this.#driver.state);
  }

  /** Null: the turn has ended before it could say. */
  async cancel(): Promise<CancelAnswer | null> {
    const result = await this.#request((request) => ({ type: 'cancel', request }));
    return result === null ? null : ({ state: result } as CancelAnswer);
  }

  /** Null: the turn has ended before it could say. */
  async answer(reply: PromptReply): Promise<PromptAnswer | null> {
    const result = await this.#request((request) => ({ type: 'answer', request, ...reply }));
    return result === null ? null : ({ state: result } as PromptAnswer);
  }

  /** The host closes: the turn is interrupted. */
  shutdown(): void {
    void this.#driver.send({ type: 'shutdown' });
  }

  #request(make: (request: number) => TurnEvent): Promise<Result | null> {
    if (this.phase === 'ended') return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.#requests += 1;
      this.#waiting.set(this.#requests, { resolve, reject });
      void this.#driver.send(make(this.#requests));
    });
  }

  #reply({ requests, result }: Reply): void {
    for (const request of requests) {
      this.#waiting.get(request)?.resolve(result);
      this.#waiting.delete(request);
    }
  }

  #failed(cause: unknown, dropped: readonly TurnEffect[]): void {
    this.#ports.report(cause);
    // A reply that came after a failed write in its step would promise what was not stored.
    for (const effect of dropped) {
      for (const request of effect.type === 'reply' ? effect.requests : []) {
        const error = new HoldfastError('store_failed', 'The store did not take it', { cause });
        this.#waiting.get(request)?.reject(error);
        this.#waiting.delete(request);
      }
    }
    // What a store says of itself is for the report, and not for the journal.
    void this.#driver.send({ type: 'store_failed', message: 'the answer could not be stored' });
  }

  #settled(state: turnMachine.State): void {
    const phase = phaseOf(state);
    if (phase === this.#announced) return;
    this.#announced = phase;
    if (phase === 'ended') {
      for (const { resolve } of this.#waiting.values()) resolve(null);
      this.#waiting.clear();
      this.#ended.resolve();
    }
    this.#ports.changed();
  }
}
