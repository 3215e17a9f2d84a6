/**
 * Runs one generated machine: one event -> drain its effects in their order -> next event.
 *
 * An effect that waits (for a store) holds back the next one, and what is sent meanwhile is queued.
 * An effect that fails drops the rest of its step's effects, because each may rely on those before
 * it. Timers carry the generation they were armed in; the machine itself ignores the late ones. The
 * driver knows no machine and no protocol.
 */
import type { Clock } from '../clock.ts';

export interface Arm<Name extends string> {
  readonly type: 'arm';
  readonly timer: Name;
  readonly generation: number;
  readonly ms: number;
  readonly spreadMs: number;
}

export interface Disarm<Name extends string> {
  readonly type: 'disarm';
  readonly timer: Name;
  readonly generation: number;
}

export interface TimerEvent<Name extends string> {
  readonly type: 'timer';
  readonly timer: Name;
  readonly generation: number;
}

interface Typed {
  readonly type: string;
}

type Output<Effect, Name extends string> = Effect | Arm<Name> | Disarm<Name>;
type Step<State, Effect, Name extends string> = readonly [State, readonly Output<Effect, Name>[]];

export interface DriverPorts<State, Event, Effect, Name extends string> {
  readonly first: Step<State, Effect, Name>;
  readonly step: (state: State, event: Event | TimerEvent<Name>) => Step<State, Effect, Name>;
  /** Performs one effect; what it returns is awaited before the next one. */
  readonly perform: (effect: Effect) => void | Promise<void>;
  /** An effect threw or rejected; these come after it in its step, and will not be performed. */
  readonly failed: (error: unknown, dropped: readonly Effect[]) => void;
  /** After each event, once its effects are done. */
  readonly settled: (state: State) => void;
  readonly clock: Clock;
}

export class Driver<State, Event, Effect extends Typed, Name extends string> {
  readonly #ports: DriverPorts<State, Event, Effect, Name>;
  readonly #timers = new Map<Name, () => void>();
  readonly #queue: (readonly [event: Event | TimerEvent<Name>, done: () => void])[] = [];
  #state: State;
  #isBusy = true;

  /** Nothing is performed before the next microtask: the caller has the driver by then. */
  constructor(ports: DriverPorts<State, Event, Effect, Name>) {
    const [state, outputs] = ports.first;
    this.#ports = ports;
    this.#state = state;
    void this.#begin(outputs);
  }

  get state(): State {
    return this.#state;
  }

  /** Resolves when the event was taken and its effects are done. Never rejects. */
  send(event: Event | TimerEvent<Name>): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push([event, resolve]);
      if (!this.#isBusy) void this.#run();
    });
  }

  async #begin(outputs: readonly Output<Effect, Name>[]): Promise<void> {
    await Promise.resolve();
    await this.#drain(outputs);
    await this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) {
      const [event, done] = item;
      const [state, outputs] = this.#ports.step(this.#state, event);
      this.#state = state;
      await this.#drain(outputs);
      done();
    }
    this.#isBusy = false;
  }

  async #drain(outputs: readonly Output<Effect, Name>[]): Promise<void> {
    const { perform, failed, settled } = this.#ports;
    let failure: { readonly error: unknown } | null = null;
    const dropped: Effect[] = [];
    for (const output of outputs) {
      // Timers belong to the state, which has been reached whatever became of the effects.
      if (isArm<Name>(output)) this.#arm(output);
      else if (isDisarm<Name>(output)) this.#disarm(output.timer);
      else if (failure !== null) dropped.push(output);
      else {
        try {
          const wait = perform(output);
          if (wait !== undefined) await wait;
        } catch (error) {
          failure = { error };
        }
      }
    }
    if (failure !== null) failed(failure.error, dropped);
    settled(this.#state);
  }

  #arm({ timer, generation, ms, spreadMs }: Arm<Name>): void {
    const { clock } = this.#ports;
    this.#disarm(timer);
    const cancel = clock.after(ms + clock.random() * spreadMs, () => {
      this.#timers.delete(timer);
      void this.send({ type: 'timer', timer, generation });
    });
    this.#timers.set(timer, cancel);
  }

  #disarm(timer: Name): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }
}

function isArm<Name extends string>(output: Typed): output is Arm<Name> {
  return output.type === 'arm';
}

function isDisarm<Name extends string>(output: Typed): output is Disarm<Name> {
  return output.type === 'disarm';
}
