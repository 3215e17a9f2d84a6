/**
 * What the buttons of the page do on the server's side: real harm to real connections.
 *
 * Each open event stream of a pane is a line; an order takes hold of the lines of one pane, or of
 * all of them. It breaks the carrying and never the content, and knows no frame and no machine.
 */
import { createLine, type Line } from './line.ts';

export const harms = ['cut', 'cut-all', 'end', 'delay', 'replay'] as const;
export type Harm = (typeof harms)[number];

export interface Order {
  readonly pane: string;
  readonly harm: Harm;
}

export interface Done {
  /** Connections that were hit; for a replay, frames that are sent again. */
  readonly hit: number;
  /** How late the pane is told things from now on. */
  readonly delayMs: number;
}

/** What a line is for: a turn's frames, or word of the session. */
export type Purpose = 'stream' | 'watch';

export interface Harbour {
  /** Puts a hand on a response. `reset` resets the socket it goes through. */
  hold(response: Response, pane: string, purpose: Purpose, reset: () => void): Response;
  inflict(order: Order): Done;
}

const delayMsOn = 900;
const framesAgain = 20;

export function createHarbour(): Harbour {
  const lines = new Map<Line, { readonly pane: string; readonly purpose: Purpose }>();
  const delays = new Map<string, number>();
  const delayOf = (pane: string): number => delays.get(pane) ?? 0;
  const linesOf = (pane: string | null, purpose?: Purpose): readonly Line[] =>
    [...lines]
      .filter(
        ([, of]) => (pane === null || of.pane === pane) && of.purpose === (purpose ?? of.purpose),
      )
      .map(([line]) => line);

  const perform = ({ pane, harm }: Order): number => {
    switch (harm) {
      case 'cut':
        return each(linesOf(pane), (line) => line.cut());
      case 'cut-all':
        return each(linesOf(null), (line) => line.cut());
      case 'end':
        return each(linesOf(pane, 'stream'), (line) => line.end());
      case 'replay':
        return linesOf(pane, 'stream').reduce((sum, line) => sum + line.replay(framesAgain), 0);
      case 'delay':
        delays.set(pane, delayOf(pane) === 0 ? delayMsOn : 0);
        return linesOf(pane).length;
    }
  };

  return {
    hold(response, pane, purpose, reset) {
      if (response.body === null) return response;
      const line = createLine(response.body, {
        delayMs: () => delayOf(pane),
        reset,
        closed: () => lines.delete(line),
      });
      lines.set(line, { pane, purpose });
      return new Response(line.body, response);
    },
    inflict: (order) => ({ hit: perform(order), delayMs: delayOf(order.pane) }),
  };
}

function each(lines: readonly Line[], harm: (line: Line) => void): number {
  for (const line of lines) harm(line);
  return lines.length;
}

/** An order out of what a page sent; null when it is none. */
export function readOrder(value: unknown): Order | null {
  if (value === null || typeof value !== 'object') return null;
  const { pane, harm } = value as { readonly [field: string]: unknown };
  const known = harms.find((one) => one === harm);
  return typeof pane === 'string' && known !== undefined ? { pane, harm: known } : null;
}
