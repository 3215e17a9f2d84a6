/**
 * From what was seen of controllers to what Stately's inspector understands, by
 * `@statelyai/inspect`, although what runs is generated code and no XState actor.
 *
 * Its `inspector.actor` takes a definition only from an actor's `logic.config`, so a machine is
 * handed over as an actor that has nothing else. An inspector that comes late is told every actor
 * that is known, as it stands. It must never know who looks, nor where sightings come from.
 */
import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { models } from '../../machines/index.ts';
import { type Look, type Sighting, withoutText } from '../../runtime/inspect/index.ts';
import { statelyConfig } from '../docs/machines/stately.ts';

export interface Bridge {
  take(sighting: Sighting): void;
  /** What somebody has to be told who has seen nothing yet. */
  present(): readonly StatelyInspectionEvent[];
}

export interface BridgeOptions {
  /** Let people's text through. Default: it is taken out here too, whatever arrives. */
  readonly text?: boolean;
  readonly send: (event: StatelyInspectionEvent) => void;
}

/** Actors that are told to whoever comes late; of more than these, the first to come are left. */
const actorsMax = 100;
/** A machine's config is deeper than what the package would serialize by default. */
const depthMax = 24;

interface Known {
  registration: StatelyInspectionEvent;
  snapshot: StatelyInspectionEvent | null;
}

export function createBridge({ text = false, send }: BridgeOptions): Bridge {
  const known = new Map<string, Known>();
  const keep = (event: StatelyInspectionEvent): void => {
    const { sessionId } = event;
    if (event.type === '@xstate.actor') {
      known.set(sessionId, { registration: event, snapshot: null });
      const [oldest] = known.keys();
      if (known.size > actorsMax && oldest !== undefined) known.delete(oldest);
    }
    const actor = known.get(sessionId);
    if (event.type === '@xstate.snapshot' && actor !== undefined) actor.snapshot = event;
    send(event);
  };
  const clean = <Value>(value: Value): Value => (text ? value : (withoutText(value) as Value));
  const inspector = createInspector(
    { send: keep },
    { serializationDepthLimit: depthMax, sanitizeEvent: clean, sanitizeContext: clean },
  );
  return {
    take: ({ event, heard, looks }) => {
      for (const look of looks) {
        if (!known.has(look.id)) inspector.actor(actorOf(look), look.snapshot);
      }
      for (const id of heard) inspector.event(id, event);
      for (const { id, snapshot } of looks) inspector.snapshot(id, snapshot, { event });
    },
    present: () =>
      [...known.values()].flatMap(({ registration, snapshot }) =>
        snapshot === null ? [registration] : [registration, snapshot],
      ),
  };
}

type Actor = Parameters<ReturnType<typeof createInspector>['actor']>[0];

/** As much of an actor as is read of one. Its name is the id of its config. */
function actorOf({ id, machine, parent }: Look): Actor {
  const model = models.find(({ name }) => name === machine);
  if (model === undefined) throw new Error(`there is no machine ${machine}`);
  const actor = {
    id,
    sessionId: id,
    logic: { config: { ...statelyConfig(model), id } },
    ...(parent === null ? {} : { _parent: { id: parent, sessionId: parent } }),
  };
  return actor as unknown as Actor;
}
