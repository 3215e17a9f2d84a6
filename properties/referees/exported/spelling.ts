/**
 * The messages of a world's actors as words and numbers. The same message is the same word, whether
 * a machine says it or an actor that is written by hand.
 *
 * It only names what a message holds; it must never know what comes of it.
 */
import type { Message } from '../../explorer/system.ts';
import type { HostActorMessage } from '../../world/host-state.ts';
import { type LaneMessage, laneOf } from '../../world/lane.ts';
import { batchEvent, type Heard, headEvent } from '../../world/reader.ts';
import type { StoreMessage } from '../../world/store-state.ts';
import type { TabMessage } from '../../world/tab-state.ts';
import type { WatchMessage } from '../../world/watch.ts';
import type { WireMessage } from '../../world/wire.ts';
import type { Alphabet } from './alphabet.ts';
import { spellStore } from './store-spelling.ts';
import { type Spelled, said } from './words.ts';

/** What an actor is in a world. */
export type Role = 'tab' | 'host' | 'lane' | 'wire' | 'watch' | 'store' | 'budget' | 'told';

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
      const record = alphabet.code('record', message.record);
      return said('host_viewed', about, record, alphabet.code('kind', message.decided));
    }
    case 'woken': {
      const at = alphabet.code('host', host);
      return said('host_woken', at, alphabet.code('stream', message.streamId));
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
