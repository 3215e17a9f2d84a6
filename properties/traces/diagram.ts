/**
 * The last records of a trace as a diagram: who asked whom for what, and what came.
 *
 * An arrow is a request on its way out or an answer on its way in; what an actor hears of itself,
 * of a person or of time is a note. It is for reading only.
 */
import type { TraceRecord } from '../../runtime/inspect/trace.ts';
import type { Diagram, Item } from '../explorer/diagram.ts';

type Fields = { readonly [field: string]: unknown };

const shown = ['streamId', 'turnId', 'seq', 'kind', 'timer', 'lockFence', 'turnFence', 'state'];
const requests = ['open', 'settle', 'load', 'start', 'request_cancel', 'send_answer'];

export function diagramOf(records: readonly TraceRecord[]): Diagram {
  return { items: records.map(itemOf), loop: null };
}

function itemOf({ actor, event, sendId, recvId }: TraceRecord): Item {
  const heard = (event['event'] ?? null) as Fields | null;
  const text = heard === null ? textOf(event) : textOf(heard);
  const isTimer = (heard ?? event)['type'] === 'timer' || String(event.type).endsWith('arm');
  const far = otherOf(actor, event);
  if (far === null || isTimer) return { kind: 'note', over: actor, text };
  if (sendId !== null) return { kind: 'arrow', from: actor, to: far, text, isLost: false };
  if (recvId === null) return { kind: 'note', over: actor, text };
  return { kind: 'arrow', from: far, to: actor, text, isLost: false };
}

/** Who is at the other end: tabs speak to a host, hosts to the store. */
function otherOf(actor: string, event: TraceRecord['event']): string | null {
  if (event.type === 'call' || event.type === 'return') return null;
  if (actor.includes(':')) return 'store';
  const isRequest = requests.includes(String(event.type)) || event['event'] !== undefined;
  return isRequest ? 'host' : null;
}

function textOf(fields: Fields): string {
  const { type, method, answer, call } = fields as Fields & { answer?: Fields };
  const known = shown.flatMap((name) => {
    const value = fields[name] ?? answer?.[name];
    return typeof value === 'string' || typeof value === 'number' ? [`${name} ${value}`] : [];
  });
  const what = [type, method, call]
    .flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [one] : []))
    .join(' ');
  return known.length === 0 ? what : `${what}: ${known.join(', ')}`;
}
