/**
 * The messages to the store as words and numbers: what is read of it, and each access of a host.
 *
 * It only names what a message holds; it must never know what a store makes of it.
 */
import type { Effect as SessionEffect } from '../../../machines/session/signals.ts';
import type { Frame } from '../../../machines/vocabulary.ts';
import type { HostEffect } from '../../../runtime/core/host.ts';
import type { Access, StoreMessage } from '../../world/store-state.ts';
import type { Alphabet } from './alphabet.ts';
import { type Spelled, said } from './words.ts';

export function spellStore(alphabet: Alphabet, message: StoreMessage): Spelled | null {
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
      // A lock or a lease runs out by itself: nobody says it.
      return null;
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
export function terminalOf([terminal, ...more]: readonly Frame[]): Frame {
  if (terminal === undefined || more.length > 0) throw new Error('there are no prompts here');
  return terminal;
}
