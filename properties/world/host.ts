/**
 * One host process: the composition that ships (`runtime/core/host.ts`), and its shell's part.
 *
 * The shell keeps a queue of effects for each strand, carries the first of each out, and says what
 * came of it: the contract is in `core/host-state.ts`. In a world that splits the host, each access
 * to the store is an action of its own, so a crash, another host or a person comes in between
 * wherever the real one awaits. Elsewhere a whole operation is one action.
 */
import { isAtRest, start } from '../../runtime/core/host.ts';
import type { Actor, Message, Offer, Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';
import {
  type Failing,
  type HostActorMessage,
  type HostOptions,
  type HostState,
  idle,
  type Producer,
} from './host-state.ts';
import {
  aged,
  answered,
  failed,
  firstOf,
  perform,
  replyTo,
  told,
  waiting,
} from './host-strands.ts';
import { chore, costOf, produced, requested, timed, view, viewed } from './host-work.ts';

export function host(options: HostOptions): Actor<HostState, HostActorMessage> {
  return {
    name: options.name,
    initial: { core: start(), ...idle },
    offers: (state) => offersOf(state, options),
    react: (state, message) => react(state, message, options),
  };
}

function offersOf(state: HostState, options: HostOptions): readonly Offer[] {
  const { name, faults } = options;
  const { core } = state;
  const offer: MakeOffer = (message, said, how = 'fair') => {
    const label = `${name}: ${said}`;
    if (typeof how === 'object') return { message, fair: null, label, needs: how };
    return { message, fair: how === 'fair' ? label : null, label };
  };
  if (core === null) return [offer({ type: 'restart' }, 'restarts')];
  const offers = [
    ...strandOffers(state, options, offer),
    ...core.turns.flatMap(({ context: { streamId }, timers }) =>
      timers
        .filter(({ timer }) => !timer.endsWith('renewal') || canRenew(state, streamId, options))
        .map(({ timer }) =>
          offer({ type: 'timer', streamId, timer }, `${streamId} timer ${timer}`),
        ),
    ),
    ...state.producers.flatMap((producer) => producerOffers(state, producer, options, offer)),
    ...options.chores.map((chore) =>
      offer({ type: 'chore', chore }, `asks: ${Object.values(chore).join(' ')}`, costOf(chore)),
    ),
  ];
  if (options.looks && isAtRest(core)) offers.push(offer({ type: 'look' }, 'looks'));
  if (faults.includes('failures') && !options.split && state.failing === null) {
    offers.push(...failures.map((failing) => failingOffer(failing, offer)));
  }
  if (faults.includes('crashes'))
    offers.push(offer({ type: 'crash' }, 'crashes', spend('crashes')));
  if (faults.includes('shutdowns') && !core.isClosing) {
    offers.push(offer({ type: 'shutdown' }, 'closes', spend('shutdowns')));
  }
  if (core.isClosing && isAtRest(core))
    offers.push(offer({ type: 'exit' }, 'exits, and another is there'));
  return offers;
}

/** Not in these worlds: a store that is slower than a renewal. */
function canRenew({ strands }: HostState, streamId: string, { looks }: HostOptions): boolean {
  return looks && !strands.some(([strand]) => strand === `turn ${streamId}`);
}

/** Accesses of the longest operation. */
const accessesMax = 5;
const failures: readonly Failing[] = (['fail', 'fail_late'] as const).flatMap((type) =>
  Array.from({ length: accessesMax }, (_, left) => ({ type, left })),
);

function failingOffer(failing: Failing, offer: MakeOffer): Offer {
  const done = failing.type === 'fail' ? '' : ', when it is done';
  const label = `the store will fail at access ${failing.left + 1}${done}`;
  return offer({ type: 'will_fail', failing }, label, spend('failures'));
}

/** Fair, unless it is said to be free, or what it costs. */
type MakeOffer = (message: HostActorMessage, label: string, how?: 'fair' | 'free' | Post) => Offer;

function strandOffers(state: HostState, { faults }: HostOptions, offer: MakeOffer) {
  return state.strands.flatMap(([strand]) => {
    const first = firstOf(state, strand);
    if (first === null) return [];
    const label = `${strand} ${first.type}`;
    const offers = [offer({ type: 'perform', strand }, label)];
    if (faults.includes('failures')) {
      const fails = spend('failures');
      offers.push(offer({ type: 'fail', strand }, `${label} fails`, fails));
      offers.push(offer({ type: 'fail_late', strand }, `${label} is done, and fails`, fails));
    }
    if (faults.includes('lates') && first.type === 'lock') {
      offers.push(
        offer({ type: 'wait_ends', strand }, `${strand} waits no longer`, spend('lates')),
      );
    }
    return offers;
  });
}

function producerOffers(
  state: HostState,
  { streamId, produced, isAborted }: Producer,
  { script, faults }: HostOptions,
  offer: MakeOffer,
): readonly Offer[] {
  const turn = state.core?.turns.find(({ context }) => context.streamId === streamId);
  const waits = (turn?.context.open.length ?? 0) > 0 && !isAborted;
  if (waits) return [];
  const offers = [];
  // It runs ahead of what is stored; its end is told when nothing of it waits any more.
  const left = state.strands.find(([strand]) => strand === `turn ${streamId}`)?.[1] ?? [];
  const isAhead = left.some((work) => work.some(({ type }) => type === 'append'));
  if (produced < script.length && !isAborted) {
    offers.push(offer({ type: 'produce', streamId }, `${streamId} produces`));
  } else if (!isAhead) {
    // One that hangs does not hear that it is to unwind.
    const isFair = !(isAborted && faults.includes('hangs'));
    offers.push(
      offer({ type: 'return', streamId }, `${streamId} returns`, isFair ? 'fair' : 'free'),
    );
  }
  if (faults.includes('throws') && !isAhead) {
    offers.push(offer({ type: 'throw', streamId }, `${streamId} throws`, spend('throws')));
  }
  return offers;
}

function react(
  state: HostState,
  message: HostActorMessage,
  options: HostOptions,
): Reaction<HostState> | null {
  if (state.core === null) return down(state, message, options);
  switch (message.type) {
    case 'request':
      return requested(state, message, options);
    case 'open':
      return { state, posts: [{ to: message.from, message: named('arrived', options) }] };
    case 'watch':
      return view(state, { watch: message.from }, options);
    case 'viewed':
      return viewed(state, state.core, message, options);
    case 'done':
      return answered(state, message, options);
    case 'waits':
      return waiting(state, message.effect);
    case 'fence_issued':
      return { state: aged(state), posts: [] };
    case 'perform':
      return perform(state, message.strand, options);
    case 'fail':
    case 'fail_late':
    case 'wait_ends':
      return failed(state, message, options);
    case 'will_fail':
      return { state: { ...state, failing: message.failing }, posts: [spend('failures')] };
    case 'timer':
      return timed(state, message, options);
    case 'produce':
    case 'return':
    case 'throw':
      return produced(state, message, options);
    case 'look':
      return view(state, { look: true }, options);
    case 'shutdown': {
      const said = told(state, { to: 'session', event: { type: 'shutdown' } }, options);
      return { ...said, posts: [spend('shutdowns'), ...said.posts] };
    }
    case 'chore':
      return chore(state, message.chore, options);
    case 'crash': {
      const said = gone(options);
      return { ...said, posts: [spend('crashes'), ...said.posts] };
    }
    case 'exit':
      return { ...gone(options), state: { core: start(), ...idle } };
    case 'restart':
      return null;
  }
}

/** Everything that was only in this process is gone. */
function gone({ name, wires, lanes }: HostOptions): Reaction<HostState> {
  const told: readonly Post[] = [
    { to: 'store', message: { type: 'dead', host: name } as never },
    ...[...wires, ...lanes].map(
      (to): Post => ({ to, message: { type: 'host_down', host: name } as never }),
    ),
  ];
  return { state: { core: null, ...idle }, posts: told };
}

function named(type: string, { name: host }: HostOptions): Message {
  return { type, host } as Message;
}

/** Nobody answers. */
function down(
  state: HostState,
  message: HostActorMessage,
  options: HostOptions,
): Reaction<HostState> | null {
  switch (message.type) {
    case 'restart':
      return { state: { core: start(), ...idle }, posts: [] };
    case 'request': {
      const { from, key } = message;
      return { state, posts: [replyTo(from, key, { state: 'unreachable' })] };
    }
    case 'open':
      return { state, posts: [{ to: message.from, message: named('host_down', options) }] };
    case 'fence_issued':
    case 'watch':
      return { state, posts: [] };
    default:
      return null;
  }
}
