/**
 * What is seen of a controller: its pane, its attachments and its cancellations.
 *
 * The machines of a client are told apart by ids that are used once. It knows no inspector.
 */
import type { Client, ClientMessage } from '../core/client.ts';
import { createWatcher, type Held, type SightingOptions } from './looks.ts';

/** What to pass to a controller as `observe`. */
export function createObserver({ actor, ...options }: SightingOptions) {
  const tell = createWatcher(options);
  return (message: ClientMessage | null, client: Client): void => {
    const now = machinesOf(actor, client);
    if (message === null) return tell({ type: 'start' }, now, []);
    const heard = [...now].filter(([, held]) => isFor(message, held));
    return tell(
      message.event,
      now,
      heard.map(([id]) => id),
    );
  };
}

function machinesOf(actor: string, client: Client): ReadonlyMap<string, Held> {
  const parent = `${actor}-pane`;
  const held = new Map<string, Held>([
    [parent, { machine: 'pane', parent: null, state: client.pane }],
  ]);
  const { attachment } = client;
  if (attachment !== null) {
    const id = `${actor}-attachment-${attachment.context.attachmentId}`;
    held.set(id, { machine: 'attachment', parent, state: attachment });
  }
  for (const [streamId, state] of client.cancellations) {
    held.set(`${actor}-cancellation-${streamId}`, { machine: 'cancellation', parent, state });
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
