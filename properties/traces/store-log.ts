/**
 * The calls of a trace's store: the set of states that the store may be in, given all that has been
 * called and all that has come back.
 *
 * A write happens at some moment between its call and its return, so it is tried at each; what it
 * returns leaves the states in which it has happened so. When no state is left, nothing explains
 * the return. A read has to have found what it returns in one of the states since its call.
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
import { Numbers, StateSet } from './store-states.ts';
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
  /** States since its call. */
  readonly seen: Set<ModelState>;
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
      this.#pending.set(call.number, { call, from: at, seen: new Set(this.#states) });
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
    const all = this.#closure();
    for (const known of this.#pending.values()) for (const state of all) known.seen.add(state);
    this.#pending.delete(number);
    const seen = [...pending.seen];
    const why = () => `no state of the store explains that ${brief(call.outcome)} came of it`;
    if (!isWrite(call.method)) {
      demand(
        seen.some((one) => finds(one, call)),
        why,
      );
    } else if (knownOf(call) === null) {
      this.#loose.set(number, call);
    } else if (call.outcome?.error !== undefined) {
      demand(
        seen.some((one) => refuses(one, call, this.#nowMs)),
        why,
      );
    } else {
      const done = all.filter((state) => state.done.includes(number));
      demand(done.length > 0, why);
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
    const set = new StateSet(this.#numbers, (number) => !this.#pending.has(number));
    for (const state of states) set.add(state);
    return set;
  }

  /** All states that the writes under way may have led to by now. */
  #closure(): readonly ModelState[] {
    const called = [...this.#pending.values()].map(({ call }) => call).filter(mayBeDone);
    const writes = [...called, ...this.#loose.values()];
    const [only] = writes;
    if (only === undefined) return this.#states;
    const then = (state: ModelState, call: Call) => apply(state, call, this.#nowMs);
    // The common case, without a comparison of states.
    if (writes.length === 1) {
      return [...this.#states, ...this.#states.flatMap((state) => then(state, only))];
    }
    const set = this.#set(this.#states);
    for (const state of set.eachOnce()) {
      for (const call of writes) {
        if (state.done.includes(call.number)) continue;
        for (const next of then(state, call)) set.add(next);
      }
    }
    return set.all;
  }
}

function mayBeDone(call: Call): boolean {
  return isWrite(call.method) && knownOf(call)?.error === undefined;
}
