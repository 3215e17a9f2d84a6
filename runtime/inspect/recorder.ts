/**
 * A recorder: the last records of one actor, in a ring, so that it can run for ever.
 *
 * It is told each step, what came in and what that asked for, and finds for what came in the effect
 * that it answers, by names that `links` knows: those of a client are in `client-recorder.ts`.
 * People's text is taken out before it is kept. It must never know whose steps these are.
 */
import { withoutText } from './text.ts';
import { type TraceEvent, type TraceRecord, writeTrace } from './trace.ts';

/**
 * How what comes in is told to belong to what went out: both are given the same name. Null where
 * nothing answers an effect, and where a message answers nothing.
 */
export interface Links<Message, Effect> {
  readonly ofEffect: (effect: Effect) => string | null;
  readonly ofMessage: (message: Message) => string | null;
}

export interface RecorderOptions {
  readonly actor: string;
  /** Records that are kept; the oldest are dropped. Default: 1,000. */
  readonly recordsMax?: number;
  /** Keep what people and models wrote. Default: only how long it is. */
  readonly text?: boolean;
}

export interface Recorder<Message, Effect> {
  /** One step: a message that was taken, and the effects it asked for, in order. */
  step(message: Message, effects: readonly Effect[]): void;
  /** What is kept, oldest first. */
  records(): readonly TraceRecord[];
  /** The same as NDJSON. */
  ndjson(): string;
}

const recordsMaxDefault = 1_000;
/** Effects whose answer is waited for: those that were not heard of for longest are forgotten. */
const awaitedMax = 1_000;

export function createRecorder<Message extends object, Effect extends object>(
  { actor, recordsMax = recordsMaxDefault, text = false }: RecorderOptions,
  links: Links<Message, Effect>,
): Recorder<Message, Effect> {
  const ring: TraceRecord[] = [];
  const awaited = createRecent(awaitedMax);
  let seq = 0;

  const keep = (event: object, sendId: string | null, recvId: string | null): void => {
    const shown = (text ? event : withoutText(event)) as TraceEvent;
    ring[seq % recordsMax] = { actor, seq: seq + 1, event: shown, sendId, recvId };
    seq += 1;
  };
  const records = () => {
    const first = seq > recordsMax ? seq % recordsMax : 0;
    return [...ring.slice(first), ...ring.slice(0, first)];
  };
  return {
    step: (message, effects) => {
      const answers = links.ofMessage(message);
      keep(message, null, answers === null ? null : awaited.find(answers));
      for (const effect of effects) {
        const sendId = `${actor}/${seq + 1}`;
        const name = links.ofEffect(effect);
        if (name !== null) awaited.put(name, sendId);
        keep(effect, sendId, null);
      }
    },
    records,
    ndjson: () => writeTrace(records()),
  };
}

/** A map that forgets what was not asked for longest. */
function createRecent(sizeMax: number) {
  const ids = new Map<string, string>();
  const put = (name: string, id: string): void => {
    ids.delete(name);
    ids.set(name, id);
    const [oldest] = ids.keys();
    if (ids.size > sizeMax && oldest !== undefined) ids.delete(oldest);
  };
  return {
    put,
    find: (name: string): string | null => {
      const id = ids.get(name);
      if (id === undefined) return null;
      put(name, id);
      return id;
    },
  };
}
