/**
 * What one step of a tab was about, and what its person sees after it, in a line of a story.
 *
 * It is for reading only: nothing depends on its words, and it is asked for only when a run is
 * traced.
 */
import type { Look } from './people.ts';
import { tokensOf } from './producers.ts';

export function changeOf({ message, after, client }: Look): string {
  const { phase, busy, stopping, attachment, turns, prompts } = after;
  const flags = [phase, ...(busy ? ['busy'] : []), ...(stopping ? ['stopping'] : [])];
  const held = attachment ? `${attachment.streamId} ${client.attachment?.value}` : 'nothing held';
  const shown = turns.map(
    ({ streamId, state, outcome, parts }) =>
      `${streamId} ${state}${outcome ? ` ${outcome}` : ''} {${tokensOf(parts).join()}}`,
  );
  const cards =
    prompts.length > 0 ? [`prompts ${prompts.map(({ promptId }) => promptId).join()}`] : [];
  return [nameOf(message), flags.join(' '), held, ...shown, ...cards].join(' | ');
}

function nameOf(message: Look['message']): string {
  if (message === null) return 'opened';
  const { event } = message;
  if (event.type === 'timer') return `timer ${event.timer}`;
  if (event.type === 'frame') return `frame ${event.streamId}:${event.seq} ${event.kind}`;
  return 'answer' in event && typeof event.answer === 'object'
    ? `${event.type} ${event.answer.state}`
    : event.type;
}
