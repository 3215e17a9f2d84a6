/**
 * What a store of the world keeps, the messages it takes, and how it is made: types, and the two
 * fences that a lock has there.
 *
 * It must never know what a message does.
 */
import type { Json, SessionRecord } from '../../machines/vocabulary.ts';
import type { HostEffect } from '../../runtime/core/host.ts';
import type { Hold, Journal } from './journal.ts';

export interface StoreState {
  readonly record: SessionRecord;
  readonly journals: Readonly<Record<string, Journal>>;
  readonly lock: Hold | null;
}

/** The fence of the lock that was issued last, and that of every lock before it. */
export const lastFence = 2;
export const oldFence = 1;

export type StoreMessage =
  | Access
  | { readonly type: 'head'; readonly from: string; readonly streamId: string }
  | {
      readonly type: 'read';
      readonly from: string;
      readonly streamId: string;
      readonly after: number;
    }
  /** The record, for somebody who only reads; `about` comes back with it. */
  | { readonly type: 'view'; readonly from: string; readonly about: Json }
  | { readonly type: 'dead'; readonly host: string }
  /** A host could not release a lock: if it held that still, nobody does. */
  | { readonly type: 'unreleased'; readonly host: string; readonly lockFence: number }
  | { readonly type: 'lock_expires' }
  | { readonly type: 'lease_expires' | 'trim'; readonly streamId: string };

/** One effect of a host, carried out; answered by `done`. */
export interface Access {
  readonly type: 'do';
  readonly from: string;
  readonly effect: HostEffect;
  /** A lock that is not free is not waited for in this action, but answered by `waits`. */
  readonly isPatient?: boolean;
}

/** An event, as far as a store has to know. */
export interface Said {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What came of it: an event for its strand, if the effect has an answer. */
export interface Done {
  readonly type: 'done';
  readonly effect: HostEffect;
  readonly event: Said | null;
}

export interface StoreOptions {
  readonly hosts: readonly string[];
  readonly wires: readonly string[];
  /** Locks and leases of living hosts may run out. */
  readonly expiries: boolean;
  /** Journals of turns that have ended may be trimmed. */
  readonly trims: boolean;
}
