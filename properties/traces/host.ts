/**
 * A session's host in a trace: what it took had a reason to come, and what it asked for is what the
 * core asks for.
 *
 * A strand does one thing after the other, so what came of an effect is told before the next one is
 * done. What the store has returned for it is what has to be told.
 */
import {
  emptyRecord,
  emptyScene,
  endedTurn,
  foldFrames,
  type Host,
  type HostEffect,
  type HostMessage,
  journalName,
  start,
  step,
  strandName,
} from '../../runtime/core/host.ts';
import { hostLimits } from '../../runtime/host/limits.ts';
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import type { Facts } from './facts.ts';
import { type Core, Replay } from './replay.ts';
import type { Call } from './store-model.ts';
import { answerOf, callOf, effectsOf, isSilent, type Work, workOf } from './strand-work.ts';
import { brief, demand, same } from './unexplained.ts';

const core: Core<Host, HostMessage, HostEffect> = {
  begin: (taken) => {
    const { to, event } = taken as { to?: unknown; event?: { type?: unknown } };
    return to === 'host' && event?.type === 'start' ? [start(), []] : null;
  },
  step,
};

type StrandMessage = Exclude<HostMessage, { to: 'session' }>;
type SessionMessage = Extract<HostMessage, { to: 'session' }>;

/** `behind`: what its strand has to do before it disarms it; null while it is armed. */
interface Armed {
  readonly effect: Extract<HostEffect, { type: 'arm' }>;
  readonly behind: Work | null;
}

/** How far a producer may be ahead of the store: what our hosts have as their default. */
const aheadMax = hostLimits.ahead.frames;

export class HostTrace {
  readonly #replay = new Replay(core);
  readonly #facts: Facts;
  readonly #sessionId: string;
  readonly #requests = new Map<number, ReturnType<Facts['serves']>>();
  /** Effects of each strand that the store has yet to do, in order. */
  readonly #strands = new Map<string, Work[]>();
  readonly #timers = new Map<string, Armed>();
  /** Turns whose producer is pulled. */
  readonly #producing = new Set<string>();
  #step = 0;

  constructor(facts: Facts, sessionId: string) {
    this.#facts = facts;
    this.#sessionId = sessionId;
  }

  take(record: TraceRecord, at: number): void {
    this.#replay.count(record);
    if (record.sendId !== null) {
      const { effect } = this.#replay.ask(record.event, record.sendId, at);
      this.#ask(effect, record.sendId, at);
      return;
    }
    const message = this.#replay.heard(record.event);
    if (message === null) return;
    if (message.to === 'session') this.#request(message, at);
    else this.#explain(message, record.recvId);
    this.#step += 1;
    this.#replay.take(message);
  }

  /** The effect that this call is the doing of, if it is one of this host. */
  calls({ method, args, number }: Call): boolean {
    for (const strand of this.#strands.values()) {
      const works = strand.slice(0, effectsOf(method, args));
      if (works.some(({ call }) => call !== null)) continue;
      const call = callOf(
        works.map(({ effect }) => effect),
        this.#sessionId,
      );
      if (call === null || call.method !== method || !same(call.args, args)) continue;
      for (const work of works) work.call = number;
      return true;
    }
    return false;
  }

  returned({ number, outcome }: Call): void {
    for (const strand of this.#strands.values()) {
      const works = strand.filter(({ call }) => call === number);
      for (const work of works) work.outcome = outcome;
      const isOver = works.every(({ effect }) => isSilent(effect)) && outcome?.error === undefined;
      if (isOver) strand.splice(0, works.length);
    }
  }

  #ask(effect: HostEffect, sendId: string, at: number): void {
    const key = strandName(effect);
    if (effect.type === 'arm' || effect.type === 'disarm') this.#disarm(key, effect.timer);
    if (effect.type === 'arm') this.#timers.set(sendId, { effect, behind: null });
    if (effect.type === 'produce') this.#producing.add(effect.streamId);
    if (effect.type === 'reply') this.#reply(effect);
    const work = workOf(effect, { sendId, at, step: this.#step });
    if (work !== null) this.#strands.set(key, [...(this.#strands.get(key) ?? []), work]);
  }

  #reply({ requests, answer }: Extract<HostEffect, { type: 'reply' }>): void {
    for (const request of requests) {
      const reply = this.#requests.get(request);
      demand(reply !== undefined, () => `request ${request} does not wait for a reply`);
      this.#requests.delete(request);
      reply(answer);
    }
  }

  /** It is disarmed when its strand comes to it: a timer that is faster goes off, in vain. */
  #disarm(key: string, timer: string): void {
    const behind = this.#strands.get(key)?.at(-1) ?? null;
    for (const [sendId, { effect, behind: before }] of this.#timers) {
      if (before !== null || effect.timer !== timer || strandName(effect) !== key) continue;
      if (behind === null) this.#timers.delete(sendId);
      else this.#timers.set(sendId, { effect, behind });
    }
  }

  #request({ event }: SessionMessage, at: number): void {
    if (event.type === 'look') {
      if (!this.#facts.present.store) return;
      const owners = this.#facts.log.records(0, at).map(({ owner }) => owner);
      demand(
        owners.some((owner) => same(owner, event.owner)),
        () => `no record has the owner ${brief(event.owner)}`,
      );
    } else if (event.type !== 'shutdown') {
      const { request } = event;
      demand(!this.#requests.has(request), () => `request ${request} is under way`);
      this.#requests.set(request, this.#facts.serves(event, at));
    }
  }

  #explain(message: StrandMessage, recvId: string | null): void {
    const { event } = message;
    const key = strandName(message);
    const { type } = event;
    if (type === 'timer') {
      const armed = this.#timers.get(recvId ?? '');
      const { behind = null } = armed ?? {};
      const isThere = behind === null || this.#strands.get(key)?.includes(behind) === true;
      const isOwn = isThere && same(armed?.effect.message, message);
      demand(isOwn, () => `the timer ${event.timer} of ${key} is not armed so`);
      this.#timers.delete(recvId ?? '');
    } else if (type === 'produced' || type === 'returned' || type === 'threw') {
      this.#produced(message, recvId);
    } else if (type === 'woken') {
      this.#woken(message, recvId);
    } else {
      this.#answered(key, event, recvId);
    }
  }

  /** Of a write that may be by anybody, to a record that may not be in the trace. */
  #woken(message: StrandMessage, recvId: string | null): void {
    const { streamId } = message as Extract<StrandMessage, { to: 'turn' }>;
    demand(recvId === null, () => 'to be woken answers nothing');
    demand(this.#producing.has(streamId), () => `nobody listens for ${streamId}`);
  }

  #produced(message: StrandMessage, recvId: string | null): void {
    const { streamId } = message as Extract<StrandMessage, { to: 'turn' }>;
    const { type } = message.event;
    demand(recvId === null, () => `${type} answers nothing`);
    demand(this.#producing.has(streamId), () => `nothing is produced for ${streamId}`);
    const strand = this.#strands.get(strandName(message)) ?? [];
    const waiting = strand.filter(({ effect }) => effect.type === 'append').length;
    const isHeld = waiting >= (type === 'produced' ? aheadMax : 1) && this.#facts.present.store;
    demand(!isHeld, () => `${waiting} frames of ${streamId} are not stored yet, so it is held`);
    if (type !== 'produced') this.#producing.delete(streamId);
  }

  /** What came of the first effect that its strand has left. */
  #answered(key: string, event: object & { readonly type: string }, recvId: string | null): void {
    const { present, log } = this.#facts;
    let strand = this.#strands.get(key) ?? [];
    // Without a store nobody can see that what has no answer is done.
    if (!present.store) strand = strand.slice(strand.findIndex(({ sendId }) => sendId === recvId));
    const [work, ...left] = strand;
    demand(work !== undefined && work.sendId === recvId, () => {
      return `${key} waits for ${work?.effect.type ?? 'nothing'}, not for ${recvId ?? 'this'}`;
    });
    if (event.type === 'fenced' || event.type === 'store_failed') {
      const { error } = work.outcome ?? {};
      const isSo = error !== undefined && (error === 'fenced') === (event.type === 'fenced');
      const isRefused = !present.store || (work.call === null ? work.isRead : isSo);
      demand(isRefused, () => `the store has not refused ${work.sendId}`);
      // The rest of its step is dropped.
      const others = left.filter((one) => one.step !== work.step);
      this.#strands.set(key, others);
      return;
    }
    const expected = answerOf(work.effect);
    demand(event.type === expected, () => `${work.effect.type} is answered by ${expected}`);
    if (present.store) this.#matches(work, event, log);
    this.#strands.set(key, left);
  }

  #matches({ effect, call, outcome, at }: Work, event: object, log: Facts['log']): void {
    const { type: _, ...said } = event as Record<string, unknown>;
    const why = () => `the store has not said ${brief(said)}`;
    const sessionId = this.#sessionId;
    if (effect.type === 'load') {
      const record = same(said['record'], emptyRecord(sessionId)) ? null : said['record'];
      demand(log.hasReturned('load', [sessionId], record, at), why);
    } else if (effect.type === 'judge') {
      const journal = journalName(sessionId, effect.streamId);
      demand(log.hasReturned('lease', [journal], said, at), why);
    } else if (effect.type === 'fold') {
      const { closing } = effect;
      const before = (closing[0]?.seq ?? 1) - 1;
      const frames = [...log.journal(effect.streamId).slice(0, before), ...closing];
      const turn = endedTurn(effect.streamId, foldFrames(emptyScene, frames));
      demand(same(turn, said['turn']), () => `the journal folds to ${brief(turn)}`);
    } else {
      const result = outcome?.result ?? null;
      const told = { lock: 'lockFence', claim: 'turnFence', answer: 'result' }[
        effect.type as string
      ];
      const expected = told === undefined ? (result ?? {}) : { [told]: result };
      const isBack = call !== null && outcome !== null && outcome.error === undefined;
      demand(isBack && same(expected, said), why);
    }
  }
}
