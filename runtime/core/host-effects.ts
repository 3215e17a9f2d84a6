/**
 * What the effects of the host's machines do to the host: to its turns, its operations, the other
 * machines (by its inbox) and the shell (by its out list). One switch for each machine,
 * exhaustive, and no decision in any of them.
 */
import type { Operation, Result, Effect as SessionEffect } from '../../machines/session/signals.ts';
import type { CancelEvent } from '../../machines/turn/signals.ts';
import * as session from '../generated/session.ts';
import * as turn from '../generated/turn.ts';
import type {
  Asker,
  Host,
  HostMessage,
  Phase,
  Run,
  RunningOperation,
  TurnStrand,
} from './host-state.ts';

/** The hold that a turn of this host is. */
export function holdOf({ context: { streamId, after } }: turn.State): TurnStrand {
  return { to: 'turn', streamId, after };
}

export function heldTurn({ turns }: Host, streamId: string): turn.State | null {
  return turns.find(({ context }) => context.streamId === streamId) ?? null;
}

/** Where a turn is, as others may see it. */
export function phaseOf({ value, context }: turn.State): Phase {
  if (value === 'running') return 'running';
  if (value === 'starting') return context.outcome === null ? 'running' : 'ending';
  return value === 'ended' ? 'ended' : 'ending';
}

/** A turn has taken a step; one that has ended is forgotten. */
export function tookTurn(run: Run, before: turn.State | null, [state, effects]: turn.Step): void {
  const { streamId } = state.context;
  const strand = holdOf(state);
  const others = run.next.turns.filter(({ context }) => context.streamId !== streamId);
  run.next.turns = state.status === 'done' ? others : [...others, state].toSorted(byId(streamIdOf));
  // First, and not behind an effect that waits: watchers look at what has been reached already.
  if (before === null || phaseOf(before) !== phaseOf(state)) {
    run.out.push({ ...strand, type: 'changed' });
  }
  for (const effect of effects) performTurn(run, strand, effect);
  if (before?.value === 'starting' && state.value !== 'starting') tellRegistered(run, streamId);
}

/** Whoever has begun this turn holds the lock until it has its journal, or could not have it. */
function tellRegistered({ next, inbox }: Run, streamId: string): void {
  for (const { id, state } of next.operations) {
    if (state.value === 'registering' && state.context.record?.owner?.streamId === streamId) {
      inbox.push({ to: 'operation', id, event: { type: 'registered' } });
    }
  }
}

function performTurn(run: Run, strand: TurnStrand, effect: turn.Output): void {
  const { streamId } = strand;
  switch (effect.type) {
    case 'save':
      startOperation(run, { kind: 'finish', turn: effect.turn }, { turn: strand, step: 'save' });
      return;
    case 'free':
      startOperation(run, { kind: 'free', streamId }, { turn: strand, step: 'free' });
      return;
    case 'pass_on':
      for (const request of effect.requests) {
        startOperation(run, { kind: 'cancel', streamId }, handing({ type: 'cancel', request }));
      }
      return;
    case 'reply': {
      const { requests, result } = effect;
      if (requests.length === 0) return;
      run.out.push({ ...strand, type: 'reply', requests, answer: { state: result } });
      return;
    }
    case 'arm':
    case 'disarm': {
      const { timer, generation } = effect;
      const message: HostMessage = { ...strand, event: { type: 'timer', timer, generation } };
      run.out.push({ ...strand, ...effect, message });
      return;
    }
    case 'append': {
      // As below, but by name: nearly every effect of a host is one of these.
      const { frame, turnFence } = effect;
      const { after } = strand;
      run.out.push({ to: 'turn', streamId, after, type: 'append', frame, turnFence });
      return;
    }
    case 'claim':
    case 'renew':
    case 'produce':
    case 'abort':
    case 'deliver':
    case 'decide':
    case 'fold':
    case 'close_journal':
      run.out.push({ ...strand, ...effect });
  }
}

export function startOperation(run: Run, operation: Operation, asker: Asker | null): void {
  const taken = run.next.operations.map(({ id }) => id);
  let id = 1;
  while (taken.includes(id)) id += 1;
  const [state, effects] = session.start({ operation });
  tookOperation(run, { id, asker, state }, [state, effects]);
}

/** An operation has taken a step; one that has ended is forgotten. */
export function tookOperation(
  run: Run,
  { id, asker }: RunningOperation,
  [state, effects]: session.Step,
): void {
  const others = run.next.operations.filter((one) => one.id !== id);
  run.next.operations =
    state.status === 'done'
      ? others
      : [...others, { id, asker, state }].toSorted(byId((one) => one.id));
  for (const effect of effects) performOperation(run, { id, asker, state }, effect);
}

function performOperation(run: Run, running: RunningOperation, effect: SessionEffect): void {
  const strand = { to: 'operation', id: running.id } as const;
  switch (effect.type) {
    case 'judge': {
      const held = heldTurn(run.next, effect.streamId);
      // A turn that is run here needs no lease to be known to live.
      if (held === null) run.out.push({ ...strand, ...effect });
      else run.inbox.push({ ...strand, event: { type: 'runs_here' } });
      return;
    }
    case 'begin':
      begin(run, effect);
      return;
    case 'conclude':
      conclude(run, running, effect.result);
      return;
    case 'answer':
    case 'decide':
    case 'lock':
    case 'load':
    case 'save':
    case 'unlock':
      run.out.push({ ...strand, ...effect });
  }
}

/** Of two operations that judged one dead turn only the first begins it; both wait for it. */
function begin(run: Run, effect: Extract<SessionEffect, { type: 'begin' }>): void {
  const { streamId, after, isTakeover, turn: asked, transcript } = effect;
  const held = heldTurn(run.next, streamId);
  if (held !== null) {
    if (held.value !== 'starting') tellRegistered(run, streamId);
    return;
  }
  const strand: TurnStrand = { to: 'turn', streamId, after };
  if (asked !== null && !isTakeover) {
    run.out.push({ ...strand, type: 'prepare', turn: asked, transcript });
  }
  tookTurn(run, null, turn.start({ streamId, after, isTakeover }));
  if (run.next.isClosing) run.inbox.push({ ...strand, event: { type: 'shutdown' } });
}

/** Asks on behalf of a request that is its turn's matter, if that is run here. */
export function handing(handedOn: CancelEvent): Asker {
  return { request: handedOn.request, handedOn };
}

/** Tells whoever asked. What only the runner of a turn knows is said as it is by now, here. */
function conclude(run: Run, { id, asker, state }: RunningOperation, result: Result): void {
  if (asker === null) return;
  if ('step' in asker) {
    const { turn: strand, step } = asker;
    const done = step === 'save' ? 'saved' : 'freed';
    const event =
      result.state === 'failed'
        ? ({ type: 'store_failed', during: step } as const)
        : ({ type: done } as const);
    run.inbox.push({ ...strand, event });
    return;
  }
  const { request, handedOn } = asker;
  const { operation } = state.context;
  if (handedOn !== null && 'streamId' in operation && result.state === 'unreachable') {
    const held = heldTurn(run.next, operation.streamId);
    if (held !== null) {
      tookTurn(run, held, turn.step(held, handedOn));
      return;
    }
  }
  const answer = result.state === 'conflict' ? asOfNow(run, result) : result;
  run.out.push({ to: 'operation', id, type: 'reply', requests: [request], answer });
}

/** The turn that a start has met goes on while the lock is released: it may be stopped by then. */
function asOfNow({ next }: Run, conflict: Conflict): Conflict {
  const held = heldTurn(next, conflict.streamId);
  if (held === null) return conflict;
  return { ...conflict, phase: phaseOf(held) === 'running' ? 'running' : 'ending' };
}

function streamIdOf({ context }: turn.State): string {
  return context.streamId;
}

type Conflict = Extract<Result, { state: 'conflict' }>;

/** Kept in an order of its own, so that equal hosts are equal data. */
function byId<T>(idOf: (one: T) => string | number) {
  return (a: T, b: T): number => (idOf(a) < idOf(b) ? -1 : 1);
}
