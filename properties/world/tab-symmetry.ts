/**
 * Two tabs may change places: every name that is made of theirs becomes the other's.
 *
 * Lists that are kept in the order of their names are put in order again. It is never trusted: the
 * explorer checks each outcome against its image (`properties/explorer/symmetry.ts`), so a list
 * that is missing here fails the run.
 */
import type { Symmetry } from '../explorer/system.ts';

/** Lists of a state that are in the order of names. */
const ordered = ['returned', 'stopped', 'cancellations', 'strands', 'producers'];

export function tabsChangePlaces(one: string, other: string): Symmetry {
  // A turn is 'a1', a prompt 'a1.p', a lane 'a.load'.
  const name = new RegExp(`\\b(${one}|${other})(?=\\d|\\.|$)`, 'g');
  const renamed = (text: string) => text.replace(name, (found) => (found === one ? other : one));
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return renamed(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(rename);
    const fields = Object.entries(value).map(([key, field]) => {
      const image = rename(field);
      return [renamed(key), ordered.includes(key) ? inOrder(image) : image] as const;
    });
    return Object.fromEntries(fields);
  };
  return {
    actor: renamed,
    // A lane and `told` are lists themselves.
    rename: (value) => inOrder(rename(value)) as typeof value,
  };
}

function inOrder(value: unknown): unknown {
  return Array.isArray(value) ? value.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)) : value;
}

/** The name of what is in a list: itself, the first of a pair, or its key. */
function nameOf(item: unknown): string {
  if (typeof item === 'string') return item;
  if (Array.isArray(item)) return String(item[0]);
  const { key, streamId } = item as { readonly key?: string; readonly streamId?: string };
  return key ?? streamId ?? '';
}
