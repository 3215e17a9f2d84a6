/**
 * The shell of a tab: it performs what the client asks for, remembers what was asked, and says that
 * again beside the answer. An armed timer is in the state of its machine, and fires when it likes.
 *
 * It decides nothing; what is late is for the machines to tell from what is current.
 */
import type { ClientEffect, ClientMessage } from '../../runtime/core/client.ts';
import type { Post } from '../explorer/system.ts';
import { oldNumber } from './bounds.ts';
import { echoKey, type LaneKind, laneOf, type Reply } from './lane.ts';
import type { Asked, PlainClient, TabMessage, TabState, TimerOf } from './tab-state.ts';

export const nothing: Asked = {
  source: null,
  settle: null,
  load: 0,
  start: null,
  echo: { settle: null, source: null },
};

/** A turn of these worlds asks one prompt at the most. */
export function promptOf(streamId: string): string {
  return `${streamId}.p`;
}

/** What the client is told. Null: there is nothing to tell it here. */
export function toClient(state: TabState, message: TabMessage, name: string): ClientMessage | null {
  const { client, asked } = state;
  switch (message.type) {
    case 'send': {
      const turnId = `${name}${state.sent + 1}`;
      return { to: 'pane', event: { type: 'send', turnId, question: turnId } };
    }
    case 'stop':
      return { to: 'pane', event: { type: 'stop' } };
    case 'retry':
    case 'online':
    case 'visible':
    case 'offline':
    case 'suspended':
      return { to: 'all', event: { type: message.type } };
    case 'answer_prompt': {
      const streamId = client.pane.context.owner?.streamId ?? '';
      const reply = { streamId, promptId: promptOf(streamId), answerId: name, value: name };
      return { to: 'pane', event: { type: 'answer', ...reply } };
    }
    case 'timer':
      return timerMessage(client, message.of, message.timer);
    case 'heard': {
      if (asked.source === null) return null;
      const event = { ...message.item, ...asked.source };
      return { to: 'attachment', event };
    }
    case 'echo': {
      const { source: attachmentId } = asked.echo;
      if (attachmentId === null) return null;
      return { to: 'attachment', event: { type: 'broken', attachmentId, source: oldNumber } };
    }
    case 'watched':
      return { to: 'pane', event: { type: 'watched', last: message.last } };
    case 'reply':
      return replied(asked, message);
  }
}

/** The shell says with each answer what it had asked. */
function replied(asked: Asked, { kind, key, answer }: Reply): ClientMessage | null {
  switch (kind) {
    case 'settle':
      if (key === echoKey) {
        const older = { attachmentId: asked.echo.settle ?? 0, request: oldNumber };
        return { to: 'attachment', event: { type: 'settled', ...older, answer } } as never;
      }
      if (asked.settle === null) return null;
      return { to: 'attachment', event: { type: 'settled', ...asked.settle, answer } } as never;
    case 'load':
      return { to: 'pane', event: { type: 'loaded', request: asked.load, answer } } as never;
    case 'start':
      if (asked.start === null) return null;
      return { to: 'pane', event: { type: 'start_answered', ...asked.start, answer } } as never;
    case 'cancel':
      return {
        to: 'cancellation',
        event: { type: 'cancel_answered', streamId: key, answer },
      } as never;
    case 'answer': {
      const prompt = { streamId: key, promptId: promptOf(key) };
      return { to: 'pane', event: { type: 'prompt_answered', ...prompt, answer } } as never;
    }
  }
}

/** An answer is said once, and a source that has ended says nothing more. */
export function heardOf(asked: Asked, message: TabMessage): Asked {
  if (message.type === 'heard' && ['broken', 'open_refused'].includes(message.item.type)) {
    return { ...asked, source: null };
  }
  if (message.type === 'echo') return { ...asked, echo: { ...asked.echo, source: null } };
  if (message.type !== 'reply') return asked;
  if (message.key === echoKey) return { ...asked, echo: { ...asked.echo, settle: null } };
  if (message.kind === 'settle') return { ...asked, settle: null };
  if (message.kind === 'load') return { ...asked, load: 0 };
  return message.kind === 'start' ? { ...asked, start: null } : asked;
}

interface Shelled {
  readonly asked: Asked;
  readonly posts: readonly Post[];
}

/** Performs what the client asked for, in its order. */
export function shell(name: string, before: Shelled, effects: readonly ClientEffect[]): Shelled {
  return effects.reduce((so, effect) => perform(name, so, effect), before);
}

function perform(name: string, { asked, posts }: Shelled, effect: ClientEffect): Shelled {
  const wire = (message: object): readonly Post[] => [
    ...posts,
    { to: `${name}.wire`, message: message as never },
  ];
  const ask = (kind: LaneKind, key: string, what: object): readonly Post[] => [
    ...posts,
    { to: laneOf(name, kind), message: { type: 'ask', key, what } as never },
  ];
  switch (effect.type) {
    case 'open': {
      const { attachmentId, source, streamId, after } = effect;
      return {
        asked: { ...asked, source: { attachmentId, source }, echo: sourceEcho(asked) },
        posts: wire({ type: 'open', streamId, after }),
      };
    }
    case 'close': {
      const { attachmentId, source } = effect;
      const isHeld = asked.source?.attachmentId === attachmentId && asked.source.source === source;
      if (!isHeld) return { asked, posts };
      const echo = sourceEcho(asked);
      return { asked: { ...asked, source: null, echo }, posts: wire({ type: 'close' }) };
    }
    case 'settle': {
      const { attachmentId, request, streamId } = effect;
      return {
        asked: { ...asked, settle: { attachmentId, request }, echo: settleEcho(asked) },
        posts: ask('settle', '', { type: 'settle', streamId }),
      };
    }
    case 'load':
      return {
        asked: { ...asked, load: effect.request },
        posts: ask('load', '', { type: 'load' }),
      };
    case 'start': {
      const { request, turnId } = effect;
      return {
        asked: { ...asked, start: { request, turnId } },
        posts: ask('start', '', { type: 'start', streamId: turnId }),
      };
    }
    case 'request_cancel': {
      const { streamId } = effect;
      return { asked, posts: ask('cancel', streamId, { type: 'cancel', streamId }) };
    }
    case 'send_answer': {
      const { streamId, answerId, value } = effect.answer;
      const what = { type: 'answer', streamId, answerId, value };
      return { asked, posts: ask('answer', streamId, what) };
    }
    case 'arm':
    case 'disarm':
      // An armed timer is in the state of its machine.
      return { asked, posts };
  }
}

/** The source that is left is older from now on, and so is a settle that is asked again. */
function sourceEcho({ echo, source }: Asked): Asked['echo'] {
  return source === null ? echo : { ...echo, source: source.attachmentId };
}

function settleEcho({ echo, settle }: Asked): Asked['echo'] {
  return settle === null ? echo : { ...echo, settle: settle.attachmentId };
}

function timerMessage(client: PlainClient, of: TimerOf, timer: string): ClientMessage | null {
  const machine = machineOf(client, of);
  const armed = machine?.timers.find((known) => known.timer === timer);
  if (armed === undefined) return null;
  const event = { type: 'timer', timer, generation: armed.generation };
  if (of === 'pane') return { to: 'pane', event } as ClientMessage;
  if (of !== 'attachment') {
    return { to: 'cancellation', event: { ...event, streamId: of.streamId } } as ClientMessage;
  }
  const attachmentId = client.attachment?.context.attachmentId;
  return { to: 'attachment', event: { ...event, attachmentId } } as ClientMessage;
}

interface Timed {
  readonly timers: readonly { readonly timer: string; readonly generation: number }[];
}

export function machineOf(client: PlainClient, of: TimerOf): Timed | null {
  if (of === 'pane') return client.pane;
  if (of === 'attachment') return client.attachment;
  return client.cancellations.find(([streamId]) => streamId === of.streamId)?.[1] ?? null;
}
