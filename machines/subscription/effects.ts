/**
 * Effects of the subscription: one reader of one stream, on the host: what is asked of the
 * composition and the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { BatchEvent, Context, Effect } from './signals.ts';

export const look = (): Effect => ({ type: 'look' });

export const read = (c: Context): Effect => ({ type: 'read', after: c.cursor });

export const send = (_: Context, e: BatchEvent): Effect => ({ type: 'send', frames: e.frames });

export const sendReset = (): Effect => ({ type: 'send_reset' });

export const lookAfter = (): Effect => ({ type: 'look_after' });

export const sendHeartbeat = (): Effect => ({ type: 'send_heartbeat' });

export const sendStreamEnd = (c: Context): Effect => ({
  type: 'send_stream_end',
  terminal: c.terminal,
  lastSeq: c.cursor,
});

export const answerOpen = (): Effect => ({ type: 'answer', state: 'open' });

export const answerGone = (): Effect => ({ type: 'answer', state: 'gone' });

export const answerMissing = (): Effect => ({ type: 'answer', state: 'missing' });

export const cut = (): Effect => ({ type: 'cut' });

export const finish = (): Effect => ({ type: 'finish' });
