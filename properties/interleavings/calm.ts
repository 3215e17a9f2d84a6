/**
 * The calm after a run's picks: nobody acts, nothing breaks, whatever waits gets its turn, and all
 * that is owed has to come true within a bound.
 *
 * What has run its time ends in it: a host that was closing is replaced, and a lock or a lease that
 * its holder has forgotten runs out. It knows which actors there are, not what they decide.
 */
import type { LeadsTo } from '../explorer/system.ts';
import type { HostState } from '../world/host-state.ts';
import { lastFence, type StoreMessage } from '../world/store-state.ts';
import type { Jury } from './jury.ts';
import type { Chance } from './reactions.ts';
import type { Walk } from './walk.ts';
import type { Ways } from './ways.ts';

/** Actions within which all that is owed has to come true. */
export const calmMax = 1_000;
/** A lock or a lease lives for so many actions after its holder has forgotten it. */
const forgetEvery = 8;
/** Actions in which work has precedence. */
const hasteMax = 500;
/** More offers than there are at any time. */
const triesMax = 1_000;

export interface Calm {
  readonly walk: Walk;
  readonly jury: Jury;
  readonly ways: Ways;
  /** Does it. False: it can't happen. */
  readonly act: (actor: number, chance: Chance) => boolean;
  /** Something was broken meanwhile. */
  readonly isOut: () => boolean;
}

export interface Calmed {
  /** What is still owed when the bound is reached, or when nothing is left to happen. */
  readonly owed: readonly LeadsTo[];
  /** Actions that it would have taken further, on a way that was gone before. */
  readonly known: number;
}

export function calmDown(calm: Calm): Calmed {
  const { walk, jury, ways, isOut } = calm;
  replaceClosing(calm);
  let owed = jury.owed(walk.now);
  const budget = walk.reactions.indexOf('budget');
  walk.refuses = ({ actor, message }) => actor === budget && costs(message);
  const last: number[] = [];
  const passed = [ways.keyOf(walk.now)];
  for (let turn = 1; turn <= calmMax && owed.length > 0 && !isOut(); turn += 1) {
    const known = ways.from(passed.at(-1) as string);
    if (known !== null && jury.unpaidIn(owed, known.end).length === 0) {
      ways.add(passed, known.end, known.left);
      return { owed: [], known: known.left };
    }
    if (!takeTurn(calm, last, turn)) break;
    passed.push(ways.keyOf(walk.now));
    owed = jury.unpaid(owed, walk);
    if (turn % forgetEvery === 0) runOut(calm);
    // What has come up meanwhile is owed, too.
    if (owed.length === 0) owed = jury.owed(walk.now);
  }
  if (isOut()) return { owed: [], known: 0 };
  if (owed.length === 0) ways.add(passed, Int32Array.from(walk.now), 0);
  return { owed, known: 0 };
}

/**
 * Work first, that of the hosts before that of the tabs, as long as there is some: so calms go the
 * same ways, and most of what happens is known. Then what was done the longest time ago. After
 * `hasteMax` actions work has no precedence, so nothing can starve.
 */
function takeTurn(calm: Calm, last: number[], turn: number): boolean {
  if (turn <= hasteMax && doWork(calm)) return true;
  const { walk, act } = calm;
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const next = walk.lowest(({ fair }) => last[fair] ?? 0);
    if (next === null) return false;
    const [actor, chance] = next;
    last[chance.fair] = turn * triesMax + tries;
    if (act(actor, chance)) return true;
  }
  return false;
}

function doWork({ walk, act }: Calm): boolean {
  for (let actor = walk.now.length - 1; actor >= 0; actor -= 1) {
    for (const chance of walk.chancesOf(actor, 'work')) {
      if (chance.fair > 0 && act(actor, chance)) return true;
    }
  }
  return false;
}

/** A host that closes goes, and another comes up in its place. */
function replaceClosing({ walk, act }: Calm): void {
  for (const [actor, state] of hostsIn(walk)) {
    const crash = walk
      .chancesOf(actor, 'fault')
      .find(({ offer }) => offer.message.type === 'crash');
    if (crash !== undefined && state.core?.isClosing === true) act(actor, crash);
  }
}

/** What nobody knows to hold is let go by nobody: the time of a lock or a lease runs out. */
function runOut({ walk, act }: Calm): void {
  const store = walk.reactions.indexOf('store');
  const cores = hostsIn(walk).flatMap(([, { core }]) => (core === null ? [] : [core]));
  const isHeld = ({ type, streamId }: StoreMessage & { readonly streamId?: string }) =>
    type === 'lock_expires'
      ? cores.some(({ operations }) =>
          operations.some(({ state }) => state.context.lockFence === lastFence),
        )
      : cores.some(({ turns }) => turns.some(({ context }) => context.streamId === streamId));
  const { refuses } = walk;
  for (const chance of walk.chancesOf(store, 'fault')) {
    const message = chance.offer.message as StoreMessage;
    if (!message.type.endsWith('_expires') || isHeld(message)) continue;
    walk.refuses = () => false;
    act(store, chance);
    walk.refuses = refuses;
  }
}

function hostsIn(walk: Walk): readonly (readonly [actor: number, state: HostState])[] {
  return walk.reactions.locals.flatMap((_, actor) => {
    const state = walk.stateOf(actor);
    const isHost = typeof state === 'object' && state !== null && 'producers' in state;
    return isHost ? [[actor, state as HostState] as const] : [];
  });
}

/** Nothing is paid for but a person's retry, which is what gets one out of `failed`. */
function costs(message: object): boolean {
  return (message as { readonly fault?: string }).fault !== 'retries';
}
