/**
 * What is seen of a host's session: its turns, and the operations on its record.
 *
 * A turn is told by its stream. The number of an operation is used again when it has ended, so
 * operations are counted here. It knows no inspector.
 */
import type { Host, HostMessage } from '../core/host.ts';
import { createWatcher, type Held, type SightingOptions } from './looks.ts';

/** What a host's `observe` returns for a session. */
export function createHostObserver({ actor, ...options }: SightingOptions) {
  const tell = createWatcher(options);
  let operations: ReadonlyMap<number, string> = new Map();
  let begun = 0;
  return (message: HostMessage | null, host: Host): void => {
    const running = host.operations.map(({ id }) => {
      const known = operations.get(id);
      if (known === undefined) begun += 1;
      return [id, known ?? `${actor}-operation-${begun}`] as const;
    });
    // An operation that ends in this step has heard what ended it.
    const heardBy = message === null ? null : hearerOf(message, actor, operations);
    operations = new Map(running);
    const now = new Map<string, Held>();
    for (const { id, state } of host.operations) {
      now.set(operations.get(id) ?? '', { machine: 'session', parent: null, state });
    }
    for (const state of host.turns) {
      now.set(turnId(actor, state.context.streamId), { machine: 'turn', parent: null, state });
    }
    const event = message === null ? { type: 'start' } : message.event;
    tell(event, now, heardBy === null ? [] : [heardBy]);
  };
}

/** Requests are heard by no machine: they make one, or are handed on. */
function hearerOf(
  message: HostMessage,
  actor: string,
  operations: ReadonlyMap<number, string>,
): string | null {
  switch (message.to) {
    case 'session':
      return null;
    case 'turn':
      return turnId(actor, message.streamId);
    case 'operation':
      return operations.get(message.id) ?? null;
  }
}

function turnId(actor: string, streamId: string): string {
  return `${actor}-turn-${streamId}`;
}
