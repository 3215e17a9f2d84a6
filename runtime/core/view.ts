/**
 * The view: what a client shows, derived from its state and from nothing else.
 *
 * A snapshot is immutable, and as stable as what it shows: a turn that did not change is the same
 * object as before, so that a list of messages re-renders one item for a token and not all of them.
 */
import type { Json, Part, StoredTurn, Terminal } from '../../machines/vocabulary.ts';
import type { Client, Counters, Notice, Returned } from './client-state.ts';
import { emptyScene, endPrompts, partsOf, type Scene } from './fold.ts';
import type { Entry } from './screen.ts';

/** One turn as it is shown: a question and what there is of its answer. */
export interface TurnView {
  readonly streamId: string;
  /** 0 while the host has not said it yet. */
  readonly ordinal: number;
  readonly question: Json;
  readonly parts: readonly Part[];
  readonly usage: Json;
  /**
   * asked: no answer yet. live: a stream is held. settled: from the transcript. unsettled: a scene
   * that stayed, and is not what is stored; say so to the person.
   */
  readonly state: 'asked' | 'live' | 'settled' | 'unsettled';
  readonly outcome: Terminal | null;
  /** What the terminal carried, such as { message } of a failure. */
  readonly detail: Json;
}

/** A question that waits for the person. */
export interface PromptView {
  readonly streamId: string;
  readonly promptId: string;
  readonly prompt: { readonly [field: string]: Json };
  /** An answer is under way: not a state of the prompt, only a mark. */
  readonly answering: boolean;
}

/** The name of a state of the attachment, without what is inside it. */
export type AttachmentState =
  | 'attaching'
  | 'live'
  | 'deferred'
  | 'settling'
  | 'reconnecting'
  | 'finalized'
  | 'stale'
  | 'cancelled'
  | 'failed';

export interface Snapshot {
  readonly turns: readonly TurnView[];
  /** Open prompts of the turn that is held, oldest first. */
  readonly prompts: readonly PromptView[];
  readonly attachment: {
    readonly streamId: string;
    readonly state: AttachmentState;
    readonly cursor: number;
  } | null;
  /** loading: the transcript has not been read yet. starting: a start is pending. */
  readonly phase: 'loading' | 'idle' | 'starting';
  /** A turn is held or pending: send is refused, stop is offered. */
  readonly busy: boolean;
  /** A stop is under way. */
  readonly stopping: boolean;
  /** A question that came back unsent: put it into the composer when its number is new. */
  readonly returned: Returned | null;
  readonly notices: readonly Notice[];
  readonly counters: Counters;
}

/** Builds the snapshots of one client, reusing what did not change. */
export function createView(): (client: Client) => Snapshot {
  const restingTurn = remembered(viewEntry);
  let before: readonly TurnView[] = [];

  return remembered((client) => {
    const turns = client.screen.map((entry) =>
      isHeld(client, entry) ? viewHeld(client, entry) : restingTurn(entry),
    );
    if (!sameItems(turns, before)) before = turns;
    return viewClient(client, before);
  });
}

/** What was made of the same object before is the same object again. */
function remembered<From extends object, View>(make: (from: From) => View) {
  const known = new WeakMap<From, View>();
  return (from: From): View => {
    const view = known.get(from) ?? make(from);
    known.set(from, view);
    return view;
  };
}

/** The entry's answer is the scene that its attachment holds. */
function isHeld(client: Client, entry: Entry): boolean {
  return (
    entry.stored === null &&
    entry.parked === null &&
    client.attachment?.context.streamId === entry.streamId
  );
}

function viewEntry(entry: Entry): TurnView {
  const { stored, parked } = entry;
  if (stored !== null) return viewTurn(entry, stored, 'settled');
  if (parked !== null) return viewTurn(entry, endPrompts(parked), 'unsettled');
  return viewTurn(entry, emptyScene, 'asked');
}

function viewHeld({ scene, marked }: Client, entry: Entry): TurnView {
  return viewTurn(entry, scene, marked ? 'unsettled' : scene.cursor > 0 ? 'live' : 'asked');
}

function viewTurn(
  { streamId, ordinal, question }: Entry,
  answer: Scene | StoredTurn,
  state: TurnView['state'],
): TurnView {
  const { usage, outcome, detail } = answer;
  return { streamId, ordinal, question, parts: partsOf(answer), usage, outcome, detail, state };
}

function viewClient(client: Client, turns: readonly TurnView[]): Snapshot {
  const { attachment, cancellations, returned, notices, frames, counters } = client;
  const { owner, turnId, busy } = client.pane.context;
  return {
    turns,
    prompts: viewPrompts(client),
    attachment: attachment && {
      streamId: attachment.context.streamId,
      state: stateName(attachment) as AttachmentState,
      cursor: attachment.context.cursor,
    },
    phase: stateName(client.pane) as Snapshot['phase'],
    busy: busy || turnId !== '',
    stopping: cancellations.has(turnId || (owner?.streamId ?? '')),
    returned,
    notices,
    counters: { frames, ...counters },
  };
}

function viewPrompts({ attachment, scene, answering }: Client): readonly PromptView[] {
  if (attachment === null || attachment.status === 'done') return [];
  const { streamId } = attachment.context;
  return scene.parts.flatMap((part) => {
    if (part.type !== 'prompt' || part.state !== 'open') return [];
    const { id: promptId, prompt } = part;
    return { streamId, promptId, prompt, answering: answering.includes(promptId) };
  });
}

/** `settling.asking` is shown as `settling`. */
function stateName({ value }: { readonly value: string }): string {
  return value.replace(/\..*/, '');
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
