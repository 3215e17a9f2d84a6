/**
 * A world: tabs, the network between, hosts, one store, and what may go wrong, as a system that the
 * explorer walks.
 *
 * Everything that decides in it is the code that ships.
 */
import type { Actor, Property, System } from '../explorer/system.ts';
import { type Bounds, smallBounds } from './bounds.ts';
import { type Budgets, budget, type Fault } from './budget.ts';
import { host } from './host.ts';
import type { Chore, HostOptions } from './host-state.ts';
import { type LaneKind, lane, laneOf } from './lane.ts';
import { answered } from './promises/answers.ts';
import { arrivals } from './promises/arrivals.ts';
import type { Cast } from './promises/cast.ts';
import { ends } from './promises/ends.ts';
import { frames } from './promises/frames.ts';
import { hosted } from './promises/hosts.ts';
import { journals } from './promises/journals.ts';
import { ladder } from './promises/ladder.ts';
import { notices } from './promises/notices.ts';
import { owner } from './promises/owner.ts';
import { people } from './promises/people.ts';
import { settle } from './promises/settle.ts';
import { stores } from './promises/stores.ts';
import { transcripts } from './promises/transcripts.ts';
import { robot } from './robot.ts';
import { store } from './store.ts';
import { firstPosts, tab } from './tab.ts';
import { tabsChangePlaces } from './tab-symmetry.ts';
import { told } from './told.ts';
import { watch } from './watch.ts';
import { wire } from './wire.ts';

export interface World {
  readonly name: string;
  /** What it is there to show, in one sentence. */
  readonly about: string;
  readonly tabs: readonly string[];
  /** Tabs that only start and stop. */
  readonly robots?: readonly string[];
  readonly hosts?: readonly string[];
  /** Questions that each person may send; all together no more than the budget of turns. */
  readonly sends?: number;
  /** The tabs whose persons may stop a turn; all, if it is not said. */
  readonly stoppers?: readonly string[];
  /** Persons stop only what they have asked and was not answered yet. */
  readonly hasty?: boolean;
  /** What each producer yields. */
  readonly script?: readonly ('text' | 'prompt')[];
  readonly budgets: Budgets;
  readonly bounds?: Partial<Bounds>;
  /** Each access of a host to the store is an action of its own. */
  readonly split?: boolean;
  /** Readers at the host take their time: see `reader.ts`. */
  readonly slowly?: boolean;
  /** The watch says what it has said again, whenever it likes. */
  readonly retells?: boolean;
  /** An older settle, or an older source, is heard of after the tab has asked or opened anew. */
  readonly echoes?: boolean;
  /** What hosts do by themselves. */
  readonly chores?: readonly Chore[];
  /** Liveness is looked at, too. */
  readonly live: boolean;
}

const laneKinds: readonly LaneKind[] = ['load', 'start', 'settle', 'cancel', 'answer'];

export function systemOf(world: World): System {
  const { name, tabs, robots = [], stoppers, budgets } = world;
  const [first, second] = tabs;
  const areAlike = first !== undefined && second !== undefined && stoppers === undefined;
  return {
    name,
    actors: [
      ...tabs.flatMap((one) => tabActors(one, world)),
      ...robots.flatMap((one) => robotActors(one, world)),
      ...hostActors(world),
      told(),
      budget({ retries: Number.POSITIVE_INFINITY, ...budgets }),
    ],
    properties: promisesOf(world),
    symmetries: areAlike ? [tabsChangePlaces(first, second)] : [],
  };
}

function isOn(budgets: Budgets, fault: keyof Budgets): boolean {
  return (budgets[fault] ?? 0) > 0;
}

function on<Kind extends Fault>(budgets: Budgets, ...faults: readonly Kind[]) {
  return faults.filter((fault) => isOn(budgets, fault));
}

function hostsOf({ hosts = ['host'] }: World): readonly string[] {
  return hosts;
}

function tabActors(name: string, world: World): readonly Actor[] {
  const { budgets, script = ['text'], sends = budgets.turns ?? 1, echoes = false } = world;
  const hosts = hostsOf(world);
  const asked = firstPosts(name);
  const kinds = laneKinds.filter((kind) => kind !== 'answer' || script.includes('prompt'));
  const faults = on(budgets, 'losses', 'duplicates', 'refusals', 'slips');
  return [
    tab({
      name,
      bounds: { ...smallBounds, ...world.bounds },
      sends,
      stops: world.stoppers?.includes(name) ?? true,
      hasty: world.hasty ?? false,
      weather: isOn(budgets, 'offline'),
      echoes,
    }),
    ...kinds.map((kind) => lane({ tab: name, kind, hosts, asked, faults, echoes })),
    wire({
      tab: name,
      hosts,
      slowly: world.slowly ?? false,
      faults: on(budgets, 'breaks', 'ends', 'refusals', 'garbles', 'slips'),
    }),
    watch({ tab: name, hosts, retells: world.retells ?? false }),
  ] as readonly Actor[];
}

function robotActors(name: string, world: World): readonly Actor[] {
  const hosts = hostsOf(world);
  const lanes = (['start', 'cancel'] as const).map((kind) =>
    lane({ tab: name, kind, hosts, asked: [], faults: [], echoes: false }),
  );
  return [robot({ name, sends: world.sends ?? 1 }), ...lanes] as readonly Actor[];
}

function hostActors(world: World): readonly Actor[] {
  const { tabs, robots = [], budgets, script = ['text'], chores = [] } = world;
  const names = hostsOf(world);
  const wires = tabs.map((one) => `${one}.wire`);
  const kinds = laneKinds.filter((kind) => kind !== 'answer' || script.includes('prompt'));
  const lanes = [
    ...tabs.flatMap((one) => kinds.map((kind) => laneOf(one, kind))),
    ...robots.flatMap((one) => [laneOf(one, 'start'), laneOf(one, 'cancel')]),
  ];
  const expiries = isOn(budgets, 'expiries');
  const looks = expiries || isOn(budgets, 'crashes') || isOn(budgets, 'failures');
  const options: Omit<HostOptions, 'name'> = {
    script,
    split: world.split ?? false,
    looks,
    renews: looks || (names.length > 1 && isOn(budgets, 'stops')),
    faults: on(budgets, 'crashes', 'failures', 'throws', 'lates', 'shutdowns', 'hangs'),
    chores,
    lanes,
    wires,
  };
  return [
    ...names.map((name) => host({ ...options, name })),
    store({ hosts: names, wires, expiries, trims: isOn(budgets, 'trims') }),
  ] as readonly Actor[];
}

/** Ids of all turns that may be asked for in a world. */
function turnsOf({ tabs, robots = [], sends, budgets, chores = [] }: World): readonly string[] {
  const most = sends ?? budgets.turns ?? 1;
  return [
    ...[...tabs, ...robots].flatMap((one) =>
      Array.from({ length: most }, (_, at) => one + (at + 1)),
    ),
    ...chores.flatMap((chore) => (chore.kind === 'start' ? [chore.turnId] : [])),
  ];
}

function promisesOf(world: World): readonly Property[] {
  const { tabs, script = ['text'], budgets, live } = world;
  const cast: Cast = {
    hosts: hostsOf(world),
    tabs,
    turns: turnsOf(world),
    prompts: script.includes('prompt'),
    faults: on(budgets, ...(Object.keys(budgets) as Fault[])),
    endless: (Object.keys(budgets) as Fault[]).filter((fault) => budgets[fault] === Infinity),
    watched: live,
  };
  const screens = [owner, frames, arrivals, settle, ladder, people, notices, ends];
  const made = [...screens, hosted, answered, stores, journals, transcripts];
  return made.flatMap((make) => make(cast));
}
