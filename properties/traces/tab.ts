/**
 * A tab in a trace: what its controller took had a reason to come, and what it asked for is what
 * the client asks for.
 *
 * People and the weather come as they like. All else answers something: a source, a request or a
 * timer of this tab, each as often as it may.
 */
import {
  type Client,
  type ClientEffect,
  type ClientMessage,
  start,
  step,
} from '../../runtime/core/client.ts';
import { clientLinks } from '../../runtime/inspect/client-recorder.ts';
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import type { Facts } from './facts.ts';
import { type Asked, type Core, Replay } from './replay.ts';
import { Source } from './source.ts';
import { demand, same } from './unexplained.ts';

const core: Core<Client, ClientMessage, ClientEffect> = {
  begin: (taken) => {
    const { to, event } = taken as { to?: unknown; event?: { type?: unknown; offline?: unknown } };
    if (to !== 'client' || event?.type !== 'start') return null;
    return start({ offline: event.offline === true });
  },
  step,
};

type Waiting = Asked<ClientEffect>;
type Request = Parameters<Facts['asks']>[0];

const people = ['send', 'stop', 'answer'];

export class TabTrace {
  readonly #replay = new Replay(core);
  readonly #facts: Facts;
  readonly #sources = new Map<string, Source>();
  /** Names of what was ever asked for, by its id. */
  readonly #names = new Map<string, string>();
  /** Requests and timers that wait, by name; of one name the oldest first. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  take(record: TraceRecord, at: number): void {
    this.#replay.count(record);
    if (record.sendId !== null) {
      this.#ask(this.#replay.ask(record.event, record.sendId, at));
      return;
    }
    const message = this.#replay.heard(record.event);
    if (message === null) return;
    this.#explain(message, record.recvId, at);
    this.#replay.take(message);
  }

  #ask(asked: Waiting): void {
    const { effect, sendId } = asked;
    if (effect.type === 'close') return;
    if (effect.type === 'disarm') {
      this.#waiting.delete(JSON.stringify(effect.message));
      return;
    }
    const name = clientLinks.ofEffect(effect);
    if (typeof name !== 'string') return;
    this.#names.set(sendId, name);
    if (effect.type === 'open') {
      this.#sources.set(name, new Source(effect.streamId, effect.after, asked.at));
    } else if (effect.type === 'arm') {
      this.#waiting.set(name, [asked]);
    } else {
      this.#facts.asks(effect);
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), asked]);
    }
  }

  #explain(message: ClientMessage, recvId: string | null, at: number): void {
    const { event } = message;
    const name = clientLinks.ofMessage(message);
    if (typeof name !== 'string') {
      demand(recvId === null, () => `${event.type} answers nothing`);
      if (event.type === 'watched') this.#facts.watched(event.last, at);
      else demand(message.to === 'all' || people.includes(event.type), () => 'nobody says this');
      return;
    }
    demand(recvId !== null && this.#names.get(recvId) === name, () => `nobody asked for ${name}`);
    if ('source' in event) this.#hear(name, event);
    else if (event.type === 'timer') this.#answered(name, () => true);
    else this.#reply(name, event as never, at);
  }

  #hear(name: string, event: Extract<ClientMessage['event'], { source: number }>): void {
    const source = this.#sources.get(name);
    demand(source !== undefined, () => `there is no ${name}`);
    if (event.type === 'frame') {
      const { streamId, at } = source;
      source.frame(event, (seq) => this.#facts.isRead(streamId, seq, at));
      this.#facts.frame(event);
    } else source.says(event.type);
  }

  /** The oldest that waits under that name and that this may be the answer of. */
  #answered(name: string, fits: (asked: Waiting) => boolean): Waiting {
    const waiting = this.#waiting.get(name) ?? [];
    const asked = waiting.find(fits);
    demand(asked !== undefined, () => `${name} is not waited for: it was answered, or disarmed`);
    this.#waiting.set(
      name,
      waiting.filter((one) => one !== asked),
    );
    return asked;
  }

  /** The answer comes back with all that its request said. */
  #reply(name: string, event: { readonly type: string; readonly answer: never }, at: number) {
    const { type, answer } = event;
    const asked = this.#answered(name, ({ effect }) => {
      const own = effect.type === 'send_answer' ? effect.answer : effect;
      return same({ ...own, type, answer }, event);
    });
    this.#facts.answered(asked.effect as Request, answer, asked.at, at);
  }
}
