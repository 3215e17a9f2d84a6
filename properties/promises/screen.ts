/**
 * How checks read a screen and a message: which turn, which tokens, whom a message was meant for,
 * whether a person would see a difference. What was worked out once is kept as long as the view it
 * was worked out of. Nothing here says what is right.
 */
import type { StoredTurn } from '../../machines/vocabulary.ts';
import type { ClientMessage } from '../../runtime/core/client.ts';
import type { AttachmentState, Snapshot, TurnView } from '../../runtime/core/view.ts';
import { tokensOf } from '../simulation/producers.ts';

export function viewOf(snapshot: Snapshot | null, streamId: string | undefined): TurnView | null {
  return snapshot?.turns.find((turn) => turn.streamId === streamId) ?? null;
}

export function ordinalOf(snapshot: Snapshot, streamId: string | undefined): number {
  return viewOf(snapshot, streamId)?.ordinal ?? 0;
}

/** An attachment in such a state never does anything again. */
export function isFinal(state: AttachmentState): boolean {
  return state === 'finalized' || state === 'cancelled' || state === 'stale';
}

/** The attachment that a message or a timer was meant for; null when it was for none. */
export function spokenTo(message: ClientMessage | null): number | null {
  if (message?.to === 'attachment' && 'attachmentId' in message.event) {
    return message.event.attachmentId;
  }
  if (message?.to === 'timer' && message.address.to === 'attachment') {
    return message.address.attachmentId;
  }
  return null;
}

/** A person would see no difference. */
export function sameScreen(a: Snapshot, b: Snapshot): boolean {
  return (
    a === b ||
    (a.busy === b.busy &&
      a.phase === b.phase &&
      JSON.stringify([a.turns, a.prompts, a.notices, a.attachment?.state]) ===
        JSON.stringify([b.turns, b.prompts, b.notices, b.attachment?.state]))
  );
}

const known = new WeakMap<TurnView, readonly string[]>();

/** The tokens of a turn on a screen, worked out once. */
export function shownTokens(turn: TurnView): readonly string[] {
  const before = known.get(turn);
  if (before !== undefined) return before;
  const tokens = tokensOf(turn.parts);
  known.set(turn, tokens);
  return tokens;
}

/** What is on the screen is what is stored. */
export function isTranscript(view: TurnView, stored: StoredTurn): boolean {
  const { parts, usage, outcome, detail, question } = view;
  return (
    JSON.stringify([parts, usage, outcome, detail, question]) ===
    JSON.stringify([stored.parts, stored.usage, stored.outcome, stored.detail, stored.question])
  );
}
