/**
 * One actor of a trace beside the core that ships: what it took is fed to the core, and what it
 * asked for has to be what the core asks for, effect by effect.
 *
 * It keeps what was asked for and not answered yet. Whether what came in had a reason to come is
 * for `tab.ts` and `host.ts` to say.
 */
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import { brief, demand, same } from './unexplained.ts';

export interface Core<State, Message, Effect> {
  /** Null: this is no beginning. */
  readonly begin: (taken: object) => readonly [State, readonly Effect[]] | null;
  readonly step: (state: State, message: Message) => readonly [State, readonly Effect[]];
}

/** An effect that was asked for, and when. */
export interface Asked<Effect> {
  readonly effect: Effect;
  readonly sendId: string;
  /** The place of its record in the trace. */
  readonly at: number;
}

export class Replay<State, Message extends object, Effect extends object> {
  readonly asked = new Map<string, Asked<Effect>>();
  readonly #core: Core<State, Message, Effect>;
  #state: State | null = null;
  #due: Effect[] = [];
  #seq = 0;

  constructor(core: Core<State, Message, Effect>) {
    this.#core = core;
  }

  /** Records of an actor count from 1, without holes. */
  count({ actor, seq }: TraceRecord): void {
    demand(seq === this.#seq + 1, () => `${actor} has record ${seq} after record ${this.#seq}`);
    this.#seq = seq;
  }

  /** The record as a message, if it is no beginning. The step is taken by `take`. */
  heard(event: object): Message | null {
    const [due] = this.#due;
    demand(due === undefined, () => `the core asks for ${brief(due)} before it takes more`);
    if (this.#state !== null) return event as Message;
    const begun = this.#core.begin(event);
    demand(begun !== null, () => 'the first record is no beginning');
    [this.#state] = begun;
    this.#due = [...begun[1]];
    return null;
  }

  take(message: Message): void {
    const [state, effects] = this.#core.step(this.#state as State, message);
    this.#state = state;
    this.#due = [...effects];
  }

  /** The record as the effect that is due. */
  ask(event: object, sendId: string, at: number): Asked<Effect> {
    const due = this.#due.shift();
    demand(due !== undefined, () => 'the core does not ask for this');
    demand(same(due, event), () => `the core asks for ${brief(due)}`);
    demand(!this.asked.has(sendId), () => `${sendId} was sent before`);
    const asked = { effect: due, sendId, at };
    this.asked.set(sendId, asked);
    return asked;
  }

  /** What a message answers; it is answered once. */
  answered(recvId: string | null): Asked<Effect> {
    const asked = recvId === null ? undefined : this.asked.get(recvId);
    demand(asked !== undefined, () => `it answers ${recvId ?? 'nothing'}, which is not waited for`);
    this.asked.delete(asked.sendId);
    return asked;
  }
}
