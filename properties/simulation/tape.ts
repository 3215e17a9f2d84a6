/**
 * What the actors of a run took and asked for, in one order, for a checker of traces.
 *
 * Nothing is recorded unless it was asked for: a run among thousands is not.
 */
import type { Observe } from '../../runtime/client/controller.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { HostOptions } from '../../runtime/host/host-options.ts';
import type { Store } from '../../runtime/host/store.ts';
import { recordCalls } from '../../runtime/inspect/call-recorder.ts';
import { createClientRecorder } from '../../runtime/inspect/client-recorder.ts';
import { createHostRecorder } from '../../runtime/inspect/host-recorder.ts';
import { createRing } from '../../runtime/inspect/ring.ts';
import type { TraceRecord } from '../../runtime/inspect/trace.ts';

const recordsMax = 1_000_000;
const methods = [
  'lock',
  'unlock',
  'load',
  'loadSummary',
  'save',
  'claim',
  'renew',
  'lease',
  'append',
  'decide',
  'answer',
  'read',
  'head',
] as const;

export class Tape {
  readonly #isOn: boolean;
  readonly #clock: Clock;
  readonly #ring = createRing(recordsMax);
  #hosts = 0;

  constructor(isOn: boolean, clock: Clock) {
    this.#isOn = isOn;
    this.#clock = clock;
  }

  get records(): readonly TraceRecord[] {
    return this.#ring.records();
  }

  ofTab(actor: string): Observe | null {
    if (!this.#isOn) return null;
    return createClientRecorder({ actor, ring: this.#ring, text: true }).observe;
  }

  ofHost(): Pick<HostOptions, 'observe'> {
    if (!this.#isOn) return {};
    this.#hosts += 1;
    const actor = `host${this.#hosts}`;
    const { observe } = createHostRecorder({ actor, ring: this.#ring, text: true });
    return { observe };
  }

  ofStore(store: Store): Store {
    if (!this.#isOn) return store;
    const clock = this.#clock;
    return recordCalls(store, { actor: 'store', ring: this.#ring, text: true, methods, clock });
  }
}
