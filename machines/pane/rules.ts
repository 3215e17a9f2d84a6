/**
 * Rules of the pane: who owns it, and what may take it over.
 *
 * The idea: ordinals only grow, and are in every answer that names a stream. A stream is attached
 * to when its ordinal is at least the highest seen and its turn is not on screen with an outcome;
 * so a late answer about an old turn can never take the pane back. Stop belongs to its turn.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export type { Context, Effect, Event, Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return {
    owner: null,
    attachmentId: 0,
    busy: false,
    ordinalMax: 0,
    settledOrdinal: 0,
    turnId: '',
    question: null,
    stopped: false,
    starts: 0,
    awaitingStart: 0,
    tries: 0,
    holds: 0,
    loads: 0,
    awaitingLoad: 0,
    loaded: false,
    loadWanted: false,
    offline: input.offline,
  };
}
