/**
 * The people of a run: each looks at one tab and does what the plan says. A tab is a real
 * controller over the real HTTP backend; what the person sees is its snapshot, and is handed on
 * after each step.
 *
 * What somebody meant by a click is noted as they see it: the turn that stood on their screen.
 */
import type { Json } from '../../machines/vocabulary.ts';
import {
  type Controller,
  createController,
  type Observe,
} from '../../runtime/client/controller.ts';
import { httpBackend } from '../../runtime/client/http-backend.ts';
import type { WeatherType } from '../../runtime/client/weather.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Client, ClientMessage } from '../../runtime/core/client.ts';
import type { Snapshot } from '../../runtime/core/view.ts';
import type { Chronicle } from './chronicle.ts';
import { hostUrl, type Network } from './network.ts';
import type { Action } from './plan.ts';
import type { Question } from './producers.ts';
import { sessionId } from './witness.ts';

/** What changed on one tab's screen, and by which message. */
export interface Look {
  readonly tab: Tab;
  /** Null: the tab was opened just now. */
  readonly message: ClientMessage | null;
  readonly client: Client;
  readonly before: Snapshot | null;
  readonly after: Snapshot;
}

export interface TabPorts {
  readonly clock: Clock;
  readonly network: Network;
  readonly chronicle: Chronicle;
  /** Hears of all that the controller of this page takes; null when nothing is recorded. */
  readonly recorder: (page: number) => Observe | null;
  /** Numbers the questions of the whole run. */
  readonly nextQuestion: () => number;
  readonly look: (look: Look) => void;
}

export class Tab {
  readonly name: string;
  /** The questions this person sent, by turn. */
  readonly sent = new Map<string, Question>();
  /** The turns this person meant to stop. */
  readonly stopped = new Set<string>();
  snapshot: Snapshot | null = null;
  /** The device was said to be offline or asleep, and not yet to be back. */
  isAway = false;
  /** How often the page was opened. */
  pages = 0;
  readonly #ports: TabPorts;
  #controller: Controller | null = null;
  #say: (type: WeatherType) => void = () => undefined;

  constructor(name: string, ports: TabPorts) {
    this.name = name;
    this.#ports = ports;
    this.open();
  }

  /** Opens the page, a second time if it is open: all that was on it is gone. */
  open(): void {
    const { clock, network } = this.#ports;
    this.#controller?.dispose();
    this.#controller = null;
    this.snapshot = null;
    this.pages += 1;
    this.sent.clear();
    // The controller takes its first step before it can be asked for a snapshot.
    const first: Client[] = [];
    const recorder = this.#ports.recorder(this.pages);
    const controller = createController({
      sessionId,
      clock,
      backend: httpBackend({ url: hostUrl, fetch: network.fetchOf(this.name), clock }),
      weather: (say) => {
        this.#say = say;
        return () => undefined;
      },
      observe: (message, client, effects) => {
        recorder?.(message, client, effects);
        if (this.#controller === null) first.push(client);
        else this.#look(message, client);
      },
    });
    this.#controller = controller;
    for (const client of first) this.#look(null, client);
  }

  act(what: Action['do']): void {
    this.#ports.chronicle.note(this.name, () => `person: ${what}`);
    switch (what) {
      case 'send':
        return this.#send();
      case 'stop':
        return this.#stop();
      case 'answer':
        return this.answer();
      case 'attach':
        return this.#controller?.attach();
      case 'reload':
        return this.open();
      case 'offline':
        this.isAway = true;
        this.#ports.network.goOffline(this.name);
        return this.#say('offline');
      case 'online':
        this.isAway = false;
        this.#ports.network.goOnline(this.name);
        return this.#say('online');
      case 'suspended':
        this.isAway = true;
        return this.#say('suspended');
      case 'visible':
        // A page that is looked at again may still be offline.
        return this.#say('visible');
    }
  }

  /** Answers the oldest open prompt, if there is one. */
  answer(): void {
    const prompt = this.snapshot?.prompts[0];
    if (prompt !== undefined) this.#controller?.answer(prompt.promptId, `yes-${this.name}`);
  }

  close(): void {
    this.#controller?.dispose();
  }

  #send(): void {
    const question: Question = { q: this.#ports.nextQuestion() };
    // The controller answers with the id only after it has taken its first step.
    this.#sending = question;
    const turnId = this.#controller?.send(question as unknown as Json) ?? '';
    this.#sending = null;
    this.sent.set(turnId, question);
  }

  #sending: Question | null = null;

  #stop(): void {
    const snapshot = this.snapshot;
    if (snapshot !== null) {
      // A question whose start is pending stands last on the screen.
      const pending = snapshot.turns.at(-1)?.streamId;
      const target = snapshot.phase === 'starting' ? pending : snapshot.attachment?.streamId;
      if (target !== undefined) this.stopped.add(target);
    }
    this.#controller?.stop();
  }

  #look(message: ClientMessage | null, client: Client): void {
    if (message?.to === 'pane' && message.event.type === 'send' && this.#sending !== null) {
      this.sent.set(message.event.turnId, this.#sending);
    }
    const before = this.snapshot;
    const after = this.#controller?.getSnapshot() ?? null;
    if (after === null) return;
    this.snapshot = after;
    this.#ports.look({ tab: this, message, client, before, after });
  }
}
