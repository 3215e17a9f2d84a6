/**
 * Is this trace one of the model's? Reads the records in their order, and stops at the first that
 * no state of the model explains.
 *
 * Three kinds of actors: a tab begins with `client`, a session's host with `host`, and a store has
 * calls and returns. Each is held against its core or its model, and all against each other.
 *
 * Several processes over one store are one trace as well: the names of what is in one of them begin
 * alike, up to a `/`, and what a process calls is what its own hosts ask for.
 */
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import { Facts } from './facts.ts';
import { HostTrace } from './host.ts';
import { StoreLog } from './store-log.ts';
import { type Call, isWrite, knownOf, type Outcome } from './store-model.ts';
import { TabTrace } from './tab.ts';
import { demand, Unexplained } from './unexplained.ts';

export interface Accepted {
  readonly accepted: true;
  readonly records: number;
  readonly actors: number;
  /** Writes of which it doesn't say whether they were done: they failed, or never came back. */
  readonly untold: number;
}

export interface Rejected {
  readonly accepted: false;
  /** The place of the first record that nothing explains, from 0. */
  readonly at: number;
  readonly record: TraceRecord;
  readonly why: string;
}

interface Called {
  readonly type: 'call' | 'return';
  readonly method: string;
  readonly args: readonly unknown[];
  readonly call: number;
  readonly atMs: number;
  readonly result?: unknown;
  readonly error?: string;
}

type Kind = 'tab' | 'host' | 'store';

/** All records of one session, in the order in which they were kept, with their texts. */
export function accept(records: readonly TraceRecord[]): Accepted | Rejected {
  const trace = new Trace(records);
  for (const [at, record] of records.entries()) {
    try {
      trace.take(record, at);
    } catch (error) {
      if (!(error instanceof Unexplained)) throw error;
      return { accepted: false, at, record, why: error.message };
    }
  }
  const { actors, untold } = trace;
  return { accepted: true, records: records.length, actors, untold };
}

class Trace {
  readonly #facts: Facts;
  readonly #log = new StoreLog();
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #tabs = new Map<string, TabTrace>();
  readonly #hosts = new Map<string, HostTrace>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #seqs = new Map<string, number>();
  /** Places in the trace, by actor and number: each process counts its own calls. */
  readonly #calls = new Map<string, number>();

  untold = 0;

  constructor(records: readonly TraceRecord[]) {
    const kinds = new Map<string, Kind>();
    for (const { actor, event } of records) {
      if (!kinds.has(actor)) kinds.set(actor, kindOf(event));
      const { type, call, ...outcome } = event as unknown as Called;
      if (type === 'return') this.#outcomes.set(`${actor} ${call}`, outcome);
    }
    this.#kinds = kinds;
    const has = (kind: Kind) => [...kinds.values()].includes(kind);
    const present = { tabs: has('tab'), hosts: has('host'), store: has('store') };
    this.#facts = new Facts(present, this.#log);
  }

  get actors(): number {
    return this.#kinds.size;
  }

  take(record: TraceRecord, at: number): void {
    const { actor } = record;
    const kind = this.#kinds.get(actor);
    if (kind === 'tab') {
      entryOf(this.#tabs, actor, () => new TabTrace(this.#facts)).take(record, at);
    } else if (kind === 'host') {
      const make = () => new HostTrace(this.#facts, actor.slice(actor.indexOf(':') + 1));
      entryOf(this.#hosts, actor, make).take(record, at);
    } else {
      this.#store(record, at);
    }
  }

  #store({ actor, seq, event }: TraceRecord, at: number): void {
    const last = this.#seqs.get(actor) ?? 0;
    demand(seq === last + 1, () => `${actor} has record ${seq} after record ${last}`);
    this.#seqs.set(actor, seq);
    const called = event as unknown as Called;
    const own = [...this.#hosts].filter(([name]) => processOf(name) === processOf(actor));
    const hosts = own.map(([, host]) => host);
    if (called.type === 'call') {
      const { method, args, atMs } = called;
      const outcome = this.#outcomes.get(`${actor} ${seq}`) ?? null;
      const call: Call = { number: at, method, args, atMs, outcome };
      this.#calls.set(`${actor} ${seq}`, at);
      const isAsked = !isWrite(method) || hosts.some((host) => host.calls(call));
      demand(
        isAsked || !this.#facts.present.hosts,
        () => `no host asks the store to ${method} this`,
      );
      if (isWrite(method) && knownOf(call) === null) this.untold += 1;
      this.#log.called(call, at);
      return;
    }
    demand(called.type === 'return', () => 'a store is called, and returns');
    const number = this.#calls.get(`${actor} ${called.call}`);
    demand(number !== undefined, () => `call ${called.call} was never made`);
    const call = this.#log.returned(number, at);
    demand(call.method === called.method, () => `call ${called.call} was a ${call.method}`);
    for (const host of hosts) host.returned(call);
  }
}

function kindOf(event: TraceRecord['event']): Kind {
  if (event['to'] === 'client') return 'tab';
  return event['to'] === 'host' ? 'host' : 'store';
}

function processOf(actor: string): string {
  return actor.slice(0, actor.indexOf('/') + 1);
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
