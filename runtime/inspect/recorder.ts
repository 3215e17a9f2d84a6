/**
 * A recorder: the last records of one actor, in a ring, so that it can run for ever.
 *
 * It is told each step, what came in and what that asked for, and finds for what came in the effect
 * that it answers, by names that `links` knows: those of a client are in `client-recorder.ts`.
 * People's text is taken out before it is kept. It must never know whose steps these are.
 */
import { createRing, type Ring } from './ring.ts';
import { withoutText } from './text.ts';
import { type TraceEvent, type TraceRecord, writeTrace } from './trace.ts';

/** What links an answer to its effect: an object names only itself. */
type Name = string | object;

/**
 * How what comes in is told to belong to what went out: both are given the same name. Null where
 * nothing answers an effect, and where a message answers nothing.
 */
export interface Links<Message, Effect> {
  readonly ofEffect: (effect: Effect) => Name | null;
  readonly ofMessage: (message: Message) => Name | null;
}

export interface RecorderOptions {
  readonly actor: string;
  /** Records that are kept; the oldest are dropped. Default: 1,000. */
  readonly recordsMax?: number;
  /** Where records are kept, if several actors are to be kept in one order. Default: its own. */
  readonly ring?: Ring;
  /** Keep what people and models wrote. Default: only how long it is. */
  readonly text?: boolean;
}

export interface Recorder<Message, Effect> {
  /**
   * One step: a message that was taken, and the effects it asked for, in order. `answers`: the
   * effect that the message is known to answer; otherwise the links say which.
   */
  step(message: Message, effects: readonly Effect[], answers?: Effect | null): void;
  /** What is kept, oldest first. */
  records(): readonly TraceRecord[];
  /** The same as NDJSON. */
  ndjson(): string;
}

/** Effects whose answer is waited for: those that were not heard of for longest are forgotten. */
const awaitedMax = 1_000;

export function createRecorder<Message extends object, Effect extends object>(
  { actor, recordsMax, text = false, ring = createRing(recordsMax) }: RecorderOptions,
  links: Links<Message, Effect>,
): Recorder<Message, Effect> {
  const awaited = createRecent(awaitedMax);
  let seq = 0;

  const keep = (event: object, sendId: string | null, recvId: string | null): void => {
    const shown = (text ? event : withoutText(event)) as TraceEvent;
    seq += 1;
    ring.keep({ actor, seq, event: shown, sendId, recvId });
  };
  return {
    step: (message, effects, answers = null) => {
      const named = answers === null ? links.ofMessage(message) : links.ofEffect(answers);
      keep(message, null, named === null ? null : awaited.find(named));
      for (const effect of effects) {
        const sendId = `${actor}/${seq + 1}`;
        const name = links.ofEffect(effect);
        if (name !== null) awaited.put(name, sendId);
        keep(effect, sendId, null);
      }
    },
    records: ring.records,
    ndjson: () => writeTrace(ring.records()),
  };
}

/** A map that forgets what was not asked for longest. */
function createRecent(sizeMax: number) {
  const ids = new Map<Name, string>();
  const put = (name: Name, id: string): void => {
    ids.delete(name);
    ids.set(name, id);
    const [oldest] = ids.keys();
    if (ids.size > sizeMax && oldest !== undefined) ids.delete(oldest);
  };
  return {
    put,
    find: (name: Name): string | null => {
      const id = ids.get(name);
      if (id === undefined) return null;
      put(name, id);
      return id;
    },
  };
}
