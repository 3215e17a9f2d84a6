/**
 * Runs one generated machine: one event -> drain its effects in their order -> next event.
 *
 * An effect that waits (for a store) holds back the next one, and what is sent meanwhile is queued.
 * An effect that fails drops the rest of its step's effects, because each may rely on the ones before
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

export interface Driver<State, Event> {
  readonly state: State;
  /** Resolves when the event was taken and its effects are done. Never rejects. */
  send(event: Event): Promise<void>;
}

/** Nothing is performed before the first microtask, so that the caller can keep the driver first. */
export function createDriver<
  State extends { status: string },
  Event,
  Effect extends Typed,
  Name extends string,
>(ports: DriverPorts<State, Event, Effect, Name>): Driver<State, Event> {
  type Item = readonly [event: Event | TimerEvent<Name>, done: () => void];
  const { perform, failed, settled, step, clock } = ports;
  const timers = new Map<Name, () => void>();
  let [state] = ports.first;
  let queue: Item[] = [];
  let busy = true;

  const drain = async (outputs: readonly Output<Effect, Name>[]): Promise<void> => {
    for (const [at, output] of outputs.entries()) {
      if (isArm<Name>(output)) arm(output);
      else if (isDisarm<Name>(output)) disarm(output.timer);
      else {
        try {
          const wait = perform(output);
          if (wait !== undefined) await wait;
        } catch (error) {
          const rest = outputs.slice(at + 1);
          // Timers belong to the state, which has been reached whatever became of the effects.
          for (const timer of rest) {
            if (isArm<Name>(timer)) arm(timer);
            if (isDisarm<Name>(timer)) disarm(timer.timer);
          }
          failed(
            error,
            rest.filter((one): one is Effect => !isArm(one) && !isDisarm(one)),
          );
          break;
        }
      }
    }
    settled(state);
  };

  const arm = ({ timer, generation, ms, spreadMs }: Arm<Name>): void => {
    disarm(timer);
    const waitMs = ms + clock.random() * spreadMs;
    const cancel = clock.after(waitMs, () => {
      timers.delete(timer);
      void send({ type: 'timer', timer, generation });
    });
    timers.set(timer, cancel);
  };

  const disarm = (timer: Name): void => {
    timers.get(timer)?.();
    timers.delete(timer);
  };

  const run = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      const [event, done] = item;
      const [next, outputs] = step(state, event);
      state = next;
      await drain(outputs);
      done();
    }
    busy = false;
  };

  const send = (event: Event | TimerEvent<Name>): Promise<void> =>
    new Promise((resolve) => {
      queue.push([event, resolve]);
      if (busy) return;
      busy = true;
      void run();
    });

  void Promise.resolve()
    .then(() => drain(ports.first[1]))
    .then(run);
  return {
    get state() {
      return state;
    },
    send,
  };
}

function isArm<Name extends string>(output: Typed): output is Arm<Name> {
  return output.type === 'arm';
}

function isDisarm<Name extends string>(output: Typed): output is Disarm<Name> {
  return output.type === 'disarm';
}
