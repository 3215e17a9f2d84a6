/**
 * A second person at another tab, who only starts and stops, and shows nothing.
 *
 * It makes the races between two tabs at a fraction of the worlds that a whole tab costs.
 */
import type { Actor, Offer, Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';
import { laneOf, type Reply } from './lane.ts';

interface RobotState {
  readonly sent: number;
  readonly stopped: readonly string[];
}

type RobotMessage = { readonly type: 'send' | 'stop' } | Reply;

export interface RobotOptions {
  readonly name: string;
  readonly sends: number;
}

export function robot({ name, sends }: RobotOptions): Actor<RobotState, RobotMessage> {
  return {
    name,
    initial: { sent: 0, stopped: [] },
    offers: ({ sent, stopped }) => {
      const offer = (type: 'send' | 'stop'): Offer => ({
        message: { type },
        fair: null,
        label: `${name}: ${type}`,
        needs: spend(type === 'send' ? 'turns' : 'stops'),
      });
      const last = `${name}${sent}`;
      return [
        ...(sent < sends ? [offer('send')] : []),
        ...(sent > 0 && !stopped.includes(last) ? [offer('stop')] : []),
      ];
    },
    react: (state, message) => react(state, message, name),
  };
}

function react(
  state: RobotState,
  message: RobotMessage,
  name: string,
): Reaction<RobotState> | null {
  const ask = (kind: 'start' | 'cancel', streamId: string): Post => {
    const key = kind === 'cancel' ? streamId : '';
    const what = { type: kind, streamId };
    return { to: laneOf(name, kind), message: { type: 'ask', key, what } as never };
  };
  switch (message.type) {
    case 'send': {
      const sent = state.sent + 1;
      return {
        state: { ...state, sent },
        posts: [spend('turns'), ask('start', `${name}${sent}`)],
      };
    }
    case 'stop': {
      const streamId = `${name}${state.sent}`;
      return {
        state: { ...state, stopped: [...state.stopped, streamId] },
        posts: [spend('stops'), ask('cancel', streamId)],
      };
    }
    case 'reply':
      return { state, posts: [] };
  }
}
