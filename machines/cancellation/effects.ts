/**
 * Effects of the cancellation: one request to stop one turn: what is asked of the composition and
 * the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { Context, Effect } from './signals.ts';

export const requestCancel = (c: Context): Effect => ({
  type: 'request_cancel',
  streamId: c.streamId,
});

export const probe = (c: Context): Effect => ({ type: 'probe', streamId: c.streamId });

export const noticeRefused = (): Effect => ({ type: 'notice', code: 'stop_refused' });

export const noticeUnreachable = (): Effect => ({ type: 'notice', code: 'stop_unreachable' });

export const noticeLate = (): Effect => ({ type: 'notice', code: 'stop_late' });
