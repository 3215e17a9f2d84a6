/**
 * What arrives over a source, step by step: F1, F2, F4 and F5. The next frame is shown at once, the
 * terminal settles at once, and what is out of order or of another stream touches no scene.
 *
 * What is next is told by the scene that is being built, and not by the attachment's cursor.
 */
import { isTerminal } from '../../../machines/vocabulary.ts';
import type { Property } from '../../explorer/system.ts';
import type { TabReaction, TabState } from '../tab-state.ts';
import type { Cast } from './cast.ts';
import { always, inThatStep, type TabStep } from './claim.ts';
import { same, viewOf } from './eye.ts';

export function arrivals({ tabs }: Cast): readonly Property[] {
  return tabs.flatMap((tab) => [
    ...inOrder(tab),
    ...outOfOrder(tab),
    ...startedOver(tab),
    ...reopened(tab),
  ]);
}

/** A frame that came over the source which the attachment holds. */
function frameIn({ reaction }: TabStep) {
  const { message } = reaction;
  if (message?.to !== 'attachment' || message.event.type !== 'frame') return null;
  const { event } = message;
  return event.attachmentId === 1 && event.source === 1 ? event : null;
}

/** After `reset` a scene is built out of sight; what is on the screen stays meanwhile. */
function isStartedOver({ client }: TabState): boolean {
  return (client.attachment?.context.hidden ?? -1) >= 0;
}

function built(state: TabState) {
  return isStartedOver(state) ? state.client.hidden : state.client.scene;
}

/** The frame that follows what was built so far. */
function nextFrame(step: TabStep) {
  const frame = frameIn(step);
  const { before } = step;
  const isOwn = frame?.streamId === before.client.attachment?.context.streamId;
  return frame !== null && isOwn && frame.seq === built(before).cursor + 1 ? frame : null;
}

function inOrder(tab: string): readonly Property[] {
  return [
    ...inThatStep(
      'F2',
      tab,
      { claim: 'the frame that comes next is shown in that step', seen: 'a frame was shown' },
      nextFrame,
      ({ before, after }, { seq }) => {
        const { scene, hidden } = after.client;
        const grown = isStartedOver(before) && isStartedOver(after) ? hidden : scene;
        return grown.cursor === seq;
      },
    ),
    ...inThatStep(
      'F5',
      tab,
      { claim: 'the terminal closes the source and settles in that step', seen: 'a terminal came' },
      (step) => {
        const frame = nextFrame(step);
        return frame !== null && isTerminal(frame.kind) ? frame : null;
      },
      ({ after, reaction }, { streamId, kind }) =>
        after.asked.source === null &&
        asks(reaction, streamId) &&
        after.client.scene.outcome === kind &&
        viewOf(after).prompts.length === 0,
    ),
  ];
}

function asks({ effects }: TabReaction, streamId: string): boolean {
  return effects.some((effect) => effect.type === 'settle' && effect.streamId === streamId);
}

function shows(state: TabState) {
  const { scene, hidden, screen } = state.client;
  return [scene, hidden, screen];
}

function outOfOrder(tab: string): readonly Property[] {
  const ownFrame = (step: TabStep, isMeant: (seq: number, cursor: number) => boolean) => {
    const frame = frameIn(step);
    const { client } = step.before;
    const isOwn = frame?.streamId === client.attachment?.context.streamId;
    return frame !== null && isOwn && isMeant(frame.seq, built(step.before).cursor) ? frame : null;
  };
  return [
    ...inThatStep(
      'F1',
      tab,
      {
        claim: 'a frame that was shown is not shown again, but counted',
        seen: 'a frame came again',
      },
      (step) => ownFrame(step, (seq, cursor) => seq <= cursor),
      ({ before, after, reaction }) =>
        same(shows(before), shows(after)) && reaction.counted.includes('duplicates'),
    ),
    ...inThatStep(
      'F2',
      tab,
      { claim: 'a hole is never shown over: it ends the source', seen: 'a frame was missing' },
      (step) => ownFrame(step, (seq, cursor) => seq > cursor + 1),
      ({ before, after, reaction }) =>
        same(shows(before), shows(after)) &&
        after.asked.source === null &&
        reaction.counted.includes('gaps'),
    ),
    ...inThatStep(
      'F4',
      tab,
      {
        claim: "another stream's frame changes nothing, but is counted",
        seen: 'a stray frame came',
      },
      (step) => {
        const frame = frameIn(step);
        return frame?.streamId === step.before.client.attachment?.context.streamId ? null : frame;
      },
      ({ before, after, reaction }) =>
        same([before.client, before.asked], [after.client, after.asked]) &&
        reaction.counted.includes('foreign'),
    ),
  ];
}

function startedOver(tab: string): readonly Property[] {
  return [
    ...inThatStep(
      'F2',
      tab,
      {
        claim: 'a host that starts over changes nothing on the screen',
        seen: 'a host started over',
      },
      ({ reaction: { message } }) =>
        message?.to === 'attachment' && message.event.type === 'reset' ? message.event : null,
      ({ before, after }, { attachmentId, source }) =>
        same(viewOf(before).turns, viewOf(after).turns) &&
        (attachmentId !== 1 || source !== 1 || (isStartedOver(after) && built(after).cursor === 0)),
    ),
    always(
      'F2',
      `${tab}: what was started over is on the screen once it covers what was there`,
      [tab],
      (state: TabState) => {
        const { hidden, scene } = state.client;
        return !isStartedOver(state) || hidden.cursor === 0 || hidden.cursor < scene.cursor;
      },
    ),
    ...inThatStep(
      'S1',
      tab,
      { claim: 'a scene started over replaces nothing but less', seen: 'a scene was started over' },
      (step) =>
        nextFrame(step) !== null && isStartedOver(step.before) && !isStartedOver(step.after)
          ? step.after.client.scene
          : null,
      ({ before }, { cursor, outcome }) => cursor >= before.client.scene.cursor || outcome !== null,
    ),
  ];
}

function reopened(tab: string): readonly Property[] {
  return inThatStep(
    'F2',
    tab,
    {
      claim: 'a source is opened after what is shown, and nowhere else',
      seen: 'a source was opened',
    },
    ({ reaction }) => reaction.effects.find((effect) => effect.type === 'open') ?? null,
    ({ after }, effect) =>
      effect.after === built(after).cursor &&
      effect.streamId === after.client.attachment?.context.streamId,
  );
}
