/**
 * Reads what the page says of its controllers, as it came over the network: nothing is believed
 * of its shape, and what does not fit is refused as a whole.
 *
 * It knows the shape of a sighting and nothing of what becomes of it.
 */
import type { Look, Sighting } from '../../runtime/inspect/index.ts';

const sightingsMax = 10_000;
const id = /^[\w-]{1,200}$/;

/** Null when the body is not `{ sightings: [...] }`. */
export function readSightings(body: unknown): readonly Sighting[] | null {
  const { sightings } = fieldsOf(body);
  if (!Array.isArray(sightings) || sightings.length > sightingsMax) return null;
  return sightings.every(isSighting) ? sightings : null;
}

function isSighting(value: unknown): value is Sighting {
  const { event, heard, looks } = fieldsOf(value);
  return (
    typeof fieldsOf(event)['type'] === 'string' &&
    Array.isArray(heard) &&
    heard.every(isId) &&
    Array.isArray(looks) &&
    looks.every(isLook)
  );
}

function isLook(value: unknown): value is Look {
  const { id: own, machine, parent, snapshot } = fieldsOf(value);
  const { status, value: at } = fieldsOf(snapshot);
  return (
    isId(own) &&
    (parent === null || isId(parent)) &&
    (machine === 'pane' || machine === 'attachment' || machine === 'cancellation') &&
    (status === 'active' || status === 'done') &&
    (typeof at === 'string' || typeof at === 'object')
  );
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && id.test(value);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
