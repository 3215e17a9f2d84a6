/**
 * The calm after a run's picks: nobody acts, nothing breaks, whatever waits gets its turn, and all
 * that is owed has to come true within a bound.
 *
 * What has run its time ends in it: a host that was closing is replaced, and a lock that its holder
 * has forgotten runs out. It knows which actors there are, and nothing of what they decide.
 */
import type { LeadsTo } from '../explorer/system.ts';
import type { HostState } from '../world/host-state.ts';
import { lastFence, type StoreState } from '../world/store.ts';
import type { Jury } from './jury.ts';
import type { Chance } from './reactions.ts';
import type { Walk } from './walk.ts';

/** Actions within which all that is owed has to come true. */
export const calmMax = 2_000;
/** A lock lives for so many actions after its holder has forgotten it, at the least. */
const forgetEvery = 8;
/** More offers than there are at any time. */
const triesMax = 1_000;

export interface Calm {
  readonly walk: Walk;
  readonly jury: Jury;
  /** Does it. False: it can't happen. */
  readonly act: (actor: number, chance: Chance) => boolean;
  /** Something was broken meanwhile. */
  readonly isOut: () => boolean;
}

/** What is still owed when the bound is reached, or when nothing is left to happen. */
export function calmDown(calm: Calm): readonly LeadsTo[] {
  const { walk, jury, isOut } = calm;
  replaceClosing(calm);
  let owed = jury.owed(walk.now);
  const budget = walk.reactions.indexOf('budget');
  walk.refuses = ({ actor, message }) => actor === budget && costs(message);
  const last: number[] = [];
  for (let turn = 1; turn <= calmMax && owed.length > 0 && !isOut(); turn += 1) {
    if (!takeTurn(calm, last, turn)) break;
    owed = jury.unpaid(owed, walk);
    if (turn % forgetEvery === 0) dropLock(calm);
    // What has come up meanwhile is owed, too.
    if (owed.length === 0) owed = jury.owed(walk.now);
  }
  return isOut() ? [] : owed;
}

/** What was done the longest time ago. What can't happen has had its turn. */
function takeTurn({ walk, act }: Calm, last: number[], turn: number): boolean {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const next = walk.lowest(({ fair }) => last[fair] ?? 0);
    if (next === null) return false;
    const [actor, chance] = next;
    last[chance.fair] = turn * triesMax + tries;
    if (act(actor, chance)) return true;
  }
  return false;
}

/** A host that closes goes, and another comes up in its place. */
function replaceClosing({ walk, act }: Calm): void {
  for (const [actor, state] of hostsIn(walk)) {
    const crash = walk.chancesOf(actor, 'fault').find(({ offer }) => offer.message.type === 'crash');
    if (crash !== undefined && state.core?.isClosing === true) act(actor, crash);
  }
}

/** A lock that no operation knows to hold is let go by nobody: its time runs out. */
function dropLock({ walk, act }: Calm): void {
  const store = walk.reactions.indexOf('store');
  const expiry = walk
    .chancesOf(store, 'fault')
    .find(({ offer }) => offer.message.type === 'lock_expires');
  const { lock } = walk.stateOf(store) as StoreState;
  if (expiry === undefined || lock === null) return;
  const isHeld = hostsIn(walk).some(([, { core }]) =>
    core?.operations.some(({ state }) => state.context.lockFence === lastFence),
  );
  if (isHeld) return;
  const { refuses } = walk;
  walk.refuses = () => false;
  act(store, expiry);
  walk.refuses = refuses;
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
