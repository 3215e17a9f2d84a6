/**
 * Effects of the attachment: one tab's hold on one stream: what is asked of the composition and
 * the shell, as data.
 *
 * Pure builders of payloads. The order in which they are performed is the machine's.
 */
import type { SettleAnswer } from '../vocabulary.ts';
import {
  builtTo,
  type Context,
  type Effect,
  type FrameEvent,
  type SettledEvent,
} from './signals.ts';

export const open = (c: Context): Effect => ({
  type: 'open',
  attachmentId: c.attachmentId,
  source: c.source,
  streamId: c.streamId,
  after: builtTo(c),
});

export const close = (c: Context): Effect => ({
  type: 'close',
  attachmentId: c.attachmentId,
  source: c.source,
});

export const settle = (c: Context): Effect => ({
  type: 'settle',
  attachmentId: c.attachmentId,
  request: c.awaiting,
  streamId: c.streamId,
});

export const render = (_: Context, frame: FrameEvent): Effect => ({ type: 'render', frame });

export const renderHidden = (_: Context, frame: FrameEvent): Effect => ({
  type: 'render_hidden',
  frame,
});

export const hide = (): Effect => ({ type: 'hide' });

export const reveal = (): Effect => ({ type: 'reveal' });

/** Only what `isCovered` has let through comes here, and that has a turn. */
export const swap = (_: Context, e: SettledEvent): Effect => ({
  type: 'swap',
  turn: (e.answer as Extract<SettleAnswer, { state: 'restored' }>).turn,
});

export const mark = (): Effect => ({ type: 'mark' });

export const tellEnded = (c: Context): Effect => ({
  type: 'ended',
  attachmentId: c.attachmentId,
  how: 'settled',
});

export const tellStale = (c: Context): Effect => ({
  type: 'ended',
  attachmentId: c.attachmentId,
  how: 'stale',
});

export const tellFailed = (c: Context): Effect => ({
  type: 'gave_up',
  attachmentId: c.attachmentId,
});

export const tellResumed = (c: Context): Effect => ({
  type: 'resumed',
  attachmentId: c.attachmentId,
});

export const tellDuplicate = (): Effect => ({ type: 'told', what: 'duplicates' });

export const tellForeign = (): Effect => ({ type: 'told', what: 'foreign' });

export const tellGap = (): Effect => ({ type: 'told', what: 'gaps' });

export const tellReconnect = (): Effect => ({ type: 'told', what: 'reconnects' });

export const noticeForbidden = (): Effect => ({ type: 'notice', code: 'forbidden' });

export const noticeNotSettled = (): Effect => ({ type: 'notice', code: 'not_settled' });

export const noticeLost = (): Effect => ({ type: 'notice', code: 'connection_lost' });
