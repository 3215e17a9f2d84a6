/**
 * What is told of the network and of the store: requests as they arrive or are lost, connections
 * as they are opened and break, and what a record and a journal come to.
 *
 * A request is told when it arrives, and its answer when it is heard (`story-tab.ts`): in between
 * it is on its way, and nobody sees it. It knows no machine but by the names of its states.
 */
import type { Arrow, Item, Note } from '../explorer/diagram.ts';
import type { TracedReaction } from '../explorer/trace.ts';
import type { StoreState } from './store-state.ts';

/** One reaction, in the company of the others of its action. */
export interface Told {
  readonly reaction: TracedReaction;
  readonly reactions: readonly TracedReaction[];
  /** The host that this action has to do with. */
  readonly host: string;
}

export function note(over: string, text: string): Note {
  return { kind: 'note', over, text };
}

export function arrow(from: string, to: string, text: string, isLost = false): Arrow {
  return { kind: 'arrow', from, to, text, isLost };
}

interface Call {
  readonly key: string;
  readonly what: { readonly type: string; readonly streamId?: string };
  readonly at: unknown;
}

interface LaneSaid {
  readonly type: string;
  readonly key: string;
  readonly host?: string;
}

export function tellLane({ reaction, host }: Told): readonly Item[] {
  const { actor, before, message } = reaction;
  const { type, key, host: to = host } = message as LaneSaid;
  const call = (before as readonly Call[]).find((known) => known.key === key);
  if (call === undefined) return [];
  const tab = `tab ${actor.replace(/\..*/, '')}`;
  const text = requestText(call);
  switch (type) {
    case 'deliver':
      return [arrow(tab, to, text)];
    case 'duplicate':
      return [arrow(tab, to, `${text} (a copy of it)`)];
    case 'lose':
      return call.at === 'sent'
        ? [arrow(tab, host, text, true)]
        : [arrow(host, tab, `the answer to: ${text}`, true)];
    default:
      return [];
  }
}

function requestText({ what: { type, streamId = '' } }: Call): string {
  const words: Readonly<Record<string, string>> = {
    load: 'load the transcript',
    start: `start ${streamId}`,
    settle: `what became of ${streamId}?`,
    cancel: `cancel ${streamId}`,
    answer: `an answer to the prompt of ${streamId}`,
  };
  return words[type] ?? type;
}

interface Connection {
  readonly streamId: string;
  readonly after: number | null;
}

export function tellWire({ reaction, host }: Told): readonly Item[] {
  const { actor, before, message } = reaction;
  const tab = `tab ${actor.replace('.wire', '')}`;
  const { streamId, after } = (before ?? { streamId: '', after: 0 }) as Connection;
  switch (message.type) {
    case 'arrive':
      return [arrow(tab, host, `open ${streamId} after ${after ?? 0}`)];
    case 'break':
      return [arrow(host, tab, 'the connection breaks', true)];
    case 'end':
      return [note(host, 'ends the connection early')];
    case 'read':
      return [note(host, `a reader reads the journal of ${streamId}`)];
    default:
      return [];
  }
}

interface Asked {
  readonly type: string;
  readonly from?: string;
  readonly effect?: { readonly type: string; readonly streamId?: string };
}

export function tellStore({ reaction, reactions }: Told): readonly Item[] {
  const { type, from = '', effect } = reaction.message as Asked;
  const before = reaction.before as StoreState;
  const after = reaction.after as StoreState;
  const items: Item[] = [];
  // Where a host is split, each access is an action of its own, and is a message.
  const isSplit = reactions[0]?.message.type === 'perform';
  if (type === 'do' && isSplit && effect !== undefined) {
    items.push(arrow(from, 'store', [effect.type, effect.streamId ?? ''].join(' ').trim()));
  }
  if (type === 'lock_expires') items.push(note('store', 'the lock runs out'));
  if (type === 'lease_expires') items.push(note('store', 'the lease runs out'));
  return [...items, ...recordNotes(before, after)];
}

function recordNotes(before: StoreState, after: StoreState): readonly Item[] {
  const texts: string[] = [];
  const owner = (state: StoreState) => state.record.owner?.streamId ?? 'nobody';
  for (const turn of after.record.turns) {
    const was = before.record.turns.find(({ streamId }) => streamId === turn.streamId);
    if (was === undefined) texts.push(`holds the question of ${turn.streamId}`);
    else if (was.outcome !== turn.outcome) texts.push(`${turn.streamId} is ${turn.outcome}`);
  }
  const kept = after.record.turns.map(({ streamId }) => streamId);
  for (const { streamId } of before.record.turns) {
    if (!kept.includes(streamId)) texts.push(`${streamId} is gone from the record`);
  }
  if (owner(before) !== owner(after)) texts.push(`the owner is ${owner(after)}`);
  if (before.record.updatedAt !== after.record.updatedAt && texts.length === 0) {
    texts.push('updatedAt has moved');
  }
  for (const [streamId, { frames }] of Object.entries(after.journals)) {
    for (const frame of frames.slice(before.journals[streamId]?.frames.length ?? 0)) {
      texts.push(`journal of ${streamId}: frame ${frame.seq}, ${frame.kind}`);
    }
  }
  return texts.length === 0 ? [] : [note('store', texts.join(', '))];
}
