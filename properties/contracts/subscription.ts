/**
 * The contract of the subscription: one reader of one stream, on the host.
 *
 * A reader gets each frame after its cursor once and in order, is told when its cursor is of no
 * use, is cut when it does not read, and gets the terminal last.
 */
import type { Event, HeadEvent, Input } from '../../machines/subscription/signals.ts';
import { type Frame, isTerminal } from '../../machines/vocabulary.ts';
import type { Output, State } from '../../runtime/generated/subscription.ts';
import {
  type Clause,
  type Contract,
  isUnmoved,
  type Moment,
  outputsOf,
  said,
  type TimerEvent,
  timersOf,
} from './contract.ts';

/** What an onlooker knows of it. */
interface Seen {
  /** What the reader says it has. */
  readonly after: number;
  /** Seq of the last frame that was sent, or that the reader has. */
  readonly sent: number;
  readonly isAnswered: boolean;
  /** A read is under way; a wake-up came meanwhile. */
  readonly isReading: boolean;
  readonly isWoken: boolean;
  /** A batch was sent, and the reader has not taken it yet. */
  readonly isSending: boolean;
  readonly hasTerminal: boolean;
}

type Happening = Event | TimerEvent;
type M = Moment<State, Happening, Output, Seen>;

const framesMax = 2;
const inputs: readonly Input[] = [-1, 0, 1, 2, 3].map((after) => ({ after }));

const unseen: Seen = {
  after: 0,
  sent: 0,
  isAnswered: false,
  isReading: false,
  isWoken: false,
  isSending: false,
  hasTerminal: false,
};

function head(firstSeq: number, lastSeq: number, terminal: HeadEvent['terminal']): HeadEvent {
  return { type: 'head', firstSeq, lastSeq, terminal };
}

/** A journal of two frames, the second of which may be its terminal. */
function events(_: State, seen: Seen): readonly Event[] {
  const plain = (['wake', 'left', 'shutdown'] as const).map((type): Event => ({ type }));
  const heads: readonly Event[] = seen.isAnswered
    ? []
    : [
        head(1, 0, null),
        head(1, 2, null),
        head(1, 2, 'done'),
        head(2, 2, 'done'),
        head(3, 2, null),
      ];
  const frame = (kind: string): Frame => ({ seq: seen.sent + 1, kind, data: null });
  const full: readonly Event[] =
    seen.sent < framesMax && !seen.hasTerminal
      ? ['text', 'done'].map((kind) => ({ type: 'batch', frames: [frame(kind)] }))
      : [];
  const read: readonly Event[] = seen.isReading ? [{ type: 'batch', frames: [] }, ...full] : [];
  const isAsking = seen.isReading || !seen.isAnswered;
  return [
    ...plain,
    ...heads,
    ...read,
    ...(isAsking ? [{ type: 'missing' } as const] : []),
    ...(seen.isSending ? [{ type: 'drained' } as const] : []),
  ];
}

function look(m: M): Seen {
  const { event, seen } = m;
  const input = (event as unknown as { readonly input?: Input }).input;
  if (input !== undefined) return { ...unseen, after: input.after, sent: Math.max(input.after, 0) };
  const frames = outputsOf(m, 'send').flatMap((one) => one.frames);
  const reads = outputsOf(m, 'read').length > 0;
  const heard = seen.isReading && !['batch', 'missing'].includes(event.type);
  const isReset = outputsOf(m, 'send_reset').length > 0;
  return {
    after: seen.after,
    sent: isReset ? 0 : (frames.at(-1)?.seq ?? seen.sent),
    isAnswered: seen.isAnswered || outputsOf(m, 'answer').length > 0,
    isReading: reads || heard,
    isWoken: !reads && heard && (seen.isWoken || event.type === 'wake'),
    isSending: frames.length > 0 || (seen.isSending && event.type !== 'drained' && !reads),
    hasTerminal: seen.hasTerminal || frames.some(({ kind }) => isTerminal(kind)),
  };
}

const isDone = (m: M) => m.after.status === 'done';
const isTimer = ({ event }: M, name: string) =>
  event.type === 'timer' && event.timer.endsWith(name);
const isHead = (m: M): m is M & { readonly event: HeadEvent } => m.event.type === 'head';
const answer = (m: M) =>
  outputsOf(m, 'answer')
    .map(({ state }) => state)
    .join(' ');
const end = (m: M) => outputsOf(m, 'send_stream_end')[0] ?? null;

/** Frames that the reader lacks are not kept any more. */
const isLost = (m: M) => isHead(m) && m.seen.sent + 1 < m.event.firstSeq;
const isUnusable = (m: M) =>
  isHead(m) && !isLost(m) && (m.seen.after < 0 || m.seen.after > m.event.lastSeq);
const isAtEnd = (m: M) =>
  isHead(m) && !isLost(m) && m.event.terminal !== null && m.seen.after === m.event.lastSeq;
const frames = (m: M) => (m.event.type === 'batch' ? m.event.frames : []);

const opening: readonly Clause<M>[] = [
  {
    id: 'F5',
    says: 'it begins with a look at the journal',
    when: (m) => m.before === null,
    holds: (m) => said(m) === 'look',
  },
  {
    id: 'F5',
    says: 'frames that are no longer kept are said to be gone',
    when: isLost,
    holds: (m) => said(m) === 'answer finish' && answer(m) === 'gone' && isDone(m),
  },
  {
    id: 'F2',
    says: 'a cursor of no use gets a reset, and the stream from its first frame',
    when: isUnusable,
    holds: (m) =>
      said(m) === 'answer send_reset read' &&
      answer(m) === 'open' &&
      outputsOf(m, 'read')[0]?.after === 0,
  },
  {
    id: 'F5',
    says: 'opening at the end says how it ended',
    when: isAtEnd,
    holds: (m) =>
      said(m) === 'answer send_stream_end finish' &&
      answer(m) === 'open' &&
      end(m)?.terminal === 'done' &&
      end(m)?.lastSeq === m.seen.after &&
      isDone(m),
  },
  {
    id: 'F2',
    says: 'any other opening is read on from its cursor',
    when: (m) => isHead(m) && !isLost(m) && !isUnusable(m) && !isAtEnd(m),
    holds: (m) =>
      said(m) === 'answer read' &&
      answer(m) === 'open' &&
      outputsOf(m, 'read')[0]?.after === m.seen.sent,
  },
  {
    id: 'F5',
    says: 'a stream that is not there is said to be missing; one that vanishes is cut',
    when: (m) => m.event.type === 'missing',
    holds: (m) =>
      isDone(m) &&
      (m.seen.isAnswered ? said(m) === 'cut finish' : said(m) === 'answer finish') &&
      (m.seen.isAnswered || answer(m) === 'missing'),
  },
];

const reading: readonly Clause<M>[] = [
  {
    id: 'F3',
    says: 'what was read is sent at once, as it is, and nothing else is sent',
    when: (m) => frames(m).length > 0 || outputsOf(m, 'send').length > 0,
    holds: (m) => said(m) === 'send' && outputsOf(m, 'send')[0]?.frames === frames(m),
  },
  {
    id: 'T1',
    says: 'a reader that does not read is cut at a bound',
    when: (m) => m.next.isSending && !isDone(m),
    holds: (m) => timersOf(m.after) === 'sending.patience',
  },
  {
    id: 'T1',
    says: 'at the bound it is cut, to come back by its cursor',
    when: (m) => isTimer(m, 'patience'),
    holds: (m) => said(m) === 'cut finish' && isDone(m),
  },
  {
    id: 'F5',
    says: 'after the terminal comes the full stop',
    when: (m) => m.event.type === 'drained' && m.seen.hasTerminal,
    holds: (m) =>
      said(m) === 'send_stream_end finish' &&
      end(m)?.terminal === 'done' &&
      end(m)?.lastSeq === m.seen.sent &&
      isDone(m),
  },
  {
    id: 'F2',
    says: 'what was taken is read on from',
    when: (m) => m.event.type === 'drained' && !m.seen.hasTerminal,
    holds: (m) => said(m) === 'read' && outputsOf(m, 'read')[0]?.after === m.seen.sent,
  },
  {
    id: 'F2',
    says: 'a wake-up during a read that found nothing is not lost',
    when: (m) => m.event.type === 'batch' && frames(m).length === 0,
    holds: (m) =>
      said(m) === (m.seen.isWoken ? 'read' : '') &&
      timersOf(m.after) === (m.seen.isWoken ? '' : 'waiting.heartbeat'),
  },
  {
    id: 'F2',
    says: 'a wake-up makes whoever waits read, and nobody else',
    when: (m) => m.event.type === 'wake',
    holds: (m) =>
      timersOf(m.before ?? m.after) === 'waiting.heartbeat'
        ? said(m) === 'read' && outputsOf(m, 'read')[0]?.after === m.seen.sent
        : said(m) === '',
  },
  {
    id: 'T4',
    says: 'whoever waits says that it lives, and looks after the writer',
    when: (m) => isTimer(m, 'heartbeat'),
    holds: (m) =>
      said(m) === 'send_heartbeat look_after' && timersOf(m.after) === 'waiting.heartbeat',
  },
  {
    id: 'F2',
    says: 'one read at a time',
    when: (m) => outputsOf(m, 'read').length > 0,
    holds: (m) =>
      outputsOf(m, 'read').length === 1 && (!m.seen.isReading || m.event.type === 'batch'),
  },
];

const ending: readonly Clause<M>[] = [
  {
    id: 'T2',
    says: 'a reader that has left is forgotten',
    when: (m) => m.event.type === 'left',
    holds: (m) => said(m) === 'finish' && isDone(m),
  },
  {
    id: 'F5',
    says: 'a host that closes says that this connection carries no more',
    when: (m) => m.event.type === 'shutdown',
    holds: (m) =>
      isDone(m) &&
      said(m) === `${m.seen.isAnswered ? '' : 'answer '}send_stream_end finish` &&
      (m.seen.isAnswered || answer(m) === 'open') &&
      (end(m)?.terminal === null) === !m.seen.hasTerminal,
  },
  {
    id: 'T2',
    says: 'what is over is finished once, and has no timer',
    when: (m) => isDone(m) || outputsOf(m, 'finish').length > 0,
    holds: (m) => isDone(m) && outputsOf(m, 'finish').length === 1 && m.after.timers?.length === 0,
  },
  {
    id: 'T2',
    says: 'an event that it does not wait for has no effect',
    when: (m) => m.event.type === 'wake' && m.seen.isSending,
    holds: isUnmoved,
  },
];

export const subscription: Contract<State, Happening, Output, Seen> = {
  machine: 'subscription',
  inputs,
  events,
  canonical: (state) => state,
  unseen,
  look,
  clauses: [...opening, ...reading, ...ending],
};
