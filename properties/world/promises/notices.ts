/**
 * What a person is told, in the step in which it is known: that a stop was refused or reached
 * nobody (T1, T3), that a question came back (Q1), that an answer was not taken (P4), that the host
 * let nobody in (T1).
 *
 * Being told changes nothing else: the turn and what is shown of it stay as they are.
 */
import type { Property } from '../../explorer/system.ts';
import type { TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { inThatStep, type TabStep } from './claim.ts';
import { same, viewOf } from './eye.ts';

export function notices({ tabs, prompts, faults }: Cast): readonly Property[] {
  const isStopped = faults.includes('stops');
  return tabs.flatMap((tab) => [
    ...(isStopped ? [...stops(tab), ...lateStops(tab), ...retracted(tab)] : []),
    ...starts(tab),
    ...(faults.includes('refusals') ? forbidden(tab) : []),
    ...(prompts ? answers(tab) : []),
  ]);
}

type Cancellation = TabState['client']['cancellations'][number][1];

function cancellationIn({ client }: TabState, streamId: string): Cancellation | null {
  return client.cancellations.find(([known]) => known === streamId)?.[1] ?? null;
}

/** What is shown, and what is held. */
function held({ client, asked }: TabState) {
  const { screen, scene, attachment, pane } = client;
  return [screen, scene, attachment, pane, asked.source];
}

/** The answer to a stop that its person asked for. */
function stopAnswer({ before, reaction: { message } }: TabStep) {
  if (message?.to !== 'cancellation') return null;
  const { event } = message;
  if (cancellationIn(before, event.streamId)?.value !== 'requesting') return null;
  const { streamId } = event;
  if (event.type === 'timer') return { streamId, state: 'unreachable' };
  return event.type === 'cancel_answered' ? { streamId, state: event.answer.state } : null;
}

function stops(tab: string): readonly Property[] {
  const answered = (state: string) => (step: TabStep) => {
    const answer = stopAnswer(step);
    return answer?.state === state ? answer : null;
  };
  return [
    ...inThatStep(
      'T1',
      tab,
      {
        claim: 'a stop that reached nobody is told; the turn stays, and can be stopped again',
        seen: 'a stop reached nobody',
      },
      answered('unreachable'),
      ({ before, after, reaction }, { streamId }) =>
        reaction.notices.includes('stop_unreachable') &&
        same(held(before), held(after)) &&
        cancellationIn(after, streamId) === null,
    ),
    ...inThatStep(
      'T3',
      tab,
      {
        claim: 'a stop that came too late is told, and how the turn stands is asked',
        seen: 'a stop came too late',
      },
      answered('refused'),
      ({ before, after, reaction }, { streamId }) =>
        reaction.notices.includes('stop_refused') &&
        same(before.asked.source, after.asked.source) &&
        (!isHeld(before, streamId) || isSettling(before) || asks(reaction.effects, streamId)),
    ),
    ...inThatStep(
      'T3',
      tab,
      { claim: 'a stop that was accepted changes nothing yet', seen: 'a stop was accepted' },
      answered('accepted'),
      ({ before, after, reaction }, { streamId }) =>
        reaction.notices.length === 0 &&
        same(held(before), held(after)) &&
        cancellationIn(after, streamId) !== null,
    ),
  ];
}

function asks(effects: TabStep['reaction']['effects'], streamId: string): boolean {
  return effects.some((effect) => effect.type === 'settle' && effect.streamId === streamId);
}

/** Its attachment is there and has not ended. */
function isHeld({ client: { attachment } }: TabState, streamId: string): boolean {
  return attachment?.context.streamId === streamId && attachment.status === 'active';
}

function lateStops(tab: string): readonly Property[] {
  const timer = ({ reaction: { message } }: TabStep, name: string) =>
    message?.to === 'cancellation' && message.event.type === 'timer' && message.event.timer === name
      ? message.event.streamId
      : null;
  return [
    ...inThatStep(
      'T1',
      tab,
      { claim: 'an accepted stop without its end asks how the turn stands', seen: 'a stop waited' },
      (one) => timer(one, 'accepted.patience'),
      ({ before, reaction }, streamId) =>
        !isHeld(before, streamId) || isSettling(before) || asks(reaction.effects, streamId),
    ),
    ...inThatStep(
      'T1',
      tab,
      { claim: 'a stop that stays without its end is told', seen: 'a stop was in vain' },
      (one) => timer(one, 'probed.hostBound'),
      ({ after, reaction }, streamId) =>
        reaction.notices.includes('stop_late') && cancellationIn(after, streamId) === null,
    ),
  ];
}

/** It asks already. */
function isSettling({ client: { attachment } }: TabState): boolean {
  return attachment?.value.startsWith('settling') === true;
}

/** Nobody stopped them: their start was given up, so nobody is told of them. */
function retracted(tab: string): readonly Property[] {
  return inThatStep(
    'O5',
    tab,
    { claim: 'what retracts a start tells nobody', seen: 'a retraction was answered' },
    ({ before, reaction: { message } }) => {
      if (message?.to !== 'cancellation') return null;
      const known = cancellationIn(before, message.event.streamId);
      return known?.context.retracts === true ? known : null;
    },
    ({ before, after, reaction }) =>
      reaction.notices.length === 0 && same(held(before), held(after)),
  );
}

/** Q1: a start that ends without its turn. */
function starts(tab: string): readonly Property[] {
  const given = (reason: string) => (one: TabStep) =>
    one.reaction.returned?.reason === reason ? one.before.client.pane.context.turnId : null;
  const isGone = ({ after }: TabStep, turnId: string) =>
    after.returned.includes(turnId) && after.client.pane.context.turnId === '';
  return [
    ...inThatStep(
      'Q1',
      tab,
      {
        claim: 'a start that ends has its turn, or gives the question back in that step',
        seen: 'a start ended',
      },
      ({ before, after }) => {
        const { turnId } = before.client.pane.context;
        return turnId !== '' && after.client.pane.context.turnId !== turnId ? turnId : null;
      },
      ({ after, reaction: { message } }, turnId) => {
        if (after.returned.includes(turnId)) return true;
        if (message?.to !== 'pane') return false;
        const { event } = message;
        if (event.type === 'watched') return event.last.streamId === turnId;
        return event.type === 'start_answered' && event.answer.state === 'started';
      },
    ),
    ...inThatStep(
      'Q1',
      tab,
      {
        claim: 'a start that was given up comes back, and is retracted at the host',
        seen: 'a start was given up',
      },
      given('unreachable'),
      (one, turnId) => isGone(one, turnId) && cancellationIn(one.after, turnId) !== null,
    ),
    ...inThatStep(
      'Q1',
      tab,
      { claim: 'a start that met another turn comes back', seen: 'a start met another turn' },
      given('conflict'),
      (one, turnId) =>
        isGone(one, turnId) && cancellationIn(one.after, turnId)?.context.retracts !== false,
    ),
    ...inThatStep(
      'Q1',
      tab,
      { claim: 'what is sent beside a turn comes back', seen: 'something was sent beside a turn' },
      (one) => (one.reaction.returned?.reason === 'busy' ? one : null),
      ({ before, after }) => same(held(before), held(after)),
    ),
  ];
}

function forbidden(tab: string): readonly Property[] {
  return inThatStep(
    'T1',
    tab,
    { claim: 'who may not look is told so, and asks no more', seen: 'a caller was refused' },
    ({ reaction: { message } }) => {
      if (message?.to !== 'attachment' || message.event.type !== 'open_refused') return null;
      const { reason, attachmentId, source } = message.event;
      return reason === 'forbidden' && attachmentId === 1 && source === 1 ? reason : null;
    },
    ({ after, reaction }) =>
      reaction.notices.includes('forbidden') &&
      viewOf(after).attachment?.state === 'failed' &&
      after.client.attachment?.timers.length === 0,
  );
}

function answers(tab: string): readonly Property[] {
  const codes: Readonly<Record<string, string>> = {
    unreachable: 'answer_unreachable',
    refused: 'answer_refused',
    already: 'answer_late',
    gone: 'answer_late',
  };
  return inThatStep(
    'P4',
    tab,
    { claim: 'an answer that was not taken is told', seen: 'an answer was not taken' },
    ({ before, reaction: { message } }) => {
      if (message?.to !== 'pane' || message.event.type !== 'prompt_answered') return null;
      const { streamId, answer } = message.event;
      const isOwn = before.client.pane.context.owner?.streamId === streamId;
      return isOwn ? (codes[answer.state] ?? null) : null;
    },
    ({ reaction }, code) => reaction.notices.includes(code as never),
  );
}
