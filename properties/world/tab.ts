/**
 * One tab: the client that ships (`runtime/core/client.ts`), and what its shell keeps for it.
 *
 * The shell's part is small and has to stay so: it remembers what it asked, says that again beside
 * the answer, and lets timers fire. Any armed timer may fire at any time. Numbers that only grow
 * are made canonical after each step (`canonical.ts`), so that equal situations are equal states.
 */
import { start, step } from '../../runtime/core/client.ts';
import type { Client } from '../../runtime/core/client-state.ts';
import type { Actor, Offer, Post } from '../explorer/system.ts';
import { type Fault, spend } from './budget.ts';
import { canonical } from './canonical.ts';
import { heardOf, machineOf, nothing, shell, toClient } from './tab-shell.ts';
import type {
  PlainClient,
  TabMessage,
  TabOptions,
  TabReaction,
  TabState,
  TimerOf,
} from './tab-state.ts';

export function tab(options: TabOptions): Actor<TabState, TabMessage> {
  const { name, bounds } = options;
  const [first, effects] = start({ offline: false });
  const begun = shell(name, { asked: nothing, posts: [] }, effects);
  return {
    name,
    initial: canonical(
      { client: plain(first), asked: begun.asked, sent: 0, returned: [], stopped: [] },
      bounds,
    ),
    offers: (state) => offersOf(state, options).map((offer) => priced(offer, state)),
    react: (state, message) => react(state, message, options),
  };
}

function plain(client: Client): PlainClient {
  return { ...client, cancellations: Array.from(client.cancellations) };
}

function whole(client: PlainClient): Client {
  return { ...client, cancellations: new Map(client.cancellations) };
}

/** The posts of the very first step: a world delivers them before anything else. */
export function firstPosts(name: string): readonly Post[] {
  const [, effects] = start({ offline: false });
  return shell(name, { asked: nothing, posts: [] }, effects).posts;
}

function react(state: TabState, message: TabMessage, options: TabOptions): TabReaction | null {
  const said = toClient(state, message, options.name);
  if (said === null) return null;
  const [client, effects] = step(whole(state.client), said);
  const sends = message.type === 'send' ? 1 : 0;
  const after = shell(options.name, { asked: heardOf(state.asked, message), posts: [] }, effects);
  const asked = options.echoes ? after.asked : { ...after.asked, echo: nothing.echo };
  const back = client.returned === null ? [] : [client.returned.question as string];
  const next: TabState = {
    client: plain(client),
    asked,
    sent: state.sent + sends,
    returned: [...state.returned, ...back].toSorted(),
    stopped: stoppedBy(state, message),
  };
  const spends = spentBy(message, state.client.pane.context.offline);
  return {
    state: canonical(next, options.bounds),
    posts: [...spends.map((fault) => spend(fault)), ...after.posts],
    effects,
    message: said,
    notices: client.notices.map(({ code }) => code),
    counted: countedIn(client),
    returned: client.returned,
  };
}

/** What has been counted since the last step: a world forgets counts. */
function countedIn({ frames, counters }: Client): readonly string[] {
  const counts = Object.entries({ frames, ...counters });
  return counts.flatMap(([what, count]) => (count > 0 ? [what] : []));
}

/** They wait for an answer, so when they go off before it, it is late: that is a fault. */
const patience = [
  'attaching.opening',
  'live.heartbeat',
  'settling.asking.settleTimeout',
  'loading.asking.loadTimeout',
  'starting.asking.startTimeout',
  'requesting.requestTimeout',
  'retracting.asking.requestTimeout',
];

function spentBy(message: TabMessage, isOffline: boolean): readonly Fault[] {
  const { type } = message;
  if (type === 'timer') return patience.includes(message.timer) ? ['lates'] : [];
  if (type === 'send') return ['turns'];
  if (type === 'stop') return ['stops'];
  if (type === 'retry') return ['retries'];
  return isWeather(type) && !isOffline ? ['offline'] : [];
}

/** What it costs is needed, so where nothing is left of that the machines are not asked. */
function priced(offer: Offer, { client }: TabState): Offer {
  const [fault] = spentBy(offer.message as TabMessage, client.pane.context.offline);
  return fault === undefined ? offer : { ...offer, needs: spend(fault) };
}

/** What the device says of itself; to come back costs nothing. */
function isWeather(type: string): boolean {
  return ['offline', 'suspended', 'online', 'visible'].includes(type);
}

function stoppedBy(state: TabState, message: TabMessage): readonly string[] {
  if (message.type !== 'stop') return state.stopped;
  const { turnId, owner } = state.client.pane.context;
  const meant = turnId || (owner?.streamId ?? '');
  return state.stopped.includes(meant) ? state.stopped : [...state.stopped, meant].toSorted();
}

function offersOf(state: TabState, options: TabOptions): readonly Offer[] {
  const { client } = state;
  const owners: readonly TimerOf[] = [
    'pane',
    'attachment',
    ...client.cancellations.map(([streamId]) => ({ streamId })),
  ];
  const timers = owners.flatMap((of) =>
    (machineOf(client, of)?.timers ?? []).map(({ timer }) => timerOffer(options.name, of, timer)),
  );
  const label = `${options.name}: hears that an older source was closed`;
  const echo: Offer = { message: { type: 'echo' }, fair: null, label };
  const echoes = state.asked.echo.source === null ? [] : [echo];
  return [...timers, ...echoes, ...personOffers(state, options)];
}

function timerOffer(name: string, of: TimerOf, timer: string): Offer {
  const label = `${name}: timer ${timer}`;
  return { message: { type: 'timer', of, timer } as never, fair: label, label };
}

/** What a person may do; nobody promises that they do. */
function personOffers(
  state: TabState,
  { name, sends, stops, hasty, weather }: TabOptions,
): readonly Offer[] {
  const { pane, attachment, scene, answering } = state.client;
  const { owner, turnId, offline } = pane.context;
  const offers: string[] = [];
  if (state.sent < sends) offers.push('send');
  const isStoppable = turnId !== '' || (owner !== null && !hasty);
  if (stops && isStoppable) offers.push('stop');
  const asks = scene.parts.some((part) => part.type === 'prompt' && part.state === 'open');
  if (asks && answering.length === 0 && attachment?.status === 'active') {
    offers.push('answer_prompt');
  }
  const isOut = weather && (attachment?.value.startsWith('reconnecting') ?? false);
  if (attachment?.value === 'failed' || isOut) offers.push('retry');
  // A tab may be said to be back although it was never away.
  if (weather) offers.push('online', 'visible', ...(offline ? [] : ['offline', 'suspended']));
  const isFair = (type: string) =>
    (type === 'online' && offline) || (type === 'retry' && attachment?.value === 'failed');
  return offers.map((type) => ({
    message: { type },
    fair: isFair(type) ? `${name}: ${type}` : null,
    label: `${name}: ${type}`,
  }));
}
