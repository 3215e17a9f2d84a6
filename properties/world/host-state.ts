/**
 * What a host process of the world keeps, the messages it takes, and how it is made: types only,
 * and the state of one that has just begun.
 *
 * The core in it is the composition that ships; all else is what its shell has to remember.
 */
import type { SessionRecord, Terminal } from '../../machines/vocabulary.ts';
import type { Host, HostEffect } from '../../runtime/core/host.ts';
import type { Fault } from './budget.ts';
import type { Request, Wanted } from './lane.ts';
import type { Done } from './store-state.ts';

export interface Producer {
  readonly streamId: string;
  /** Of the hold that it produces for. */
  readonly after: number;
  readonly produced: number;
  readonly isAborted: boolean;
}

export interface HostState {
  /** Null: the process is down. */
  readonly core: Host | null;
  /** What each strand has left to do, step by step, by the strand. */
  readonly strands: readonly (readonly [strand: string, left: Left])[];
  /** Strands whose first effect the store is doing right now; none between two actions. */
  readonly inFlight: readonly string[];
  readonly producers: readonly Producer[];
  /** Who waits for the answer of a request: its number, the lane and the call. */
  readonly asked: readonly Asked[];
  /** Turns that were written to by others, and have not heard of it. */
  readonly wakes: readonly string[];
  /** A record that was read for maintenance, and not saved yet. */
  readonly held: SessionRecord | null;
  /** The store is about to fail; null: it is not. */
  readonly failing: Failing | null;
}

/** In a host that is not split: which of its next accesses fails. */
export interface Failing {
  readonly type: 'fail' | 'fail_late';
  /** Accesses before it. */
  readonly left: number;
}

export type Left = readonly (readonly HostEffect[])[];

interface Asked {
  readonly request: number;
  readonly lane: string;
  readonly key: string;
}

/** What a host does to a session by its own person, beside what tabs ask for. */
export type Chore =
  | { readonly kind: 'start'; readonly turnId: string }
  | { readonly kind: 'cancel'; readonly streamId: string }
  /** Somebody else answers a prompt, asked or not. */
  | { readonly kind: 'answer'; readonly streamId: string; readonly answerId: string }
  /** `partial`: of a record of which only the head was read. */
  | { readonly kind: 'read' }
  | { readonly kind: 'read_partial' }
  | { readonly kind: 'save' }
  | { readonly kind: 'edit'; readonly from: string };

export type HostActorMessage =
  | Request
  | Done
  | { readonly type: 'open'; readonly from: string; readonly streamId: string }
  | { readonly type: 'watch'; readonly from: string }
  | {
      readonly type: 'viewed';
      readonly record: SessionRecord;
      /** The outcome of the last turn, as its cell has it. */
      readonly decided: Terminal | null;
      readonly about: About;
    }
  /** Somebody has written to a turn, but for its frames. */
  | { readonly type: 'woken' | 'hear'; readonly streamId: string }
  | { readonly type: 'waits'; readonly effect: HostEffect }
  | { readonly type: 'fence_issued' | 'crash' | 'exit' | 'restart' | 'look' | 'shutdown' }
  | { readonly type: 'will_fail'; readonly failing: Failing }
  | { readonly type: 'perform' | 'fail' | 'fail_late' | 'wait_ends'; readonly strand: string }
  | { readonly type: 'timer'; readonly streamId: string; readonly timer: string }
  | { readonly type: 'produce' | 'return' | 'throw'; readonly streamId: string }
  | { readonly type: 'chore'; readonly chore: Chore };

export type About =
  | { readonly look: true }
  | { readonly held: 'whole' | 'partial' }
  | { readonly lane: string; readonly key: string; readonly what: Wanted }
  | { readonly watch: string };

export interface HostOptions {
  readonly name: string;
  /** What each turn's producer yields. */
  readonly script: readonly ('text' | 'prompt')[];
  /** Each access to the store is an action of its own. */
  readonly split: boolean;
  /** It looks at the session by itself, as it does whenever somebody reads it. */
  readonly looks: boolean;
  /** It renews its leases: where they may run out, or where it hears of a cancel by that. */
  readonly renews: boolean;
  readonly faults: readonly Fault[];
  readonly chores: readonly Chore[];
  /** Whom a crash is told: their connections and calls are over. */
  readonly wires: readonly string[];
  readonly lanes: readonly string[];
}

export const idle: Omit<HostState, 'core'> = {
  strands: [],
  inFlight: [],
  producers: [],
  asked: [],
  wakes: [],
  held: null,
  failing: null,
};
