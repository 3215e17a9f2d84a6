/**
 * One host process: the composition that ships (`runtime/core/host.ts`), and its shell's part.
 *
 * The shell keeps a queue of effects for each strand, carries the first of each out, and says what
 * came of it: the contract is in `core/host-state.ts`. In a world that splits the host, each access
 * to the store is an action of its own, so a crash, another host or a person comes in between
 * wherever the real one awaits. Elsewhere a whole operation is one action.
 */
import { isAtRest, start, strandName, type TurnStrand } from '../../runtime/core/host.ts';
import type { Actor, Message, Offer, Post, Reaction } from '../explorer/system.ts';
import { spend } from './budget.ts';
import {
  type Failing,
  type HostActorMessage,
  type HostOptions,
  type HostState,
  idle,
  type Left,
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
import {
  chore,
  costOf,
  heard,
  produced,
  requested,
  timed,
  view,
  viewed,
  woken,
} from './host-work.ts';

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
    ...core.turns.flatMap(({ context, timers }) =>
      timers
        .filter(({ timer }) => !timer.endsWith('renewal') || canRenew(state, context, options))
        .map(({ timer }) => {
          const { streamId } = context;
          return offer({ type: 'timer', streamId, timer }, `${streamId} timer ${timer}`);
        }),
    ),
    ...state.wakes.map((streamId) =>
      offer({ type: 'hear', streamId }, `${streamId} hears that something was written`),
    ),
    ...state.producers.flatMap((producer) => producerOffers(state, producer, options, offer)),
    ...options.chores.map((wanted) => {
      const label = `asks: ${Object.values(wanted).join(' ')}`;
      return offer({ type: 'chore', chore: wanted }, label, costOf(wanted));
    }),
  ];
  if (options.looks) offers.push(offer({ type: 'look' }, 'looks'));
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
function canRenew(state: HostState, hold: Hold, { renews }: HostOptions): boolean {
  return renews && leftOf(state, hold).length === 0;
}

type Hold = Pick<TurnStrand, 'streamId' | 'after'>;

/** What the strand of a hold has left to do. */
function leftOf({ strands }: HostState, { streamId, after }: Hold): Left {
  const name = strandName({ to: 'turn', streamId, after });
  return strands.find(([strand]) => strand === name)?.[1] ?? [];
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
  { streamId, after, produced: yielded, isAborted }: Producer,
  { script, faults }: HostOptions,
  offer: MakeOffer,
): readonly Offer[] {
  const turn = state.core?.turns.find(({ context }) => context.streamId === streamId);
  const waits = (turn?.context.open.length ?? 0) > 0 && !isAborted;
  if (waits) return [];
  const offers = [];
  // It runs ahead of what is stored; its end is told when nothing of it waits any more.
  const isAhead = leftOf(state, { streamId, after }).some((work) =>
    work.some(({ type }) => type === 'append'),
  );
  if (yielded < script.length && !isAborted) {
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
    case 'woken':
      return woken(state, state.core, message.streamId);
    case 'hear':
      return heard(state, state.core, message.streamId, options);
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
  const posts: readonly Post[] = [
    { to: 'store', message: { type: 'dead', host: name } as never },
    ...[...wires, ...lanes].map(
      (to): Post => ({ to, message: { type: 'host_down', host: name } as never }),
    ),
  ];
  return { state: { core: null, ...idle }, posts };
}

function named(type: string, { name }: HostOptions): Message {
  return { type, host: name } as Message;
}

/** Nobody answers. */
function down(
  state: HostState,
  message: HostActorMessage,
  options: HostOptions,
): Reaction<HostState> | null {
  const { type } = message;
  if (type === 'restart') return { state: { core: start(), ...idle }, posts: [] };
  if (type === 'request') {
    const { from, key } = message;
    return { state, posts: [replyTo(from, key, { state: 'unreachable' })] };
  }
  if (type === 'open') {
    return { state, posts: [{ to: message.from, message: named('host_down', options) }] };
  }
  const isForNobody = type === 'fence_issued' || type === 'watch' || type === 'woken';
  return isForNobody ? { state, posts: [] } : null;
}
