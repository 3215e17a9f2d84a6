/**
 * The watch of one tab: level-triggered, so what is in flight is the newest that was looked up.
 *
 * What was told is not told again; or it is, at any time, which is what a reconnect does.
 */
import type { LastTurn } from '../../machines/vocabulary.ts';
import type { Actor, Reaction } from '../explorer/system.ts';

interface WatchState {
  readonly told: LastTurn | null;
  readonly flight: LastTurn | null;
}

export type WatchMessage =
  | { readonly type: 'look'; readonly host: string }
  | { readonly type: 'deliver' }
  /** From the host. */
  | { readonly type: 'looked'; readonly last: LastTurn | null };

export interface WatchOptions {
  readonly tab: string;
  readonly hosts: readonly string[];
  /** It forgets what it has told: so it tells it again, as after a reconnect. */
  readonly retells: boolean;
}

export function watch({ tab, hosts, retells }: WatchOptions): Actor<WatchState, WatchMessage> {
  const name = `${tab}.watch`;
  return {
    name,
    initial: { told: null, flight: null },
    offers: ({ flight }) => [
      ...hosts.map((host) => ({
        message: { type: 'look', host },
        fair: `${name}: look`,
        label: `${name}: looks${hosts.length > 1 ? ` at ${host}` : ''}`,
      })),
      ...(flight === null
        ? []
        : [
            {
              message: { type: 'deliver' },
              fair: `${name}: deliver`,
              label: `${name}: ${flight.streamId} ${flight.phase}`,
            },
          ]),
    ],
    react: (state, message) => react(state, message, { tab, hosts, name, retells }),
  };
}

function react(
  state: WatchState,
  message: WatchMessage,
  { tab, name, retells }: WatchOptions & { readonly name: string },
): Reaction<WatchState> | null {
  switch (message.type) {
    case 'look':
      return {
        state,
        posts: [{ to: message.host, message: { type: 'watch', from: name } as never }],
      };
    case 'looked': {
      const { last } = message;
      const known = state.flight ?? state.told;
      if (last === null || isSame(last, known)) return { state, posts: [] };
      return { state: { ...state, flight: last }, posts: [] };
    }
    case 'deliver': {
      if (state.flight === null) return null;
      const said = { type: 'watched', last: state.flight } as never;
      const told = retells ? null : state.flight;
      return { state: { told, flight: null }, posts: [{ to: tab, message: said }] };
    }
  }
}

function isSame(a: LastTurn, b: LastTurn | null): boolean {
  return b !== null && a.streamId === b.streamId && a.phase === b.phase;
}
