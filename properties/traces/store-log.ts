/**
 * The calls of a trace's store: the set of states that the store may be in, given all that has been
 * called and all that has come back.
 *
 * A write happens at some moment between its call and its return, so it is tried at each; what it
 * returns leaves the states in which it has happened so. When no state is left, nothing explains
 * the return. A read has to have found what it returns in one of the states since its call.
 */
import type { Frame, SessionRecord } from '../../machines/vocabulary.ts';
import { emptyRecord } from '../../runtime/core/host.ts';
import {
  apply,
  type Call,
  finds,
  firstState,
  isWrite,
  type ModelState,
  refuses,
  streamOf,
} from './store-model.ts';
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

const statesMax = 2_000;

export class StoreLog {
  #states: readonly ModelState[] = [firstState];
  readonly #pending = new Map<number, Pending>();
  readonly #returns: { readonly call: Call; readonly from: number }[] = [];
  readonly #journals = new Map<string, Frame[]>();
  readonly #versions: Version[] = [
    { record: emptyRecord('s'), call: 0, from: 0, until: Number.POSITIVE_INFINITY },
  ];

  called(call: Call, at: number): void {
    this.#pending.set(call.number, { call, from: at, seen: new Set(this.#states) });
    if (call.method !== 'save') return;
    const record = call.args[0] as SessionRecord;
    const until = Number.POSITIVE_INFINITY;
    this.#versions.push({ record, call: call.number, from: at, until });
  }

  returned(number: number, at: number): Call {
    const pending = this.#pending.get(number);
    demand(pending !== undefined, () => `call ${number} is not under way`);
    const { call } = pending;
    const all = this.#closure();
    for (const known of this.#pending.values()) for (const state of all) known.seen.add(state);
    this.#pending.delete(number);
    const why = () => `no state of the store explains that ${brief(call.outcome)} came of it`;
    if (call.outcome?.error !== undefined) {
      if (isWrite(call.method))
        demand(
          [...pending.seen].some((one) => refuses(one, call)),
          why,
        );
    } else if (isWrite(call.method)) {
      const done = all.filter((state) => state.done.includes(number));
      demand(done.length > 0, why);
      this.#states = done.map((state) => ({
        ...state,
        done: state.done.filter((one) => one !== number),
      }));
    } else {
      demand(
        [...pending.seen].some((one) => finds(one, call)),
        why,
      );
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

  /** What it has acknowledged. */
  journal(streamId: string): readonly Frame[] {
    return this.#journals.get(streamId) ?? [];
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

  /** All states that the writes under way may have led to by now. */
  #closure(): readonly ModelState[] {
    const writes = [...this.#pending.values()].filter(
      ({ call }) => isWrite(call.method) && call.outcome?.error === undefined,
    );
    const [only] = writes;
    if (only === undefined) return this.#states;
    // The common case, without a comparison of states.
    if (writes.length === 1) {
      return [...this.#states, ...this.#states.flatMap((state) => apply(state, only.call))];
    }
    const known = new Map(this.#states.map((state) => [JSON.stringify(state), state]));
    for (const state of known.values()) {
      for (const { call } of writes) {
        if (state.done.includes(call.number)) continue;
        for (const next of apply(state, call)) known.set(JSON.stringify(next), next);
      }
      demand(known.size <= statesMax, () => `the store may be in more than ${statesMax} states`);
    }
    return [...known.values()];
  }
}
