/**
 * The host, for one session: the generated turns and the operations on its record, composed.
 *
 *   step(host, message) -> [host, effects]
 *
 * Sessions share nothing, so a host process is one of these for each session it has to do with.
 * A message names its machine, whose step may speak to others; the contract of messages, effects
 * and strands is in `host-state.ts`. Nothing here decides anything about the protocol: the
 * machines do. The reader's machine is handed out here as well; each reader drives its own.
 */
import type { Operation } from '../../machines/session/signals.ts';
import type { Owner } from '../../machines/vocabulary.ts';
import * as session from '../generated/session.ts';
import * as turn from '../generated/turn.ts';
import {
  handing,
  heldTurn,
  holdOf,
  phaseOf,
  startOperation,
  tookOperation,
  tookTurn,
} from './host-effects.ts';
import type { Host, HostEffect, HostMessage, Phase, Request, Run, Strand } from './host-state.ts';

export type {
  Effect as SubscriptionEffect,
  Event as SubscriptionEvent,
} from '../../machines/subscription/signals.ts';
export {
  emptyRecord,
  type Owner,
  type SessionRecord,
  type SessionSummary,
  summaryOf,
  turnOf,
} from '../../machines/vocabulary.ts';
export * as subscriptionMachine from '../generated/subscription.ts';
export { emptyScene } from './fold.ts';
export type * from './host-state.ts';
export {
  endedTurn,
  foldFrames,
  journalName,
  journalParts,
  lastTurn,
  settleAnswer,
} from './record.ts';

/** A host that has nothing to do with the session yet. */
export function start(): Host {
  return { isClosing: false, turns: [], operations: [] };
}

/** One message, all its consequences. */
export function step(host: Host, message: HostMessage): readonly [Host, readonly HostEffect[]] {
  const { isClosing, turns, operations } = host;
  const run: Run = { next: { isClosing, turns, operations }, out: [], inbox: [message] };
  // What is delivered may say more: the loop sees what is added behind it.
  for (const one of run.inbox) deliver(run, one);
  return [run.next, run.out];
}

/** Nothing of the session is under way: a host that forgets it loses nothing. */
export function isAtRest({ turns, operations }: Host): boolean {
  return turns.length === 0 && operations.length === 0;
}

/** The strand of an effect or a message. */
export function strandOf(one: Strand): Strand {
  if (one.to === 'operation') return { to: 'operation', id: one.id };
  return { to: 'turn', streamId: one.streamId, after: one.after };
}

/** The same as text. */
export function strandName(one: Strand): string {
  if (one.to === 'operation') return `operation ${one.id}`;
  return one.after === 0 ? `turn ${one.streamId}` : `turn ${one.streamId} after ${one.after}`;
}

/** Where a turn is, as others may see it; null when it is not run here. */
export function phaseIn(host: Host, streamId: string): Phase | null {
  const held = heldTurn(host, streamId);
  return held === null ? null : phaseOf(held);
}

/** Where a turn has got to by the second look; one that was run at the first has ended since. */
export function phaseOver(
  before: Host | undefined,
  after: Host | undefined,
  streamId: string,
): Phase | null {
  const now = after === undefined ? null : phaseIn(after, streamId);
  const wasHeld = before !== undefined && phaseIn(before, streamId) !== null;
  return now ?? (wasHeld ? 'ended' : null);
}

function deliver(run: Run, message: HostMessage): void {
  switch (message.to) {
    case 'session':
      ask(run, message.event);
      return;
    case 'turn': {
      const held = heldTurn(run.next, message.streamId);
      if (held?.context.after === message.after)
        tookTurn(run, held, turn.step(held, message.event));
      return;
    }
    case 'operation': {
      const running = run.next.operations.find(({ id }) => id === message.id);
      if (running === undefined) return;
      tookOperation(run, running, session.step(running.state, message.event));
      return;
    }
  }
}

/** Gives a request to the turn that it names, if that is run here, and to the record otherwise. */
function ask(run: Run, event: Request): void {
  const { next } = run;
  switch (event.type) {
    case 'start': {
      const { request, turnId, question } = event;
      change(run, { kind: 'start', turnId, question }, request);
      return;
    }
    case 'cancel': {
      const { streamId, ...cancel } = event;
      const held = heldTurn(next, streamId);
      if (held === null) startOperation(run, { kind: 'cancel', streamId }, handing(cancel));
      else tookTurn(run, held, turn.step(held, cancel));
      return;
    }
    case 'answer': {
      const { request, streamId, answer } = event;
      change(run, { kind: 'answer', streamId, answer }, request);
      return;
    }
    case 'save':
      change(run, { kind: 'save', record: event.record }, event.request);
      return;
    case 'edit':
      change(run, { kind: 'edit', from: event.from }, event.request);
      return;
    case 'look':
      look(run, event.owner);
      return;
    case 'shutdown':
      next.isClosing = true;
      for (const held of next.turns) {
        run.inbox.push({ ...holdOf(held), event: { type: 'shutdown' } });
      }
  }
}

/** What nobody but the store answers. */
function change(run: Run, operation: Operation, request: number): void {
  startOperation(run, operation, { request, handedOn: null });
}

/** One look at a time: whoever looks again while one is under way would see the same. */
function look(run: Run, observed: Owner | null): void {
  const { isClosing, operations } = run.next;
  const isLooking = operations.some(({ state }) => state.context.operation.kind === 'clear');
  if (observed === null || isClosing || isLooking) return;
  startOperation(run, { kind: 'clear', observed }, null);
}
