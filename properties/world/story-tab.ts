/**
 * What is told of a tab: what it hears, what its pane, its attachment and its cancellations decide
 * about it, and what its person sees of that.
 *
 * It knows machines by the names of their states.
 */
import type { Item } from '../explorer/diagram.ts';
import { tokensIn, viewOf } from './promises/eye.ts';
import { arrow, note, type Told } from './story-network.ts';
import type { TabMessage, TabState } from './tab-state.ts';

export function tellTab({ reaction, host }: Told): readonly Item[] {
  const tab = `tab ${reaction.actor}`;
  const before = reaction.before as TabState;
  const after = reaction.after as TabState;
  const message = reaction.message as TabMessage;
  const texts = [...movesOf(before, after, eventOf(message)), ...sights(before, after)];
  const notes = texts.length === 0 ? [] : [note(tab, texts.join(', '))];
  return [heard(message, tab, host), ...notes];
}

function heard(message: TabMessage, tab: string, host: string): Item {
  switch (message.type) {
    case 'send':
      return note(tab, 'its person asks');
    case 'stop':
      return note(tab, 'its person stops the turn');
    case 'answer_prompt':
      return note(tab, 'its person answers the prompt');
    case 'retry':
      return note(tab, 'its person tries again');
    case 'online':
    case 'visible':
    case 'offline':
    case 'suspended':
      return note(tab, `is ${message.type}`);
    case 'timer':
      return note(tab, `the timer ${message.timer} goes off`);
    case 'echo':
      return arrow(host, tab, 'late: an older source was closed');
    case 'watched': {
      const { streamId, phase } = message.last;
      return arrow(host, tab, `watch: ${streamId} is ${phase}`);
    }
    case 'reply':
      return arrow(host, tab, replyText(message));
    case 'heard':
      return arrow(host, tab, itemText(message.item));
  }
}

function replyText({ kind, key, answer }: Extract<TabMessage, { type: 'reply' }>): string {
  const late = key === 'older' ? 'late answer to an older ' : 'answer to ';
  const stream = kind === 'cancel' || kind === 'answer' ? ` ${key}` : '';
  return `${late}${kind}${stream}: ${answer.state}`;
}

function itemText(item: Extract<TabMessage, { type: 'heard' }>['item']): string {
  if (item.type === 'frame') return `frame ${item.streamId}:${item.seq} ${item.kind}`;
  if (item.type === 'broken') return 'the connection is over';
  return item.type === 'open_refused' ? `refused: ${item.reason}` : item.type;
}

/** What the machines were told, in their words. */
function eventOf(message: TabMessage): string {
  if (message.type === 'heard') return message.item.type;
  return message.type === 'reply' ? `${message.kind} ${message.answer.state}` : message.type;
}

/** `attachment: live → deferred (stream_end)` for each machine that is not where it was. */
function movesOf(before: TabState, after: TabState, event: string): readonly string[] {
  const was = placesOf(before);
  const is = placesOf(after);
  const moves = [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const from = was.get(name);
    const to = is.get(name);
    if (from === to) return [];
    if (from === undefined) return [`${name} begins: ${to}`];
    return [`${name}: ${from} → ${to ?? 'over'}`];
  });
  const owner = ownerIn(before) === ownerIn(after) ? [] : [`owner: ${ownerIn(after)}`];
  const all = [...moves, ...owner];
  return all.length === 0 ? [] : [`on ${event}: ${all.join('; ')}`];
}

function placesOf({ client }: TabState): ReadonlyMap<string, string> {
  const { pane, attachment, cancellations } = client;
  const places = new Map([['pane', pane.value as string]]);
  if (attachment !== null) {
    places.set(`attachment of ${attachment.context.streamId}`, attachment.value);
  }
  for (const [streamId, { value }] of cancellations) places.set(`stop of ${streamId}`, value);
  return places;
}

function ownerIn({ client }: TabState): string {
  return client.pane.context.owner?.streamId ?? 'nobody';
}

/** What its person sees that was not so before. */
function sights(before: TabState, after: TabState): readonly string[] {
  const was = viewOf(before);
  const is = viewOf(after);
  const gone = was.turns.filter(
    ({ streamId }) => !is.turns.some((turn) => turn.streamId === streamId),
  );
  const turns = is.turns.flatMap((turn) => {
    const old = was.turns.find(({ streamId }) => streamId === turn.streamId);
    const text = `${turn.state} [${tokensIn(turn.parts).join(' ')}]`;
    const oldText = old === undefined ? '' : `${old.state} [${tokensIn(old.parts).join(' ')}]`;
    return text === oldText ? [] : [`${turn.streamId} ${text}`];
  });
  const left = gone.map(({ streamId }) => `${streamId} is gone`);
  const seen = [...turns, ...left];
  const notices = is.prompts.length === was.prompts.length ? [] : [cards(is.prompts.length)];
  const all = [...seen, ...notices];
  return all.length === 0 ? [] : [`on the screen: ${all.join(', ')}`];
}

function cards(count: number): string {
  return count === 0 ? 'no card' : `${count} open card${count === 1 ? '' : 's'}`;
}
