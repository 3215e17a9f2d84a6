/**
 * The network between the tabs and the host: an injected `fetch` whose every delivery waits in the
 * run's queue. A tab that is offline reaches nobody, and what it had open breaks.
 *
 * It keeps each exchange that was ever made, so that a promise can ask what is still open.
 */
import type { Chronicle } from './chronicle.ts';
import { Exchange, type Kind, type Line } from './exchange.ts';
import type { Queue } from './queue.ts';

export const hostUrl = 'http://host';

export interface NetworkPorts {
  readonly queue: Queue;
  readonly chronicle: Chronicle;
  readonly random: () => number;
  /** The host as it is at that moment. */
  readonly handle: (request: Request) => Promise<Response>;
}

export class Network {
  readonly exchanges: Exchange[] = [];
  readonly #ports: NetworkPorts;
  readonly #offline = new Set<string>();

  constructor(ports: NetworkPorts) {
    this.#ports = ports;
  }

  /** The fetch of one tab. */
  fetchOf(tab: string): typeof fetch {
    return (input, init = {}) =>
      new Promise<Response>((resolve, reject) => {
        const url = input instanceof Request ? input.url : input.toString();
        const line = { number: this.exchanges.length + 1, tab, url, init, ...readUrl(url, init) };
        if (this.#offline.has(tab)) return reject(new TypeError('fetch failed: offline'));
        const exchange = new Exchange(line, { resolve, reject }, this.#ports);
        this.exchanges.push(exchange);
        init.signal?.addEventListener('abort', () => exchange.abort(init.signal?.reason));
      });
  }

  /** The same request once more, with an answer that nobody waits for. */
  copy(exchange: Exchange): Exchange {
    const copy = new Exchange(exchange.line, null, this.#ports);
    this.exchanges.push(copy);
    return copy;
  }

  goOffline(tab: string): void {
    this.#offline.add(tab);
    for (const exchange of this.openOf(tab)) exchange.fail(new TypeError('network changed'));
  }

  goOnline(tab: string): void {
    this.#offline.delete(tab);
  }

  openOf(tab: string): readonly Exchange[] {
    return this.exchanges.filter((exchange) => exchange.line.tab === tab && exchange.isOpen);
  }
}

function readUrl(url: string, init: RequestInit): Pick<Line, 'kind' | 'streamId'> {
  const path = new URL(url).pathname.split('/');
  const streamId = path[4] ?? '';
  if (path[1] === 'watch') return { kind: 'watch', streamId: '' };
  if (path[3] !== 'turns') return { kind: 'load', streamId: '' };
  if (streamId === '') {
    const { turnId } = JSON.parse(init.body as string) as { turnId: string };
    return { kind: 'start', streamId: turnId };
  }
  return { kind: kinds[path[5] ?? ''] ?? 'settle', streamId };
}

const kinds: Readonly<Record<string, Kind>> = {
  stream: 'stream',
  cancel: 'cancel',
  prompts: 'answer',
};
