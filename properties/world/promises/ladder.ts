/**
 * What a tab does about a source that is gone or silent: T1, step by step. Each break without
 * progress waits a rung longer, progress begins the ladder anew, and at its end is one last settle.
 *
 * Each bound is said to be reached, so that no count is only believed to end.
 */
import { ladderMs, retriesMax, silenceMax } from '../../../machines/attachment/signals.ts';
import type { Property } from '../../explorer/system.ts';
import type { TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { always, inThatStep, sometimes, type TabStep } from './claim.ts';

export function ladder({ tabs, faults }: Cast): readonly Property[] {
  return tabs.flatMap((tab) => [
    ...climbs(tab),
    ...ending(tab),
    ...watched(tab),
    ...retries(tab),
    ...(faults.includes('offline') ? weather(tab) : []),
  ]);
}

type Attachment = NonNullable<TabState['client']['attachment']>;

/** The attachment before and after a step that did not replace it. */
function same({ before, after }: TabStep): { was: Attachment; now: Attachment } | null {
  const was = before.client.attachment;
  const now = after.client.attachment;
  const isSame = was !== null && was.context.streamId === now?.context.streamId;
  return isSame ? { was, now } : null;
}

function isIn({ value }: Attachment, state: string): boolean {
  return value === state || value.startsWith(`${state}.`);
}

function opens({ reaction }: TabStep): boolean {
  return reaction.effects.some(({ type }) => type === 'open');
}

function asks({ reaction }: TabStep): boolean {
  return reaction.effects.some(({ type }) => type === 'settle');
}

/** A timer of the attachment went off. */
function timer({ reaction: { message } }: TabStep, name: string): boolean {
  return (
    message?.to === 'attachment' && message.event.type === 'timer' && message.event.timer === name
  );
}

function climbs(tab: string): readonly Property[] {
  return [
    ...inThatStep(
      'T1',
      tab,
      { claim: 'after a wait a source is opened, one rung up', seen: 'a rung was climbed' },
      (step) => (timer(step, 'reconnecting.waiting.backoff') ? same(step) : null),
      (step, { was, now }) => opens(step) && now.context.attempt > was.context.attempt,
    ),
    ...inThatStep(
      'T1',
      tab,
      { claim: 'progress begins the ladder anew', seen: 'a frame came after a break' },
      (step) => {
        const both = same(step);
        if (both === null || both.was.context.attempt === 0) return null;
        const { scene, hidden } = step.before.client;
        const { client } = step.after;
        const isMore = client.scene.cursor > scene.cursor || client.hidden.cursor > hidden.cursor;
        return isMore && isIn(both.now, 'live') ? both : null;
      },
      (_, { now }) => now.context.attempt === 0,
    ),
    ...inThatStep(
      'T1',
      tab,
      { claim: 'nothing else climbs down while it reconnects', seen: 'a source broke again' },
      (step) => {
        const both = same(step);
        if (both === null || both.was.context.attempt === 0) return null;
        return isIn(both.was, 'attaching') && isIn(both.now, 'reconnecting') ? both : null;
      },
      (_, { was, now }) => now.context.attempt >= was.context.attempt,
    ),
  ];
}

/** No timer is left that would open another source. */
function ending(tab: string): readonly Property[] {
  const rungs = ladderMs.length;
  return [
    ...inThatStep(
      'T1',
      tab,
      { claim: 'the ladder ends in one last settle', seen: 'the ladder ended' },
      (step) => {
        const both = same(step);
        if (both === null || both.was.context.attempt < rungs) return null;
        const { now } = both;
        const isOffline = now.context.offline;
        return isIn(both.was, 'attaching') && !isIn(now, 'attaching') && !isOffline ? now : null;
      },
      (step, now) =>
        isIn(now, 'live') || isIn(now, 'failed') || now.status === 'done' || asks(step),
    ),
    ...inThatStep(
      'T1',
      tab,
      {
        claim: 'the last settle begins the ladder anew, ends, or gives up and says so',
        seen: 'the last settle was answered',
      },
      (step) => {
        const both = same(step);
        const isLast = both !== null && both.was.context.lastResort && isIn(both.was, 'settling');
        return isLast && !isIn(both.now, 'settling') ? both.now : null;
      },
      ({ reaction }, now) => {
        if (isIn(now, 'failed')) return reaction.notices.includes('connection_lost');
        if (now.status === 'done') return true;
        return isIn(now, 'reconnecting') && now.context.attempt === 0 && !now.context.lastResort;
      },
    ),
  ];
}

function watched(tab: string): readonly Property[] {
  const dogs = ['attaching.opening', 'live.heartbeat'];
  return [
    always(
      'T1',
      `${tab}: a source that is held is watched`,
      [tab],
      ({ client: { attachment }, asked }: TabState) =>
        asked.source === null ||
        asked.source.attachmentId !== 1 ||
        attachment === null ||
        attachment.timers.some(({ timer: name }) => dogs.includes(name)),
    ),
    ...inThatStep(
      'T1',
      tab,
      { claim: 'a source that stays silent is left', seen: 'a source stayed silent' },
      (step) => {
        const both = same(step);
        const isLast = (both?.was.context.silence ?? 0) + 1 >= silenceMax;
        return both !== null && isLast && timer(step, 'live.heartbeat') ? both.now : null;
      },
      ({ after }, now) => after.asked.source === null && !isIn(now, 'live'),
    ),
    ...inThatStep(
      'T1',
      tab,
      { claim: 'one silent interval leaves nothing', seen: 'a source was silent for a while' },
      (step) => {
        const both = same(step);
        const isLast = (both?.was.context.silence ?? 0) + 1 >= silenceMax;
        return both !== null && !isLast && timer(step, 'live.heartbeat') ? both : null;
      },
      ({ after }, { was, now }) =>
        after.asked.source !== null &&
        isIn(now, 'live') &&
        now.context.silence > was.context.silence,
    ),
  ];
}

function retries(tab: string): readonly Property[] {
  /** An answer to the settle that was asked last, which leaves everything open. */
  const undecided = (step: TabStep) => {
    const both = same(step);
    const { message } = step.reaction;
    const isAnswer =
      timer(step, 'settling.asking.settleTimeout') ||
      (message?.to === 'attachment' &&
        message.event.type === 'settled' &&
        message.event.attachmentId === 1 &&
        message.event.request === 1);
    const isOpen = both !== null && isIn(both.was, 'settling.asking');
    return isAnswer && isOpen && both.now.status !== 'done' ? both : null;
  };
  const hasRetries = ({ context }: Attachment) =>
    !context.lastResort && context.retries < retriesMax;
  return [
    ...inThatStep(
      'F5',
      tab,
      { claim: 'a settle that decided nothing is tried again', seen: 'a settle decided nothing' },
      (step) => {
        const both = undecided(step);
        return both !== null && hasRetries(both.was) ? both : null;
      },
      (_, { was, now }) =>
        isIn(now, 'settling.waiting') && now.context.retries > was.context.retries,
    ),
    ...inThatStep(
      'F5',
      tab,
      { claim: 'and when it was tried often enough, it is not', seen: 'no settle was left to try' },
      (step) => {
        const both = undecided(step);
        return both !== null && !hasRetries(both.was) ? both.now : null;
      },
      (step, now) => {
        const { before, reaction } = step;
        const saw = before.client.attachment?.context.terminal !== null;
        if (isIn(now, 'failed')) return reaction.notices.length > 0;
        if (isIn(now, 'settling')) return now.context.lastResort && asks(step);
        return !saw && (isIn(now, 'attaching') || isIn(now, 'reconnecting'));
      },
    ),
    sometimes(
      'F5',
      `${tab}: a settle is at its last try`,
      [tab],
      ({ client }: TabState) =>
        client.attachment !== null &&
        isIn(client.attachment, 'settling.asking') &&
        client.attachment.context.retries >= retriesMax,
    ),
  ];
}

function weather(tab: string): readonly Property[] {
  return [
    ...inThatStep(
      'T1',
      tab,
      { claim: 'back online it tries again at once', seen: 'it came back online' },
      (step) => {
        const both = same(step);
        if (step.reaction.message?.event.type !== 'online' || both === null) return null;
        return isIn(both.was, 'reconnecting') || isIn(both.was, 'failed') ? both : null;
      },
      (step, { was }) => opens(step) || (isIn(was, 'failed') && asks(step)),
    ),
    always('T1', `${tab}: offline, the ladder pauses`, [tab], ({ client }: TabState) => {
      const { attachment, pane } = client;
      if (!pane.context.offline || attachment === null) return true;
      return !isIn(attachment, 'reconnecting') || attachment.timers.length === 0;
    }),
    sometimes(
      'T1',
      `${tab}: the ladder has paused`,
      [tab],
      ({ client: { attachment } }: TabState) =>
        attachment !== null && isIn(attachment, 'reconnecting.paused'),
    ),
  ];
}
