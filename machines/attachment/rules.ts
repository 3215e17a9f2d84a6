/**
 * Rules of the attachment: one tab's hold on one stream.
 *
 * The idea: one gate decides what is let in. Whatever arrives names the attachment it was meant
 * for, the source (connection) it came over, or the request it answers; anything that does not
 * match is dropped here and has no effect. Frames are rendered in order, once: seq = cursor + 1
 * and no other. No rule knows time, sockets or text; a frame's data only travels through.
 */
import type { Context, Input } from './signals.ts';

export * as delays from './delays.ts';
export * as effects from './effects.ts';
export * as guards from './guards.ts';
export type { Context, Effect, Event, Input } from './signals.ts';
export * as updates from './updates.ts';

export function initial(input: Input): Context {
  return {
    attachmentId: input.attachmentId,
    streamId: input.streamId,
    cursor: input.cursor,
    hidden: -1,
    source: 0,
    open: false,
    awaiting: 0,
    requests: 0,
    retries: 0,
    lastResort: false,
    attempt: 0,
    retryAfterMs: 0,
    silence: 0,
    terminal: null,
    offline: input.offline,
  };
}
