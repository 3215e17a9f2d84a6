/**
 * What the effects of the client's machines do to the client: to its scene, its screen, its
 * counters, to the other machines (by its inbox) and to the shell (by its out list). One switch
 * for each machine, exhaustive, and no decision in any of them.
 */
import * as attachment from '../generated/attachment.ts';
import * as cancellation from '../generated/cancellation.ts';
import type * as pane from '../generated/pane.ts';
import type { ClientEffect, ClientMessage, Common, Draft, Run } from './client-state.ts';
import { closePrompt, emptyScene, fold } from './fold.ts';
import { find, merge, park, place, settle, takeBack } from './screen.ts';

/** Notices kept; older ones have been told. */
const noticesMax = 20;

/** The attachment has taken a step. */
export function tookAttachment(run: Run, [state, effects]: attachment.Step): void {
  run.changed ||= state !== run.next.attachment || effects.length > 0;
  run.next.attachment = state;
  for (const effect of effects) performAttachment(run, state.context, effect);
}

export function tookPane(run: Run, [state, effects]: pane.Step): void {
  run.changed ||= state !== run.next.pane || effects.length > 0;
  run.next.pane = state;
  for (const effect of effects) performPane(run, effect);
}

/** A cancellation that is over is forgotten: a later stop of the same turn is a new one. */
export function tookCancellation(run: Run, [state, effects]: cancellation.Step): void {
  const { streamId } = state.context;
  const all = new Map(run.next.cancellations);
  run.changed ||= state !== all.get(streamId) || effects.length > 0;
  if (state.status === 'done') all.delete(streamId);
  else all.set(streamId, state);
  run.next.cancellations = all;
  for (const effect of effects) {
    if (effect.type === 'probe') probe(run, streamId);
    else performAny(run, effect, 'cancellation', { streamId });
  }
}

/** A probe for a turn that nobody holds is answered: for this tab that turn is over. */
function probe(run: Run, streamId: string): void {
  tell(run, { to: 'attachment', event: { type: 'probe', streamId } });
  if (run.next.attachment?.context.streamId !== streamId) {
    tellCancellation(run, 'turn_over', streamId);
  }
}

function performAttachment(run: Run, owner: attachment.Context, effect: attachment.Output): void {
  const { next } = run;
  switch (effect.type) {
    case 'render': {
      const { seq, kind, data } = effect.frame;
      next.scene = fold(next.scene, seq, kind, data);
      next.frames += 1;
      return;
    }
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
      tell(run, { to: 'pane', event: effect });
      tellCancellation(run, 'turn_over', owner.streamId);
      return;
    case 'resumed':
      next.marked = false;
      tell(run, { to: 'pane', event: effect });
      return;
    case 'gave_up':
      tell(run, { to: 'pane', event: effect });
      return;
    case 'told':
      next.counters = { ...next.counters, [effect.what]: next.counters[effect.what] + 1 };
      return;
    case 'open':
    case 'close':
    case 'settle':
    case 'arm':
    case 'disarm':
    case 'notice':
      performAny(run, effect, 'attachment', { attachmentId: owner.attachmentId });
  }
}

function performPane(run: Run, effect: pane.Output): void {
  const { next } = run;
  switch (effect.type) {
    case 'ask':
      next.screen = place(next.screen, effect.turnId, { question: effect.question });
      return;
    case 'give_back': {
      const { turnId, question, reason } = effect;
      next.screen = takeBack(next.screen, turnId);
      next.returned = { question, reason, number: (next.returned?.number ?? 0) + 1 };
      return;
    }
    case 'cancel':
      // A stop that is under way already is the same stop.
      if (!next.cancellations.has(effect.streamId)) {
        tookCancellation(run, cancellation.start(effect));
      }
      return;
    case 'drop_cancel':
      tellCancellation(run, 'superseded', effect.streamId);
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
      tell(run, { to: 'attachment', event: effect });
      return;
    case 'answer':
      next.answering = [...next.answering, effect.answer.promptId];
      ask(run, { type: 'send_answer', answer: effect.answer });
      return;
    case 'clear_prompt':
      next.scene = closePrompt(next.scene, effect.promptId, null);
      unmark(next, effect.promptId);
      return;
    case 'keep_prompt':
      unmark(next, effect.promptId);
      return;
    case 'load':
    case 'start':
    case 'arm':
    case 'disarm':
    case 'notice':
      performAny(run, effect, 'pane', {});
  }
}

/** What machines have in common: timers, the person's notices, and what is the shell's to do. */
function performAny(
  run: Run,
  effect: Common,
  to: 'attachment' | 'pane' | 'cancellation',
  owner: { readonly attachmentId?: number; readonly streamId?: string },
): void {
  if (effect.type === 'arm' || effect.type === 'disarm') {
    const { timer, generation } = effect;
    // The owner is one of the machine that the timer comes from.
    const message = { to, event: { type: 'timer', timer, generation, ...owner } } as ClientMessage;
    ask(run, { ...effect, message });
  } else if (effect.type === 'notice') {
    const { next } = run;
    const number = (next.notices.at(-1)?.number ?? 0) + 1;
    next.notices = [...next.notices, { number, code: effect.code }].slice(-noticesMax);
  } else ask(run, effect);
}

/** O2: what is superseded is told, and leaves its scene behind, before the next attaches. */
function supersede(run: Run): void {
  const held = run.next.attachment;
  if (held === null) return;
  const { streamId } = held.context;
  parkScene(run.next);
  tookAttachment(run, attachment.step(held, { type: 'superseded' }));
  tellCancellation(run, 'superseded', streamId);
}

/** A scene that was parked is taken up again, with its cursor. */
function attach(run: Run, effect: Extract<pane.Output, { type: 'attach' }>): void {
  const { next } = run;
  const { attachmentId, streamId, ordinal, offline } = effect;
  next.scene = find(next.screen, streamId)?.parked ?? emptyScene;
  next.screen = place(next.screen, streamId, { ordinal, parked: null });
  const { cursor } = next.scene;
  tookAttachment(run, attachment.start({ attachmentId, streamId, cursor, offline }));
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

function unmark(next: Draft, promptId: string): void {
  next.answering = next.answering.filter((id) => id !== promptId);
}

function tellCancellation(run: Run, type: 'turn_over' | 'superseded', streamId: string): void {
  tell(run, { to: 'cancellation', event: { type, streamId } });
}

/** Says something to another machine, once the effects at hand are done. */
function tell(run: Run, message: ClientMessage): void {
  run.inbox = [...run.inbox, message];
}

/** What is the shell's to do. */
function ask(run: Run, effect: ClientEffect): void {
  run.out = [...run.out, effect];
}
