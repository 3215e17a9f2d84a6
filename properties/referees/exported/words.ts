/**
 * What the actors of a world say to each other, as a word and numbers: `lane_ask 1 0 4`. It is the
 * border between the machines, whose tables are printed, and what is written by hand around them.
 *
 * It only names what a message holds; it must never know what comes of it.
 */
import type { Effect as SessionEffect } from '../../../machines/session/signals.ts';
import type { Frame } from '../../../machines/vocabulary.ts';
import type { HostEffect } from '../../../runtime/core/host.ts';
import type { Message } from '../../explorer/system.ts';
import type { HostActorMessage } from '../../world/host-state.ts';
import { type LaneMessage, laneOf } from '../../world/lane.ts';
import { batchEvent, type Heard, headEvent } from '../../world/reader.ts';
import type { Access, StoreMessage } from '../../world/store.ts';
import type { TabMessage } from '../../world/tab-state.ts';
import type { WatchMessage } from '../../world/watch.ts';
import type { WireMessage } from '../../world/wire.ts';
import type { Alphabet, Sort } from './alphabet.ts';

/** The words, and what stands behind each. What is said to the machines comes first. */
export const words = {
  host_request: ['host', 'lane', 'key', 'want'],
  host_open: ['host', 'wire', 'stream'],
  host_watch: ['host', 'watch'],
  host_done: ['effect', 'event'],
  host_viewed: ['about', 'record'],
  host_fence_issued: ['host'],
  host_waits: ['effect'],
  tab_reply: ['lane', 'key', 'answer'],
  tab_heard: ['wire', 'item', 'stream', 'frame'],
  tab_watched: ['watch', 'last'],
  lane_ask: ['lane', 'key', 'want'],
  lane_answered: ['lane', 'key', 'answer'],
  lane_host_down: ['lane', 'host'],
  wire_open: ['wire', 'stream', 'seq'],
  wire_close: ['wire'],
  wire_arrived: ['wire', 'host'],
  wire_head: ['wire', 'heard'],
  wire_batch: ['wire', 'heard'],
  wire_wake: ['wire', 'stream'],
  wire_host_down: ['wire', 'host'],
  watch_looked: ['watch', 'last'],
  store_head: ['wire', 'stream'],
  store_read: ['wire', 'stream', 'seq'],
  store_view: ['host', 'about'],
  store_dead: ['host'],
  store_unreleased: ['host', 'lockFence'],
  store_lock: ['host', 'effect', 'seq'],
  store_load: ['host', 'effect'],
  store_save: ['host', 'effect', 'lockFence', 'record'],
  store_unlock: ['host', 'effect', 'lockFence'],
  store_judge: ['host', 'effect', 'stream'],
  store_claim: ['host', 'effect', 'stream', 'fence'],
  store_renew: ['host', 'effect', 'stream', 'fence'],
  store_append: ['host', 'effect', 'stream', 'fence', 'frame'],
  store_close: ['host', 'effect', 'stream', 'fence', 'frame'],
  store_decide: ['host', 'effect', 'stream', 'fence', 'cell'],
  store_fold: ['host', 'effect', 'stream', 'frame'],
  budget_spend: ['fault'],
  told_accepted: ['key'],
} as const satisfies Readonly<Record<string, readonly Sort[]>>;

export type Word = keyof typeof words;

/** What an actor is in a world. */
export type Role = 'tab' | 'host' | 'lane' | 'wire' | 'watch' | 'store' | 'budget' | 'told';

export interface Spelled {
  readonly word: Word;
  /** In the places of the word's sorts. */
  readonly args: readonly number[];
}

/** Of a message that a person, a timer or the actor itself is behind: nobody else says it. */
const itsOwn = null;

/** The word of a message to an actor of a world. */
export function spell(alphabet: Alphabet, role: Role, actor: string, message: Message) {
  switch (role) {
    case 'tab':
      return spellTab(alphabet, message as TabMessage, actor);
    case 'host':
      return spellHost(alphabet, message as HostActorMessage, actor);
    case 'lane':
      return spellLane(alphabet, message as LaneMessage, actor);
    case 'wire':
      return spellWire(alphabet, message as WireMessage, actor);
    case 'watch':
      return spellWatch(alphabet, message as WatchMessage, actor);
    case 'store':
      return spellStore(alphabet, message as StoreMessage);
    case 'budget':
      return said('budget_spend', alphabet.code('fault', fieldOf(message, 'fault')));
    case 'told':
      return said('told_accepted', alphabet.code('key', fieldOf(message, 'streamId')));
  }
}

function said(word: Word, ...args: readonly number[]): Spelled {
  return { word, args };
}

function fieldOf(message: Message, field: string): unknown {
  return (message as Message & Readonly<Record<string, unknown>>)[field];
}

function spellTab(alphabet: Alphabet, message: TabMessage, tab: string): Spelled | null {
  switch (message.type) {
    case 'reply': {
      const lane = alphabet.code('lane', laneOf(tab, message.kind));
      const key = alphabet.code('key', message.key);
      return said('tab_reply', lane, key, alphabet.code('answer', message.answer));
    }
    case 'heard': {
      const wire = alphabet.code('wire', `${tab}.wire`);
      return said('tab_heard', wire, ...spellItem(alphabet, message.item));
    }
    case 'watched': {
      const watch = alphabet.code('watch', `${tab}.watch`);
      return said('tab_watched', watch, alphabet.code('last', message.last));
    }
    default:
      return itsOwn;
  }
}

function spellItem(alphabet: Alphabet, item: Heard): readonly number[] {
  const none = [0, alphabet.code('frame', null)];
  if (item.type === 'open_refused') return [alphabet.code('item', item.reason), ...none];
  const kind = alphabet.code('item', item.type);
  if (item.type !== 'frame') return [kind, ...none];
  const { streamId, seq, kind: of, data } = item;
  return [kind, alphabet.code('stream', streamId), alphabet.code('frame', { seq, kind: of, data })];
}

function spellHost(alphabet: Alphabet, message: HostActorMessage, host: string): Spelled | null {
  switch (message.type) {
    case 'request': {
      const { from, key, what } = message;
      const call = [alphabet.code('lane', from), alphabet.code('key', key)];
      const want = alphabet.code('want', what);
      return said('host_request', alphabet.code('host', host), ...call, want);
    }
    case 'open': {
      const wire = alphabet.code('wire', message.from);
      const at = alphabet.code('host', host);
      return said('host_open', at, wire, alphabet.code('stream', message.streamId));
    }
    case 'watch':
      return said('host_watch', alphabet.code('host', host), alphabet.code('watch', message.from));
    case 'viewed': {
      const about = alphabet.code('about', [host, message.about]);
      return said('host_viewed', about, alphabet.code('record', message.record));
    }
    case 'done': {
      const effect = alphabet.code('effect', [host, message.effect]);
      return said('host_done', effect, alphabet.code('event', message.event));
    }
    case 'waits':
      return said('host_waits', alphabet.code('effect', [host, message.effect]));
    case 'fence_issued':
      return said('host_fence_issued', alphabet.code('host', host));
    default:
      return itsOwn;
  }
}

function spellLane(alphabet: Alphabet, message: LaneMessage, actor: string): Spelled | null {
  const lane = alphabet.code('lane', actor);
  switch (message.type) {
    case 'ask': {
      const key = alphabet.code('key', message.key);
      return said('lane_ask', lane, key, alphabet.code('want', message.what));
    }
    case 'answered': {
      const key = alphabet.code('key', message.key);
      return said('lane_answered', lane, key, alphabet.code('answer', message.answer));
    }
    case 'host_down':
      return said('lane_host_down', lane, alphabet.code('host', message.host));
    default:
      return itsOwn;
  }
}

function spellWire(alphabet: Alphabet, message: WireMessage, actor: string): Spelled | null {
  const wire = alphabet.code('wire', actor);
  switch (message.type) {
    case 'open': {
      const stream = alphabet.code('stream', message.streamId);
      return said('wire_open', wire, stream, alphabet.number('seq', message.after));
    }
    case 'head':
      return said('wire_head', wire, alphabet.code('heard', headEvent(message.head)));
    case 'batch':
      return said('wire_batch', wire, alphabet.code('heard', batchEvent(message.frames)));
    case 'wake':
      return said('wire_wake', wire, alphabet.code('stream', message.streamId));
    case 'close':
      return said('wire_close', wire);
    case 'arrived':
    case 'host_down':
      return said(`wire_${message.type}`, wire, alphabet.code('host', message.host));
    default:
      return itsOwn;
  }
}

function spellWatch(alphabet: Alphabet, message: WatchMessage, actor: string): Spelled | null {
  if (message.type !== 'looked') return itsOwn;
  return said('watch_looked', alphabet.code('watch', actor), alphabet.code('last', message.last));
}

function spellStore(alphabet: Alphabet, message: StoreMessage): Spelled | null {
  switch (message.type) {
    case 'do':
      return spellAccess(alphabet, message);
    case 'head':
    case 'read': {
      const wire = alphabet.code('wire', message.from);
      const stream = alphabet.code('stream', message.streamId);
      if (message.type === 'head') return said('store_head', wire, stream);
      return said('store_read', wire, stream, alphabet.number('seq', message.after));
    }
    case 'view': {
      const { from, about } = message;
      return said('store_view', alphabet.code('host', from), alphabet.code('about', [from, about]));
    }
    case 'unreleased': {
      const fence = alphabet.number('lockFence', message.lockFence);
      return said('store_unreleased', alphabet.code('host', message.host), fence);
    }
    case 'dead':
      return said('store_dead', alphabet.code('host', message.host));
    default:
      return itsOwn;
  }
}

function spellAccess(alphabet: Alphabet, { from, effect, isPatient }: Access): Spelled {
  const by = [alphabet.code('host', from), alphabet.code('effect', [from, effect])];
  switch (effect.type) {
    case 'lock':
      return said('store_lock', ...by, isPatient === true ? 1 : 0);
    case 'load':
      return said('store_load', ...by);
    case 'save': {
      const { lockFence, record } = effect as Extract<SessionEffect, { type: 'save' }>;
      const fence = alphabet.number('lockFence', lockFence);
      return said('store_save', ...by, fence, alphabet.code('record', record));
    }
    case 'unlock':
      return said('store_unlock', ...by, alphabet.number('lockFence', effect.lockFence));
    case 'judge':
      return said('store_judge', ...by, alphabet.code('stream', effect.streamId));
    case 'decide':
      return spellDecide(alphabet, by, effect);
    default:
      return spellTurn(alphabet, by, effect);
  }
}

/** By whoever runs the turn, or for a cancel at another host. */
function spellDecide(
  alphabet: Alphabet,
  by: readonly number[],
  { streamId, outcome, detail, turnFence }: Extract<HostEffect, { readonly type: 'decide' }>,
): Spelled {
  const stream = alphabet.code('stream', streamId);
  const cell = alphabet.code('cell', { outcome, detail });
  return said('store_decide', ...by, stream, alphabet.number('fence', turnFence), cell);
}

function spellTurn(alphabet: Alphabet, by: readonly number[], effect: Access['effect']): Spelled {
  if (effect.to !== 'turn') throw new Error(`nobody says '${effect.type}' to a store`);
  const stream = alphabet.code('stream', effect.streamId);
  const fence = (value: number) => alphabet.number('fence', value);
  switch (effect.type) {
    case 'claim':
      return said('store_claim', ...by, stream, fence(effect.after));
    case 'renew':
      return said('store_renew', ...by, stream, fence(effect.turnFence));
    case 'append': {
      const frame = alphabet.code('frame', effect.frame);
      return said('store_append', ...by, stream, fence(effect.turnFence), frame);
    }
    case 'close_journal': {
      const terminal = alphabet.code('frame', terminalOf(effect.frames));
      return said('store_close', ...by, stream, fence(effect.turnFence), terminal);
    }
    case 'fold':
      return said('store_fold', ...by, stream, alphabet.code('frame', terminalOf(effect.closing)));
    default:
      throw new Error(`nobody says '${effect.type}' to a store`);
  }
}

/** What closes a journal in worlds without prompts. */
function terminalOf([terminal, ...more]: readonly Frame[]): Frame {
  if (terminal === undefined || more.length > 0) throw new Error('there are no prompts here');
  return terminal;
}
