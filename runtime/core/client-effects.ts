/**
 * What the effects of the client's machines do to the client: to its scene, its screen, its
 * counters, to the other machines (by its inbox) and to the shell (by its out list). One switch
 * for each machine, exhaustive, and no decision in any of them.
 */
import * as attachment from '../generated/attachment.ts';
import * as cancellation from '../generated/cancellation.ts';
import type * as pane from '../generated/pane.ts';
import type { Counters, Draft, Notice, Run } from './client-state.ts';
import { closePrompt, emptyScene, fold } from './fold.ts';
import { merge, park, place, settle, takeBack } from './screen.ts';

/** Notices kept; older ones have been told. */
const noticesMax = 20;

export function performAttachment(run: Run, effect: attachment.Output): void {
  const { next } = run;
  switch (effect.type) {
    case 'render': {
      const { seq, kind, data } = effect.frame;
      next.scene = fold(next.scene, seq, kind, data);
      next.counters = countFrame(next.counters);
      return;
    }
    case 'open':
    case 'close':
    case 'settle':
      run.out.push(effect);
      return;
    case 'arm':
    case 'disarm':
      run.out.push({ ...effect, address: addressOf(next) });
      return;
    case 'hide':
      next.hidden = emptyScene;
      return;
    case 'render_hidden': {
      const { seq, kind, data } = effect.frame;
      next.hidden = fold(next.hidden, seq, kind, data);
      return;
    }
    case 'reveal':
      next.scene = next.hidden;
      next.hidden = emptyScene;
      return;
    case 'swap':
      next.screen = settle(next.screen, effect.turn);
      clearScene(next);
      return;
    case 'mark':
      next.marked = true;
      return;
    case 'ended':
      if (effect.how === 'stale') parkScene(next);
      run.inbox.push({ to: 'pane', event: effect });
      run.inbox.push({
        to: 'cancellation',
        event: { type: 'turn_over', streamId: next.attachment?.context.streamId ?? '' },
      });
      return;
    case 'resumed':
      next.marked = false;
      run.inbox.push({ to: 'pane', event: effect });
      return;
    case 'gave_up':
      run.inbox.push({ to: 'pane', event: effect });
      return;
    case 'told':
      next.counters = count(next.counters, effect.what);
      return;
    case 'notice':
      notify(next, effect.code);
      return;
  }
}

export function performPane(run: Run, effect: pane.Output): void {
  const { next } = run;
  switch (effect.type) {
    case 'load':
      run.out.push(effect);
      return;
    case 'arm':
    case 'disarm':
      run.out.push({ ...effect, address: { to: 'pane' } });
      return;
    case 'ask':
      next.screen = place(next.screen, effect.turnId, { question: effect.question });
      return;
    case 'start':
      run.out.push(effect);
      return;
    case 'give_back':
      giveBack(next, effect);
      return;
    case 'cancel':
      beginCancellation(run, effect.streamId);
      return;
    case 'drop_cancel':
      run.inbox.push({
        to: 'cancellation',
        event: { type: 'superseded', streamId: effect.streamId },
      });
      return;
    case 'supersede':
      supersede(run);
      return;
    case 'attach':
      attach(run, effect);
      return;
    case 'show':
      next.screen = merge(next.screen, effect.turns, effect.keep);
      return;
    case 'nudge':
      run.inbox.push({ to: 'attachment', event: { type: 'nudge' } });
      return;
    case 'answer':
      next.answering = [...next.answering, effect.answer.promptId];
      run.out.push({ type: 'send_answer', answer: effect.answer });
      return;
    case 'clear_prompt':
      next.scene = closePrompt(next.scene, effect.promptId, null);
      next.answering = next.answering.filter((id) => id !== effect.promptId);
      return;
    case 'keep_prompt':
      next.answering = next.answering.filter((id) => id !== effect.promptId);
      return;
    case 'notice':
      notify(next, effect.code);
      return;
  }
}

export function performCancellation(run: Run, streamId: string, effect: cancellation.Output): void {
  switch (effect.type) {
    case 'request_cancel':
      run.out.push(effect);
      return;
    case 'arm':
    case 'disarm':
      run.out.push({ ...effect, address: { to: 'cancellation', streamId } });
      return;
    case 'probe':
      run.inbox.push({ to: 'attachment', event: effect });
      // Nobody here will ever tell how a turn ended that is not held: for this tab it is over.
      if (run.next.attachment?.context.streamId !== streamId) {
        run.inbox.push({ to: 'cancellation', event: { type: 'turn_over', streamId } });
      }
      return;
    case 'notice':
      notify(run.next, effect.code);
      return;
  }
}

/** A cancellation that is over is forgotten: a later stop of the same turn is a new one. */
export function keepCancellation(run: Run, streamId: string, state: cancellation.State): void {
  const all = new Map(run.next.cancellations);
  if (state.status === 'done') all.delete(streamId);
  else all.set(streamId, state);
  run.next.cancellations = all;
}

/** O2: what is superseded is told, and leaves its scene behind, before the next attaches. */
function supersede(run: Run): void {
  const { next } = run;
  if (next.attachment === null) return;
  const { streamId } = next.attachment.context;
  parkScene(next);
  const [state, effects] = attachment.step(next.attachment, { type: 'superseded' });
  next.attachment = state;
  for (const effect of effects) performAttachment(run, effect);
  run.inbox.push({ to: 'cancellation', event: { type: 'superseded', streamId } });
}

/** A scene that was parked is taken up again, with its cursor. */
function attach(run: Run, effect: Extract<pane.Output, { type: 'attach' }>): void {
  const { next } = run;
  const { attachmentId, streamId, ordinal, offline } = effect;
  const parked = next.screen.find((entry) => entry.streamId === streamId)?.parked ?? emptyScene;
  next.screen = place(next.screen, streamId, { ordinal, parked: null });
  next.scene = parked;
  const [state, effects] = attachment.start({
    attachmentId,
    streamId,
    cursor: parked.cursor,
    offline,
  });
  next.attachment = state;
  for (const output of effects) performAttachment(run, output);
}

/** A stop that is under way already is the same stop. */
function beginCancellation(run: Run, streamId: string): void {
  if (run.next.cancellations.has(streamId)) return;
  const [state, effects] = cancellation.start({ streamId });
  keepCancellation(run, streamId, state);
  for (const effect of effects) performCancellation(run, streamId, effect);
}

function giveBack(next: Draft, effect: Extract<pane.Output, { type: 'give_back' }>): void {
  const { turnId, question, reason } = effect;
  next.screen = takeBack(next.screen, turnId);
  next.returned = { question, reason, number: (next.returned?.number ?? 0) + 1 };
}

function parkScene(next: Draft): void {
  if (next.attachment !== null) {
    next.screen = park(next.screen, next.attachment.context.streamId, next.scene);
  }
  clearScene(next);
}

function clearScene(next: Draft): void {
  next.scene = emptyScene;
  next.hidden = emptyScene;
  next.marked = false;
  next.answering = [];
}

function addressOf(next: Draft) {
  return { to: 'attachment', attachmentId: next.attachment?.context.attachmentId ?? 0 } as const;
}

const counterOf = {
  duplicate: 'duplicates',
  foreign: 'foreign',
  gap: 'gaps',
  reconnect: 'reconnects',
} as const;

/** Field by field, because this is made for every token. */
function countFrame({ frames, duplicates, foreign, gaps, reconnects }: Counters): Counters {
  return { frames: frames + 1, duplicates, foreign, gaps, reconnects };
}

function count(counters: Counters, what: keyof typeof counterOf): Counters {
  const name = counterOf[what];
  return { ...counters, [name]: counters[name] + 1 };
}

function notify(next: Draft, code: Notice['code']): void {
  const number = (next.notices.at(-1)?.number ?? 0) + 1;
  next.notices = [...next.notices, { number, code }].slice(-noticesMax);
}
