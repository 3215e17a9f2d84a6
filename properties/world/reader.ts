/**
 * The host's reader of one stream, at the far end of a connection: the subscription machine that
 * ships, and what its shell does.
 *
 * What it says goes into the connection's flight. It decides nothing; its timers are in its state,
 * and are numbered anew after each step.
 */
import type { Frame } from '../../machines/vocabulary.ts';
import { subscriptionMachine } from '../../runtime/core/host.ts';
import type { Post, Reaction } from '../explorer/system.ts';

/** What comes out of a connection at the tab. */
export type Heard =
  | { readonly type: 'opened' | 'heartbeat' | 'reset' | 'stream_end' | 'broken' }
  | ({ readonly type: 'frame'; readonly streamId: string } & Frame)
  | {
      readonly type: 'open_refused';
      readonly reason: 'gone' | 'busy' | 'forbidden';
      readonly retryAfterMs: number;
    };

type State = subscriptionMachine.State;
export type ReaderEvent = Parameters<typeof subscriptionMachine.step>[1];
type Output = subscriptionMachine.Output;
export type Head = Omit<Extract<ReaderEvent, { type: 'head' }>, 'type'>;

/** An open connection. */
export interface Open {
  readonly streamId: string;
  /** The request has not arrived yet; it is for what comes after this seq. */
  readonly after: number | null;
  /** The host that answers it; empty until it has arrived at one. */
  readonly by: string;
  readonly reader: State | null;
  /** What the reader waits for: the head of the journal, a read, or what that has found. */
  readonly read: 'head' | 'asked' | readonly Frame[] | null;
  readonly flight: readonly Heard[];
}

export interface ReaderOptions {
  /**
   * The reader does one thing after the other: it looks, it reads, it beats, it loses patience, and
   * is overtaken by what is appended meanwhile. Without, a look or a read is done at once.
   */
  readonly slowly: boolean;
}

/** What was in flight is lost with the connection. */
export function broken(state: Open): Open {
  return { ...state, after: null, by: '', reader: null, read: null, flight: [{ type: 'broken' }] };
}

/** The request has arrived. */
export function begun(state: Open, by: string): Open {
  const [reader] = subscriptionMachine.start({ after: state.after ?? 0 });
  return { ...state, after: null, by, reader, read: null };
}

export function headEvent(head: Head | null): ReaderEvent {
  return head === null ? { type: 'missing' } : { type: 'head', ...head };
}

export function batchEvent(frames: readonly Frame[] | null): ReaderEvent {
  return frames === null ? { type: 'missing' } : { type: 'batch', frames };
}

/** The reader hears something; what it does about it, in its order. One that is gone is deaf. */
export function said(
  state: Open,
  event: ReaderEvent,
  name: string,
  options: ReaderOptions,
): Reaction<Open> {
  if (state.reader === null) return { state, posts: [] };
  const [next, outputs] = subscriptionMachine.step(state.reader, event);
  const reader: State = {
    ...next,
    generation: next.timers.length,
    timers: next.timers.map((timer, at) => ({ ...timer, generation: at + 1 })),
  };
  const after: Reaction<Open> = { state: { ...state, reader }, posts: [] };
  return outputs.reduce((so, output) => perform(so, output, name, options), after);
}

/** A timer of the reader goes off. */
export function fired(
  state: Open,
  timer: subscriptionMachine.TimerName,
  name: string,
  options: ReaderOptions,
): Reaction<Open> {
  const armed = state.reader?.timers.find((known) => known.timer === timer);
  if (armed === undefined) throw new Error(`${name}: ${timer} is not armed`);
  return said(state, { type: 'timer', ...armed }, name, options);
}

export function looking({ streamId }: Open, from: string): Post {
  return { to: 'store', message: { type: 'head', streamId, from } as never };
}

export function reading({ streamId, reader }: Open, from: string): Post {
  const after = reader?.context.cursor ?? 0;
  return { to: 'store', message: { type: 'read', streamId, from, after } as never };
}

function perform(
  so: Reaction<Open>,
  output: Output,
  name: string,
  { slowly }: ReaderOptions,
): Reaction<Open> {
  const { state, posts } = so;
  const send = (...items: readonly Heard[]): Reaction<Open> => ({
    state: { ...state, flight: [...state.flight, ...items] },
    posts,
  });
  switch (output.type) {
    case 'read':
      if (slowly) return { state: { ...state, read: 'asked' }, posts };
      return { state, posts: [...posts, reading(state, name)] };
    case 'send':
      return send(...output.frames.map((frame) => frameOf(state, frame)));
    case 'send_reset':
      return send({ type: 'reset' });
    case 'send_heartbeat':
      return send({ type: 'heartbeat' });
    case 'send_stream_end':
      return send({ type: 'stream_end' });
    case 'answer':
      if (output.state === 'open') return send({ type: 'opened' });
      return send({ type: 'open_refused', reason: 'gone', retryAfterMs: 0 });
    case 'cut':
      return { state: broken(state), posts };
    case 'finish': {
      // The end of the connection follows what was sent; a refusal was all there was to say.
      const isSaid = ['open_refused', 'broken'].includes(state.flight.at(-1)?.type ?? '');
      const end: readonly Heard[] = isSaid ? [] : [{ type: 'broken' }];
      const flight = [...state.flight, ...end];
      return { state: { ...state, reader: null, read: null, flight }, posts };
    }
    case 'look':
    // A host looks after dead writers whenever it likes, in worlds where there are any.
    case 'look_after':
    case 'arm':
    case 'disarm':
      return so;
  }
}

function frameOf({ streamId }: Open, frame: Frame): Heard {
  return { type: 'frame', streamId, ...frame };
}
