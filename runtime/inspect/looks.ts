/**
 * What an inspector is shown: after each message, who it was for and which machines are somewhere
 * else now, with their state as XState would say it.
 *
 * The machines that are looked at are told apart by their ids. Where one is replaced or forgotten
 * within a step, its last state can't be seen any more: it is told as done where it was seen last.
 * People's text is left out unless it is asked for. It knows no inspector, and no composition.
 */
import type { Json } from '../../machines/vocabulary.ts';
import { withoutText } from './text.ts';

export type MachineName = 'pane' | 'attachment' | 'cancellation' | 'session' | 'turn';

/** One machine as it stands. */
export interface Look {
  readonly id: string;
  readonly machine: MachineName;
  /** The id of the machine that made it, where there is one. */
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

/** A machine as a composition holds it. */
export interface Held {
  readonly machine: MachineName;
  readonly parent: string | null;
  readonly state: { readonly value: string; readonly status: string; readonly context: object };
}

/** Says what has moved since it was called last. */
export function createWatcher({ text = false, tell }: Omit<SightingOptions, 'actor'>) {
  const keep = (value: unknown): Json => (text ? (value as Json) : withoutText(value));
  let before: ReadonlyMap<string, Held> = new Map();

  const lookAt = (id: string, { machine, parent, state }: Held, isGone: boolean): Look => ({
    id,
    machine,
    parent,
    snapshot: {
      value: nested(state.value),
      status: isGone || state.status === 'done' ? 'done' : 'active',
      context: keep(state.context),
    },
  });
  return (event: object, now: ReadonlyMap<string, Held>, heard: readonly string[]): void => {
    const moved = [...now].filter(([id, { state }]) => before.get(id)?.state !== state);
    const gone = [...before].filter(([id, { state }]) => !now.has(id) && state.status !== 'done');
    before = now;
    tell({
      event: keep(event) as Sighting['event'],
      heard,
      looks: [
        ...gone.map(([id, held]) => lookAt(id, held, true)),
        ...moved.map(([id, held]) => lookAt(id, held, false)),
      ],
    });
  };
}

/** `settling.asking` -> `{ settling: 'asking' }`. */
function nested(path: string): Json {
  const [first = '', ...rest] = path.split('.');
  return rest.length === 0 ? first : { [first]: nested(rest.join('.')) };
}
