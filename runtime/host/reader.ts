/**
 * The shell of one reader: performs what the subscription machine says over one byte stream.
 *
 * Pull-based: what was sent waits here until the consumer asks for it, and only then is the next
 * batch read. So a slow reader holds one batch and nothing else. When to read, to wait, to cut or
 * to end is decided in machines/subscription.
 */
import type { Clock } from '../clock.ts';
import { HoldfastError } from '../core/errors.ts';
import {
  type SubscriptionEffect,
  type SubscriptionEvent,
  subscriptionMachine,
} from '../core/host.ts';
import { encodeControl, encodeFrame, heartbeat } from '../core/sse.ts';
import type { Attendant } from './attendance.ts';
import { createDeferred } from './deferred.ts';
import { Driver } from './driver.ts';
import { Outlet } from './outlet.ts';
import type { BatchLimit, Head, Store } from './store.ts';

export interface ReaderPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly batch: BatchLimit;
  /** Says of the journal that it is being read. */
  readonly attend: (journal: string) => Attendant;
  /** The reader waits: whoever writes its journal is to be looked after. */
  readonly lookAfter: () => void;
  /** Errors of the store, which the reader is cut for. */
  readonly report: (error: unknown) => void;
}

/** What to read, and from where: the seq of the last frame the reader has; -1 when unreadable. */
export interface ReadRequest {
  readonly journal: string;
  readonly streamId: string;
  readonly after: number;
}

export type Opened =
  | {
      readonly state: 'open';
      readonly body: ReadableStream<Uint8Array>;
      /** Resolves when nothing is read for it any more. */
      readonly ended: Promise<void>;
    }
  /** Frames after the cursor are no longer kept, or there is no such stream. */
  | { readonly state: 'gone' | 'missing' };

export interface Reader {
  /** Rejects when the store fails before it could be opened. */
  readonly opened: Promise<Opened>;
  readonly ended: Promise<void>;
  /** The host closes: the reader is told that this connection carries nothing more. */
  shutdown(): void;
}

export function createReader(request: ReadRequest, ports: ReaderPorts): Reader {
  const opened = createDeferred<Opened>();
  const ended = createDeferred();
  let isWakeQueued = false;
  const send = (event: SubscriptionEvent): void => void driver.send(event);
  /** One wake-up in the queue says as much as many. */
  const wake = (): void => {
    if (isWakeQueued) return;
    isWakeQueued = true;
    send({ type: 'wake' });
  };
  const outlet = new Outlet({
    drained: () => send({ type: 'drained' }),
    left: () => send({ type: 'left' }),
  });
  const told = { opened: opened.resolve, ended: ended.promise };
  const perform = createPerformer(request, ports, { send, wake, outlet, ...told });
  const driver = new Driver<
    subscriptionMachine.State,
    SubscriptionEvent,
    SubscriptionEffect,
    subscriptionMachine.TimerName
  >({
    first: subscriptionMachine.start({ after: request.after }),
    step: (state, event) => {
      // From here on, and not from when its effects are done: the read it causes may miss a write.
      if (event.type === 'wake') isWakeQueued = false;
      return subscriptionMachine.step(state, event);
    },
    perform,
    clock: ports.clock,
    failed: (error) => {
      ports.report(error);
      const cause = { cause: error };
      opened.reject(new HoldfastError('store_failed', 'the journal could not be read', cause));
      outlet.cut();
      send({ type: 'left' });
    },
    settled: (state) => {
      if (state.status === 'done') ended.resolve();
    },
  });
  return {
    opened: opened.promise,
    ended: ended.promise,
    shutdown: () => send({ type: 'shutdown' }),
  };
}

interface Shell {
  readonly send: (event: SubscriptionEvent) => void;
  readonly wake: () => void;
  readonly outlet: Outlet;
  readonly opened: (opened: Opened) => void;
  readonly ended: Promise<void>;
}

/** What the machine is told of a journal. */
function headEvent(head: Head | null): SubscriptionEvent {
  if (head === null) return { type: 'missing' };
  const { firstSeq, lastSeq, terminal } = head;
  return { type: 'head', firstSeq, lastSeq, terminal };
}

function createPerformer(request: ReadRequest, ports: ReaderPorts, shell: Shell) {
  const { journal, streamId } = request;
  const { store, batch } = ports;
  const { send, wake, outlet, opened } = shell;
  let unsubscribe: () => void = () => undefined;
  let attendant: Attendant | null = null;

  return (effect: SubscriptionEffect): void | Promise<void> => {
    switch (effect.type) {
      case 'look':
        attendant = ports.attend(journal);
        // Before the first look at the journal: what is appended after it is heard of.
        unsubscribe = store.subscribe(journal, wake);
        return store.head(journal).then((head) => send(headEvent(head)));
      case 'read':
        attendant?.stay();
        return store
          .read(journal, effect.after, batch)
          .then((frames) =>
            send(frames === null ? { type: 'missing' } : { type: 'batch', frames }),
          );
      case 'send':
        return outlet.put(effect.frames.map((frame) => encodeFrame(streamId, frame)).join(''));
      case 'send_reset':
        return outlet.add(encodeControl({ type: 'reset' }));
      case 'send_heartbeat':
        return outlet.hint(heartbeat);
      case 'look_after':
        attendant?.stay();
        return ports.lookAfter();
      case 'send_stream_end':
        return outlet.add(
          encodeControl({
            type: 'stream_end',
            terminal: effect.terminal,
            lastSeq: effect.lastSeq,
          }),
        );
      case 'answer':
        return opened(
          effect.state === 'open'
            ? { state: 'open', body: outlet.body, ended: shell.ended }
            : { state: effect.state },
        );
      case 'cut':
        return outlet.cut();
      case 'finish':
        unsubscribe();
        attendant?.leave();
        return outlet.end();
    }
  };
}
