/**
 * What an inspector is shown of a controller: after each message, who it was for and which of the
 * machines are somewhere else now, with their state as XState would say it.
 *
 * The machines of a client are told apart by ids that are used once. Where one is replaced or
 * forgotten within a step, its last state can't be seen any more: it is told as done where it was
 * seen last. People's text is left out unless it is asked for. It knows no inspector.
 */
import type { Json } from '../../machines/vocabulary.ts';
import type { Client, ClientMessage } from '../core/client.ts';
import { withoutText } from './text.ts';

export type MachineName = 'pane' | 'attachment' | 'cancellation';

/** One machine as it stands. */
export interface Look {
  readonly id: string;
  readonly machine: MachineName;
  /** The id of the pane; null for the pane itself. */
  readonly parent: string | null;
  readonly snapshot: {
    /** Nested, as XState has it: `{ settling: 'asking' }`. */
    readonly value: Json;
    readonly status: 'active' | 'done';
    readonly context: Json;
  };
}

export interface Sighting {
  readonly event: { readonly type: string; readonly [field: string]: Json };
  /** Ids of the machines that were given the event. */
  readonly heard: readonly string[];
  /** The machines that are new, or have moved. */
  readonly looks: readonly Look[];
}

export interface SightingOptions {
  readonly actor: string;
  /** Keep what people and models wrote. Default: only how long it is. */
  readonly text?: boolean;
  readonly tell: (sighting: Sighting) => void;
}

interface Held {
  readonly machine: MachineName;
  readonly state: { readonly value: string; readonly status: string; readonly context: object };
}

/** What to pass to a controller as `observe`. */
export function createObserver({ actor, text = false, tell }: SightingOptions) {
  const parent = `${actor}-pane`;
  const keep = (value: unknown): Json => (text ? (value as Json) : withoutText(value));
  let before: ReadonlyMap<string, Held> = new Map();

  const lookAt = (id: string, { machine, state }: Held, isGone: boolean): Look => ({
    id,
    machine,
    parent: machine === 'pane' ? null : parent,
    snapshot: {
      value: nested(state.value),
      status: isGone || state.status === 'done' ? 'done' : 'active',
      context: keep(state.context),
    },
  });
  return (message: ClientMessage | null, client: Client): void => {
    const now = machinesOf(actor, client);
    const moved = [...now].filter(([id, { state }]) => before.get(id)?.state !== state);
    const gone = [...before].filter(([id, { state }]) => !now.has(id) && state.status !== 'done');
    const event = keep(message === null ? { type: 'start' } : message.event);
    const heard = [...now].filter(([, held]) => message !== null && isFor(message, held));
    before = now;
    tell({
      event: event as Sighting['event'],
      heard: heard.map(([id]) => id),
      looks: [
        ...gone.map(([id, held]) => lookAt(id, held, true)),
        ...moved.map(([id, held]) => lookAt(id, held, false)),
      ],
    });
  };
}

function machinesOf(actor: string, client: Client): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>([[`${actor}-pane`, { machine: 'pane', state: client.pane }]]);
  const { attachment } = client;
  if (attachment !== null) {
    const id = `${actor}-attachment-${attachment.context.attachmentId}`;
    held.set(id, { machine: 'attachment', state: attachment });
  }
  for (const [streamId, state] of client.cancellations) {
    held.set(`${actor}-cancellation-${streamId}`, { machine: 'cancellation', state });
  }
  return held;
}

/** What is said to all, which is the weather, is heard by the pane and its attachment. */
function isFor({ to, event }: ClientMessage, { machine, state }: Held): boolean {
  if (to === 'all') return machine !== 'cancellation';
  if (to !== machine) return false;
  const { streamId } = state.context as { readonly streamId?: string };
  return to !== 'cancellation' || event.streamId === streamId;
}

/** `settling.asking` -> `{ settling: 'asking' }`. */
function nested(path: string): Json {
  const [first = '', ...rest] = path.split('.');
  return rest.length === 0 ? first : { [first]: nested(rest.join('.')) };
}
