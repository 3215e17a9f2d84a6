/**
 * Traces that no run could have left: a real one with one thing wrong.
 *
 * Only what is impossible for sure is done to a trace. What is left out, as it may also happen:
 * what people, producers and the weather do (nobody has to ask for it); a heartbeat more or less;
 * records of two actors in another order; what has no consequence and is missing; the numbers that
 * a host gives requests, its clock, the phase of a turn, and the words of a refusal.
 */
import type { TraceRecord } from '../../runtime/inspect/trace.ts';

type Trace = readonly TraceRecord[];

export interface Mutation {
  readonly name: string;
  /** The places where it can be done. */
  readonly places: (trace: Trace) => readonly number[];
  /** `pick` chooses where there is a choice. */
  readonly mutate: (trace: Trace, place: number, pick: number) => Trace;
}

type Fields = { readonly [field: string]: unknown };

const isStore = ({ event }: TraceRecord) => event.type === 'call' || event.type === 'return';
const isSent = (record: TraceRecord) => record.sendId !== null && !isStore(record);
const isHeard = (record: TraceRecord) => record.sendId === null && !isStore(record);

/** Of what was heard: the event proper. */
function eventOf({ event }: TraceRecord): Fields {
  return (event['event'] ?? {}) as Fields;
}

function methodOf({ method }: Fields): string {
  return typeof method === 'string' ? method : '';
}

/** The place of the same actor's next record. */
function nextOf(trace: Trace, place: number): number {
  const { actor } = trace[place] as TraceRecord;
  return trace.findIndex((record, at) => at > place && record.actor === actor);
}

/** The place of the next thing that the same actor hears, or the end. */
function nextStep(trace: Trace, place: number): number {
  for (let at = nextOf(trace, place); at >= 0; at = nextOf(trace, at)) {
    if ((trace[at] as TraceRecord).sendId === null) return at;
  }
  return trace.length;
}

function where(holds: (record: TraceRecord, place: number, trace: Trace) => boolean) {
  return (trace: Trace) =>
    trace.flatMap((record, place) => (holds(record, place, trace) ? [place] : []));
}

const unsure = new Set(
  `request now phase atMs title status detail code reason type to method call args retryAfterMs
   usage offline sessionId closedAt`.split(/\s+/),
);
const producers = ['produced', 'threw', 'returned'];

/** Answers and what sources, timers and watches say. */
function isOwed(record: TraceRecord): boolean {
  const { type, answer } = eventOf(record) as { type?: string; answer?: Fields };
  if (!isHeard(record) || type === undefined || producers.includes(type)) return false;
  const isLost = ['unreachable', 'error', 'refused'].includes(String(answer?.['state']));
  return record.recvId !== null ? !isLost : type === 'watched';
}

type Path = readonly string[];

/** The numbers and words of a value that can't be others. */
function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (unsure.has(path.at(-1) ?? '')) return [];
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, own]) => leavesOf(own, [...path, name]));
}

function changed(value: unknown, [name, ...path]: Path): unknown {
  // So far off that it can't be how things stood a moment before or after.
  if (name === undefined) return typeof value === 'number' ? value + 1_000 : `${String(value)}x`;
  const fields = value as Fields;
  if (Array.isArray(value)) {
    return value.map((own: unknown, at) => (String(at) === name ? changed(own, path) : own));
  }
  return { ...fields, [name]: changed(fields[name], path) };
}

function withChange(trace: Trace, place: number, pick: number): Trace {
  const record = trace[place] as TraceRecord;
  const leaves = leavesOf(record.event);
  const event = changed(record.event, leaves[pick % leaves.length] as Path) as never;
  return trace.with(place, { ...record, event });
}

const hasLeaves = ({ event }: TraceRecord) => leavesOf(event).length > 0;

export const mutations: readonly Mutation[] = [
  {
    name: 'an effect is missing',
    places: where((one, at, trace) => isSent(one) && nextStep(trace, at) < trace.length),
    mutate: (trace, place) => trace.toSpliced(place, 1),
  },
  {
    name: 'an effect is there twice',
    places: where(isSent),
    mutate: (trace, place) => {
      const record = trace[place] as TraceRecord;
      return trace.toSpliced(place + 1, 0, { ...record, sendId: `${record.sendId}-again` });
    },
  },
  {
    name: 'an effect says something else',
    places: where((record) => isSent(record) && hasLeaves(record)),
    mutate: withChange,
  },
  {
    name: 'a message that had consequences is missing',
    places: where((record, place, trace) => {
      const next = trace[nextOf(trace, place)];
      return isHeard(record) && next !== undefined && isSent(next);
    }),
    mutate: (trace, place) => trace.toSpliced(place, 1),
  },
  {
    name: 'an answer, a frame or a timer comes twice',
    places: where((record) => {
      const { type } = eventOf(record);
      return isHeard(record) && record.recvId !== null && type !== 'heartbeat';
    }),
    mutate: (trace, place) =>
      trace.toSpliced(nextStep(trace, place), 0, trace[place] as TraceRecord),
  },
  {
    name: 'what was asked for comes before it was asked for',
    places: where((record) => isHeard(record) && record.recvId !== null),
    mutate: (trace, place) => {
      const record = trace[place] as TraceRecord;
      const cause = trace.findIndex(({ sendId }) => sendId === record.recvId);
      return trace.toSpliced(place, 1).toSpliced(cause, 0, record);
    },
  },
  {
    name: 'two records of one actor have changed places',
    places: where((record, place, trace) => {
      const next = trace[nextOf(trace, place)];
      if (next === undefined || isStore(record) || !(isSent(record) || isSent(next))) return false;
      return JSON.stringify(record.event) !== JSON.stringify(next.event);
    }),
    mutate: (trace, place) => {
      const next = nextOf(trace, place);
      const [one, other] = [trace[place] as TraceRecord, trace[next] as TraceRecord];
      return trace.with(place, other).with(next, one);
    },
  },
  {
    name: 'an answer says something else',
    places: where((record) => isOwed(record) && hasLeaves(record)),
    mutate: withChange,
  },
  {
    name: 'an answer answers something else',
    places: where((record) => isHeard(record) && record.recvId !== null),
    mutate: (trace, place, pick) => {
      const record = trace[place] as TraceRecord;
      const others = trace.flatMap(({ actor, sendId }) =>
        actor === record.actor && sendId !== null && sendId !== record.recvId ? [sendId] : [],
      );
      return trace.with(place, { ...record, recvId: others[pick % others.length] ?? 'nothing' });
    },
  },
  {
    name: 'a timer goes off that is not armed yet',
    places: where(({ event, sendId }) => sendId !== null && event.type === 'arm'),
    mutate: (trace, place) => {
      const { actor, event, sendId } = trace[place] as TraceRecord;
      const message = event['message'] as TraceRecord['event'];
      const record = { actor, seq: 0, event: message, sendId: null, recvId: sendId };
      let step = place;
      while ((trace[step] as TraceRecord).actor !== actor || isSent(trace[step] as TraceRecord)) {
        step -= 1;
      }
      const isFirst = (trace[step] as TraceRecord).seq === 1;
      return trace.toSpliced(isFirst ? step + 1 : step, 0, record);
    },
  },
  {
    name: 'a read has found something else',
    places: where(({ event }) => {
      const isRead = ['load', 'loadSummary', 'read', 'head'].includes(methodOf(event));
      return isRead && event.type === 'return' && foundOf(event).length > 0;
    }),
    mutate: (trace, place, pick) => {
      const record = trace[place] as TraceRecord;
      const leaves = foundOf(record.event);
      const path = leaves[pick % leaves.length] as Path;
      const event = changed(record.event, ['result', ...path]) as never;
      return trace.with(place, { ...record, event });
    },
  },
  {
    name: 'the store was never asked for what it has granted',
    places: where(({ event, seq, actor }, _, trace) => {
      const isWrite = ['lock', 'save', 'claim', 'decide'].includes(methodOf(event));
      const isBack = trace.some(
        (one) =>
          one.actor === actor && one.event['call'] === seq && one.event['error'] === undefined,
      );
      return isWrite && event.type === 'call' && isBack && isTold(trace, seq);
    }),
    mutate: (trace, place) => {
      const { actor, seq } = trace[place] as TraceRecord;
      return trace.filter(
        (one) => one.actor !== actor || (one.seq !== seq && one.event['call'] !== seq),
      );
    },
  },
];

/** What a read has found, but for when a journal was closed: nobody else knows that. */
function foundOf(event: TraceRecord['event']): readonly Path[] {
  return leavesOf(event['result']).filter((path) => path.at(-1) !== 'closedAt');
}

/** Whether a host heard of a return: something was heard by one after it. */
function isTold(trace: Trace, call: number): boolean {
  const back = trace.findIndex(({ event }) => event['call'] === call);
  const method = methodOf(trace[back]?.event ?? {});
  const event = { lock: 'locked', save: 'saved', claim: 'claimed', decide: 'decided' }[method];
  return trace.some((record, at) => at > back && eventOf(record)['type'] === event);
}

/** Counts the records of each actor again, as if this had been the run. */
export function renumbered(trace: Trace): Trace {
  const seqs = new Map<string, number>();
  const calls = new Map<unknown, number>();
  return trace.map((record) => {
    const seq = (seqs.get(record.actor) ?? 0) + 1;
    seqs.set(record.actor, seq);
    if (record.event.type === 'call') calls.set(record.seq, seq);
    const isReturn = record.event.type === 'return';
    const call = isReturn ? (calls.get(record.event['call']) ?? 0) : null;
    return { ...record, seq, event: call === null ? record.event : { ...record.event, call } };
  });
}
