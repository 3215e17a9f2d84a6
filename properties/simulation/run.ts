/**
 * One run: the real controllers and the real host, driven by a plan.
 *
 * Whatever could happen next stands in one list: what is under way, the next thing that people do,
 * the next timer, the next fault. A pick chooses one; everything that it sets off by itself is let
 * come to rest, and the promises are looked at. When the picks are used up, things happen in a
 * fair order without faults until all that can end has ended.
 */

import { createHost, type Host } from '../../runtime/host/host.ts';
import { createHandler } from '../../runtime/host/http.ts';
import { allowAll } from '../../runtime/host/http-gate.ts';
import type { Store } from '../../runtime/host/store.ts';
import { createMemoryStore } from '../../runtime/host/stores/memory.ts';
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import { promises } from '../promises.ts';
import { changeOf } from './change.ts';
import { Chronicle, type Entry } from './chronicle.ts';
import { canStrike, strike } from './faults.ts';
import { untilIdle } from './idle.ts';
import { Jury, type Verdict } from './jury.ts';
import { Network } from './network.ts';
import { Tab } from './people.ts';
import type { Action, Fault, Plan } from './plan.ts';
import { createProducer } from './producers.ts';
import { Queue } from './queue.ts';
import { Tape } from './tape.ts';
import { seededRandom, VirtualClock } from './virtual-clock.ts';
import { Witness } from './witness.ts';

export interface Outcome extends Verdict {
  readonly steps: number;
  readonly entries: readonly Entry[];
  /** Errors that the host reported of itself. */
  readonly reports: readonly unknown[];
  /** What every controller, host and store took and asked for, if that was to be recorded. */
  readonly records: readonly TraceRecord[];
}

export interface RunOptions {
  /** Writes down what happens, for a diagram. */
  readonly isTraced?: boolean;
  readonly isRecorded?: boolean;
}

/** Virtual time after the picks within which all that can end has to have ended. */
const fairMsMax = 400_000;
/**
 * Virtual time in which an end has to stay silent: longer than a pane waits (at most 3 s) before it
 * asks for a lost load again, since that is not over yet.
 */
const silentMs = 4_000;
const stepsMax = 20_000;

export async function simulate(plan: Plan, options: RunOptions = {}): Promise<Outcome> {
  const run = new Run(plan, options);
  return run.play();
}

class Run {
  readonly #plan: Plan;
  readonly #clock: VirtualClock;
  readonly #queue = new Queue();
  readonly #chronicle: Chronicle;
  readonly #network: Network;
  readonly #witness: Witness;
  readonly #store: Store;
  readonly #tabs: Tab[] = [];
  readonly #jury: Jury;
  readonly #people: Action[];
  readonly #faults: Fault[];
  readonly #reports: unknown[] = [];
  #host: Host;
  #handle: (request: Request) => Promise<Response>;
  readonly #tape: Tape;
  #questions = 0;
  #steps = 0;

  constructor(plan: Plan, { isTraced = false, isRecorded = false }: RunOptions) {
    this.#plan = plan;
    const clock = new VirtualClock(plan.seed);
    this.#clock = clock;
    this.#chronicle = new Chronicle(isTraced, () => clock.now());
    this.#network = new Network({
      queue: this.#queue,
      chronicle: this.#chronicle,
      random: seededRandom(plan.seed + 1),
      handle: (request) => this.#handle(request),
    });
    this.#witness = new Witness({
      now: () => clock.now(),
      gate: plan.slowStore ? (name) => this.#queue.gate(`store: ${name}`) : null,
      saved: (before, after) => this.#jury.saved(before, after),
    });
    this.#jury = new Jury(promises, {
      truth: this.#witness,
      tabs: this.#tabs,
      exchanges: this.#network.exchanges,
      now: () => clock.now(),
    });
    this.#people = [...plan.people];
    this.#faults = [...plan.faults];
    this.#tape = new Tape(isRecorded, clock);
    const store = createMemoryStore({ clock });
    this.#store = this.#tape.ofStore(this.#witness.watchStore(store));
    this.#host = this.#createHost();
    this.#handle = this.#createHandler();
  }

  async play(): Promise<Outcome> {
    for (let at = 0; at < this.#plan.tabs; at += 1) this.#tabs.push(this.#createTab(`tab${at}`));
    await this.#rest();
    for (const pick of this.#plan.picks) {
      if (this.#jury.isOut) break;
      await this.#step(pick);
    }
    if (!this.#jury.isOut) await this.#beFair();
    for (const tab of this.#tabs) tab.close();
    return {
      ...this.#jury.verdict(),
      steps: this.#steps,
      entries: this.#chronicle.entries,
      reports: this.#reports,
      records: this.#tape.records,
    };
  }

  /**
   * Lets the picked one of all that could be next happen: five picks of eight are a delivery, and
   * which one; the others are people, a fault and time. What is not there gives way to a delivery.
   */
  async #step(pick: number): Promise<void> {
    const ready = this.#queue.ready();
    const lane = ready[Math.floor(pick / 8) % Math.max(ready.length, 1)];
    const fault = this.#faults.findIndex((one) => canStrike(one, this.#network));
    const kind = pick % 8;
    if (kind === 5 && this.#people.length > 0) this.#act();
    else if (kind === 6 && fault >= 0) this.#strike(fault);
    else if (kind === 7 || lane === undefined) this.#passTime();
    else this.#queue.deliver(lane);
    await this.#rest();
  }

  /** Everything that waits is delivered, then people act, then time passes. No faults. */
  async #beFair(): Promise<void> {
    this.#chronicle.note('host', () => 'from here on the network is fair');
    const beganMs = this.#clock.now();
    let calmSinceMs: number | null = null;
    while (!this.#jury.isOut) {
      const [lane] = this.#queue.ready();
      if (lane !== undefined) this.#queue.deliver(lane);
      else if (this.#people.length > 0) this.#act();
      else if (this.#comesBack() || this.#answersPrompt()) calmSinceMs = null;
      else {
        const now = this.#clock.now();
        calmSinceMs = this.#isCalm() ? (calmSinceMs ?? now) : null;
        if (calmSinceMs !== null && now - calmSinceMs >= silentMs) break;
        if (now - beganMs > fairMsMax || this.#clock.nextDueMs === null) break;
        this.#passTime();
      }
      await this.#rest();
      if (this.#steps > stepsMax) this.#jury.accuse('T1', 'the run does not come to its end');
    }
    this.#jury.end();
  }

  async #rest(): Promise<void> {
    this.#steps += 1;
    await untilIdle();
    this.#jury.idle();
  }

  #act(): void {
    const action = this.#people.shift();
    const tab = action === undefined ? undefined : this.#tabs[action.tab % this.#tabs.length];
    if (action !== undefined) tab?.act(action.do);
  }

  #passTime(): void {
    this.#clock.fireNext();
  }

  #strike(at: number): void {
    const [fault] = this.#faults.splice(at, 1);
    if (fault === undefined) return;
    this.#chronicle.note('host', () => `fault: ${fault.kind}`);
    if (fault.kind === 'restart') void this.#restart();
    else strike(fault, this.#network);
  }

  /** The host closes, and another one comes up over the same store. */
  async #restart(): Promise<void> {
    await this.#host.close();
    this.#chronicle.note('host', () => 'up again');
    this.#host = this.#createHost();
    this.#handle = this.#createHandler();
  }

  #createHost(): Host {
    const host = createHost({
      producer: createProducer({
        clock: this.#clock,
        gate: (name) => this.#queue.gate(name),
        scripts: this.#plan.scripts,
      }),
      store: this.#store,
      clock: this.#clock,
      report: (error) => this.#reports.push(error),
      ...this.#tape.ofHost(),
    });
    return this.#witness.watchHost(host);
  }

  #createHandler() {
    return createHandler(this.#host, {
      authorize: allowAll(),
      // A simulation counts its ids.
      limits: { madeIdCharsMin: 1 },
      clock: this.#clock,
      report: (error) => this.#reports.push(error),
    });
  }

  #createTab(name: string): Tab {
    return new Tab(name, {
      clock: this.#clock,
      network: this.#network,
      chronicle: this.#chronicle,
      recorder: (page) => this.#tape.ofTab(`${name}.${page}`),
      nextQuestion: () => {
        this.#questions += 1;
        return this.#questions;
      },
      look: (look) => {
        this.#chronicle.note(name, () => changeOf(look));
        this.#jury.look(look);
      },
    });
  }

  /** A device that is offline or asleep does not stay so for ever. */
  #comesBack(): boolean {
    const away = this.#tabs.find(({ isAway }) => isAway);
    away?.act('online');
    return away !== undefined;
  }

  /** At the end somebody answers what is still asked, if the plan has anybody who does. */
  #answersPrompt(): boolean {
    if (this.#plan.leavesPrompt) return false;
    const tab = this.#tabs.find(
      ({ snapshot }) => snapshot?.prompts.some(({ answering }) => !answering) === true,
    );
    tab?.answer();
    return tab !== undefined;
  }

  /** Nobody waits for anything but for a prompt's answer. */
  #isCalm(): boolean {
    const owner = this.#witness.record?.owner ?? null;
    const isRunning = owner !== null;
    // A connection that has died in silence is somebody's to find out, and a watch comes back.
    const isDeaf = ({ name }: Tab) =>
      !this.#network.openOf(name).some(({ line, stage }) => {
        return line.kind === 'watch' && stage === 'body';
      });
    if (this.#tabs.some(isDeaf)) return false;
    if (this.#network.exchanges.some(({ isOpen, lane }) => isOpen && lane.isFrozen)) return false;
    return this.#tabs.every(({ snapshot }) => {
      if (snapshot === null || snapshot.phase !== 'idle' || snapshot.stopping) return false;
      if (!isRunning) return !snapshot.busy;
      return (
        snapshot.attachment?.streamId === owner.streamId &&
        snapshot.attachment.state === 'live' &&
        snapshot.prompts.length > 0
      );
    });
  }
}
