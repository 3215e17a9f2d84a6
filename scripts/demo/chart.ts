/**
 * The attachment's chart as SVG, drawn from the machine that ships: what is where is laid out by
 * hand in `chart-layout.ts`, what leads where is asked of the machine.
 *
 * An arrow that the machine does not have can't be drawn: it throws. A script on the page lights
 * the states; this file only names them.
 */
import type { AnyStateNode } from 'xstate';
import { attachment } from '../../machines/attachment/machine.ts';
import { type Arrow, arrows, boxes, entrance, size, states } from './chart-layout.ts';

/** By `from>to`: the events that lead from one state of the chart to another, or nothing. */
export function arrowsOfMachine(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const roots = Object.entries(attachment.machine.root.states as Record<string, AnyStateNode>);
  for (const [from, root] of roots) {
    for (const { event, to } of transitionsUnder(root)) {
      if (to === from) continue;
      const key = `${from}>${to}`;
      found.set(key, (found.get(key) ?? new Set()).add(event));
    }
  }
  return new Map([...found].map(([key, events]) => [key, [...events]]));
}

function transitionsUnder(node: AnyStateNode): { readonly event: string; readonly to: string }[] {
  const own = [...node.transitions.values(), ...(node.always === undefined ? [] : [node.always])];
  const here = own
    .flat()
    .flatMap(({ eventType, target }) =>
      (target ?? []).map(({ path }) => ({ event: nameOf(String(eventType)), to: path[0] ?? '' })),
    );
  const below = Object.values(node.states as Record<string, AnyStateNode>);
  return [...here, ...below.flatMap(transitionsUnder)];
}

/** `xstate.after.backoff.attachment.reconnecting.waiting` is told as `after backoff`. */
function nameOf(eventType: string): string {
  const delay = /^xstate\.after\.([^.]+)/.exec(eventType)?.[1];
  if (delay !== undefined) return `after ${delay}`;
  return eventType === '' ? 'at once' : eventType;
}

/** The names of the machine's states. */
export function statesOfMachine(): readonly string[] {
  return Object.keys(attachment.machine.root.states);
}

export function drawChart(): string {
  const known = arrowsOfMachine();
  const drawn = arrows.map((arrow) => {
    const events = known.get(`${arrow.from}>${arrow.to}`);
    if (events === undefined) {
      throw new Error(`the machine has no arrow from ${arrow.from} to ${arrow.to}`);
    }
    return drawArrow(arrow, events);
  });
  return [
    `<svg class="chart" viewBox="${size.x} ${size.y} ${size.width} ${size.height}" role="img"`,
    ' aria-label="States of this pane’s attachment">',
    `<g class="begin"><circle cx="${entrance.x}" cy="${entrance.y}" r="3.5"/>`,
    `${drawLine(entrance.path)}</g>`,
    ...drawn,
    ...states.map(drawState),
    '</svg>',
  ].join('');
}

function drawState(name: (typeof states)[number]): string {
  const { x, y } = boxes[name];
  const { width, height } = size.box;
  const { type, description } = attachment.machine.root.states[name] as AnyStateNode;
  const rect = (by: number) =>
    `<rect x="${x - width / 2 + by}" y="${y - height / 2 + by}" width="${width - 2 * by}"` +
    ` height="${height - 2 * by}" rx="${height / 2 - by}"/>`;
  const title = description === undefined ? '' : `<title>${name}: ${description}</title>`;
  return [
    `<g class="state${type === 'final' ? ' final' : ''}" data-state="${name}">${title}`,
    rect(0),
    type === 'final' ? rect(3) : '',
    `<text x="${x}" y="${y}">${name}</text></g>`,
  ].join('');
}

function drawArrow({ from, to, path }: Arrow, events: readonly string[]): string {
  const title = `<title>${from} → ${to}: ${events.join(', ')}</title>`;
  return `<g class="arrow" data-from="${from}" data-to="${to}">${title}${drawLine(path)}</g>`;
}

/** A straight line, or a curve with one control point, and its head. */
function drawLine(path: Arrow['path']): string {
  const [first, ...rest] = path;
  const last = rest.at(-1) ?? first;
  const bend = rest.length > 1 ? rest[0] : undefined;
  const [fromX, fromY] = bend ?? first;
  const angle = Math.atan2(last[1] - fromY, last[0] - fromX);
  const point = (length: number, turn: number) =>
    `${round(last[0] - length * Math.cos(angle + turn))} ` +
    `${round(last[1] - length * Math.sin(angle + turn))}`;
  const curve = bend === undefined ? `L${point(3, 0)}` : `Q${bend.join(' ')} ${point(3, 0)}`;
  return (
    `<path class="line" d="M${first.join(' ')}${curve}"/>` +
    `<path class="head" d="M${last.join(' ')}L${point(6.5, 0.45)}L${point(6.5, -0.45)}Z"/>`
  );
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
