/**
 * What is told of a host: what it hears from its producers and its timers, what its turns and its
 * operations decide about it, and that it crashes.
 *
 * It knows machines by the names of their states.
 */
import type { Item } from '../explorer/diagram.ts';
import type { HostState } from './host-state.ts';
import { note, type Told } from './story-network.ts';

interface Said {
  readonly type: string;
  readonly streamId?: string;
  readonly timer?: string;
  readonly strand?: string;
  readonly chore?: object;
}

export function tellHost({ reaction }: Told): readonly Item[] {
  const { actor, message } = reaction;
  const happened = whatHappened(message);
  const moves = movesOf(reaction.before as HostState, reaction.after as HostState);
  if (happened === null && moves.length === 0) return [];
  const texts = happened === null ? moves : [happened, ...moves];
  return [note(actor, texts.join('; '))];
}

function whatHappened({ type, streamId = '', timer, strand = '', chore }: Said): string | null {
  const words: Readonly<Record<string, string>> = {
    crash: 'crashes',
    restart: 'is back',
    look: 'looks at the session',
    shutdown: 'closes',
    produce: `the producer of ${streamId} yields`,
    return: `the producer of ${streamId} is done`,
    throw: `the producer of ${streamId} throws`,
    timer: `the timer ${timer} of ${streamId} goes off`,
    fail: `${strand}: the store fails`,
    fail_late: `${strand}: the store does it, and fails`,
    wait_ends: `${strand} waits for the lock no longer`,
    chore: `maintenance: ${Object.values(chore ?? {}).join(' ')}`,
  };
  return words[type] ?? null;
}

/** `turn r1: running -> finishing.deciding` for each machine that is not where it was. */
function movesOf(before: HostState, after: HostState): readonly string[] {
  const was = placesOf(before);
  const is = placesOf(after);
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names.flatMap((name) => {
    const from = was.get(name);
    const to = is.get(name);
    if (from === to) return [];
    if (from === undefined) return [`${name} begins: ${to}`];
    return [`${name}: ${from} → ${to ?? 'ended'}`];
  });
}

function placesOf({ core }: HostState): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { value, context } of core?.turns ?? []) places.set(`turn ${context.streamId}`, value);
  for (const { id, state } of core?.operations ?? []) {
    places.set(`session (${state.context.operation.kind}, ${id})`, state.value);
  }
  return places;
}
