/**
 * The words that machines and the hand-written actors of an exported model say to each other: a
 * word, and the numbers of what stands behind it.
 *
 * It names what may be said, and must never know who says it, nor what comes of it.
 */
import type { Sort } from './alphabet.ts';

/** The words, and what stands behind each. What is said to the machines comes first. */
export const words = {
  host_request: ['host', 'lane', 'key', 'want'],
  host_open: ['host', 'wire', 'stream'],
  host_watch: ['host', 'watch'],
  host_done: ['effect', 'event'],
  host_viewed: ['about', 'record', 'kind'],
  host_woken: ['host', 'stream'],
  host_fence_issued: ['host'],
  host_waits: ['effect'],
  tab_reply: ['lane', 'key', 'answer'],
  tab_heard: ['wire', 'item', 'stream', 'frame'],
  tab_watched: ['watch', 'last'],
  lane_ask: ['lane', 'key', 'want'],
  lane_answered: ['lane', 'key', 'answer'],
  lane_host_down: ['lane', 'host'],
  wire_open: ['wire', 'stream', 'seq'],
  wire_close: ['wire'],
  wire_arrived: ['wire', 'host'],
  wire_head: ['wire', 'heard'],
  wire_batch: ['wire', 'heard'],
  wire_wake: ['wire', 'stream'],
  wire_host_down: ['wire', 'host'],
  watch_looked: ['watch', 'last'],
  store_head: ['wire', 'stream'],
  store_read: ['wire', 'stream', 'seq'],
  store_view: ['host', 'about'],
  store_dead: ['host'],
  store_unreleased: ['host', 'lockFence'],
  store_lock: ['host', 'effect', 'seq'],
  store_load: ['host', 'effect'],
  store_save: ['host', 'effect', 'lockFence', 'record'],
  store_unlock: ['host', 'effect', 'lockFence'],
  store_judge: ['host', 'effect', 'stream'],
  store_claim: ['host', 'effect', 'stream', 'fence'],
  store_renew: ['host', 'effect', 'stream', 'fence'],
  store_append: ['host', 'effect', 'stream', 'fence', 'frame'],
  store_close: ['host', 'effect', 'stream', 'fence', 'frame'],
  store_decide: ['host', 'effect', 'stream', 'fence', 'cell'],
  store_fold: ['host', 'effect', 'stream', 'frame'],
  budget_spend: ['fault'],
  told_accepted: ['key'],
} as const satisfies Readonly<Record<string, readonly Sort[]>>;

export type Word = keyof typeof words;

export interface Spelled {
  readonly word: Word;
  /** In the places of the word's sorts. */
  readonly args: readonly number[];
}

export function said(word: Word, ...args: readonly number[]): Spelled {
  return { word, args };
}
