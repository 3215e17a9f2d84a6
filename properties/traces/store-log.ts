/**
 * The calls of a trace's store: the set of states that the store may be in, given all that has been
 * called and all that has come back.
 *
 * A write happens at some moment between its call and its return, so it is tried at each; what it
 * returns leaves the states in which it has happened so. So does a look, which is a read or a write
 * that was refused: it leaves the states that were once, since its call, as it says. When no state
 * is left, nothing explains the return.
 *
 * A write that failed without saying why, or never came back, is a loose one: it may be done at any
 * moment until it is too late, or never be.
 */
import type { Frame, SessionRecord } from '../../machines/vocabulary.ts';
import { emptyRecord } from '../../runtime/core/host.ts';
import {
  apply,
  type Call,
  finds,
  firstState,
  isWrite,
  knownOf,
  type ModelState,
  refuses,
  streamOf,
} from './store-model.ts';
import { type CallKind, Numbers, StateSet } from './store-states.ts';
import { brief, demand, same } from './unexplained.ts';

/** A record that loads may have found, from its save's call to the next one's return. */
interface Version {
  readonly record: SessionRecord;
  readonly call: number;
  readonly from: number;
  until: number;
}

interface Pending {
  readonly call: Call;
  readonly from: number;
}

/** A loose write is not done later than that: longer than anybody waits for it, or is stopped. */
const lateMsMax = 30_000;

export class StoreLog {
  #states: readonly ModelState[] = [firstState];
  readonly #pending = new Map<number, Pending>();
  readonly #loose = new Map<number, Call>();
  readonly #numbers = new Numbers();
  #nowMs = Number.NEGATIVE_INFINITY;
  readonly #returns: { readonly call: Call; readonly from: number }[] = [];
  readonly #journals = new Map<string, Frame[]>();
  readonly #versions: Version[] = [
    { record: emptyRecord('s'), call: -1, from: 0, until: Number.POSITIVE_INFINITY },
  ];

  called(call: Call, at: number): void {
    this.#pass(call.atMs);
    if (call.outcome !== null) {
      this.#pending.set(call.number, { call, from: at });
    } else if (isWrite(call.method)) {
      this.#loose.set(call.number, call);
    }
    if (call.method !== 'save') return;
    const record = call.args[0] as SessionRecord;
    const until = Number.POSITIVE_INFINITY;
    this.#versions.push({ record, call: call.number, from: at, until });
  }

  returned(number: number, at: number): Call {
    const pending = this.#pending.get(number);
    demand(pending !== undefined, () => `call ${number} is not under way`);
    const { call } = pending;
    this.#pass(call.outcome?.atMs ?? call.atMs);
    if (isWrite(call.method) && knownOf(call) === null) {
      this.#pending.delete(number);
      this.#loose.set(number, call);
    } else {
      const done = this.#closure().filter((state) => state.done.includes(number));
      const why = () => `no state of the store explains that ${brief(call.outcome)} came of it`;
      demand(done.length > 0, why);
      this.#pending.delete(number);
      this.#states = this.#set(
        done.map((state) => ({ ...state, done: state.done.filter((one) => one !== number) })),
      ).all;
    }
    this.#note(call, at);
    this.#returns.push({ call, from: pending.from });
    return call;
  }

  /** A frame that the store may have. */
  frame(streamId: string, seq: number): Frame | null {
    const known = this.#journals.get(streamId)?.[seq - 1];
    if (known !== undefined) return known;
    const holders = this.#closure().flatMap(({ store }) => store.journals[streamId] ?? []);
    return holders.find(({ frames }) => frames.length >= seq)?.frames[seq - 1] ?? null;
  }

  isRead(streamId: string, after: number, since: number): boolean {
    return this.#returns.some(
      ({ call: { method, args }, from }) =>
        from > since && method === 'read' && streamOf(args[0]) === streamId && args[1] === after,
    );
  }

  /** The frames of a journal, as they may be. */
  journals(streamId: string): readonly (readonly Frame[])[] {
    const known = this.#closure().map(({ store }) => store.journals[streamId]?.frames ?? []);
    return [...new Set(known)];
  }

  /** Records that could be found between two places in the trace. */
  records(since: number, now: number): readonly SessionRecord[] {
    return this.#versions
      .filter(({ from, until }) => from <= now && until >= since)
      .map(({ record }) => record);
  }

  /** Such a call, made since then, has returned this. */
  hasReturned(method: string, args: readonly unknown[], result: unknown, since: number): boolean {
    return this.#returns.some(
      ({ call, from }) =>
        from > since &&
        call.method === method &&
        same(call.args, args) &&
        call.outcome?.error === undefined &&
        same(call.outcome?.result ?? null, result),
    );
  }

  #note({ method, args, number, outcome }: Call, at: number): void {
    if (method === 'save') {
      const index = this.#versions.findIndex(({ call }) => call === number);
      if (this.#loose.has(number)) return;
      if (outcome?.error !== undefined) this.#versions.splice(index, 1);
      else
        for (const version of this.#versions.slice(0, index))
          version.until = Math.min(version.until, at);
    }
    if (method !== 'append' || outcome?.error !== undefined) return;
    const streamId = streamOf(args[0]);
    const frames = this.#journals.get(streamId) ?? [];
    this.#journals.set(streamId, frames);
    for (const frame of args[2] as readonly Frame[]) frames[frame.seq - 1] = frame;
  }

  /** What was loose for too long was done by now, or never will be. */
  #pass(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
    for (const [number, call] of this.#loose) {
      if (call.atMs + lateMsMax < this.#nowMs) this.#loose.delete(number);
    }
  }

  #set(states: readonly ModelState[]): StateSet {
    const set = new StateSet(this.#numbers, (number) => this.#kindOf(number));
    for (const state of states) set.add(state);
    return set;
  }

  #kindOf(number: number): CallKind {
    const pending = this.#pending.get(number);
    if (pending === undefined) return 'loose';
    return isLook(pending.call) ? 'look' : 'write';
  }

  /** All states that the calls under way may have led to by now. */
  #closure(): readonly ModelState[] {
    const called = [...this.#pending.values()].map(({ call }) => call);
    const looks = called.filter(isLook);
    const writes = [...called.filter((call) => !isLook(call)), ...this.#loose.values()];
    const seen = (state: ModelState) => this.#seen(state, looks);
    const then = (state: ModelState, call: Call) =>
      state.done.includes(call.number) ? [] : apply(state, call, this.#nowMs).map(seen);
    const states = this.#states.map(seen);
    const [only] = writes;
    if (only === undefined) return states;
    // The common case, without a comparison of states.
    if (writes.length === 1) {
      return [...states, ...states.flatMap((state) => then(state, only))];
    }
    const set = this.#set(states);
    for (const state of set.eachOnce()) {
      for (const call of writes) {
        for (const next of then(state, call)) set.add(next);
      }
    }
    return set.all;
  }

  /** With the looks that say what is so in this state. */
  #seen(state: ModelState, looks: readonly Call[]): ModelState {
    const isSo = (call: Call) =>
      isWrite(call.method) ? refuses(state, call, this.#nowMs) : finds(state, call);
    const news = looks.filter((call) => !state.done.includes(call.number) && isSo(call));
    if (news.length === 0) return state;
    const done = [...state.done, ...news.map(({ number }) => number)];
    return { ...state, done: done.toSorted((one, other) => one - other) };
  }
}

/** It has changed nothing. */
function isLook(call: Call): boolean {
  return !isWrite(call.method) || knownOf(call)?.error !== undefined;
}
