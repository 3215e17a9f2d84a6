/**
 * The watch of one tab: level-triggered, so what is in flight is the newest that was looked up, and
 * what was told is not told again. When it breaks, nothing has been told.
 */
import type { LastTurn } from '../../machines/vocabulary.ts';
import type { Actor, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';

interface WatchState {
  readonly told: LastTurn | null;
  readonly flight: LastTurn | null;
}

export type WatchMessage =
  | { readonly type: 'look' | 'deliver' | 'break' }
  /** From the host. */
  | { readonly type: 'looked'; readonly last: LastTurn | null };

export interface WatchOptions {
  readonly tab: string;
  readonly host: string;
  readonly faults: readonly 'breaks'[];
}

export function watch({ tab, host, faults }: WatchOptions): Actor<WatchState, WatchMessage> {
  const name = `${tab}.watch`;
  return {
    name,
    initial: { told: null, flight: null },
    offers: ({ told, flight }) => [
      { message: { type: 'look' }, fair: `${name}: look`, label: `${name}: looks` },
      ...(flight === null
        ? []
        : [
            {
              message: { type: 'deliver' },
              fair: `${name}: deliver`,
              label: `${name}: ${flight.streamId} ${flight.phase}`,
            },
          ]),
      ...(faults.length > 0 && (told !== null || flight !== null)
        ? [{ message: { type: 'break' }, fair: null, label: `${name}: breaks` }]
        : []),
    ],
    react: (state, message) => react(state, message, { tab, host, name }),
  };
}

function react(
  state: WatchState,
  message: WatchMessage,
  { tab, host, name }: { readonly tab: string; readonly host: string; readonly name: string },
): Reaction<WatchState> | null {
  switch (message.type) {
    case 'look':
      return { state, posts: [{ to: host, message: { type: 'watch', from: name } as never }] };
    case 'looked': {
      const { last } = message;
      const known = state.flight ?? state.told;
      if (last === null || isSame(last, known)) return { state, posts: [] };
      return { state: { ...state, flight: last }, posts: [] };
    }
    case 'deliver': {
      if (state.flight === null) return null;
      const said = { type: 'watched', last: state.flight } as never;
      return { state: { told: state.flight, flight: null }, posts: [{ to: tab, message: said }] };
    }
    case 'break':
      return { state: { told: null, flight: null }, posts: [spend('breaks')] };
  }
}

function isSame(a: LastTurn, b: LastTurn | null): boolean {
  return b !== null && a.streamId === b.streamId && a.phase === b.phase;
}
