/**
 * The host's end of a connection: the subscription machine that ships, and what it asks for.
 *
 * What it sends goes into flight, first in, first out. It knows nothing of who listens.
 */
import type { Frame } from '../../machines/vocabulary.ts';
import { subscriptionMachine } from '../../runtime/core/host.ts';
import type { Post, Reaction } from '../explorer/system.ts';
import {
  asking,
  broken,
  type Head,
  type Heard,
  type Open,
  type Reader,
  type ReaderEvent,
  type ReaderOutput,
  still,
  type WireOptions,
  type WireState,
} from './wire-state.ts';

export function reading({ streamId, reader }: Open, from: string): Post {
  const after = reader?.context.cursor ?? 0;
  return { to: 'store', message: { ...asking('read', streamId, from), after } as never };
}

export function batchEvent(frames: readonly Frame[] | null): ReaderEvent {
  return frames === null ? { type: 'missing' } : { type: 'batch', frames };
}

export function opened(state: Open, head: Head | null, name: string, options: WireOptions) {
  const [reader] = subscriptionMachine.start({ after: state.after ?? 0 });
  const event: ReaderEvent = head === null ? { type: 'missing' } : { type: 'head', ...head };
  return said({ ...state, after: null, reader }, event, name, options);
}

/** The reader hears something; what it does about it, in its order. */
export function said(state: Open, event: ReaderEvent, name: string, options: WireOptions) {
  if (state.reader === null) return still(state);
  const [next, outputs] = subscriptionMachine.step(state.reader, event);
  const reader: Reader = {
    ...next,
    generation: next.timers.length,
    timers: next.timers.map((timer, at) => ({ ...timer, generation: at + 1 })),
  };
  const begun: Reaction<Open> = { state: { ...state, reader }, posts: [] };
  return outputs.reduce((so, output) => perform(so, output, name, options), begun);
}

function perform(
  so: Reaction<Open>,
  output: ReaderOutput,
  name: string,
  { splitReads }: WireOptions,
): Reaction<Open> {
  const { state, posts } = so;
  const send = (...items: readonly Heard[]): Reaction<Open> => ({
    state: { ...state, flight: [...state.flight, ...items] },
    posts,
  });
  switch (output.type) {
    case 'read':
      if (splitReads) return { state: { ...state, read: 'asked' }, posts };
      return { state, posts: [...posts, reading(state, name)] };
    case 'send':
      return send(
        ...output.frames.map((frame) => ({
          type: 'frame' as const,
          streamId: state.streamId,
          ...frame,
        })),
      );
    case 'send_reset':
      return send({ type: 'reset' });
    case 'send_stream_end':
      return send({ type: 'stream_end' });
    case 'answer':
      if (output.state === 'open') return send({ type: 'opened' });
      return send({ type: 'open_refused', reason: 'gone', retryAfterMs: 0 });
    case 'cut':
      return { state: broken(state), posts };
    case 'finish': {
      // The end of the connection follows what was sent; a refusal, or a cut, is its end.
      const isOver = ['open_refused', 'broken'].includes(state.flight.at(-1)?.type ?? '');
      const end: readonly Heard[] = isOver ? [] : [{ type: 'broken' }];
      return {
        state: { ...state, reader: null, read: null, flight: [...state.flight, ...end] },
        posts,
      };
    }
    case 'send_heartbeat':
      return send({ type: 'heartbeat' });
    case 'look':
    case 'look_after':
    case 'arm':
    case 'disarm':
      return so;
  }
}

/** One of its timers goes off, if it is armed. */
export function timed(state: Open, timer: string, name: string, options: WireOptions) {
  const armed = state.reader?.timers.find((known) => known.timer === timer);
  if (armed === undefined) return null;
  const event = { type: 'timer', timer: armed.timer, generation: armed.generation } as const;
  return said(state, event, name, options);
}

/** The first thing in flight is not there any more. */
export function taken(state: Open, name: string, options: WireOptions): Reaction<WireState> {
  const left: Open = { ...state, flight: state.flight.slice(1) };
  const isDrained = left.flight.length === 0 && left.reader?.value === 'sending';
  return isDrained ? said(left, { type: 'drained' }, name, options) : still(left);
}
