/**
 * The recorder of a host: what to give `createHost` as `observe`.
 *
 * A host keeps a session only while something of it is under way, so each time that it begins to
 * is an actor of its own: `host.3:s` is the third session that `host` took up, and that is `s`.
 * What a message answers is said by the shell, which has just performed it.
 */
import type { Host, HostEffect, HostMessage } from '../core/host.ts';
import { createRecorder, type Links, type RecorderOptions } from './recorder.ts';
import { createRing } from './ring.ts';
import { type TraceRecord, writeTrace } from './trace.ts';

/** The first thing that a session's host takes. */
export interface HostBeginning {
  readonly to: 'host';
  readonly event: { readonly type: 'start' };
}

export type HostTaken = HostMessage | HostBeginning;

export interface HostRecorder {
  readonly observe: (
    sessionId: string,
  ) => (
    message: HostMessage | null,
    host: Host,
    effects: readonly HostEffect[],
    answers: HostEffect | null,
  ) => void;
  /** What is kept, oldest first. */
  records(): readonly TraceRecord[];
  /** The same as NDJSON. */
  ndjson(): string;
}

const links: Links<HostTaken, HostEffect> = {
  ofEffect: (effect) => effect,
  ofMessage: () => null,
};

const beginning: HostBeginning = { to: 'host', event: { type: 'start' } };

/** Records one host: pass its `observe` to `createHost`. The ring is that of all its sessions. */
export function createHostRecorder(options: RecorderOptions): HostRecorder {
  const ring = options.ring ?? createRing(options.recordsMax);
  let lives = 0;
  return {
    observe: (sessionId) => {
      lives += 1;
      const actor = `${options.actor}.${lives}:${sessionId}`;
      const recorder = createRecorder({ ...options, actor, ring }, links);
      return (message, _, effects, answers) =>
        recorder.step(message ?? beginning, effects, answers);
    },
    records: ring.records,
    ndjson: () => writeTrace(ring.records()),
  };
}
