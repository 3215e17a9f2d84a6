/**
 * Equal situations as equal states: what only grows, and is only compared, is numbered anew.
 *
 * A number of the present (attachment, source, request) becomes 1, one of the past 0 or -1, and
 * counters of what was told are forgotten. A count up to a bound jumps over its middle, so that a
 * bound of 10 is explored as one of 2: first, last, and none left.
 */
import { ladderMs, retriesMax, silenceMax } from '../../machines/attachment/signals.ts';
import { triesMax as cancelTriesMax } from '../../machines/cancellation/signals.ts';
import { holdsMax, triesMax } from '../../machines/pane/signals.ts';
import { type Bounds, oldNumber } from './bounds.ts';
import type { Asked, PlainClient, TabState } from './tab-state.ts';

/** `count` of `max`, when only the last `bound` of them are told apart. */
function jump(count: number, max: number, bound: number): number {
  return count <= 0 ? count : Math.max(count, Math.min(max, max - bound + 1));
}

export function canonical(state: TabState, bounds: Bounds): TabState {
  const { client, asked } = state;
  return {
    client: canonicalClient(client, bounds),
    asked: canonicalAsked(asked, client),
    sent: state.sent,
    returned: state.returned,
    stopped: state.stopped,
  };
}

function canonicalClient(client: PlainClient, bounds: Bounds): PlainClient {
  const { pane, attachment, scene, marked, hidden, screen, cancellations, answering } = client;
  return {
    pane: canonicalPane(pane, bounds),
    attachment: attachment && canonicalAttachment(attachment, bounds),
    scene,
    marked,
    hidden,
    screen,
    cancellations: cancellations
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([streamId, state]) => [streamId, canonicalCancellation(state, bounds)] as const),
    answering,
    returned: null,
    notices: [],
    frames: 0,
    counters: { duplicates: 0, foreign: 0, gaps: 0, reconnects: 0 },
  };
}

function canonicalCancellation(state: Cancellation, bounds: Bounds): Cancellation {
  const { context } = state;
  const tries = jump(context.tries, cancelTriesMax, bounds.cancelTries);
  return { ...numbered(state), context: { ...context, tries } };
}

function canonicalPane(pane: PlainClient['pane'], bounds: Bounds): PlainClient['pane'] {
  const { context } = pane;
  return {
    ...numbered(pane),
    context: {
      ...context,
      attachmentId: Math.min(context.attachmentId, 1),
      // The first try is told from all later ones.
      tries: context.tries === 1 ? 1 : jump(context.tries, triesMax, bounds.startTries),
      holds: jump(context.holds, holdsMax, bounds.holds),
      starts: Math.min(context.awaitingStart, 1),
      awaitingStart: Math.min(context.awaitingStart, 1),
      loads: Math.min(context.awaitingLoad, 1),
      awaitingLoad: Math.min(context.awaitingLoad, 1),
    },
  };
}

type Attachment = NonNullable<PlainClient['attachment']>;
type Cancellation = PlainClient['cancellations'][number][1];

function canonicalAttachment(attachment: Attachment, bounds: Bounds): Attachment {
  const { context } = attachment;
  const awaits = context.awaiting > 0 ? 1 : 0;
  return {
    ...numbered(attachment),
    context: {
      ...context,
      attachmentId: 1,
      source: Math.min(context.source, 1),
      requests: awaits,
      awaiting: awaits,
      retries: jump(context.retries, retriesMax, bounds.settleRetries),
      attempt: jump(context.attempt, ladderMs.length, bounds.ladder),
      silence: jump(context.silence, silenceMax - 1, bounds.silence),
    },
  };
}

/** What was asked by one that is gone is told from what the present one has asked. */
function canonicalAsked(asked: Asked, { pane, attachment }: PlainClient): Asked {
  const current = attachment?.context;
  const id = (attachmentId: number) => (attachmentId === current?.attachmentId ? 1 : 0);
  const { source, settle, load, start, echo } = asked;
  return {
    source: source && {
      attachmentId: id(source.attachmentId),
      source: id(source.attachmentId) === 1 && source.source === current?.source ? 1 : 0,
    },
    settle: settle && {
      attachmentId: id(settle.attachmentId),
      request:
        id(settle.attachmentId) === 1 && settle.request === current?.awaiting ? 1 : oldNumber,
    },
    load: load === 0 ? 0 : load === pane.context.awaitingLoad ? 1 : -1,
    start: start && {
      request: start.request === pane.context.awaitingStart ? 1 : -1,
      turnId: start.turnId,
    },
    echo: {
      settle: echo.settle === null ? null : id(echo.settle),
      source: echo.source === null ? null : id(echo.source),
    },
  };
}

interface Timed<Timer> {
  readonly generation: number;
  readonly timers: readonly Timer[];
}

/** Generations are compared with those of armed timers only. */
function numbered<Timer extends { readonly generation: number }, State extends Timed<Timer>>(
  state: State & Timed<Timer>,
): State {
  const timers = state.timers.map((timer, at) => ({ ...timer, generation: at + 1 }));
  return { ...state, generation: timers.length, timers };
}
